//! References: every one becomes `#/components/<section>/<name>`.
//!
//! What is referred to elsewhere (`#/paths/…/schema`, `#/components/schemas/A/properties/b`, `common.yaml#/X`, `#anchor`)
//! is hoisted: it becomes a component under a name made of its place, and the place itself, where it is a schema of the
//! document, a reference to it, so that both are one type. A component that is nothing but a reference to such a place
//! lends it its name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Normalizer;
use super::at::At;
use super::files::{Dead, is_data, plain_reference};
use super::grammar::Kind;
use super::naming::derive;
use super::walk::{Object, reference_of};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Origin, Pointer};

/// The kinds of object that are referred to.
const REFERABLE: [Kind; 7] =
    [Kind::Schema, Kind::Response, Kind::Parameter, Kind::Example, Kind::RequestBody, Kind::Header, Kind::SecurityScheme];

/// What a reference has become.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A reference to the component of this name.
    Named(String),
    /// This very component, which stands in for the place that it refers to.
    Here(Origin),
}

/// Why a chain of references has no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It leads back to itself.
    Cyclic,
    /// This reference of it, in this file, leads nowhere.
    At(String, String),
}

/// The components of the normalized document.
#[derive(Debug, Default)]
pub(super) struct Components {
    /// Names in use, by section.
    names: BTreeMap<&'static str, BTreeSet<String>>,
    /// The component that stands for a place which is not a component of the document itself.
    hoisted: BTreeMap<(&'static str, String, Pointer), String>,
    /// Hoisted places that are still to be built.
    queue: Vec<(Kind, String, Origin)>,
    /// Places of the document that references lead to, other than components.
    wanted: BTreeSet<Pointer>,
    /// The ends of chains of references, for schemas and for others.
    ends: BTreeMap<(bool, Origin), Result<Origin, Broken>>,
}

/// A reference to a component. Its name is written as it is, whatever signs it has: nobody takes it for a pointer any more.
pub(super) fn to_component(section: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{section}/{name}") })
}

impl Normalizer<'_> {
    /// The component that a reference leads to.
    pub(super) fn component(&mut self, reference: &str, kind: Kind, at: At<'_>) -> Option<Target> {
        let section = kind.section()?;
        if kind == Kind::Schema
            && at.file == self.files.root()
            && let Some(name) = reference.strip_prefix("#/components/schemas/")
            && !name.contains(['/', '%', '~'])
            && self.components.names.get(section).is_some_and(|names| names.contains(name))
        {
            return Some(Target::Named(name.to_owned()));
        }
        let origin = match self.enclosing_schema(reference, kind, at) {
            Some(origin) => origin,
            None => self.target(reference, at)?,
        };
        let origin = self.end_of_chain(origin, kind, at)?;
        let origin = match self.own_component(&origin) {
            Some((found, name)) if found == section => return Some(Target::Named(name)),
            Some((found, _)) => self.schema_within(found, origin, kind, at)?,
            None => origin,
        };
        let name = self.hoist(kind, section, &origin);
        let here = at.pointer() == component_pointer(section, &name);
        Some(if here { Target::Here(origin) } else { Target::Named(name) })
    }

    /// A reference to a component of another kind. To a parameter or header, where a schema is expected, means its schema.
    fn schema_within(&mut self, found: &str, mut origin: Origin, kind: Kind, at: At<'_>) -> Option<Origin> {
        let place = at.key("$ref");
        origin.pointer.push("schema");
        let has_schema = self.files.tree(&origin.file).is_some_and(|tree| tree.find(&origin.pointer).is_some());
        if kind == Kind::Schema && has_schema && matches!(found, "parameters" | "headers") {
            self.repaired(
                place,
                &format!("this reference leads into `components.{found}`; the schema there is taken"),
                "let it lead into `components.schemas`, or move the schema there",
            );
            return Some(origin);
        }
        let message = format!("this reference leads into `components.{found}`, where {kind} is expected");
        let help = "refer to a component of the section that fits, or move what it refers to";
        self.push(Diagnostic::new(Code::InvalidDocument, &place.pointer(), message).help(help));
        None
    }

    /// The place that a reference leads to. None: a diagnostic says why.
    pub(super) fn target(&mut self, reference: &str, at: At<'_>) -> Option<Origin> {
        let pointer = at.pointer().child("$ref");
        let dead = match self.files.follow(reference, &self.referring(reference, at), self.diagnostics) {
            Ok(origin) => return Some(origin),
            Err(dead) => dead,
        };
        let diagnostic = match dead {
            Dead::Reported => return None,
            Dead::Missing(why) => {
                if let Some(origin) = self.enclosing(reference, at) {
                    return Some(origin);
                }
                let message = format!("`{reference}` leads nowhere{why}");
                Diagnostic::new(Code::DanglingReference, &pointer, message)
            }
            Dead::Forbidden(why) => {
                let message = format!("`{reference}` is not followed: {why}");
                let help = "keep what it refers to in files beside the document, and refer to those by relative paths";
                Diagnostic::new(Code::DanglingReference, &pointer, message).help(help)
            }
            Dead::Cyclic => Diagnostic::new(Code::CyclicReference, &pointer, format!("`{reference}` leads back to itself")),
        };
        self.push(diagnostic);
        None
    }

