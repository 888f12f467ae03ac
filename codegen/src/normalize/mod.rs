//! The document in the terms that the rest speaks: OpenAPI 3.0, as `openapiv3` models it.

use openapiv3::OpenAPI;
use serde_json::{Map, json};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::overlay::Document;
use crate::source::{Loader, Origins, Pointer, Sources, Value};

/// A normalized document.
#[derive(Clone, Debug)]
pub(crate) struct Normalized {
    /// The document.
    pub(crate) openapi: OpenAPI,
    /// Where its parts come from.
    pub(crate) origins: Origins,
}

/// Normalizes a document. None: a diagnostic says why.
pub(crate) fn normalize(
    document: &Document,
    _loader: &dyn Loader,
    _sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Normalized> {
    let value = walk(&document.value, false);
    match serde_json::from_value(value) {
        Ok(openapi) => Some(Normalized { openapi, origins: document.origins.clone() }),
        Err(error) => {
            diagnostics.push(Diagnostic::new(Code::InvalidDocument, &Pointer::root(), error.to_string()));
            None
        }
    }
}

fn walk(value: &Value, names: bool) -> Value {
    match value {
        Value::Object(object) if !names && object.len() > 1 && object.get("$ref").is_some_and(Value::is_string) => {
            let mut out: Map<String, Value> = object.clone();
            let reference = out.remove("$ref").unwrap_or_default();
            out.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            Value::Object(out)
        }
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| {
                let data = matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const") && !names;
                let value = if data { value.clone() } else { walk(value, matches!(key.as_str(), "properties" | "schemas")) };
                (key.clone(), value)
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(|item| walk(item, false)).collect(),
        other => other.clone(),
    }
}
