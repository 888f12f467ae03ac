//! One value out of a JSON text, without reading the rest into memory.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};

use super::{Value, next_key};

/// The text of the value at a path of member names (`metadata.next`). Numbers and booleans are written out. `None` if it
/// is absent, null, empty, or no scalar.
pub(crate) fn pick(body: &[u8], path: &str) -> Option<String> {
    let names: Vec<_> = path.split('.').collect();
    let mut json = serde_json::Deserializer::from_slice(body);
    let text = match Pick(&names).deserialize(&mut json).ok()?? {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(bool) => bool.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

struct Pick<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Pick<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.0.is_empty() {
            return serde::Deserialize::deserialize(deserializer).map(Some);
        }
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Pick<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = next_key(&mut map)? {
            match self.0 {
                [first, rest @ ..] if *first == name => found = map.next_value_seed(Pick(rest))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::pick;

    #[test]
    fn finds_scalars() {
        let check = |body: &str, expect: Option<&str>| assert_eq!(pick(body.as_bytes(), "a.b").as_deref(), expect, "{body}");
        check(r#"{"x": [{"a": 1}], "a": {"c": {}, "b": "text"}, "y": null}"#, Some("text"));
        check(r#"{"a": {"b": 7}}"#, Some("7"));
        check(r#"{"a": {"b": null}}"#, None);
        check(r#"{"a": {"b": ""}}"#, None);
        check(r#"{"a": {"b": {}}}"#, None);
        check(r#"{"a": {}}"#, None);
        check(r#"{"a": 3}"#, None);
        check("[]", None);
        check("{", None);
    }
}
