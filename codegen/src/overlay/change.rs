//! What an action does to a document.

use std::collections::BTreeMap;

use serde_json::Map;

use super::Document;
use super::file::{Action, Change, Overlay, Version};
use super::path::Path;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Site};
use crate::source::{Origin, Origins, Pointer, Value};

/// Places of a changed document, and where they come from, in terms of the document before.
type Moves = Vec<(Pointer, Origin)>;

/// Applies an action.
pub(super) fn apply(action: &Action, overlay: &Overlay, document: &mut Document, diagnostics: &mut Diagnostics) {
    let targets = action.target.select(&document.value);
    let step = Step { overlay, action };
    if targets.is_empty() {
        diagnostics.push(step.unmatched(&action.target, "target"));
        return;
    }
    let result = match &action.change {
        Change::Remove => step.remove(document, targets),
        Change::Update(value) => {
            let from = Origin { file: overlay.file.clone(), pointer: action.pointer.child("update") };
            step.merge(document, &targets, value, from)
        }
        Change::Copy(path) => step.copy(document, &targets, path),
    };
    if let Err(diagnostic) = result {
        diagnostics.push(diagnostic);
    }
}

/// An action at work.
struct Step<'a> {
    overlay: &'a Overlay,
    action: &'a Action,
}

impl Step<'_> {
    fn copy(&self, document: &mut Document, targets: &[Pointer], path: &Path) -> Result<(), Diagnostic> {
        let found = path.select(&document.value);
        let [from] = found.as_slice() else {
            if found.is_empty() {
                return Err(self.unmatched(path, "copy"));
            }
            let message = format!("`{}` selects {} places; one is copied", path.text, found.len());
            return Err(self.wrong("copy", message).help("make the path select exactly one"));
        };
        let value = document.value.pointer(from.as_str()).cloned().unwrap_or_default();
        let from = Origin { file: document.name.clone(), pointer: from.clone() };
        self.merge(document, targets, &value, from)
    }

    /// Merges a value into each target.
    fn merge(&self, document: &mut Document, targets: &[Pointer], value: &Value, from: Origin) -> Result<(), Diagnostic> {
        self.check_alike(document, targets)?;
        let mut merge = Merge { moves: Vec::new(), file: from.file };
        for target in targets {
            let Some(node) = document.value.pointer_mut(target.as_str()) else { continue };
            let is_old = self.overlay.version == Version::V10;
            let merged = match (&mut *node, value) {
                (Value::Object(_), _) => merge.value(node, value, target, &from.pointer),
                (Value::Array(items), Value::Array(_)) if is_old && !items.iter().any(Value::is_array) => {
                    return Err(self.list_in_list(&document.origins, target));
                }
                (Value::Array(items), entry) if is_old || !entry.is_array() => {
                    merge.append(items, entry, target, &from.pointer);
                    Ok(())
                }
                _ if is_old => return Err(self.primitive(node, &document.origins, target)),
                _ => merge.value(node, value, target, &from.pointer),
            };
            merged.map_err(|mismatch| self.mismatch(mismatch, &document.origins))?;
        }
        if merge.moves.is_empty() {
            let message = "this action changes nothing: the document says so already";
            return Err(Diagnostic::at(Code::Ignored, self.site("target"), message).help("remove the action"));
        }
        document.moved(merge.moves);
        Ok(())
    }

    /// From version 1.1 on, all targets of one action are of one kind.
    fn check_alike(&self, document: &Document, targets: &[Pointer]) -> Result<(), Diagnostic> {
        let kind = |target: &Pointer| document.value.pointer(target.as_str()).map(|value| (value.is_object(), value.is_array()));
        let first = targets.first().into_iter();
        let other = first.flat_map(|first| targets.iter().map(move |target| (first, target)));
        match other.into_iter().find(|(first, target)| kind(first) != kind(target)) {
            Some((first, other)) if self.overlay.version == Version::V11 => {
                let message = format!("`{}` selects values of different kinds", self.action.target.text);
                let (first, other) = (site(&document.origins, first), site(&document.origins, other));
                let diagnostic = self.wrong("target", message).and_at_site(first, "one kind").and_at_site(other, "another");
                Err(diagnostic.help("make an action for each: for objects, for lists, and for other values"))
            }
            _ => Ok(()),
        }
    }

    /// Removes all targets.
    fn remove(&self, document: &mut Document, targets: Vec<Pointer>) -> Result<(), Diagnostic> {
        let mut by_parent = BTreeMap::<(usize, Pointer), Vec<String>>::new();
        for target in targets {
            let node = document.value.pointer(target.as_str());
            if let Some(node) = node.filter(|node| self.overlay.version == Version::V10 && is_primitive(node)) {
                return Err(self.primitive(node, &document.origins, &target));
            }
            let (Some(parent), Some(key)) = (target.parent(), target.parts().last()) else {
                let help = "remove parts of the document, or give another one";
                return Err(self.wrong("target", "the whole document cannot be removed").help(help));
            };
            by_parent.entry((parent.parts().count(), parent)).or_default().push(key);
        }
        // The innermost first, so that the pointers of the others stay true.
        for ((_, parent), keys) in by_parent.into_iter().rev() {
            match document.value.pointer_mut(parent.as_str()) {
                Some(Value::Object(members)) => members.retain(|key, _| !keys.contains(key)),
                Some(Value::Array(items)) => {
                    let moves = remove_items(items, &keys, &document.name, &parent);
                    document.moved(moves);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// What is wrong with an action.
impl Step<'_> {
    fn site(&self, name: &str) -> Site {
        Site::Source { file: self.overlay.file.clone(), pointer: self.action.pointer.child(name) }
    }

    fn wrong(&self, name: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(Code::InvalidOverlay, self.site(name), message)
    }

    fn unmatched(&self, path: &Path, name: &str) -> Diagnostic {
        let message = format!("`{}` selects nothing in the document", path.text);
        let help = "correct the path, or remove the action if the document no longer needs it";
        Diagnostic::at(Code::UnmatchedAction, self.site(name), message).help(help)
    }

    fn list_in_list(&self, origins: &Origins, target: &Pointer) -> Diagnostic {
        let message = "in version 1.0, `update` is one entry for the list; a list would become a list in the list";
        let help = "give one entry an action, or say `overlay: 1.1.0`, which appends each entry of a list";
        self.wrong("update", message).and_at_site(site(origins, target), "the list").help(help)
    }

    fn primitive(&self, node: &Value, origins: &Origins, target: &Pointer) -> Diagnostic {
        let message = format!("in version 1.0, targets are objects and lists; this selects {}", describe(node));
        let help = match self.action.change {
            Change::Remove => "update the object that contains it, or say `overlay: 1.1.0`",
            Change::Update(_) | Change::Copy(_) => {
                "select the object that contains it, and give the member in `update`; or say `overlay: 1.1.0`"
            }
        };
        self.wrong("target", message).and_at_site(site(origins, target), "selected").help(help)
    }

    fn mismatch(&self, mismatch: Mismatch, origins: &Origins) -> Diagnostic {
        let Mismatch { at, old, from, new } = mismatch;
        // A copied value is in the document; it is the action that can be changed.
        let here = match self.action.change {
            Change::Copy(_) => self.site("copy"),
            Change::Update(_) | Change::Remove => Site::Source { file: self.overlay.file.clone(), pointer: from },
        };
        let help = "to replace a value by one of another kind, remove it in an action before this one";
        let diagnostic = Diagnostic::at(Code::InvalidOverlay, here, format!("{new} cannot be merged into {old}"));
        diagnostic.and_at_site(site(origins, &at), format!("{old} here")).help(help)
    }
}

impl Document {
    /// Notes where parts of the document come from that were not there before.
    fn moved(&mut self, moves: Moves) {
        if !moves.is_empty() {
            self.origins = Origins::after(std::mem::take(&mut self.origins));
            moves.into_iter().for_each(|(to, from)| self.origins.note(to, from));
        }
    }
}

/// The place in its source of a place of the document.
fn site(origins: &Origins, pointer: &Pointer) -> Site {
    let Origin { file, pointer } = origins.resolve(pointer);
    Site::Source { file, pointer }
}

/// A merge in progress.
struct Merge {
    moves: Moves,
    /// The file that the new values are in.
    file: String,
}

/// Two values that cannot be merged.
struct Mismatch {
    at: Pointer,
    old: &'static str,
    from: Pointer,
    new: &'static str,
}

impl Merge {
    /// Merges `new`, which is at `from`, into `old`, which is at `at`.
    fn value(&mut self, old: &mut Value, new: &Value, at: &Pointer, from: &Pointer) -> Result<(), Mismatch> {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => self.object(old, new, at, from),
            (Value::Array(old), Value::Array(new)) => {
                new.iter().enumerate().for_each(|(index, item)| self.append(old, item, at, &from.index(index)));
                Ok(())
            }
            (old, new) if is_primitive(old) && is_primitive(new) => {
                if old != new {
                    *old = new.clone();
                    self.note(at.clone(), from);
                }
                Ok(())
            }
            (old, new) => Err(Mismatch { at: at.clone(), old: describe(old), from: from.clone(), new: describe(new) }),
        }
    }

    fn object(
        &mut self,
        old: &mut Map<String, Value>,
        new: &Map<String, Value>,
        at: &Pointer,
        from: &Pointer,
    ) -> Result<(), Mismatch> {
        for (key, value) in new {
            let (at, from) = (at.child(key), from.child(key));
            match old.get_mut(key) {
                Some(old) => self.value(old, value, &at, &from)?,
                None => {
                    old.insert(key.clone(), value.clone());
                    self.note(at, &from);
                }
            }
        }
        Ok(())
    }

    fn append(&mut self, items: &mut Vec<Value>, item: &Value, at: &Pointer, from: &Pointer) {
        self.note(at.index(items.len()), from);
        items.push(item.clone());
    }

    fn note(&mut self, at: Pointer, from: &Pointer) {
        self.moves.push((at, Origin { file: self.file.clone(), pointer: from.clone() }));
    }
}

/// Removes items of a list. Those after them move up, and come from where they were.
fn remove_items(items: &mut Vec<Value>, removed: &[String], file: &str, list: &Pointer) -> Moves {
    let mut kept = Vec::new();
    let mut moves = Vec::new();
    for (index, item) in std::mem::take(items).into_iter().enumerate() {
        if removed.contains(&index.to_string()) {
            continue;
        }
        if kept.len() != index {
            moves.push((list.index(kept.len()), Origin { file: file.to_owned(), pointer: list.index(index) }));
        }
        kept.push(item);
    }
    *items = kept;
    moves
}

fn is_primitive(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
