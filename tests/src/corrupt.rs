//! Damaged documents: texts with bytes missing or moved, and documents in which one part stands where another was.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Damages a text in one of the ways that files and editors do.
pub fn text(text: &str, rng: &mut Rng) -> String {
    let at = boundary(text, rng.usize(..=text.len()));
    let end = boundary(text, at + rng.usize(..64.min(text.len() - at + 1)));
    let (before, cut, after) = (&text[..at], &text[at..end], &text[end..]);
    match rng.u8(..7) {
        0 => before.to_owned(),
        1 => after.to_owned(),
        2 => format!("{before}{after}"),
        3 => format!("{before}{cut}{cut}{after}"),
        4 => format!("{after}{cut}{before}"),
        5 => format!("{before}{}{after}", noise(rng)),
        _ => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let (one, other) = (rng.usize(..lines.len().max(1)), rng.usize(..lines.len().max(1)));
            if one < lines.len() && other < lines.len() {
                lines.swap(one, other);
            }
            lines.concat()
        }
    }
}

/// The nearest place at or before an offset where a character starts.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Signs that mean something to one parser or another.
fn noise(rng: &mut Rng) -> String {
    const SIGNS: [&str; 20] = [
        "{", "}", "[", "]", ":", ",", "\"", "'", "\\", "&a ", "*a ", "<<: ", "!t ", "\u{0}", "\t", "\n  ", "- ", "# ",
        "\u{202e}", "1e999",
    ];
    (0..rng.usize(1..8)).map(|_| SIGNS[rng.usize(..SIGNS.len())]).collect()
}

/// Puts something else in one place of a document: another part of it, a value of another kind, a reference, or nothing.
pub fn document(document: &Value, rng: &mut Rng) -> Value {
    let mut pointers = Vec::new();
    collect(document, "", &mut pointers);
    let mut changed = document.clone();
    for _ in 0..rng.usize(1..4) {
        let [to, from] = [(); 2].map(|()| pointers[rng.usize(..pointers.len())].clone());
        let part = document.pointer(&from).cloned().unwrap_or_default();
        match rng.u8(..6) {
            0 => replace(&mut changed, &to, part),
            1 => replace(&mut changed, &to, json!({"$ref": format!("#{}", from.replace('%', "%25"))})),
            2 => replace(&mut changed, &to, json!({"allOf": [part, {"$ref": format!("#{to}")}]})),
            3 => replace(&mut changed, &to, any(rng)),
            4 => rename(&mut changed, &to, rng),
            _ => remove(&mut changed, &to),
        }
    }
    changed
}

fn collect(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, inner)| collect(inner, &format!("{at}/{}", crate::document::escape(key)), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, inner)| collect(inner, &format!("{at}/{index}"), found))
        }
        _ => {}
    }
}

fn replace(document: &mut Value, at: &str, with: Value) {
    if let Some(place) = document.pointer_mut(at) {
        *place = with;
    }
}

/// A value that hardly fits.
fn any(rng: &mut Rng) -> Value {
    let forms = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(u64::MAX),
        json!(""),
        json!("object"),
        json!("{}{x}/../\"\u{0}\u{202e}"),
        json!([]),
        json!([null, [[]], {}]),
        json!({}),
        json!({"": {"": ""}, "$ref": 1, "type": ["null", "string", "object"], "enum": [], "items": true}),
    ];
    forms[rng.usize(..forms.len())].clone()
}

fn rename(document: &mut Value, at: &str, rng: &mut Rng) {
    const KEYS: [&str; 14] = [
        "type",
        "$ref",
        "allOf",
        "oneOf",
        "items",
        "properties",
        "required",
        "enum",
        "",
        "self",
        "~/",
        "$defs",
        "discriminator",
        "nullable",
    ];
    let Some((parent, key)) = split(at) else { return };
    if let Some(Value::Object(members)) = document.pointer_mut(&parent)
        && let Some(value) = members.remove(&key)
    {
        members.insert(KEYS[rng.usize(..KEYS.len())].to_owned(), value);
    }
}

