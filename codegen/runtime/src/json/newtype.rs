//! Types of their own around another one.

/// Gives a tuple struct the wire form of what it holds, and conversions both ways: for schemas that contain themselves
/// without an object between, which Rust cannot spell as an alias.
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Nest(pub Vec<Nest>);
/// basetype_runtime::newtype! { Nest(Vec<Nest>) }
/// let nest: Nest = serde_json::from_str("[[],[[]]]").unwrap();
/// assert_eq!(serde_json::to_string(&nest).unwrap(), "[[],[[]]]");
/// ```
#[macro_export]
macro_rules! newtype {
    ($name:ident($held:ty)) => {
        impl ::core::convert::From<$held> for $name {
            fn from(held: $held) -> Self {
                Self(held)
            }
        }
        impl ::core::convert::From<$name> for $held {
            fn from(value: $name) -> Self {
                value.0
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.0, serializer)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }
    };
}
