//! The values of header fields in responses, as the document declares them: the reverse of `style`.

use std::borrow::Cow;

use http::{HeaderMap, header::SET_COOKIE};
use serde::{
    Deserializer,
    de::{
        DeserializeOwned, Error as _, IntoDeserializer, Visitor,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

/// A value in style `simple`: a list is `a,b`, an object is `name,a,size,b` (OpenAPI 3.1, "Style Values").
pub fn simple<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    T::deserialize(Text { text: &combined(headers, name)?, explode: false }).ok()
}

/// The same, exploded: an object is `name=a,size=b`.
pub fn exploded<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    T::deserialize(Text { text: &combined(headers, name)?, explode: true }).ok()
}

/// `content: application/json`: a value as JSON text.
pub fn json<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    serde_json::from_str(&combined(headers, name)?).ok()
}

/// The lines of a header that cannot be combined: `Set-Cookie` (RFC 9110 section 5.3).
pub fn lines(headers: &HeaderMap, name: &str) -> Option<Vec<String>> {
    let lines = headers.get_all(name).iter().map(|line| Some(line.to_str().ok()?.trim().to_owned()));
    lines.collect::<Option<Vec<_>>>().filter(|lines| !lines.is_empty())
}

/// The lines of a header as one value, which is what several mean (RFC 9110 section 5.2).
fn combined<'h>(headers: &'h HeaderMap, name: &str) -> Option<Cow<'h, str>> {
    let mut lines = headers.get_all(name).iter();
    let first = lines.next()?.to_str().ok()?.trim();
    if name == SET_COOKIE {
        return Some(Cow::Borrowed(first));
    }
    lines.try_fold(Cow::Borrowed(first), |all, line| Some(Cow::Owned(format!("{all}, {}", line.to_str().ok()?.trim()))))
}

/// A text that is read as what is expected of it: only the type says whether `7` is a number.
#[derive(Clone, Copy)]
struct Text<'t> {
    text: &'t str,
    explode: bool,
}

impl<'t> Text<'t> {
    /// What stands between commas.
    fn parts(self) -> impl Iterator<Item = &'t str> {
        self.text.split(',').map(str::trim)
    }

    fn members(self) -> Result<Vec<(&'t str, Self)>, Error> {
        let mut parts = self.parts().filter(|_| !self.text.is_empty());
        let mut members = Vec::new();
        while let Some(part) = parts.next() {
            let member = if self.explode { part.split_once('=') } else { parts.next().map(|value| (part, value)) };
            let (name, value) = member.ok_or_else(|| Error::custom("a member without a value"))?;
            members.push((name.trim_end(), Self { text: value.trim_start(), ..self }));
        }
        Ok(members)
    }
}

impl<'t> IntoDeserializer<'t> for Text<'t> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// What is parsed from the text by one function of the visitor.
macro_rules! parsed {
    ($($deserialize:ident $visit:ident)*) => {$(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.text.parse().map_err(Error::custom)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Error;

    parsed! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_i128 visit_i128
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_u128 visit_u128
        deserialize_f32 visit_f32
        deserialize_f64 visit_f64
    }

    /// What nothing is known of is text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    /// Empty items say nothing (RFC 9110 section 5.6.1).
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let items = self.parts().filter(|item| !item.is_empty()).map(|text| Self { text, ..self });
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.members()?.into_iter()))
    }

    /// Only a number that is kept digit by digit is read this way: [`Decimal`](crate::Decimal) asks for its JSON text.
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        serde_json::Deserializer::from_str(self.text).deserialize_newtype_struct(name, visitor).map_err(Error::custom)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple tuple_struct struct enum identifier ignored_any
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::{collections::BTreeMap, fmt::Debug};

    use http::{HeaderMap, HeaderName};

    use super::{DeserializeOwned, exploded, json, lines, simple};
    use crate::{Base64, Date, Decimal, Nullable, Secret, Uuid};

    fn headers(values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (HeaderName::from_static("x"), value.parse().unwrap())).collect()
    }

    #[track_caller]
    fn check<T: DeserializeOwned + Debug + PartialEq>(values: &[&str], expect: impl Into<Option<T>>) {
        assert_eq!(simple::<T>(&headers(values), "x"), expect.into(), "{values:?}");
    }

    #[test]
    fn one_value_is_what_its_type_says() {
        check(&["7"], 7_i64);
        check(&["7"], "7".to_owned());
        check(&[" -7 "], -7_i128);
        check(&["1.50"], 1.5_f64);
        check(&["true"], true);
        check(&["1.50"], "1.50".parse::<Decimal>().unwrap());
        check::<Date>(&["2026-03-01"], Date::from_ymd_opt(2026, 3, 1));
        check(&["00000000-0000-0000-0000-000000000007"], Uuid::from_u128(7));
        check(&["secret"], Secret::from("secret"));
        check(&["YWI="], Base64::from("ab"));
        check::<Nullable<i64>>(&["7"], Some(Nullable::Value(7)));
        check(&["a, b"], "a, b".to_owned());
        check::<i64>(&["seven"], None);
        check::<bool>(&["1"], None);
        check::<Decimal>(&["x"], None);
        check::<i64>(&[], None);
        check::<i64>(&["1", "2"], None);
    }

    #[test]
    fn lists_stand_in_one_line_or_several() {
        check(&["1,2, 3"], vec![1_i64, 2, 3]);
        check(&["1,2", "3"], vec![1_i64, 2, 3]);
        check(&["1.5,2.50"], vec!["1.5".parse::<Decimal>().unwrap(), "2.5".parse().unwrap()]);
        check(&["a,,b,"], vec!["a".to_owned(), "b".to_owned()]);
        check(&[""], Vec::<String>::new());
        check(&["a", "b"], "a, b".to_owned());
        check::<Vec<i64>>(&["1,two"], None);
    }

    #[test]
    fn objects_are_pairs() {
        let object = BTreeMap::from([("b".to_owned(), 2_i64), ("r".to_owned(), 1)]);
        check(&["r,1,b,2"], object.clone());
        check(&[""], BTreeMap::<String, i64>::new());
        check::<BTreeMap<String, i64>>(&["r,1,b"], None);
        assert_eq!(exploded(&headers(&["r=1", "b=2"]), "x"), Some(object));
        assert_eq!(exploded::<BTreeMap<String, i64>>(&headers(&["r=1,b"]), "x"), None);
        assert_eq!(exploded(&headers(&["1,2"]), "x"), Some(vec![1_i64, 2]));
        assert_eq!(exploded(&headers(&["r=a=b"]), "x"), Some(BTreeMap::from([("r".to_owned(), "a=b".to_owned())])));
        assert_eq!(json(&headers(&[r#"{"r": [1, 2]}"#]), "x"), Some(BTreeMap::from([("r".to_owned(), vec![1_i64, 2])])));
    }

    #[test]
    fn cookies_are_set_line_by_line() {
        let name = HeaderName::from_static("set-cookie");
        let cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"];
        let headers: HeaderMap = cookies.iter().map(|cookie| (name.clone(), cookie.parse().unwrap())).collect();
        assert_eq!(lines(&headers, "set-cookie").unwrap(), cookies);
        assert_eq!(simple::<String>(&headers, "set-cookie").unwrap(), cookies[0]);
        assert_eq!(lines(&headers, "x"), None);
    }
}