    /// Where a reference stands, as far as that matters: a pointer is the same from everywhere in a file.
    fn referring(&self, reference: &str, at: At<'_>) -> Origin {
        let pointer = if reference.starts_with("#/") { Pointer::root() } else { self.origins.resolve(&at.pointer()).pointer };
        Origin { file: at.file.to_owned(), pointer }
    }

    /// In a schema, `#` is the schema that it is part of, not an OpenAPI document.
    fn enclosing_schema(&self, reference: &str, kind: Kind, at: At<'_>) -> Option<Origin> {
        let tree = self.files.tree(at.file)?;
        if reference != "#" || kind != Kind::Schema || tree.value().get("openapi").is_none() {
            return None;
        }
        let origin = self.origins.resolve(&at.pointer());
        let parts: Vec<String> = origin.pointer.parts().collect();
        let mut outermost = None;
        let mut place = Pointer::root();
        for (index, part) in parts.iter().enumerate() {
            place.push(part);
            let is_root = |value: &Value| value.get("$recursiveAnchor") == Some(&json!(true)) || value.get("$id").is_some();
            let is_component = index == 2 && parts.first().is_some_and(|first| first == "components");
            if is_component || part == "schema" && outermost.is_none() || tree.find(&place).is_some_and(is_root) {
                outermost = Some(place.clone());
            }
        }
        outermost.map(|pointer| Origin { file: origin.file, pointer })
    }

    /// A schema that was pasted whole brings references that start at its own root, such as `#/$defs/x`.
    fn enclosing(&self, reference: &str, at: At<'_>) -> Option<Origin> {
        let fragment = Pointer::parse(reference.strip_prefix('#')?);
        let first = fragment.parts().next()?;
        let origin = self.origins.resolve(&at.pointer());
        let tree = self.files.tree(&origin.file)?;
        let mut base = origin.pointer;
        loop {
            let value = tree.find(&base);
            let is_root = matches!(first.as_str(), "$defs" | "definitions") || value.is_some_and(|v| v.get("$id").is_some());
            let pointer = Pointer::parse(&format!("{base}{fragment}"));
            if is_root && tree.find(&pointer).is_some() {
                return Some(Origin { file: origin.file, pointer });
            }
            base = base.parent()?;
        }
    }

    /// Follows references to references. None: a diagnostic says why it ends nowhere.
    fn end_of_chain(&mut self, origin: Origin, kind: Kind, at: At<'_>) -> Option<Origin> {
        match self.chain(origin, kind) {
            Ok(end) => Some(end),
            Err(Broken::Cyclic) => {
                let message = "this reference leads to references that lead back to themselves";
                self.push(Diagnostic::new(Code::CyclicReference, &at.pointer().child("$ref"), message));
                None
            }
            // Said where that reference stands, if the walk comes by; else here.
            Err(Broken::At(reference, file)) => self.target(&reference, at.in_file(&file)),
        }
    }

    /// The end of a chain of references. A schema of the document's own components is an end, whatever it refers to.
    fn chain(&mut self, origin: Origin, kind: Kind) -> Result<Origin, Broken> {
        let is_schema = kind == Kind::Schema;
        let mut passed = Vec::new();
        let mut place = origin;
        let end = loop {
            if let Some(known) = self.components.ends.get(&(is_schema, place.clone())) {
                break known.clone();
            }
            let tree = self.files.tree(&place.file);
            let value = tree.as_ref().and_then(|tree| tree.find(&place.pointer));
            let reference = if is_schema && self.own_component(&place).is_some() {
                None
            } else if is_schema {
                value.and_then(plain_reference)
            } else {
                value.and_then(Value::as_object).and_then(reference_of)
            };
            let Some(reference) = reference else { break Ok(place.clone()) };
            // Until the end is known, a chain that comes by here again is a cycle.
            self.components.ends.insert((is_schema, place.clone()), Err(Broken::Cyclic));
            match self.files.follow(reference, &place, self.diagnostics) {
                Ok(next) => passed.push(std::mem::replace(&mut place, next)),
                Err(_) => {
                    let broken = Broken::At(reference.to_owned(), place.file.clone());
                    passed.push(place.clone());
                    break Err(broken);
                }
            }
        };
        for place in passed {
            self.components.ends.insert((is_schema, place), end.clone());
        }
        end
    }

    /// The section and name of a place that is a component of the document itself.
    fn own_component(&self, origin: &Origin) -> Option<(&'static str, String)> {
        if origin.file != self.files.root() {
            return None;
        }
        let mut parts = origin.pointer.parts();
        let (first, section, name, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next());
        let known = REFERABLE.iter().filter_map(|kind| kind.section()).find(|known| *known == section)?;
        (first == "components" && rest.is_none()).then_some((known, name))
    }

