//! `$ref`, and what stands beside it.
//!
//! OpenAPI 3.0 ignores all of it. But documents mean their prose, `nullable`, `readOnly` and the like, so those are kept
//! in both versions; in 3.1 every keyword holds. They go around the reference: `{allOf: [{$ref}], …}`.

use serde_json::{Value, json};

use super::super::at::At;
use super::super::files::plain_reference;
use super::super::grammar::Kind;
use super::super::notes::Note;
use super::super::references::{Target, to_component};
use super::super::walk::{Object, reference_of};
use super::super::{Normalizer, Version};
use crate::diagnostics::{Code, Diagnostic};

/// What documents of version 3.0 mean when they write it beside `$ref`.
const MEANT: [&str; 11] = [
    "title",
    "description",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "default",
    "example",
    "examples",
    "externalDocs",
    "required",
];

/// What says nothing about values.
const SILENT: [&str; 8] = ["$ref", "$dynamicRef", "$recursiveRef", "$defs", "definitions", "$comment", "$schema", "summary"];

impl Normalizer<'_> {
    /// The translation of a schema that refers to another one. None: it does not.
    pub(super) fn schema_reference(&mut self, object: &Object, at: At<'_>) -> Option<Value> {
        let reference = match reference_of(object) {
            Some(reference) => reference,
            None => {
                let reference = dynamic(object)?;
                if self.is_extended(reference, at) {
                    let beside = self.beside(object, at);
                    return Some(self.schema_object(&beside, at));
                }
                reference
            }
        };
        let beside = self.beside(object, at);
        if beside.is_empty() {
            let resolved = match self.component(reference, Kind::Schema, at) {
                Some(Target::Named(name)) => Some(to_component("schemas", &name)),
                Some(Target::Here(origin)) => self.include(origin, at, |this, value, at| Some(this.schema(value, at))),
                None => None,
            };
            return Some(resolved.unwrap_or_else(|| json!({})));
        }
        let around = self.around(reference, beside, at);
        Some(self.schema_object(&around, at))
    }

    /// Whether a dynamic reference means several schemas, one for each that extends this one (JSON Schema 2020-12, section
    /// 8.2.3.2). Which one holds depends on the way that leads here, so that none is taken.
    fn is_extended(&mut self, reference: &str, at: At<'_>) -> bool {
        let Some((_, name)) = reference.split_once('#') else { return false };
        let anchors = self.files.anchors(at.file);
        let [first, second, ..] = anchors.dynamic(name) else { return false };
        let message = format!("`{reference}` is another schema wherever this one is extended: it is rendered as any JSON value");
        let mut diagnostic = Diagnostic::new(Code::Untyped, &at.pointer().child("$dynamicRef"), message);
        // Only the document itself is known by its own pointers.
        if at.file == self.files.root() {
            diagnostic = diagnostic.and_at(first, "this one").and_at(second, "or this one");
        }
        self.push(diagnostic.help("write a schema for each, and refer to it with `$ref`"));
        true
    }

    /// The component that a reference in a discriminator's mapping leads to, as a reference.
    pub(super) fn component_reference(&mut self, reference: &str, at: At<'_>) -> Option<String> {
        match self.component(reference, Kind::Schema, at)? {
            Target::Named(name) => plain_reference(&to_component("schemas", &name)).map(str::to_owned),
            Target::Here(_) => None,
        }
    }

    /// The keywords beside a reference that hold.
    fn beside(&mut self, object: &Object, at: At<'_>) -> Object {
        let mut beside = Object::new();
        for (key, value) in object {
            let holds = self.version == Version::V31 || MEANT.contains(&key.as_str()) || key.starts_with("x-");
            if SILENT.contains(&key.as_str()) || value.is_null() {
                continue;
            }
            if holds {
                beside.insert(key.clone(), value.clone());
            } else {
                self.note(Note::BesideReference(key.clone()), at.key(key));
            }
        }
        // `required: true` speaks to the object around, and says nothing here.
        if beside.get("required").is_some_and(|required| !required.is_array()) {
            beside.remove("required");
        }
        beside
    }

    /// The keywords, with the reference as first member of their `allOf`.
    fn around(&mut self, reference: &str, mut beside: Object, at: At<'_>) -> Object {
        let mut members = vec![json!({ "$ref": reference })];
        let place = at.key("allOf");
        if let Some(Value::Array(others)) = beside.remove("allOf") {
            for index in (0..others.len()).rev() {
                self.moved(place.index(index + 1), place.index(index));
            }
            members.extend(others);
        }
        self.moved(place.index(0), at);
        beside.insert("allOf".to_owned(), Value::Array(members));
        beside
    }
}

/// A dynamic reference leads where a plain one would, unless another schema extends this one.
fn dynamic(object: &Object) -> Option<&str> {
    object.get("$dynamicRef").or_else(|| object.get("$recursiveRef")).and_then(Value::as_str)
}
