//! From a value through a generated type and back.
//!
//! This file is also part of the programs that tests write for the clients of fixtures, so it uses nothing of this crate.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Decodes a value as a `T` and encodes that again; or gives what it was decoded to as `Debug` shows it.
///
/// The order of an object's members means nothing, so it is decoded in two orders, and both must give the same.
pub fn round_trip<T: Serialize + DeserializeOwned + fmt::Debug>(value: &Value, shown: bool) -> Result<Value, String> {
    let decode = |text: &str| serde_json::from_str::<T>(text).map_err(|error| error.to_string());
    if shown {
        return decode(&text(value, false)).map(|decoded| format!("{decoded:?}").into());
    }
    let (forward, backward) = (decode(&text(value, false)), decode(&text(value, true)));
    let encode = |decoded: &T| serde_json::to_string(decoded).map_err(|error| format!("cannot encode: {error}"));
    match (forward, backward) {
        (Ok(forward), Ok(backward)) => {
            let (forward, backward) = (parse(&encode(&forward)?)?, parse(&encode(&backward)?)?);
            if forward == backward {
                Ok(forward)
            } else {
                Err(format!("BUG: the order of members matters: {forward} / {backward}"))
            }
        }
        (Err(error), Err(_)) => Err(error),
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => Err(format!("BUG: accepted in one order of members only: {error}")),
    }
}

/// A value as JSON text, with the members of its objects in alphabetical order, or the other way round.
pub fn text(value: &Value, backward: bool) -> String {
    let mut out = String::new();
    write(value, backward, &mut out);
    out
}

/// Into one text: each value may be as large as all there is in a schema, and deep.
fn write(value: &Value, backward: bool, out: &mut String) {
    let separate = |index: usize, out: &mut String| out.push_str(if index > 0 { "," } else { "" });
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            if backward {
                members.reverse();
            }
            out.push('{');
            for (index, (name, value)) in members.into_iter().enumerate() {
                separate(index, out);
                out.push_str(&format!("{}:", Value::from(name.as_str())));
                write(value, backward, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, out);
                write(item, backward, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// Reads JSON in which no object has a member twice.
pub fn parse(text: &str) -> Result<Value, String> {
    serde_json::from_str::<Unique>(text).map(|Unique(value)| value).map_err(|error| format!("BUG: {error} in {text}"))
}

/// JSON in which no object has a member twice, from any format. An integer beyond 64 bits is the number next to it.
#[derive(Debug)]
pub struct Unique(
    /// The value.
    pub Value,
);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        Ok((value as f64).into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Unique(value))) = members.next_entry::<String, Unique>()? {
            if object.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format!("the member `{name}` is there twice")));
            }
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{parse, round_trip, text};

    #[test]
    fn a_member_twice_is_an_error() {
        assert!(parse(r#"{"a": 1, "b": {"a": 2}}"#).is_ok());
        assert!(parse(r#"[{"a": 1, "a": 1}]"#).is_err());
    }

    #[test]
    fn writes_members_in_both_orders() {
        let value = serde_json::json!({"b": [{"d": 1, "c": null}], "a": "x\""});
        assert_eq!(text(&value, false), r#"{"a":"x\"","b":[{"c":null,"d":1}]}"#);
        assert_eq!(text(&value, true), r#"{"b":[{"d":1,"c":null}],"a":"x\""}"#);
        assert_eq!(round_trip::<Value>(&value, true), Ok(format!("{value:?}").into()));
        assert_eq!(round_trip::<Value>(&value, false), Ok(value));
    }
}