fn remove(document: &mut Value, at: &str) {
    let Some((parent, key)) = split(at) else { return };
    match document.pointer_mut(&parent) {
        Some(Value::Object(members)) => drop(members.remove(&key)),
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index: &usize| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

fn split(at: &str) -> Option<(String, String)> {
    let (parent, key) = at.rsplit_once('/')?;
    Some((parent.to_owned(), key.replace("~1", "/").replace("~0", "~")))
}

/// Documents that are small to write and large to read, of about `size` parts each: by name.
pub fn towers(size: usize) -> Vec<(&'static str, String)> {
    let schemas = chains(size).into_iter().chain([
        ("names that are all one", names(size)),
        ("one enum", one(json!({"enum": values(size)}))),
        ("one union", one(json!({"oneOf": variants(size)}))),
        ("one union whose variants are alike", one(json!({"oneOf": alike(size)}))),
        ("one allOf", one(json!({"allOf": members(size)}))),
    ]);
    schemas.map(|(name, schemas)| (name, around(schemas).to_string())).chain(texts(size)).collect()
}

/// Schemas that lead to each other.
fn chains(size: usize) -> Vec<(&'static str, Map<String, Value>)> {
    let numbered = |each: &dyn Fn(usize) -> Value| -> Map<String, Value> {
        (0..size).map(|index| (format!("S{index}"), each(index))).collect()
    };
    let next = |index: usize| json!({"$ref": format!("#/components/schemas/S{}", (index + 1) % size)});
    let up = |index: usize| if index + 1 == size { json!({"type": "string"}) } else { next(index) };
    vec![
        ("a chain of references", numbered(&up)),
        ("a ring of references", numbered(&next)),
        (
            "a chain of allOfs",
            numbered(&|index| json!({"allOf": [up(index)], "type": if index + 1 == size { "string" } else { "object" }})),
        ),
        ("a ring of allOfs", numbered(&|index| json!({"allOf": [next(index), {"type": "object"}]}))),
        ("allOfs that double", numbered(&|index| json!({"allOf": [up(index), up(index)]}))),
        ("properties that double", numbered(&|index| json!({"type": "object", "properties": {"a": up(index), "b": up(index)}}))),
        (
            "doubling in allOfs of properties",
            numbered(
                &|index| json!({"allOf": [{"properties": {"a": up(index)}}, {"properties": {"a": up(index), "b": {"allOf": [up(index), up(index)]}}}]}),
            ),
        ),
        ("a ring of arrays", numbered(&|index| json!({"type": "array", "items": next(index)}))),
        ("a ring of maps", numbered(&|index| json!({"type": "object", "additionalProperties": next(index)}))),
        ("a ring of properties", numbered(&|index| json!({"type": "object", "properties": {"next": next(index)}}))),
        ("unions within unions", numbered(&|index| json!({"oneOf": [up(index), {"type": "integer"}, {"type": "string"}]}))),
        ("unions that double", numbered(&|index| json!({"anyOf": [up(index), up(index)]}))),
        ("a ring of unions", numbered(&|index| json!({"oneOf": [next(index), {"type": "integer"}]}))),
    ]
}

fn one(schema: Value) -> Map<String, Value> {
    [("S0".to_owned(), schema)].into_iter().collect()
}

/// Schemas whose names differ in signs that no identifier has.
fn names(size: usize) -> Map<String, Value> {
    let name = |index: usize| format!("{}n{}m", ".".repeat(index), "-".repeat(index % 7));
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    (0..size).map(|index| (name(index), schema.clone())).collect()
}

fn values(size: usize) -> BTreeSet<String> {
    (0..size).map(|index| format!("v {}{}", " ".repeat(index % 50), index % 3)).collect()
}

fn variants(size: usize) -> Vec<Value> {
    (0..size).map(|index| json!({"type": "object", "properties": {format!("p{index}"): {"type": "string"}}})).collect()
}

/// Variants that only the value of a member tells apart, which may be absent.
fn alike(size: usize) -> Vec<Value> {
    let kind = |index: usize| json!({"type": "string", "enum": [format!("k{index}")]});
    (0..size).map(|index| json!({"type": "object", "properties": {"kind": kind(index)}})).collect()
}

fn members(size: usize) -> Vec<Value> {
    let member = |index: usize| json!({"type": "object", "properties": {"all": {"type": "string", "maxLength": index + 1}}});
    (0..size).map(member).collect()
}

fn operations(size: usize) -> Value {
    let path = |index: usize| format!("/{}{index}", "a/".repeat(index % 20));
    let operation = json!({"get": {"operationId": "same", "tags": ["same"], "responses": {}}});
    let paths: Map<String, Value> = (0..size).map(|index| (path(index), operation.clone())).collect();
    json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths})
}

/// Documents that are more than their schemas, or less than documents.
fn texts(size: usize) -> Vec<(&'static str, String)> {
    let double = |index: usize| format!("a{index}: &a{index} [*a{0}, *a{0}, *a{0}]\n", index - 1);
    let bomb: String = (1..size.min(60)).map(double).collect();
    let merge = |index: usize| format!("m{index}: &m{index} {{<<: [*m{0}, *m{0}], b{index}: *m{0}}}\n", index - 1);
    let merges: String = (1..size.min(60)).map(merge).collect();
    let prose = "a *b* `c` [d](e) <f> \\n".repeat(size * 20);
    let long = format!("{{openapi: 3.0.3, info: {{title: T, version: '1', description: \"{prose}\"}}, paths: {{}}}}");
    vec![
        ("operations of one name", operations(size).to_string()),
        ("nested flow collections", "[".repeat(size * 100)),
        ("nested objects", "{\"a\":".repeat(size * 100)),
        ("nested YAML", (0..size).map(|index| format!("{}a:\n", " ".repeat(index))).collect()),
        ("nested YAML lists", "- ".repeat(size * 100)),
        ("aliases of aliases", format!("a0: &a0 [x]\n{bomb}")),
        ("a merge of merges", format!("m0: &m0 {{a: 1}}\n{merges}")),
        ("one long text", long),
    ]
}

fn around(schemas: Map<String, Value>) -> Value {
    let first = schemas.keys().next().cloned().unwrap_or_default();
    let body = json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{first}")}}}});
    let mut paths = json!({"/a": {"post": {"requestBody": body, "responses": {"200": {"description": "-"}}}}});
    paths["/a"]["post"]["responses"]["200"]["content"] = body["content"].clone();
    json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}
