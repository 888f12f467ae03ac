//! Bodies of several parts (RFC 7578), as they are on the wire and as the document says.

use serde_json::{Value, json};

use crate::document::Document;
use crate::exchange::characters;
use crate::place::Place;

/// The parts of a body: name, media type, file name and content of each, sorted.
pub fn read(body: &[u8], boundary: &str) -> Value {
    let text = characters(body);
    let text = text.as_str().unwrap_or_default();
    let delimiter = format!("--{boundary}");
    let mut parts: Vec<Value> = Vec::new();
    for part in text.split(delimiter.as_str()).skip(1) {
        if part == "--\r\n" {
            parts.sort_by_key(Value::to_string);
            return Value::Array(parts);
        }
        let part = part.strip_prefix("\r\n").and_then(|part| part.strip_suffix("\r\n")).unwrap_or("malformed");
        let (head, content) = part.split_once("\r\n\r\n").unwrap_or((part, ""));
        parts.push(read_part(head, content));
    }
    Value::from("there is no end")
}

fn read_part(head: &str, content: &str) -> Value {
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let disposition = header("Content-Disposition: form-data; ");
    let quoted = |key: &str| {
        let pairs = disposition.split("; ").filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| *name == key).map(|(_, value)| value.trim_matches('"').to_owned()).next()
    };
    let media_type = header("Content-Type: ");
    let content = if media_type.ends_with("json") {
        serde_json::from_str(&utf8(content)).unwrap_or(Value::Null)
    } else if media_type.is_empty() || media_type.starts_with("text/") {
        Value::from(utf8(content))
    } else {
        Value::from(content)
    };
    // As browsers escape names (WHATWG HTML, "multipart/form-data encoding algorithm").
    let name = |key: &str| quoted(key).map(|name| utf8(&name).replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
    json!([name("name"), media_type, name("filename"), content])
}

fn utf8(characters: &str) -> String {
    let bytes: Vec<u8> = characters.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    String::from_utf8(bytes).unwrap()
}

/// The parts that a value is sent as (OpenAPI 3.0.3, "Special Considerations for multipart Content"): text for what is a
/// scalar, JSON for objects, a part for each item of a list, and what `encoding` says instead.
pub fn expected(document: &Document, object: &Value, value: &Value) -> Value {
    let place = Place::new(document, "", &object["schema"]);
    let properties = place.properties();
    let mut parts: Vec<Value> = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let property = properties.get(name.as_str()).map(|place| place.items().unwrap_or_else(|| place.clone()));
        let is_file = property.is_some_and(|property| is_binary(&property));
        let types: Vec<&str> = object["encoding"][name]["contentType"]
            .as_str()
            .into_iter()
            .flat_map(|types| types.split(','))
            .map(str::trim)
            .collect();
        // Which of several a file is in only its sender knows, who says nothing here.
        let is_said = !(is_file && types.len() > 1);
        let said = types.first().copied().filter(|one| is_said && !one.contains('*'));
        let items = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
        for item in items {
            let file_name = is_file.then(|| format!("{name}.bin"));
            let (default, content) = match item {
                _ if is_file => ("application/octet-stream", item.clone()),
                Value::Object(_) | Value::Array(_) => ("application/json", item.clone()),
                Value::String(text) => ("", Value::from(text.as_str())),
                scalar => ("", Value::from(scalar.to_string())),
            };
            let media_type = said.unwrap_or(default);
            let content = if media_type.ends_with("json") { item.clone() } else { content };
            parts.push(json!([name, media_type, file_name, content]));
        }
    }
    parts.sort_by_key(Value::to_string);
    Value::Array(parts)
}

/// A drawn body with files of bytes: strings of characters up to 255.
pub fn with_bytes(place: &Place<'_>, value: &mut Value) {
    for (name, property) in place.properties() {
        let file = property.items().unwrap_or(property);
        let Some(value) = value.get_mut(name).filter(|_| is_binary(&file)) else { continue };
        let items = match value {
            Value::Array(items) => items.iter_mut().collect(),
            one => vec![one],
        };
        for item in items {
            let text = item.as_str().unwrap_or_default();
            *item = text.chars().map(|c| char::from((u32::from(c) % 256) as u8)).collect::<String>().into();
        }
    }
}

/// Whether a property is a file: bytes as they are. An alternative that is one says so for all.
pub fn is_binary(place: &Place<'_>) -> bool {
    let alternatives = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| place.all(keyword)).flat_map(|all| all.as_array());
    alternatives.flatten().any(|one| one["format"] == "binary")
        || place.first("format").is_some_and(|format| format == "binary")
        || place.first("contentMediaType").is_some_and(|media_type| media_type == "application/octet-stream")
}
