//! Listed values, bounds, examples and encoded content.

use serde_json::{Number, Value, json};

use super::super::Normalizer;
use super::super::at::At;
use super::super::notes::Note;
use super::super::walk::{Object, describe};
use super::keep;

impl Normalizer<'_> {
    /// Settles `enum`, `const` and the examples. Null among the values is `nullable`, and no value of its own.
    pub(super) fn settle_values(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        let listed = match (object.get("const"), object.get("enum")) {
            (Some(constant), _) => {
                self.moved(at.key("enum"), at.key("const"));
                Some(vec![constant.clone()])
            }
            (None, Some(Value::Array(values))) => Some(values.clone()),
            (None, None | Some(Value::Null)) => None,
            (None, Some(other)) => {
                self.repaired(
                    at.key("enum"),
                    &format!("expected a list of values, found {}; it is left out", describe(other)),
                    "write the value as `[…]`, or remove the `enum`",
                );
                None
            }
        };
        if let Some(mut values) = listed.filter(|values| !values.is_empty()) {
            if values.contains(&Value::Null) {
                out.insert("nullable".to_owned(), json!(true));
                if values.iter().any(|value| !value.is_null()) {
                    values.retain(|value| !value.is_null());
                }
            }
            out.insert("enum".to_owned(), Value::Array(values));
        }
        self.settle_examples(object, out, at);
    }

    fn settle_examples(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        let examples: Vec<Value> = match object.get("examples") {
            Some(Value::Array(examples)) => examples.clone(),
            Some(Value::Object(named)) => named.values().map(|one| one.get("value").unwrap_or(one).clone()).collect(),
            _ => return,
        };
        if let Some(first) = examples.first()
            && !out.contains_key("example")
        {
            self.moved(at.key("example"), at.key("examples"));
            out.insert("example".to_owned(), first.clone());
        }
        if examples.len() > 1 {
            keep(out, "examples", Value::Array(examples));
        }
    }

    /// Settles exclusive bounds: in 3.1 numbers of their own, in 3.0 whether the bound is exclusive.
    pub(super) fn settle_bounds(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        for (exclusive, bound, tighter) in
            [("exclusiveMinimum", "minimum", f64::ge as fn(&f64, &f64) -> bool), ("exclusiveMaximum", "maximum", f64::le)]
        {
            let place = at.key(exclusive);
            match object.get(exclusive) {
                None | Some(Value::Null) => {}
                Some(Value::Number(number)) => {
                    let Some(number) = self.number(&Value::Number(number.clone()), place) else { continue };
                    let stands =
                        out.get(bound).and_then(Value::as_number).is_none_or(|other| tighter(&float(&number), &float(other)));
                    if stands {
                        self.moved(at.key(bound), place);
                        out.insert(bound.to_owned(), Value::Number(number));
                        out.insert(exclusive.to_owned(), json!(true));
                    }
                }
                Some(flag) => {
                    if let Some(flag) = self.flag(flag, place)
                        && out.contains_key(bound)
                    {
                        out.insert(exclusive.to_owned(), json!(flag));
                    }
                }
            }
        }
    }

    /// Settles how a string's content is encoded: what `format` says in 3.0.
    pub(super) fn settle_content(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let format = match (text("contentEncoding"), text("contentMediaType")) {
            (Some(encoding), media_type) => {
                let known = matches!(encoding.to_ascii_lowercase().as_str(), "base64" | "base64url");
                if !known {
                    keep(out, "content-encoding", json!(encoding));
                }
                if let Some(media_type) = media_type {
                    keep(out, "content-media-type", json!(media_type));
                }
                known.then_some(if encoding.eq_ignore_ascii_case("base64") { "byte" } else { "base64url" })
            }
            (None, Some("application/octet-stream")) => Some("binary"),
            (None, Some(media_type)) => {
                keep(out, "content-media-type", json!(media_type));
                None
            }
            (None, None) => None,
        };
        if let Some(format) = format {
            out.entry("format").or_insert_with(|| json!(format));
        }
        if object.contains_key("contentSchema") {
            self.note(Note::Untranslated("contentSchema".to_owned()), at.key("contentSchema"));
        }
    }
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}
