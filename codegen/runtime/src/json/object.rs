//! Objects: the table of a struct's members.

use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
    ser::SerializeMap,
};

use super::{Value, doubt::doubt, read_text, unknown::write_undeclared};

/// A struct that is a JSON object. [`object!`](crate::object) implements it from a table.
#[doc(hidden)]
pub trait Object: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;
    /// The wire names of what the table declares.
    const MEMBERS: &'static [&'static str];
    /// Of these, the ones that are written but are not fields.
    const FIXED: &'static [(&'static str, bool)];

    /// Reads the members of `map`. `seen` is [`Seen::new`] for this type.
    fn read<'de, A: MapAccess<'de>>(map: &mut A, seen: &mut Seen<'_>) -> Result<Self, A::Error>;

    /// Writes the members.
    fn write<S: SerializeMap>(&self, out: &mut S) -> Result<(), S::Error>;
}

/// Where the members go that a table does not declare.
#[doc(hidden)]
pub trait Rest: Default {
    /// Reads the value of the member `name`.
    fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A, name: &str) -> Result<(), A::Error>;

    /// Writes all, except those in `declared`, which the object has written itself.
    fn write<S: SerializeMap>(&self, out: &mut S, declared: &[&str]) -> Result<(), S::Error>;

    /// Keeps a value of a member that is declared to have one other value. False: it cannot be kept here.
    fn keep(&mut self, _name: &str, _value: Value) -> bool {
        false
    }

    /// A value that was kept so.
    fn kept(&self, _name: &str) -> Option<&Value> {
        None
    }
}

impl<T: Serialize + for<'a> Deserialize<'a>> Rest for BTreeMap<String, T> {
    fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A, name: &str) -> Result<(), A::Error> {
        let value = map.next_value()?;
        doubt();
        self.insert(name.to_owned(), value);
        Ok(())
    }

    fn write<S: SerializeMap>(&self, out: &mut S, declared: &[&str]) -> Result<(), S::Error> {
        write_undeclared(self, out, declared)
    }
}

/// Reads a whole object.
#[doc(hidden)]
pub fn read_object<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor::<T> { tag: "", object: PhantomData })
}

/// Members as they are written. It goes on after an error, and tells of it at the end: so tables need no branch in each of their
/// rows, which would be 3 % of the memory that it takes to check a client.
#[doc(hidden)]
#[derive(Debug)]
pub struct MemberWriter<'a, S: SerializeMap> {
    out: &'a mut S,
    done: Result<(), S::Error>,
}

impl<'a, S: SerializeMap> MemberWriter<'a, S> {
    #[inline]
    pub fn new(out: &'a mut S) -> Self {
        Self { out, done: Ok(()) }
    }

    #[inline]
    fn entry<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        if self.done.is_ok() {
            self.done = self.out.serialize_entry(name, value);
        }
    }

    /// Writes what is not declared.
    #[inline]
    pub fn rest(&mut self, rest: &impl Rest, declared: &[&str]) {
        if self.done.is_ok() {
            self.done = rest.write(self.out, declared);
        }
    }

    /// The same as the last of all.
    #[inline]
    pub fn end(mut self, rest: &impl Rest, declared: &[&str]) -> Result<(), S::Error> {
        self.rest(rest, declared);
        self.done
    }
}

/// Writes a whole object.
#[doc(hidden)]
pub fn write_object<S: Serializer, T: Object>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(None)?;
    object.write(&mut out)?;
    out.end()
}

/// Reads an object from the members that are left once its tag has been read.
pub(super) struct ObjectVisitor<'a, T> {
    /// The name of the member that has been read before, or empty.
    pub(super) tag: &'a str,
    pub(super) object: PhantomData<T>,
}

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        T::read(&mut map, &mut Seen::new::<T>(self.tag))
    }
}

/// The next member's name, borrowed from the input where that is possible.
#[doc(hidden)]
pub fn next_key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    map.next_key_seed(Key)
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        read_text(deserializer)
    }
}

/// Which of an object's constants have been read: one bit each, by their place in [`Object::FIXED`].
#[doc(hidden)]
#[derive(Debug)]
pub struct Seen<'a> {
    fixed: &'static [(&'static str, bool)],
    bits: u64,
    /// The constant that has been read before, or empty.
    tag: &'a str,
}

impl<'a> Seen<'a> {
    pub(super) fn new<T: Object>(tag: &'a str) -> Self {
        Self { fixed: T::FIXED, bits: 0, tag }
    }

