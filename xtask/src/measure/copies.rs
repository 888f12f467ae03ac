//! Documents with the content of another one several times, each time under other names.

use serde_json::{Map, Value};

/// The document with so many copies of its paths and components. The first copy keeps its names.
pub(super) fn copies(document: &Value, count: usize) -> Value {
    let mut all = document.clone();
    for number in 1..count {
        let copy = renamed(document, number);
        for section in ["paths", "components"] {
            if let (Some(into), Some(from)) = (all.get_mut(section), copy.get(section)) {
                merge(into, from.clone());
            }
        }
        if let (Some(Value::Array(tags)), Some(more)) = (all.get_mut("tags"), copy.get("tags").and_then(Value::as_array)) {
            tags.extend(more.iter().cloned());
        }
    }
    all
}

/// Adds the members of one object to another, and those of the objects in it.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                match into.get_mut(&key) {
                    Some(there) => merge(there, value),
                    None => drop(into.insert(key, value)),
                }
            }
        }
        (into, from) => *into = from,
    }
}

/// The document with a number behind the names of paths, tags, operations and components, security schemes aside.
fn renamed(document: &Value, number: usize) -> Value {
    let mut copy = rename(document, number);
    if let Some(paths) = copy.get_mut("paths").and_then(Value::as_object_mut) {
        *paths = keys(paths, |path| format!("/copy{number}{path}"));
    }
    let components = copy.get_mut("components").and_then(Value::as_object_mut);
    for (_, section) in components.into_iter().flatten().filter(|(name, _)| *name != "securitySchemes") {
        if let Some(members) = section.as_object_mut() {
            *members = keys(members, |name| format!("{name}Copy{number}"));
        }
    }
    copy
}

fn keys(members: &Map<String, Value>, name: impl Fn(&str) -> String) -> Map<String, Value> {
    members.iter().map(|(key, value)| (name(key), value.clone())).collect()
}

/// Every reference, tag and operationId with the number behind it.
fn rename(value: &Value, number: usize) -> Value {
    let suffixed = |value: &Value| match value {
        Value::String(text) => Value::String(format!("{text}Copy{number}")),
        other => rename(other, number),
    };
    match value {
        Value::Array(items) => items.iter().map(|item| rename(item, number)).collect(),
        Value::Object(members) => {
            let is_tag =
                |value: &Value| value.get("name").is_some() && value.get("in").is_none() && value.get("schema").is_none();
            let member = |(key, value): (&String, &Value)| {
                let renamed = match (key.as_str(), value) {
                    ("$ref" | "operationId", Value::String(_)) => suffixed(value),
                    ("mapping", Value::Object(targets)) => {
                        targets.iter().map(|(tag, target)| (tag.clone(), suffixed(target))).collect()
                    }
                    ("tags", Value::Array(tags)) if tags.iter().all(Value::is_string) => tags.iter().map(suffixed).collect(),
                    ("tags", Value::Array(tags)) if tags.iter().all(is_tag) => {
                        tags.iter().map(|tag| named(tag, number)).collect()
                    }
                    _ => rename(value, number),
                };
                (key.clone(), renamed)
            };
            Value::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    }
}

/// A tag object with the number behind its name.
fn named(tag: &Value, number: usize) -> Value {
    let mut tag = tag.clone();
    if let Some(Value::String(name)) = tag.get_mut("name") {
        name.push_str(&format!("Copy{number}"));
    }
    tag
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a JSON value gives null for what it does not have")]
mod tests {
    use serde_json::json;

    use super::copies;

    #[test]
    fn a_copy_has_names_of_its_own() {
        let schema = json!({"$ref": "#/components/schemas/A"});
        let document = json!({
            "openapi": "3.0.3",
            "tags": [{"name": "t", "description": "d"}],
            "paths": {"/a": {"get": {"operationId": "getA", "tags": ["t"], "responses": {"200": schema}}}},
            "components": {"schemas": {"A": {"type": "object"}}, "securitySchemes": {"key": {}}},
        });
        let two = copies(&document, 2);
        assert_eq!(copies(&document, 1), document);
        let operation = &two["paths"]["/copy1/a"]["get"];
        assert_eq!((&operation["operationId"], &operation["tags"]), (&json!("getACopy1"), &json!(["tCopy1"])));
        assert_eq!(operation["responses"]["200"], json!({"$ref": "#/components/schemas/ACopy1"}));
        assert_eq!(two["components"]["schemas"], json!({"A": {"type": "object"}, "ACopy1": {"type": "object"}}));
        assert_eq!(two["components"]["securitySchemes"], json!({"key": {}}));
        assert_eq!(two["tags"], json!([{"name": "t", "description": "d"}, {"name": "tCopy1", "description": "d"}]));
    }
}