    /// The name of the component that stands for a place.
    pub(super) fn hoist(&mut self, kind: Kind, section: &'static str, origin: &Origin) -> String {
        let key = (section, origin.file.clone(), origin.pointer.clone());
        if let Some(name) = self.components.hoisted.get(&key) {
            return name.clone();
        }
        let names = self.components.names.entry(section).or_default();
        let name = derive(self.files.root(), origin, names);
        names.insert(name.clone());
        self.components.hoisted.insert(key, name.clone());
        self.components.queue.push((kind, name.clone(), origin.clone()));
        name
    }

    /// If references lead to the schema at this place, the component that stands for it.
    pub(super) fn hoisted_here(&mut self, at: At<'_>) -> Option<String> {
        if self.components.wanted.is_empty() || at.file != self.files.root() {
            return None;
        }
        let pointer = at.pointer();
        let origin = self.origins.resolve(&pointer);
        if !self.components.wanted.contains(&origin.pointer) || self.own_component(&origin).is_some() {
            return None;
        }
        let name = self.hoist(Kind::Schema, "schemas", &origin);
        (pointer != component_pointer("schemas", &name)).then_some(name)
    }

    /// Builds what has been hoisted, and what that refers to in turn, into the document's components.
    pub(super) fn build_hoisted(&mut self, out: &mut Object) {
        while let Some((kind, name, origin)) = self.components.queue.pop() {
            let (Some(section), Some(tree)) = (kind.section(), self.files.tree(&origin.file)) else { continue };
            let Some(value) = tree.find(&origin.pointer) else { continue };
            let root = At::root(&origin.file);
            let components = root.key("components");
            let parent = components.key(section);
            let at = parent.key(&name);
            self.origins.note(at.pointer(), origin.clone());
            let Some(value) = self.object(value, kind, at) else { continue };
            let components = out.entry("components").or_insert_with(|| json!({}));
            if let Value::Object(components) = components
                && let Value::Object(section) = components.entry(section).or_insert_with(|| json!({}))
            {
                section.insert(name, value);
            }
        }
    }

    /// Learns the names of the document's components, and which places references lead to.
    pub(super) fn survey(&mut self, document: &Value) {
        collect_wanted(document, &mut self.components.wanted);
        let components = Origin { file: self.files.root().to_owned(), pointer: Pointer::parse("/components") };
        let Some(components) = self.behind(components) else { return };
        for kind in REFERABLE {
            if let Some(section) = kind.section() {
                self.survey_section(kind, section, &components);
            }
        }
    }

    fn survey_section(&mut self, kind: Kind, section: &'static str, components: &Origin) {
        let origin = Origin { file: components.file.clone(), pointer: components.pointer.child(section) };
        let Some(origin) = self.behind(origin) else { return };
        let Some(tree) = self.files.tree(&origin.file) else { return };
        let Some(Value::Object(members)) = tree.find(&origin.pointer) else { return };
        self.components.names.entry(section).or_default().extend(members.keys().cloned());
        for (name, value) in members {
            let place = Origin { file: origin.file.clone(), pointer: origin.pointer.child(name) };
            // A section that is elsewhere: its members stand for those places.
            if self.own_component(&place).is_none() {
                self.components.hoisted.insert((section, place.file.clone(), place.pointer.clone()), name.clone());
            }
            let Some(reference) = plain_reference(value) else { continue };
            let Ok(target) = self.files.follow(reference, &place, self.diagnostics) else { continue };
            let Ok(target) = self.chain(target, kind) else { continue };
            if self.own_component(&target).is_none() {
                self.components.hoisted.entry((section, target.file, target.pointer)).or_insert_with(|| name.clone());
            }
        }
    }

    /// The place that a place refers to, if it is a reference.
    fn behind(&mut self, origin: Origin) -> Option<Origin> {
        self.files.tree(&origin.file)?.find(&origin.pointer)?;
        self.chain(origin, Kind::Components).ok()
    }
}

fn component_pointer(section: &str, name: &str) -> Pointer {
    Pointer::root().child("components").child(section).child(name)
}

/// The places that local references lead to, other than plain ones to components.
fn collect_wanted(value: &Value, wanted: &mut BTreeSet<Pointer>) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = reference_of(object)
                && let Some(pointer) = reference.strip_prefix("#/")
                && (pointer.split('/').count() != 3 || pointer.contains('%') || !pointer.starts_with("components/"))
            {
                let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8_lossy();
                wanted.insert(Pointer::parse(&format!("/{decoded}")));
            }
            object.iter().filter(|(key, _)| !is_data(key)).for_each(|(_, value)| collect_wanted(value, wanted));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_wanted(item, wanted)),
        _ => {}
    }
}