    fn bit(&self, name: &str) -> u64 {
        let place = self.fixed.iter().position(|(fixed, _)| *fixed == name).unwrap_or(63);
        1_u64.checked_shl(u32::try_from(place).unwrap_or(63)).unwrap_or(0)
    }

    fn note(&mut self, name: &str) {
        self.bits |= self.bit(name);
    }

    fn has(&self, name: &str) -> bool {
        name == self.tag || self.bits & self.bit(name) != 0
    }
}

/// What each presence of a table's row means. The functions of a presence are called by its name.
#[doc(hidden)]
pub mod member {
    use serde::de::{IgnoredAny, Unexpected};

    use super::{
        super::{Value, union::First},
        Deserialize, Error, MapAccess, MemberWriter, Rest, Seen, Serialize, SerializeMap,
    };

    /// A field that is always there.
    pub mod required {
        use super::{Deserialize, Error, MapAccess, MemberWriter, Serialize, SerializeMap};

        #[inline]
        pub fn read<'de, A: MapAccess<'de>, T: Deserialize<'de>>(map: &mut A, slot: &mut Option<T>) -> Result<(), A::Error> {
            *slot = Some(map.next_value()?);
            Ok(())
        }

        pub fn finish<T, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
            slot.ok_or_else(|| E::missing_field(name))
        }

        pub fn write<S: SerializeMap, T: Serialize>(out: &mut MemberWriter<'_, S>, name: &'static str, value: &T) {
            out.entry(name, value);
        }
    }

    /// A field that may be absent; null is read as absence.
    pub mod optional {
        use super::{super::super::doubt::doubt, Deserialize, MapAccess, MemberWriter, Serialize, SerializeMap};

        #[inline]
        pub fn read<'de, A: MapAccess<'de>, T: Deserialize<'de>>(map: &mut A, slot: &mut Option<T>) -> Result<(), A::Error> {
            *slot = map.next_value()?;
            if slot.is_none() {
                doubt();
            }
            Ok(())
        }

        pub fn write<S: SerializeMap, T: Serialize>(out: &mut MemberWriter<'_, S>, name: &'static str, value: &Option<T>) {
            if let Some(value) = value {
                out.entry(name, value);
            }
        }
    }

    /// A field that may be absent, null or a value.
    pub mod tristate {
        pub use super::{optional::write, required::read};
    }

    /// A member with one value: always written, demanded on read. Another text is kept among the undeclared members.
    pub mod constant {
        use super::{Error, First, MapAccess, MemberWriter, Rest, Seen, SerializeMap, Unexpected, Value};

        pub const WRITTEN: bool = true;

        pub fn read<'de, A: MapAccess<'de>>(
            map: &mut A,
            seen: &mut Seen<'_>,
            name: &str,
            constant: &str,
            rest: &mut impl Rest,
        ) -> Result<(), A::Error> {
            seen.note(name);
            match map.next_value()? {
                First::Text(text) if text == constant => Ok(()),
                First::Text(text) if rest.keep(name, Value::from(&*text)) => Ok(()),
                First::Text(text) => Err(A::Error::invalid_value(Unexpected::Str(&text), &constant)),
                First::Other(value) => Err(A::Error::invalid_type(Unexpected::Other(&value.to_string()), &"a string")),
            }
        }

        pub fn finish<E: Error>(seen: &Seen<'_>, name: &'static str) -> Result<(), E> {
            if seen.has(name) { Ok(()) } else { Err(E::missing_field(name)) }
        }

        pub fn write<S: SerializeMap>(out: &mut MemberWriter<'_, S>, name: &'static str, constant: &str, rest: &impl Rest) {
            match rest.kept(name) {
                Some(other) => out.entry(name, other),
                None => out.entry(name, constant),
            }
        }
    }

    /// A member with one value: always written, not demanded on read.
    pub mod optional_constant {
        pub use super::{
            constant::{WRITTEN, read, write},
            dropped::finish,
        };
    }

    /// A member that this view of an object does not have: neither kept nor written.
    pub mod dropped {
        use super::{Error, IgnoredAny, MapAccess, MemberWriter, Rest, Seen, SerializeMap};

        pub const WRITTEN: bool = false;

        pub fn read<'de, A: MapAccess<'de>>(
            map: &mut A,
            _seen: &mut Seen<'_>,
            _name: &str,
            (): &(),
            _rest: &mut impl Rest,
        ) -> Result<(), A::Error> {
            map.next_value::<IgnoredAny>().map(drop)
        }

        pub fn finish<E: Error>(_seen: &Seen<'_>, _name: &'static str) -> Result<(), E> {
            Ok(())
        }

        pub fn write<S: SerializeMap>(_out: &mut MemberWriter<'_, S>, _name: &'static str, (): &(), _rest: &impl Rest) {}
    }
}

