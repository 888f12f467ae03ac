//! Tuples: arrays whose first items have types of their own.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
    ser::{self, SerializeSeq},
};

/// A struct that is a JSON array. [`tuple!`](crate::tuple) implements it from a table.
#[doc(hidden)]
pub trait Tuple: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;

    /// Reads the items.
    fn read<'de, A: SeqAccess<'de>>(items: &mut A) -> Result<Self, A::Error>;

    /// Writes the items.
    fn write<S: SerializeSeq>(&self, out: &mut Items<'_, S>) -> Result<(), S::Error>;
}

/// Reads a whole array.
#[doc(hidden)]
pub fn read_tuple<'de, D: Deserializer<'de>, T: Tuple>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_seq(TupleVisitor(PhantomData))
}

/// Writes a whole array.
#[doc(hidden)]
pub fn write_tuple<S: Serializer, T: Tuple>(tuple: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_seq(None)?;
    tuple.write(&mut Items { out: &mut out, count: 0, gap: None })?;
    out.end()
}

struct TupleVisitor<T>(PhantomData<T>);

impl<'de, T: Tuple> Visitor<'de> for TupleVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array ({})", T::NAME)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        T::read(&mut items)
    }
}

/// Where the items of an array go.
#[doc(hidden)]
#[derive(Debug)]
pub struct Items<'a, S> {
    out: &'a mut S,
    count: usize,
    /// The first position that has been left out: nothing may follow it.
    gap: Option<usize>,
}

impl<S: SerializeSeq> Items<'_, S> {
    fn add<T: Serialize>(&mut self, item: &T) -> Result<(), S::Error> {
        if let Some(gap) = self.gap {
            return Err(ser::Error::custom(format_args!("the item {gap} is absent, but another one follows it")));
        }
        self.count += 1;
        self.out.serialize_element(item)
    }
}

/// What each presence of a table's row means, and what becomes of further items.
#[doc(hidden)]
pub mod item {
    use super::{Deserialize, Error, Items, SeqAccess, Serialize, SerializeSeq};

    /// An item that is always there.
    pub mod required {
        use super::{Deserialize, Error, Items, SeqAccess, Serialize, SerializeSeq};

        pub fn read<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(items: &mut A, index: usize) -> Result<T, A::Error> {
            items.next_element()?.ok_or_else(|| A::Error::invalid_length(index, &"more items"))
        }

        pub fn write<S: SerializeSeq, T: Serialize>(out: &mut Items<'_, S>, item: &T) -> Result<(), S::Error> {
            out.add(item)
        }

        pub fn is_set<T>(_item: &T) -> bool {
            true
        }
    }

    /// An item that may be absent, as are those that follow it then.
    pub mod optional {
        use super::{Deserialize, Items, SeqAccess, Serialize, SerializeSeq};

        pub fn read<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(items: &mut A, _index: usize) -> Result<Option<T>, A::Error> {
            items.next_element()
        }

        pub fn write<S: SerializeSeq, T: Serialize>(out: &mut Items<'_, S>, item: &Option<T>) -> Result<(), S::Error> {
            match item {
                Some(item) => out.add(item),
                None => {
                    out.gap.get_or_insert(out.count);
                    Ok(())
                }
            }
        }

        pub fn is_set<T>(item: &Option<T>) -> bool {
            item.is_some()
        }
    }

    /// All further items.
    pub mod rest {
        use super::{Deserialize, Items, SeqAccess, Serialize, SerializeSeq};

        pub fn read<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(items: &mut A) -> Result<Vec<T>, A::Error> {
            let mut rest = Vec::new();
            while let Some(item) = items.next_element()? {
                rest.push(item);
            }
            Ok(rest)
        }

        pub fn write<S: SerializeSeq, T: Serialize>(out: &mut Items<'_, S>, rest: &[T]) -> Result<(), S::Error> {
            rest.iter().try_for_each(|item| out.add(item))
        }
    }
}

/// Gives a tuple struct the wire form of an array. A row is a presence and a position; the last one is the field for all
/// further items:
///
/// | row | field | read | written |
/// |---|---|---|---|
/// | `required 0` | `T` (or `Nullable<T>`) | demanded | always |
/// | `optional 1` | `Option<T>` | `None` where the array ends before | if there is a value |
/// | `..2` | `Vec<T>` | what follows | after the others |
///
/// A value whose optional item is absent although another one follows it cannot be written: JSON has no way to say it.
///
/// ```
/// use basetype_runtime::Value;
/// #[derive(Debug, PartialEq)]
/// pub struct Place(pub f64, pub f64, pub Option<f64>, pub Vec<Value>);
/// basetype_runtime::tuple! { Place { required 0, required 1, optional 2, ..3 } }
/// let place: Place = serde_json::from_str("[8.5,47.25]").unwrap();
/// assert_eq!(place, Place(8.5, 47.25, None, Vec::new()));
/// assert_eq!(serde_json::to_string(&place).unwrap(), "[8.5,47.25]");
/// assert!(serde_json::from_str::<Place>("[8.5]").is_err());
/// assert!(serde_json::to_string(&Place(8.5, 47.25, None, vec![true.into()])).is_err());
/// ```
#[macro_export]
macro_rules! tuple {
    ($name:ident { $($presence:ident $index:tt,)* ..$rest:tt }) => {
        impl $crate::json::Tuple for $name {
            const NAME: &'static str = ::core::stringify!($name);

            fn read<'de, A: $crate::serde::de::SeqAccess<'de>>(items: &mut A) -> ::core::result::Result<Self, A::Error> {
                ::core::result::Result::Ok(Self(
                    $($crate::json::item::$presence::read(items, $index)?,)*
                    $crate::json::item::rest::read(items)?,
                ))
            }

            fn write<S: $crate::serde::ser::SerializeSeq>(
                &self,
                out: &mut $crate::json::Items<'_, S>,
            ) -> ::core::result::Result<(), S::Error> {
                $($crate::json::item::$presence::write(out, &self.$index)?;)*
                $crate::json::item::rest::write(out, &self.$rest)
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::write_tuple(self, to)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                $crate::json::read_tuple(from)
            }
        }
    };
}
