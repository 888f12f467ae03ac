//! Bodies that are streams, as they are on the wire and as the document says.

use serde_json::{Value, json};

use crate::document::Document;
use crate::draw;
use crate::place::{Direction, Place};

/// Whether a success in this media type is read while it comes.
pub fn is_stream(media_type: &str) -> bool {
    media_type == "text/event-stream" || is_sequence(media_type) || is_lines(media_type)
}

fn is_lines(media_type: &str) -> bool {
    media_type.ends_with("/jsonl") || media_type.ends_with("/x-ndjson")
}

fn is_sequence(media_type: &str) -> bool {
    media_type.ends_with("/json-seq") || media_type.ends_with("+json-seq")
}

/// A stream of several items, and what the client makes of it. None for a body that is no stream.
pub fn of(document: &Document, media_type: &str, object: &Value) -> Option<(String, Value)> {
    if !is_stream(media_type) {
        return None;
    }
    let items = items(document, object);
    if media_type == "text/event-stream" {
        return Some(events(&items, !is_text(document, object)));
    }
    let (before, after) = if is_sequence(media_type) { ("\u{1e}", "\n") } else { ("", "\r\n") };
    // In a sequence, a text may have several lines.
    let text = |item: &Value| if is_sequence(media_type) { format!("{item:#}") } else { item.to_string() };
    let body: Vec<String> = items.iter().map(|item| format!("{before}{}{after}", text(item))).collect();
    Some((body.join(if is_sequence(media_type) { "" } else { "\n" }), items.into()))
}

/// Items with the least and with all members. A list is the stream as a whole.
fn items(document: &Document, object: &Value) -> Vec<Value> {
    let Some(schema) = object.get("schema") else { return vec!["one\ntwo".into(), "three".into()] };
    let place = Place::new(document, "", schema);
    let place = place.items().unwrap_or(place);
    [draw::least, draw::whole].map(|draw| draw(&place, Direction::Response).value).into()
}

fn is_text(document: &Document, object: &Value) -> bool {
    let schema = object.get("schema").map(|schema| Place::new(document, "", schema));
    schema.is_none_or(|place| place.items().unwrap_or(place).types().as_deref() == Some(&["string"]))
}

/// The first event has a type and an identifier, the second one a time; there are comments, and every kind of line end.
fn events(items: &[Value], is_json: bool) -> (String, Value) {
    let mut body = String::from("\u{feff}: hello\r\n");
    let mut expected = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let data = match item {
            Value::String(text) if !is_json => text.clone(),
            item => format!("{item:#}"),
        };
        let lines: Vec<String> = data.split('\n').map(|line| format!("data: {line}")).collect();
        let (head, end, event, retry) = match index {
            0 => ("event: note\rid: n-1\n", "\r\r", json!("note"), Value::Null),
            _ => ("retry:250\n", "\n\n", Value::Null, json!(250)),
        };
        body.push_str(&format!("{head}{}{end}", lines.join("\r\n")));
        expected.push(json!([event, "n-1", retry, item]));
    }
    (body + "data: not ended", expected.into())
}
