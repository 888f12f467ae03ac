//! What a request must look like, from the document alone.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::document::{Document, Operation, is_json};
use crate::mutate::any_value;
use crate::place::Place;
use crate::server::Asked;

/// A text with every kind of character that has to be escaped somewhere in a URL.
pub const AWKWARD: &str = "a/b?c=d&e#f%2F+g h;i:j@k$l,m!n*o'p(q)r~s\"t<u>v\\w^x`y{z}|[é]😀.-_";

/// The arguments of a call: parameters by name, and the body.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// By the names on the wire.
    pub values: BTreeMap<String, Value>,
    /// The body.
    pub body: Option<Value>,
}

impl Arguments {
    /// Arguments for the required parameters of an operation, or for all.
    pub fn of(document: &Document, operation: &Operation<'_>, all: bool) -> Self {
        let mut arguments = Self::default();
        for parameter in operation.parameters.iter().filter(|parameter| all || is_required(parameter)) {
            arguments.values.insert(text(&parameter["name"]).to_owned(), value_of(document, parameter));
        }
        arguments
    }
}

fn is_required(parameter: &Value) -> bool {
    parameter["required"] == Value::Bool(true)
}

/// A value for a parameter: awkward texts wherever the schema allows any text.
fn value_of(document: &Document, parameter: &Value) -> Value {
    let place = Place::new(document, "", &parameter["schema"]);
    let is_any_text = |place: &Place<'_>| {
        place.types().as_deref() == Some(&["string"])
            && place.listed().is_none()
            && place.first("format").is_none()
            && place.first("pattern").is_none()
    };
    match place.items() {
        _ if is_any_text(&place) => Value::from(AWKWARD),
        Some(items) if is_any_text(&items) => Value::from([AWKWARD, "second", "a,b"].as_slice()),
        _ => any_value(&place, 1),
    }
}

/// What is wrong with a request for an operation.
pub fn check(document: &Document, operation: &Operation<'_>, arguments: &Arguments, asked: &Asked) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, is: String, should: String| {
        if is != should {
            wrong.push(format!("{what} is {is}, not {should}"));
        }
    };
    expect("the method", asked.method.clone(), operation.method.clone());
    let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
    expect("the path", format!("{:?}", segments(path)), format!("{:?}", expected_segments(operation, arguments)));
    let mut pairs = query_pairs(query);
    let mut expected = expected_pairs(operation, arguments);
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    expect("the query", format!("{pairs:?}"), format!("{expected:?}"));
    for part in [path, query] {
        expect("the set of illegal characters in the URL", illegal(part), String::new());
    }
    let media_type = arguments.body.as_ref().map(|_| "application/json");
    expect("content-type", format!("{:?}", asked.header("content-type")), format!("{:?}", media_type.as_slice()));
    expect("accept", format!("{:?}", asked.header("accept")), format!("{:?}", [accept(document, operation)]));
    let body = serde_json::from_slice::<Value>(&asked.body).ok();
    expect("the body", format!("{body:?}"), format!("{:?}", arguments.body));
    wrong
}

/// The media types of the document's responses.
fn accept(document: &Document, operation: &Operation<'_>) -> String {
    let responses = document.responses(operation);
    let contents = responses.iter().filter_map(|(_, response)| response["content"].as_object());
    let mut types: Vec<&str> = contents.flat_map(|content| content.keys().map(String::as_str)).collect();
    types.sort_unstable();
    types.dedup();
    assert!(types.iter().all(|media_type| is_json(media_type)), "{types:?}");
    types.join(", ")
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(decode).collect()
}

fn expected_segments(operation: &Operation<'_>, arguments: &Arguments) -> Vec<String> {
    let segment = |template: &str| match template.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => plain(&arguments.values[name]),
        None => template.to_owned(),
    };
    operation.path.split('/').map(segment).collect()
}

fn query_pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').map_or((decode(pair), String::new()), |(a, b)| (decode(a), decode(b)))).collect()
}

/// The pairs of the query, by style `form` (OpenAPI 3.0.3, "Style Values"): the key is repeated for each item of a list.
fn expected_pairs(operation: &Operation<'_>, arguments: &Arguments) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter["in"] == "query") {
        let name = text(&parameter["name"]);
        assert!(parameter.get("style").is_none_or(|style| style == "form") && parameter["explode"] != false, "{name}");
        match arguments.values.get(name) {
            None => {}
            Some(Value::Array(items)) => pairs.extend(items.iter().map(|item| (name.to_owned(), plain(item)))),
            Some(value) => pairs.push((name.to_owned(), plain(value))),
        }
    }
    pairs
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// Characters that are neither unreserved nor part of a proper escape (RFC 3986), nor a delimiter of this part.
fn illegal(part: &str) -> String {
    let mut illegal = String::new();
    let mut rest = part.chars();
    while let Some(c) = rest.next() {
        let is_escape =
            |rest: &mut std::str::Chars<'_>| rest.by_ref().take(2).filter(|c| matches!(c, '0'..='9' | 'A'..='F')).count() == 2;
        let is_legal = match c {
            '/' | '&' | '=' | '-' | '.' | '_' | '~' => true,
            '%' => is_escape(&mut rest),
            c => c.is_ascii_alphanumeric(),
        };
        if !is_legal {
            illegal.push(c);
        }
    }
    illegal
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
