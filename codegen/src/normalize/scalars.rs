//! Strings, booleans and lists of strings, with the repairs that lose nothing.

use serde_json::{Number, Value};

use super::Normalizer;
use super::at::At;
use super::grammar::Kind;
use super::walk::{Object, as_map, describe};

impl Normalizer<'_> {
    /// A string. A number or boolean becomes its text.
    pub(super) fn text(&mut self, value: &Value, at: At<'_>) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(self.text_of(number, at)),
            Value::Bool(value) => Some(value.to_string()),
            other => {
                self.repaired(
                    at,
                    &format!("expected a string, found {}; it is left out", describe(other)),
                    "write it in quotes, or remove it",
                );
                None
            }
        }
    }

    /// A number as the source writes it: `1.10` as a version is not `1.1`.
    fn text_of(&self, number: &Number, at: At<'_>) -> String {
        let plain = number.to_string();
        if number.is_i64() || number.is_u64() {
            return plain;
        }
        let origin = self.origins.resolve(&at.pointer());
        let written = self.files.written(&origin).unwrap_or_default();
        if written.parse::<f64>().ok() == number.as_f64() { written.to_owned() } else { plain }
    }

    /// A boolean. `"true"` and `"false"` are taken at their word.
    pub(super) fn flag(&mut self, value: &Value, at: At<'_>) -> Option<bool> {
        match value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            other => {
                self.repaired(
                    at,
                    &format!("expected true or false, found {}; it is left out", describe(other)),
                    "write `true` or `false`, or remove it",
                );
                None
            }
        }
    }

    /// A list of strings. A single string is a list of one.
    pub(super) fn texts(&mut self, value: &Value, at: At<'_>) -> Value {
        match value {
            Value::Array(items) => {
                let items = items.iter().enumerate().filter(|(_, item)| !item.is_null());
                items.filter_map(|(index, item)| self.text(item, at.index(index)).map(Value::String)).collect()
            }
            Value::Object(object) if object.is_empty() => Value::Array(Vec::new()),
            Value::String(text) if text.is_empty() => Value::Array(Vec::new()),
            single => self.text(single, at).map(Value::String).into_iter().collect(),
        }
    }

    /// Strings by name.
    pub(super) fn text_map(&mut self, value: &Value, kind: Kind, at: At<'_>) -> Value {
        if let Some(object) = as_map(value) {
            let text = |(key, value): (&String, &Value)| {
                let text = if value.is_null() { Some(String::new()) } else { self.text(value, at.key(key)) };
                text.map(|text| (key.clone(), Value::String(text)))
            };
            return Value::Object(object.iter().filter_map(text).collect());
        }
        // Some write a list of scopes, without their descriptions.
        if let Value::Array(names) = value
            && names.iter().all(Value::is_string)
        {
            let names = names.iter().filter_map(Value::as_str);
            return Value::Object(names.map(|name| (name.to_owned(), Value::String(String::new()))).collect());
        }
        self.repaired(
            at,
            &format!("{kind} has strings by name here, not {}; it is left out", describe(value)),
            "write a string for each name, or remove it",
        );
        Value::Object(Object::new())
    }

    /// A finite number. A string that is one is taken at its word.
    pub(super) fn number(&mut self, value: &Value, at: At<'_>) -> Option<Number> {
        let number = match value {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) => parse_number(text),
            _ => None,
        };
        // `openapiv3` takes every bound as a float.
        let number = number.filter(|number| number.as_f64().is_some_and(f64::is_finite));
        if number.is_none() {
            self.repaired(
                at,
                &format!("expected a number, found {}; it is left out", describe(value)),
                "write a number without quotes, or remove it",
            );
        }
        number
    }

    /// A count: an integer that is not negative.
    pub(super) fn count(&mut self, value: &Value, at: At<'_>) -> Option<Number> {
        let number = self.number(value, at)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be an integer in 53 bits")]
        let from_float = |float: f64| (float.fract() == 0.0 && (0.0..=9e15).contains(&float)).then_some(float as u64);
        let count = number.as_u64().or_else(|| number.as_f64().and_then(from_float));
        if count.is_none_or(|count| usize::try_from(count).is_err()) {
            self.repaired(at, "expected a count; it is left out", "write an integer from 0 on, or remove it");
            return None;
        }
        count.map(Number::from)
    }
}

fn parse_number(text: &str) -> Option<Number> {
    let text = text.trim();
    let integer = text.parse::<i64>().ok().map(Number::from);
    integer.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))
}
