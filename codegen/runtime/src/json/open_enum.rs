//! Enums whose list of values is open.

use std::{borrow::Cow, fmt};

use serde::{Deserializer, Serializer, de::Error, de::Visitor};

use super::Value;

/// Reads a text, borrowed from the input where that is possible.
#[doc(hidden)]
pub fn read_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    deserializer.deserialize_str(Text)
}

#[doc(hidden)]
pub fn write_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// The value of a JSON text that the generator has written.
#[doc(hidden)]
pub fn constant(json: &'static str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// Whether a value is what a JSON text says, as JSON Schema compares them: numbers by what they are worth.
#[doc(hidden)]
pub fn is_constant(value: &Value, json: &'static str) -> bool {
    equal(value, &constant(json))
}

fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| equal(one, other)))
        }
        (one, other) => one == other,
    }
}

/// A value as the text of a parameter: strings without quotes.
#[doc(hidden)]
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

/// Gives an open enum its wire form: known values are variants, and one variant keeps any other value, so that a value
/// which the service adds later neither breaks a client nor is lost by it.
///
/// ```
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// pub enum Phase { Ready, Failed, Unknown(String) }
/// basetype_runtime::open_enum! { Phase: String { Ready = "READY", Failed = "FAILED", } unknown Unknown }
/// assert_eq!(Phase::from("READY"), Phase::Ready);
/// assert_eq!(Phase::from("PAUSED").as_str(), "PAUSED");
/// ```
///
/// `: i64` in place of `: String` is an enum of integers. `: Value` is one of JSON values of any type, each given as its text;
/// numbers are the same where they are equal, as `1` and `1.0` are.
#[macro_export]
macro_rules! open_enum {
    ($name:ident: String { $($variant:ident = $text:literal),* $(,)? } unknown $unknown:ident) => {
        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(text) => text,
                }
            }
        }
        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::$unknown(text.to_owned()),
                }
            }
        }
        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl ::core::convert::From<$name> for ::std::string::String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::write_text(self.as_str(), to)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                let value = Self::from(&*$crate::json::read_text(from)?);
                $crate::__noted!(value $unknown)
            }
        }
        impl $crate::ToParam for $name {
            fn to_param(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }
        impl $crate::Validate for $name {
            fn check(&self, rules: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                found.text(self.as_str(), rules);
            }
        }
    };
    ($name:ident: i64 { $($variant:ident = $number:literal),* $(,)? } unknown $unknown:ident) => {
        impl $name {
            /// The value on the wire.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::$unknown(number) => *number,
                }
            }
        }
        impl ::core::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    _ => Self::$unknown(number),
                }
            }
        }
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                to.serialize_i64(self.as_i64())
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                let value = Self::from(<i64 as $crate::serde::Deserialize>::deserialize(from)?);
                $crate::__noted!(value $unknown)
            }
        }
        impl $crate::ToParam for $name {
            fn to_param(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Owned(self.as_i64().to_string())
            }
        }
        impl $crate::Validate for $name {
            fn check(&self, rules: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                $crate::Validate::check(&self.as_i64(), rules, found);
            }
        }
    };
    ($name:ident: Value { $($variant:ident = $json:literal),* $(,)? } unknown $unknown:ident) => {
        impl $name {
            /// The value on the wire.
            pub fn as_value(&self) -> ::std::borrow::Cow<'_, $crate::Value> {
                match self {
                    $(Self::$variant => ::std::borrow::Cow::Owned($crate::json::constant($json)),)*
                    Self::$unknown(value) => ::std::borrow::Cow::Borrowed(value),
                }
            }
        }
        impl ::core::convert::From<$crate::Value> for $name {
            fn from(value: $crate::Value) -> Self {
                $(if $crate::json::is_constant(&value, $json) {
                    return Self::$variant;
                })*
                Self::$unknown(value)
            }
        }
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(&$crate::ToParam::to_param(self))
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&*self.as_value(), to)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                let value = Self::from(<$crate::Value as $crate::serde::Deserialize>::deserialize(from)?);
                $crate::__noted!(value $unknown)
            }
        }
        impl $crate::ToParam for $name {
            fn to_param(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Owned($crate::json::plain(&self.as_value()))
            }
        }
        impl $crate::Validate for $name {
            fn check(&self, rules: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                $crate::Validate::check(&*self.as_value(), rules, found);
            }
        }
    };
}
/// A value that was read; one that the document does not list is noted.
#[doc(hidden)]
#[macro_export]
macro_rules! __noted {
    ($value:ident $unknown:ident) => {{
        if ::core::matches!($value, Self::$unknown(_)) {
            $crate::json::doubt();
        }
        ::core::result::Result::Ok($value)
    }};
}
