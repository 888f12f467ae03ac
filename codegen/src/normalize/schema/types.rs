//! `type`: one of six in OpenAPI 3.0, any number of seven in 3.1.

use serde_json::{Map, Value, json};

use super::super::Normalizer;
use super::super::at::At;
use super::super::walk::{Object, describe};
use crate::diagnostics::{Code, Diagnostic};

/// The types of OpenAPI 3.0.
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "object", "array"];

/// The keywords that speak of one type only.
const STRING: [&str; 5] = ["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"];
const NUMBER: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const ARRAY: [&str; 8] =
    ["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "unevaluatedItems", "minContains"];
const OBJECT: [&str; 9] = [
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "unevaluatedProperties",
    "dependentRequired",
];

/// What `type` says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Types {
    /// Without `null`, each once. Empty: any.
    types: Vec<&'static str>,
    null: bool,
}

impl Normalizer<'_> {
    /// Several types become an `anyOf` of schemas of one type each, with the keywords that speak of it.
    pub(super) fn split_types(&mut self, object: &Object, at: At<'_>) -> Option<Object> {
        let Some(Value::Array(listed)) = object.get("type") else { return None };
        let said = read(listed.iter().filter_map(Value::as_str));
        if said.types.len() < 2 {
            return None;
        }
        let mut outer = object.clone();
        outer.remove("type");
        if said.null {
            outer.insert("nullable".to_owned(), json!(true));
        }
        if covers_everything(&said.types) {
            return Some(outer);
        }
        let members: Vec<Value> = said.types.iter().filter_map(|one| member(one, &said.types, object)).collect();
        for keyword in STRING.iter().chain(&NUMBER).chain(&ARRAY).chain(&OBJECT).chain(&["format", "enum", "const"]) {
            outer.remove(*keyword);
        }
        let place = at.key("anyOf");
        if outer.contains_key("anyOf") {
            // There is one already, and both hold.
            let all = outer.entry("allOf").or_insert_with(|| json!([]));
            if let Value::Array(all) = all {
                let all_of = at.key("allOf");
                self.moved(all_of.index(all.len()), at);
                all.push(json!({ "anyOf": members }));
            }
        } else {
            for index in 0..members.len() {
                self.moved(place.index(index), at);
            }
            outer.insert("anyOf".to_owned(), Value::Array(members));
        }
        Some(outer)
    }

    /// Settles `type` and whether null is a value.
    pub(super) fn settle_types(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        let place = at.key("type");
        let said = match object.get("type") {
            None => return,
            Some(Value::Null) => Types { null: true, ..Types::default() },
            Some(Value::String(name)) => self.named(name, place),
            Some(Value::Array(listed)) => {
                let names: Vec<&str> = listed.iter().map(|one| one.as_str().unwrap_or("null")).collect();
                match names.as_slice() {
                    [one] => self.named(one, place),
                    names => read(names.iter().copied()),
                }
            }
            Some(other) => {
                self.error(place, format!("expected the name of a type, found {}", describe(other)));
                return;
            }
        };
        if said.null {
            out.insert("nullable".to_owned(), json!(true));
        }
        match said.types.first() {
            Some(one) => {
                out.insert("type".to_owned(), json!(one));
                if *one == "string" && object.get("type").and_then(Value::as_str) == Some("file") {
                    out.insert("format".to_owned(), json!("binary"));
                }
            }
            None if said.null => {
                out.insert("enum".to_owned(), json!([null]));
            }
            None => {}
        }
    }

    /// A type by its name; common misnomers are understood.
    fn named(&mut self, name: &str, at: At<'_>) -> Types {
        let said = read(std::iter::once(name));
        if said.null || !said.types.is_empty() {
            return said;
        }
        let meant = match name {
            "file" | "String" | "str" | "text" | "date" | "uuid" => Some("string"),
            "int" | "Integer" | "int32" | "int64" | "long" => Some("integer"),
            "float" | "double" | "Number" | "decimal" => Some("number"),
            "bool" | "Boolean" => Some("boolean"),
            "Object" | "map" | "dict" => Some("object"),
            "Array" | "list" => Some("array"),
            "any" | "" | "mixed" => None,
            _ => {
                let message = format!("there is no type `{name}`");
                let help = format!("write one of {}; `format` can say more", TYPES.join(", "));
                self.push(Diagnostic::new(Code::InvalidDocument, &at.pointer(), message).help(help));
                return said;
            }
        };
        let help = match meant {
            Some(meant) => format!("write `{meant}`"),
            None => format!("write one of {}, or remove it", TYPES.join(", ")),
        };
        self.repaired(at, &format!("there is no type `{name}`; it is taken as {}", meant.unwrap_or("any type")), &help);
        Types { types: meant.into_iter().collect(), null: false }
    }
}

fn read<'n>(names: impl Iterator<Item = &'n str>) -> Types {
    let mut said = Types::default();
    for name in names {
        match TYPES.iter().find(|known| **known == name) {
            Some(known) if !said.types.contains(known) => said.types.push(known),
            Some(_) => {}
            None => said.null |= name == "null",
        }
    }
    // Every integer is a number.
    if said.types.contains(&"number") {
        said.types.retain(|one| *one != "integer");
    }
    said
}

fn covers_everything(types: &[&str]) -> bool {
    TYPES.iter().all(|one| types.contains(one) || *one == "integer" && types.contains(&"number"))
}

/// The schema of one of several types. None: the values that are listed have none of it.
fn member(one: &'static str, types: &[&'static str], object: &Object) -> Option<Value> {
    let keywords: &[&str] = match one {
        "string" => &STRING,
        "number" | "integer" => &NUMBER,
        "array" => &ARRAY,
        "object" => &OBJECT,
        _ => &[],
    };
    let mut member = Map::from_iter([("type".to_owned(), json!(one))]);
    for keyword in keywords {
        member.extend(object.get(*keyword).map(|value| ((*keyword).to_owned(), value.clone())));
    }
    if object.get("format").and_then(Value::as_str).is_some_and(|format| speaks_of(format, one, types)) {
        member.extend(object.get("format").map(|format| ("format".to_owned(), format.clone())));
    }
    let listed = match (object.get("enum"), object.get("const")) {
        (_, Some(constant)) => Some(vec![constant.clone()]),
        (Some(Value::Array(values)), None) => Some(values.clone()),
        _ => None,
    };
    if let Some(values) = listed {
        let values: Vec<Value> = values.into_iter().filter(|value| is_of(value, one)).collect();
        if values.is_empty() {
            return None;
        }
        member.insert("enum".to_owned(), Value::Array(values));
    }
    Some(Value::Object(member))
}

/// Whether a format is meant for this one of several types.
fn speaks_of(format: &str, one: &str, types: &[&str]) -> bool {
    let numeric = ["int", "uint", "float", "double", "decimal"].iter().any(|prefix| format.starts_with(prefix));
    let number = matches!(one, "number" | "integer");
    if numeric { number || !types.iter().any(|one| matches!(*one, "number" | "integer")) } else { one == "string" }
}

fn is_of(value: &Value, one: &str) -> bool {
    match value {
        Value::String(_) => one == "string",
        Value::Number(number) => one == "number" || one == "integer" && !number.is_f64(),
        Value::Bool(_) => one == "boolean",
        Value::Array(_) => one == "array",
        Value::Object(_) => one == "object",
        Value::Null => false,
    }
}
