//! JSON that is kept as its text until it is known what it is: no digit of a number is lost by that.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor, value::BorrowedStrDeserializer},
    ser::SerializeMap,
};
use serde_json::{Map, value::RawValue};

use super::Value;

/// How deep a value may be nested, as everywhere in `serde_json`: reading it again later must not use up the stack.
const DEEPEST: usize = 120;

/// Reads any value as its text.
pub(super) fn read_raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<RawValue>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    if depth(raw.get()) > DEEPEST { Err(D::Error::custom("recursion limit exceeded")) } else { Ok(raw) }
}

/// How deep the arrays and objects of a JSON text are nested.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

struct Raw;

impl<'de> DeserializeSeed<'de> for Raw {
    type Value = Box<RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        read_raw(deserializer)
    }
}

/// The members of an object whose tag did not come first.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Buffered(Vec<(String, Box<RawValue>)>);

impl Buffered {
    /// Adds a member that has been read already.
    pub(super) fn push<E: Error>(&mut self, name: String, value: &Value) -> Result<(), E> {
        let raw = RawValue::from_string(value.to_string()).map_err(E::custom)?;
        self.0.push((name, raw));
        Ok(())
    }

    /// Reads the value of the member `name`.
    pub(super) fn read<'de, A: MapAccess<'de>>(&mut self, name: String, map: &mut A) -> Result<(), A::Error> {
        self.0.push((name, map.next_value_seed(Raw)?));
        Ok(())
    }

    /// How long the text of the values is.
    pub(super) fn length(&self) -> usize {
        self.0.iter().map(|(_, raw)| raw.get().len()).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a member.
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        let (_, raw) = self.0.iter().rev().find(|(member, _)| member == name)?;
        Some(serde_json::from_str(raw.get()).unwrap_or_default())
    }

    pub(super) fn to_value(&self) -> Value {
        let members = self.0.iter().map(|(name, raw)| (name.clone(), serde_json::from_str(raw.get()).unwrap_or_default()));
        Value::Object(members.collect::<Map<_, _>>())
    }

    /// Writes the members, but for one.
    pub(super) fn write<S: SerializeMap>(&self, out: &mut S, without: &str) -> Result<(), S::Error> {
        let members = self.0.iter().filter(|(name, _)| name != without);
        members.into_iter().try_for_each(|(name, raw)| out.serialize_entry(name, raw))
    }

    /// The members, but for one.
    pub(super) fn without<'a>(&'a self, name: &'a str) -> Members<'a> {
        Members { members: self.0.iter(), value: None, without: name }
    }
}

impl Serialize for Buffered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, raw)| (name, raw)))
    }
}

impl<'de> Deserialize<'de> for Buffered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BufferedVisitor)
    }
}

struct BufferedVisitor;

impl<'de> Visitor<'de> for BufferedVisitor {
    type Value = Buffered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Buffered, A::Error> {
        let mut members = Buffered::default();
        while let Some(name) = map.next_key()? {
            members.read(name, &mut map)?;
        }
        Ok(members)
    }
}

/// The members of a [`Buffered`] object, to be read.
pub(super) struct Members<'a> {
    members: std::slice::Iter<'a, (String, Box<RawValue>)>,
    value: Option<&'a RawValue>,
    without: &'a str,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let without = self.without;
        let Some((name, value)) = self.members.find(|(name, _)| name != without) else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        match self.value.take() {
            Some(raw) => seed.deserialize(&mut serde_json::Deserializer::from_str(raw.get())),
            None => Err(Error::custom("a value without a name")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::depth;
    use crate::{Decimal, UnknownMembers, Value};

    #[derive(Debug, PartialEq)]
    struct Price {
        amount: Decimal,
        unknown: UnknownMembers,
    }
    crate::object! { Price { required amount "amount" } }

    #[derive(Debug, PartialEq)]
    enum Offer {
        Price(Box<Price>),
        Unknown(Value),
    }
    crate::union! { Offer by "kind" { Price(Price) = "price" } unknown Unknown }

    #[derive(Debug, PartialEq)]
    enum Either {
        Wide(i128),
        Number(Decimal),
        Offer(Offer),
        Unknown(Value),
    }
    crate::union! { Either { Wide(i128), Number(Decimal), Offer(Offer) } unknown Unknown }

    #[test]
    fn numbers_in_unions_keep_their_digits() {
        let long = "123456789012345678901234567890.123456789";
        let texts =
            [long.to_owned(), "123456789012345678901234567890".to_owned(), format!(r#"{{"kind":"price","amount":{long}}}"#)];
        for text in &texts {
            let read: Either = serde_json::from_str(text).unwrap();
            assert!(!matches!(read, Either::Unknown(_) | Either::Offer(Offer::Unknown(_))), "{read:?}");
            assert_eq!(serde_json::to_string(&read).unwrap(), *text);
        }
        let late: Offer = serde_json::from_str(&format!(r#"{{"amount":{long},"kind":"price","kept":1}}"#)).unwrap();
        let expect = format!(r#"{{"kind":"price","amount":{long},"kept":1}}"#);
        assert_eq!(serde_json::to_string(&late).unwrap(), expect);
    }

    #[test]
    fn nesting_has_an_end() {
        for depth in [150, 100_000] {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            assert!(serde_json::from_str::<Either>(&text).is_err());
        }
    }

    #[test]
    fn depth_is_that_of_brackets_outside_of_texts() {
        for (json, expect) in [("1", 0), ("[]", 1), (r#"{"a[": ["]\"[[", {}]}"#, 3), ("[[],[[]]]", 3)] {
            assert_eq!(depth(json), expect, "{json}");
        }
    }
}
