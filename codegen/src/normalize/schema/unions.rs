//! `allOf`, `anyOf`, `oneOf`: null among the alternatives becomes `nullable`.

use serde_json::{Value, json};

use super::super::Normalizer;
use super::super::at::At;
use super::super::walk::{Object, describe};

impl Normalizer<'_> {
    /// Settles the three lists of schemas.
    pub(super) fn settle_unions(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        let place = at.key("allOf");
        let members = self.schema_list(object, "allOf", place);
        let mut all = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            all.push(self.schema(member, place.index(index)));
        }
        for keyword in ["anyOf", "oneOf"] {
            self.settle_union(keyword, object, out, &mut all, at);
        }
        if !all.is_empty() {
            out.insert("allOf".to_owned(), Value::Array(all));
        }
    }

    fn settle_union(&mut self, keyword: &str, object: &Object, out: &mut Object, all: &mut Vec<Value>, at: At<'_>) {
        let place = at.key(keyword);
        let members = self.schema_list(object, keyword, place);
        // Nothing is `false`, unless it is all that there is.
        let mut possible: Vec<(usize, &Value)> = members.iter().enumerate().filter(|(_, member)| **member != false).collect();
        if possible.is_empty() {
            possible = members.iter().enumerate().collect();
        }
        let all_possible = possible.len();
        let kept: Vec<(usize, &Value)> = possible.into_iter().filter(|(_, member)| !is_null(member)).collect();
        if kept.len() < all_possible {
            out.insert("nullable".to_owned(), json!(true));
        }
        match kept.as_slice() {
            [] if members.is_empty() => {}
            [] => {
                out.insert("enum".to_owned(), json!([null]));
            }
            // One schema or null is that schema, nullable. With a discriminator it is a union that may grow.
            [(index, member)] if members.len() > 1 && !object.contains_key("discriminator") => {
                let all_of = at.key("allOf");
                let new = all_of.index(all.len());
                self.moved(new, place.index(*index));
                all.push(self.schema(member, new));
            }
            kept => {
                let mut built = Vec::with_capacity(kept.len());
                for (index, member) in kept {
                    let new = place.index(built.len());
                    if built.len() != *index {
                        self.moved(new, place.index(*index));
                    }
                    built.push(self.schema(member, new));
                }
                out.insert(keyword.to_owned(), Value::Array(built));
            }
        }
    }

    fn schema_list(&mut self, object: &Object, keyword: &str, at: At<'_>) -> Vec<Value> {
        match object.get(keyword) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(members)) => members.clone(),
            Some(one @ Value::Object(_)) => {
                self.repaired(
                    at,
                    "one schema where a list of them is expected; it is taken as a list of one",
                    "write it as an item of a list",
                );
                self.moved(at.index(0), at);
                vec![one.clone()]
            }
            Some(other) => {
                self.error(at, format!("expected a list of schemas, found {}", describe(other)));
                Vec::new()
            }
        }
    }
}

/// Whether null is all that a schema allows.
fn is_null(schema: &Value) -> bool {
    let Value::Object(object) = schema else { return false };
    let prose = |key: &str| matches!(key, "title" | "description" | "$comment" | "nullable" | "default" | "example" | "examples");
    let says = |key: &str, value: &Value| match (key, value) {
        ("type", Value::String(name)) => name == "null",
        ("type" | "enum", Value::Array(list)) => {
            matches!(list.as_slice(), [one] if one.is_null() || key == "type" && one == "null")
        }
        ("const", value) => value.is_null(),
        _ => false,
    };
    object.iter().any(|(key, value)| says(key, value)) && object.iter().all(|(key, value)| prose(key) || says(key, value))
}
