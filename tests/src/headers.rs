//! Headers of responses, with a value for each.

use serde_json::{Value, json};

use crate::document::Document;
use crate::exchange::PLAIN;
use crate::mutate::any_value;
use crate::parameters::Written;
use crate::place::Place;

/// A header with a value.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its name in lower case.
    pub name: String,
    /// What a client makes of it.
    pub value: Value,
    lines: Vec<String>,
}

impl Drawn {
    /// The lines that it comes in.
    pub fn lines(&self) -> impl Iterator<Item = (String, String)> {
        self.lines.iter().map(|line| (self.name.clone(), line.clone()))
    }
}

/// The headers that a response declares. `Content-Type` is none of them (OpenAPI 3.0.3, "Response Object").
pub fn drawn(document: &Document, response: &Value) -> Vec<Drawn> {
    let declared = response["headers"].as_object().into_iter().flatten();
    let others = declared.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    others.map(|(name, header)| one(document, name.to_lowercase(), document.follow(header, "").0)).collect()
}

fn one(document: &Document, name: String, header: &Value) -> Drawn {
    if name == "set-cookie" {
        let lines = ["session=a, b; Path=/", "other=c"].map(str::to_owned);
        return Drawn { name, value: json!(lines), lines: lines.into() };
    }
    let in_content = || header["content"].as_object()?.iter().next();
    let (media_type, schema) = match in_content() {
        Some((media_type, object)) => (media_type.as_str(), &object["schema"]),
        None => ("", &header["schema"]),
    };
    let value = value_of(&Place::new(document, "", schema), media_type == "application/json");
    // Written as a parameter of this place is.
    let mut parameter = header.clone();
    parameter["in"] = "header".into();
    if media_type == "text/plain" {
        parameter.as_object_mut().unwrap().remove("content");
    }
    Drawn { name, lines: vec![Written::parameter(&parameter).field(&value)], value }
}

/// A value with characters that mean something elsewhere, wherever any text is one. In JSON a comma may be among them.
fn value_of(place: &Place<'_>, is_json: bool) -> Value {
    let is_any_text = |place: &Place<'_>| {
        let narrows = |keyword| place.first(keyword).is_some();
        place.types().as_deref() == Some(&["string"])
            && place.listed().is_none()
            && !["format", "pattern"].into_iter().any(narrows)
    };
    let text = if is_json { "a,b=c" } else { PLAIN };
    match place.items() {
        _ if is_any_text(place) => Value::from(text),
        Some(items) if is_any_text(&items) => json!([text, "second"]),
        _ => plain(any_value(place, 1)),
    }
}

/// The same with texts that can stand in a header, in a list and in an object.
fn plain(value: Value) -> Value {
    let text = |text: &str| text.replace(|c: char| !c.is_ascii_graphic() || [',', '='].contains(&c), "");
    match value {
        Value::String(it) => Value::from(text(&it)),
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (text(&name), plain(value))).collect(),
        other => other,
    }
}
