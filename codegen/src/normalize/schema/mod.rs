//! Schemas: the keywords of OpenAPI 3.0, and of JSON Schema 2020-12 in terms of those.
//!
//! Each keyword is translated where it stands; then what several of them say together is settled, in a fixed order.

mod arrays;
mod keywords;
mod objects;
mod reference;
mod types;
mod unions;
mod values;

use std::borrow::Cow;

use serde_json::{Value, json};

use super::Normalizer;
use super::at::At;
use super::grammar::Kind;
use super::notes::Note;
use super::references::to_component;
use super::walk::{Object, as_map, describe};

impl Normalizer<'_> {
    /// A schema, or the reference that takes its place.
    pub(super) fn schema(&mut self, value: &Value, at: At<'_>) -> Value {
        if let Some(name) = self.hoisted_here(at) {
            return to_component("schemas", &name);
        }
        if !self.spend(at) {
            return json!({});
        }
        match value {
            Value::Bool(true) | Value::Null => json!({}),
            Value::Bool(false) => {
                self.note(Note::Forbidden, at);
                json!({ "not": {} })
            }
            other => match as_map(other) {
                Some(object) => self.schema_object(&object, at),
                None => {
                    self.error(at, format!("expected {}, found {}", Kind::Schema, describe(other)));
                    json!({})
                }
            },
        }
    }

    fn schema_object(&mut self, object: &Object, at: At<'_>) -> Value {
        if let Some(value) = self.schema_reference(object, at) {
            return value;
        }
        let object = self.one_type(object, at);
        let mut out = Object::new();
        for (key, value) in object.iter() {
            self.keyword(key, value, at.key(key), &mut out);
        }
        self.settle_types(&object, &mut out, at);
        self.settle_bounds(&object, &mut out, at);
        self.settle_content(&object, &mut out, at);
        self.settle_objects(&object, &mut out, at);
        self.settle_arrays(&object, &mut out, at);
        self.settle_unions(&object, &mut out, at);
        self.settle_values(&object, &mut out, at);
        Value::Object(out)
    }

    /// The object with a single type, as `anyOf` where the source has several.
    fn one_type<'o>(&mut self, object: &'o Object, at: At<'_>) -> Cow<'o, Object> {
        match self.split_types(object, at) {
            Some(split) => Cow::Owned(split),
            None => Cow::Borrowed(object),
        }
    }

    /// Keeps a keyword that the client documents but does not check.
    fn keep_unchecked(&mut self, out: &mut Object, keyword: &str, value: &Value, at: At<'_>) {
        self.note(Note::Unchecked(keyword.to_owned()), at);
        let all = out.entry("x-basetype-unchecked").or_insert_with(|| json!({}));
        if let Value::Object(all) = all {
            all.insert(keyword.to_owned(), value.clone());
        }
    }
}

/// Keeps a keyword that OpenAPI 3.0 has no word for, under an extension of that name.
fn keep(out: &mut Object, extension: &str, value: Value) {
    out.insert(format!("x-basetype-{extension}"), value);
}
