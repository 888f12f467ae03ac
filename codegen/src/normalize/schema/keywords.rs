//! The keywords that are translated where they stand.

use serde_json::{Value, json};

use super::super::Normalizer;
use super::super::at::At;
use super::super::grammar::{Kind, Shape};
use super::super::notes::Note;
use super::super::walk::Object;
use super::keep;

/// What is settled together with other keywords.
const SETTLED: [&str; 20] = [
    "type",
    "enum",
    "const",
    "examples",
    "allOf",
    "anyOf",
    "oneOf",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "items",
    "prefixItems",
    "additionalItems",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
];

/// What only serves references, or has no meaning in JSON.
const SILENT: [&str; 11] = [
    "$defs",
    "definitions",
    "$id",
    "id",
    "$schema",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$comment",
    "$vocabulary",
    "xml",
];

/// What a client documents at most.
const UNCHECKED: [&str; 4] = ["contains", "minContains", "maxContains", "dependentRequired"];

/// What may say more of types than the client has.
const UNTRANSLATED: [&str; 5] = ["if", "then", "else", "dependentSchemas", "dependencies"];

impl Normalizer<'_> {
    /// Translates one keyword. Those that only mean something together with others are left to the settling.
    pub(super) fn keyword(&mut self, key: &str, value: &Value, at: At<'_>, out: &mut Object) {
        let translated = match key {
            "title" | "description" | "format" | "pattern" => self.shaped(value, Shape::Text, Kind::Schema, at),
            "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" => {
                self.shaped(value, Shape::Flag, Kind::Schema, at)
            }
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                if value.is_null() {
                    None
                } else {
                    self.count(value, at).map(Value::Number)
                }
            }
            "minimum" | "maximum" | "multipleOf" => {
                if value.is_null() {
                    None
                } else {
                    self.number(value, at).map(Value::Number)
                }
            }
            "required" => self.required(value, at),
            "properties" => self.shaped(value, Shape::Map(Kind::Schema), Kind::Schema, at),
            "not" if value.is_null() => None,
            "not" => {
                self.note(Note::Unchecked(key.to_owned()), at);
                Some(self.schema(value, at))
            }
            "discriminator" => self.discriminator(value, at),
            "externalDocs" => self.shaped(value, Shape::One(Kind::ExternalDocs), Kind::Schema, at),
            "default" | "example" => Some(value.clone()),
            _ if key.starts_with("x-") => Some(value.clone()),
            _ if SETTLED.contains(&key) || SILENT.contains(&key) => None,
            _ if UNCHECKED.contains(&key) => {
                self.keep_unchecked(out, key, value, at);
                None
            }
            _ if UNTRANSLATED.contains(&key) => {
                self.note(Note::Untranslated(key.to_owned()), at);
                keep(out, key, value.clone());
                None
            }
            _ => {
                self.note(Note::Unknown(Kind::Schema, key.to_owned()), at);
                None
            }
        };
        if let Some(translated) = translated {
            out.insert(key.to_owned(), translated);
        }
    }

    fn required(&mut self, value: &Value, at: At<'_>) -> Option<Value> {
        match value {
            // Of a property, and meant for the object around it: see `settle_objects`.
            Value::Bool(_) | Value::Null => None,
            Value::String(text) if text == "true" || text == "false" => None,
            value => Some(self.texts(value, at)),
        }
    }

    fn discriminator(&mut self, value: &Value, at: At<'_>) -> Option<Value> {
        let mut value = self.shaped(value, Shape::One(Kind::Discriminator), Kind::Schema, at)?;
        let place = at.key("mapping");
        if let Some(Value::Object(mapping)) = value.get_mut("mapping") {
            for (tag, target) in mapping.iter_mut() {
                if let Some(reference) = target.as_str().and_then(|text| self.mapped(text, place.key(tag))) {
                    *target = json!(reference);
                }
            }
        }
        Some(value)
    }

    /// A mapping names a schema of the components, or refers to one.
    fn mapped(&mut self, text: &str, at: At<'_>) -> Option<String> {
        let is_file = [".json", ".yaml", ".yml"].iter().any(|extension| text.ends_with(extension));
        let reference = if text.contains(['#', '/']) || is_file {
            text.to_owned()
        } else if at.file == self.files.root() {
            return None;
        } else {
            format!("#/components/schemas/{text}")
        };
        self.component_reference(&reference, at)
    }
}
