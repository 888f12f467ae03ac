//! The parsed files of a document, and finding places in them.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::anchors::{Anchors, Found};
use super::walk::{Object, reference_of};
use crate::diagnostics::Diagnostics;
use crate::source::{Loader, Origin, Pointer, Sources, Text};

/// How many references a look-up follows.
const MAX_HOPS: usize = 64;

/// The files that have been read.
pub(super) struct Files<'a> {
    root: &'a str,
    /// The same name as a relative reference arrives at it.
    root_path: String,
    document: &'a Value,
    /// Or why there is nothing to read; nothing where that has been reported.
    others: BTreeMap<String, Result<Rc<Value>, Option<String>>>,
    anchors: BTreeMap<String, Rc<Anchors>>,
    loader: &'a dyn Loader,
    sources: &'a mut Sources,
    size: usize,
}

/// A parsed file.
#[derive(Clone)]
pub(super) enum Tree<'a> {
    Root(&'a Value),
    Other(Rc<Value>),
}

impl Tree<'_> {
    pub(super) fn value(&self) -> &Value {
        match self {
            Self::Root(value) => value,
            Self::Other(value) => value,
        }
    }

    /// The value at exactly this place.
    pub(super) fn find(&self, pointer: &Pointer) -> Option<&Value> {
        self.value().pointer(pointer.as_str())
    }
}

/// Why a reference leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Dead {
    /// There is nothing; where that is, or why, if it is in another file.
    Missing(String),
    /// It leads to what must not be read.
    Forbidden(String),
    /// It leads back to itself.
    Cyclic,
    /// The file has errors of its own, which have been reported.
    Reported,
}

impl<'a> Files<'a> {
    pub(super) fn new(root: &'a str, document: &'a Value, loader: &'a dyn Loader, sources: &'a mut Sources) -> Self {
        let size = sources.text(root).map_or(0, str::len);
        let root_path = relative(root, root.rsplit('/').next().unwrap_or(root)).unwrap_or_else(|_| root.to_owned());
        Self { root, root_path, document, others: BTreeMap::new(), anchors: BTreeMap::new(), loader, sources, size }
    }