/// Gives a struct its wire form, from a table of its members. A row is a presence, a field and the member's name:
///
/// | row | field | read | written |
/// |---|---|---|---|
/// | `required id "id"` | `T` (or `Nullable<T>`) | demanded | always |
/// | `optional id "id"` | `Option<T>` | absent or null is `None` | if there is a value |
/// | `tristate id "id"` | `Option<Nullable<T>>` | absent is `None`, null is `Some(Null)` | unless `None` |
/// | `constant "kind" = Self::KIND` | none | demanded; another value goes to `unknown` | always: that value, if there is one |
/// | `optional_constant "kind" = Self::KIND` | none | tolerated; the same | the same |
/// | `dropped "related"` | none | skipped | never |
///
/// What the table does not declare goes to the field `unknown`, or to the one that a last row `..additional` names. In
/// `..unknown matching labels "^x-"`, members whose names match the pattern go to `labels`, and others to `unknown`.
///
/// ```
/// use basetype_runtime::UnknownMembers;
/// #[derive(Debug, PartialEq)]
/// pub struct Spec { pub id: String, pub name: Option<String>, pub unknown: UnknownMembers }
/// basetype_runtime::object! { Spec { required id "id", optional name "display_name", } }
/// ```
#[macro_export]
macro_rules! object {
    ($name:ident {
        $($presence:ident $($field:ident $wire:literal)? $($fixed:literal $(= $value:expr)?)?),* $(,)?
    }) => {
        $crate::object! { $name {
            $($presence $($field $wire)? $($fixed $(= $value)?)?,)* ..unknown
        } }
    };
    ($name:ident {
        $($presence:ident $($field:ident $wire:literal)? $($fixed:literal $(= $value:expr)?)?,)*
        ..$rest:ident $(matching $matching:ident $pattern:literal)*
    }) => {
        impl $crate::json::Object for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const MEMBERS: &'static [&'static str] = &[$($($wire,)? $($fixed,)?)*];
            const FIXED: &'static [(&'static str, bool)] =
                &[$($(($fixed, $crate::member::$presence::WRITTEN),)?)*];

            // Else each struct is copied once more, from the result of this: that is 5 % of the time a long list takes to read.
            #[inline(always)]
            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                map: &mut A,
                _seen: &mut $crate::json::Seen<'_>,
            ) -> ::core::result::Result<Self, A::Error> {
                $($(let mut $field = None;)?)*
                $(let mut $matching = ::core::default::Default::default();)*
                let mut $rest = ::core::default::Default::default();
                while let Some(key) = $crate::json::next_key(map)? {
                    match &*key {
                        $(
                            $($wire => $crate::member::$presence::read(map, &mut $field),)?
                            $($fixed => $crate::member::$presence::read(map, _seen, $fixed, &($($value)?), &mut $rest),)?
                        )*
                        $(other if $crate::json::is_match($pattern, other) => $crate::json::Rest::read(&mut $matching, map, other),)*
                        other => $crate::json::Rest::read(&mut $rest, map, other),
                    }?;
                }
                $($($crate::member::$presence::finish(_seen, $fixed)?;)?)*
                Ok(Self {
                    $($($field: $crate::__finished!($presence $field $wire),)?)*
                    $($matching,)*
                    $rest,
                })
            }

            fn write<S: $crate::serde::ser::SerializeMap>(
                &self,
                out: &mut S,
            ) -> ::core::result::Result<(), S::Error> {
                let mut out = $crate::json::MemberWriter::new(out);
                $(
                    $($crate::member::$presence::write(&mut out, $wire, &self.$field);)?
                    $($crate::member::$presence::write(&mut out, $fixed, &($($value)?), &self.$rest);)?
                )*
                $(out.rest(&self.$matching, Self::MEMBERS);)*
                out.end(&self.$rest, Self::MEMBERS)
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::write_object(self, to)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                $crate::json::read_object(from)
            }
        }
    };
}

/// What has been read of a member. Only one that must be there can be missed, and to ask that of the others, too, would be 2 % of
/// that memory.
#[doc(hidden)]
#[macro_export]
macro_rules! __finished {
    (optional $field:ident $wire:literal) => {
        $field
    };
    (tristate $field:ident $wire:literal) => {
        $field
    };
    ($presence:ident $field:ident $wire:literal) => {
        $crate::member::$presence::finish($field, $wire)?
    };
}
