//! References by `$id` and by anchors, made into plain ones (JSON Schema 2020-12, section 8.2).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::escape;

/// The places that have a name: by the URI of the schema around, and the name, which is empty for that schema itself.
type Names = BTreeMap<(String, String), String>;

/// Makes every reference of a document a pointer from its root.
pub fn make_plain(root: &mut Value) {
    follow_recursive(root, "", None);
    let mut names = Names::new();
    collect(root, "", "", &mut names);
    if !names.is_empty() {
        rewrite(root, "", &names);
    }
}

/// `$recursiveRef: '#'` (JSON Schema 2019-09, section 8.2.4.2) as a reference to the schema around that says it is meant.
fn follow_recursive(value: &mut Value, pointer: &str, around: Option<&str>) {
    let is_meant = value.get("$recursiveAnchor") == Some(&Value::Bool(true));
    let around = if is_meant { Some(pointer) } else { around };
    match value {
        Value::Object(object) => {
            if let (Some(around), Some(Value::String(_))) = (around, object.get("$recursiveRef")) {
                object.remove("$recursiveRef");
                object.insert("$ref".to_owned(), format!("#{around}").into());
            }
            object.remove("$recursiveAnchor");
            for (key, value) in object {
                follow_recursive(value, &format!("{pointer}/{}", escape(key)), around);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                follow_recursive(value, &format!("{pointer}/{index}"), around);
            }
        }
        _ => {}
    }
}

fn collect(value: &Value, base: &str, pointer: &str, names: &mut Names) {
    let own = value.get("$id").and_then(Value::as_str).map(|id| join(base, id));
    let base = own.as_deref().unwrap_or(base);
    if own.is_some() {
        names.insert((base.to_owned(), String::new()), pointer.to_owned());
    }
    for keyword in ["$anchor", "$dynamicAnchor"] {
        if let Some(name) = value.get(keyword).and_then(Value::as_str) {
            names.insert((base.to_owned(), name.to_owned()), pointer.to_owned());
        }
    }
    for (key, value) in members(value) {
        collect(value, base, &format!("{pointer}/{}", escape(&key)), names);
    }
}

fn members(value: &Value) -> Vec<(String, &Value)> {
    match value {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    }
}

fn rewrite(value: &mut Value, base: &str, names: &Names) {
    let own = value.get("$id").and_then(Value::as_str).map(|id| join(base, id));
    let base = own.unwrap_or_else(|| base.to_owned());
    if let Value::Object(object) = value {
        for keyword in ["$id", "$anchor", "$dynamicAnchor"] {
            object.remove(keyword);
        }
        let reference = ["$ref", "$dynamicRef"].into_iter().find_map(|keyword| object.remove(keyword));
        if let Some(reference) = reference {
            let plain = reference.as_str().and_then(|reference| plain(reference, &base, names)).map(Value::from);
            object.insert("$ref".to_owned(), plain.unwrap_or(reference));
        }
        object.values_mut().for_each(|value| rewrite(value, &base, names));
    }
    if let Value::Array(items) = value {
        items.iter_mut().for_each(|item| rewrite(item, &base, names));
    }
}

/// A reference as a pointer from the root. Anchors that no schema with an `$id` is around of are the document's.
fn plain(reference: &str, base: &str, names: &Names) -> Option<String> {
    let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let base = if uri.is_empty() { base.to_owned() } else { join(base, uri) };
    let place = |name: &str| names.get(&(base.clone(), name.to_owned()));
    let found = match fragment.strip_prefix('/') {
        // The document's own components are also meant from within a schema that has an `$id`.
        Some(rest) if rest.starts_with("components/") => return None,
        Some(rest) => format!("{}/{rest}", place("")?),
        None => place(fragment)?.clone(),
    };
    Some(format!("#{found}"))
}

/// A reference relative to a base.
fn join(base: &str, reference: &str) -> String {
    if reference.contains("://") || base.is_empty() {
        return reference.to_owned();
    }
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            ".." => parts.truncate(parts.len().saturating_sub(1)),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::make_plain;

    #[test]
    fn a_recursive_reference_is_one_to_the_schema_around() {
        let mut document = json!({"components": {"schemas": {
            "Tree": {"$recursiveAnchor": true, "properties": {"trees": {"items": {"$recursiveRef": "#"}}}},
        }}});
        make_plain(&mut document);
        let tree = json!({"properties": {"trees": {"items": {"$ref": "#/components/schemas/Tree"}}}});
        assert_eq!(document, json!({"components": {"schemas": {"Tree": tree}}}));
    }
}
