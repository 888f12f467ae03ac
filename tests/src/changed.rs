//! A document and what becomes of it when it is changed.

use basetype::diff::{Changes, Side, compare};
use basetype::settings::Settings;
use basetype::source::{NoFiles, Pointer, Text};
use basetype::{Input, Outcome};
use serde_json::{Value, json};

/// A YAML text as JSON.
pub fn document(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).unwrap()
}

/// What is generated from a document. The runtime is the dependency on it.
pub fn generated(document: &Value, runtime: Option<&str>) -> Outcome {
    let outcome = basetype::generate(&input(document, runtime));
    assert!(outcome.files.is_some(), "{}", outcome.report.text(false));
    outcome
}

/// The API of a document; None where the document has errors.
pub fn understood(document: &Value) -> Option<Outcome> {
    Some(basetype::read(&input(document, None))).filter(|outcome| outcome.api.is_some())
}

fn input(document: &Value, runtime: Option<&str>) -> Input<'static> {
    let mut settings = Settings::default();
    settings.package.name = Some("api".to_owned());
    settings.package.runtime = runtime.map(str::to_owned);
    let text = serde_json::to_string_pretty(document).unwrap();
    let document = Text { name: "document.json".to_owned(), text };
    Input { document, overlays: Vec::new(), settings, loader: &NoFiles }
}

/// What changes from one document to another.
pub fn changes(old: &Outcome, new: &Outcome) -> Changes {
    let (from, to) = (|at: &Pointer| old.report.locate(at), |at: &Pointer| new.report.locate(at));
    let old = Side { name: "old", api: old.api.as_ref().unwrap(), locate: &from };
    compare(old, Side { name: "new", api: new.api.as_ref().unwrap(), locate: &to })
}

/// Puts a value in a place of a document.
#[track_caller]
pub fn set(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    match document.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {parent}")) {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        Value::Object(object) => drop(object.insert(key, value)),
        other => panic!("{pointer} is in {other}"),
    }
}

/// Removes what is in a place of a document.
#[track_caller]
pub fn remove(document: &mut Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {parent}"));
    let removed = match parent {
        Value::Array(list) => Some(list.remove(key.parse().unwrap())),
        Value::Object(object) => object.remove(&key),
        _ => None,
    };
    removed.unwrap_or_else(|| panic!("there is no {pointer}"))
}

/// Moves what is in a place of a document.
#[track_caller]
pub fn rename(document: &mut Value, from: &str, to: &str) {
    let value = remove(document, from);
    set(document, to, value);
}

/// A plain text schema.
pub fn text() -> Value {
    json!({"type": "string"})
}