    /// The name of the document's own file.
    pub(super) fn root(&self) -> &'a str {
        self.root
    }

    /// The bytes of all files.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// A file that has been read.
    pub(super) fn tree(&self, file: &str) -> Option<Tree<'a>> {
        if file == self.root {
            return Some(Tree::Root(self.document));
        }
        self.others.get(file)?.as_ref().ok().map(|value| Tree::Other(Rc::clone(value)))
    }

    /// The text that a value was read from.
    pub(super) fn written(&self, origin: &Origin) -> Option<&str> {
        let span = self.sources.span(&origin.file, &origin.pointer)?;
        self.sources.text(&origin.file)?.get(span)
    }

    /// The place that a reference leads to, with every reference on the way followed.
    pub(super) fn follow(&mut self, reference: &str, from: &Origin, diagnostics: &mut Diagnostics) -> Result<Origin, Dead> {
        self.follow_within(reference, from, MAX_HOPS, diagnostics)
    }

    fn follow_within(
        &mut self,
        reference: &str,
        from: &Origin,
        hops: usize,
        diagnostics: &mut Diagnostics,
    ) -> Result<Origin, Dead> {
        let hops = hops.checked_sub(1).ok_or(Dead::Cyclic)?;
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let fragment = decode(fragment);
        let by_id = if uri.is_empty() { None } else { self.anchors(&from.file).schema(uri, &from.pointer).cloned() };
        let (file, base) = match by_id {
            Some(base) => (from.file.clone(), base),
            None if uri.is_empty() => (from.file.clone(), Pointer::root()),
            None => (self.file(&from.file, uri)?, Pointer::root()),
        };
        self.load(&file, diagnostics)?;
        if fragment.is_empty() || fragment.starts_with('/') {
            return self.locate(&file, &Pointer::parse(&format!("{base}{fragment}")), hops, diagnostics);
        }
        let asks = if uri.is_empty() { &from.pointer } else { &base };
        match self.anchors(&file).anchor(&fragment, asks) {
            Found::Here(pointer) => Ok(Origin { file, pointer }),
            Found::Nowhere => Err(Dead::Missing(format!(": {file} has no anchor `{fragment}`"))),
            Found::Several => Err(Dead::Missing(format!(
                ": several schemas have an anchor `{fragment}`; say which by its `$id` before the `#`"
            ))),
        }
    }

    /// The place of a pointer, going through references on the way to it, but not through one at its end.
    fn locate(&mut self, file: &str, pointer: &Pointer, hops: usize, diagnostics: &mut Diagnostics) -> Result<Origin, Dead> {
        let missing = || Dead::Missing(if file == self.root { String::new() } else { format!(": {file} has no `#{pointer}`") });
        let tree = self.tree(file).ok_or(Dead::Reported)?;
        if tree.find(pointer).is_some() {
            return Ok(Origin { file: file.to_owned(), pointer: pointer.clone() });
        }
        let mut value = tree.value();
        let mut place = Pointer::root();
        let parts: Vec<String> = pointer.parts().collect();
        for (done, part) in parts.iter().enumerate() {
            let next = match value {
                Value::Object(object) => object.get(part),
                Value::Array(items) => part.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => None,
            };
            if let Some(next) = next {
                value = next;
                place.push(part);
                continue;
            }
            let reference = value.as_object().and_then(reference_of).ok_or_else(missing)?;
            let from = Origin { file: file.to_owned(), pointer: place };
            let through = self.follow_within(reference, &from, hops, diagnostics)?;
            let mut pointer = through.pointer;
            parts.iter().skip(done).for_each(|part| pointer.push(part));
            return self.locate(&through.file, &pointer, hops.checked_sub(1).ok_or(Dead::Cyclic)?, diagnostics);
        }
        Err(missing())
    }

    fn file(&self, from: &str, uri: &str) -> Result<String, Dead> {
        let file = relative(from, uri)?;
        Ok(if file == self.root_path { self.root.to_owned() } else { file })
    }

    fn load(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Result<(), Dead> {
        if name == self.root {
            return Ok(());
        }
        if !self.others.contains_key(name) {
            let read = self.read(name, diagnostics);
            self.others.insert(name.to_owned(), read);
        }
        match self.others.get(name) {
            Some(Ok(_)) => Ok(()),
            Some(Err(Some(reason))) => Err(Dead::Missing(format!(": cannot read {name}: {reason}"))),
            Some(Err(None)) | None => Err(Dead::Reported),
        }
    }

    fn read(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Result<Rc<Value>, Option<String>> {
        let text = self.loader.load(name).map_err(Some)?;
        self.size = self.size.saturating_add(text.len());
        self.sources.parse(Text { name: name.to_owned(), text }, diagnostics).map(Rc::new).ok_or(None)
    }

    /// The places of a file that have names of their own.
    pub(super) fn anchors(&mut self, file: &str) -> Rc<Anchors> {
        if let Some(known) = self.anchors.get(file) {
            return Rc::clone(known);
        }
        let Some(tree) = self.tree(file) else { return Rc::default() };
        let found = Rc::new(Anchors::of(tree.value()));
        self.anchors.insert(file.to_owned(), Rc::clone(&found));
        found
    }
}

/// What a value refers to, if it is a reference and nothing else.
pub(super) fn plain_reference(value: &Value) -> Option<&str> {
    value.as_object().filter(|object: &&Object| object.len() == 1).and_then(reference_of)
}

/// Keywords whose values are data, not part of the document's structure.
pub(super) fn is_data(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum" | "const")
}

/// A fragment's text.
fn decode(fragment: &str) -> String {
    percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned()
}

/// The name of the file that a relative reference in another one leads to.
fn relative(file: &str, uri: &str) -> Result<String, Dead> {
    let path = percent_encoding::percent_decode_str(uri).decode_utf8_lossy();
    let scheme = path.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'));
    if scheme || path.starts_with("//") {
        return Err(Dead::Forbidden("the network is never read".to_owned()));
    }
    if path.starts_with('/') {
        return Err(Dead::Forbidden("only files relative to the document are read".to_owned()));
    }
    let absolute = file.starts_with('/');
    let mut parts: Vec<&str> = file.split('/').filter(|part| !part.is_empty()).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Ok(format!("{}{}", if absolute { "/" } else { "" }, parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_references() {
        let check = |file: &str, uri: &str, expect: Option<&str>| {
            assert_eq!(relative(file, uri).ok().as_deref(), expect, "{file} {uri}");
        };
        check("spec/api.yaml", "common.yaml", Some("spec/common.yaml"));
        check("spec/api.yaml", "./a%20b/../c.yaml", Some("spec/c.yaml"));
        check("spec/v1/api.yaml", "../common.yaml", Some("spec/common.yaml"));
        check("api.yaml", "../common.yaml", Some("../common.yaml"));
        check("/home/api.yaml", "x/y.json", Some("/home/x/y.json"));
        check("api.yaml", "https://example.com/x.yaml", None);
        check("api.yaml", "//example.com/x.yaml", None);
        check("api.yaml", "/etc/passwd", None);
        check("api.yaml", "file:x", None);
    }
}
