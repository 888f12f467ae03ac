//! Enums whose list of values is open.

use std::{borrow::Cow, fmt};

use serde::{Deserializer, Serializer, de::Error, de::Visitor};

/// Reads a text, borrowed from the input where that is possible.
#[doc(hidden)]
pub fn read_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    deserializer.deserialize_str(Text)
}

#[doc(hidden)]
pub fn write_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
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
/// `: i64` in place of `: String` is an enum of integers.
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
                ::core::result::Result::Ok(Self::from(&*$crate::json::read_text(from)?))
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
                ::core::result::Result::Ok(Self::from(<i64 as $crate::serde::Deserialize>::deserialize(from)?))
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
}
