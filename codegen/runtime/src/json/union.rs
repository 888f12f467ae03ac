//! Unions: one of several types, told apart by a tag or by their shape.

use std::{borrow::Cow, fmt, marker::PhantomData};

use super::{
    Nullable, Object, Value,
    doubt::doubt,
    next_key,
    object::{ObjectVisitor, Seen},
    raw::Buffered,
    shape::{Best, Mark, has_marks},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        DeserializeOwned, Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
    ser::{self, SerializeMap},
};

/// A union whose variants are told apart by the value of one member, its tag.
/// [`union!`](crate::union) implements it from a table.
#[doc(hidden)]
pub trait Tagged: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;
    /// The member that holds the tag.
    const TAG: &'static str;

    /// Whether this tag is in the table.
    fn knows(tag: &str) -> bool;

    /// Reads the variant of a known tag from the members that follow the tag, or from all.
    fn read<'de, A: MapAccess<'de>>(tag: &str, source: Source<'_, A>) -> Result<Self, A::Error>;

    /// Whether an object without a tag can be one of the variants whose tag may be missing.
    fn fits_untagged(members: &Buffered) -> bool;

    /// The variant that keeps a whole value.
    fn unknown(value: Value) -> Self;
}

/// What [`union!`](crate::union) implements for every union, so that it can be a variant of another one.
#[doc(hidden)]
pub trait Union: Serialize + DeserializeOwned {
    /// The member that tells its variants apart. Empty: their shape does.
    const TAG: &'static str;

    /// Whether the value is none of the variants that this version knows.
    fn is_unknown(&self) -> bool;
}

impl<T: Union> Union for Box<T> {
    const TAG: &'static str = T::TAG;

    fn is_unknown(&self) -> bool {
        T::is_unknown(self)
    }
}

impl<T: Union> Union for Nullable<T> {
    const TAG: &'static str = T::TAG;

    fn is_unknown(&self) -> bool {
        self.as_ref().is_some_and(T::is_unknown)
    }
}

/// Where a variant's members come from.
#[doc(hidden)]
pub enum Source<'a, A> {
    /// The tag came first: the rest of the input.
    Rest(&'a mut A),
    /// The tag came later: all members, the tag among them.
    All(&'a Buffered),
}

impl<'a, 'de, A: MapAccess<'de>> Source<'a, A> {
    /// All members; a tag that came first is put before the others again.
    fn members(self, tag: &str, value: &str) -> Result<Cow<'a, Buffered>, A::Error> {
        let map = match self {
            Self::All(members) => return Ok(Cow::Borrowed(members)),
            Self::Rest(map) => map,
        };
        let mut members = Buffered::default();
        members.push(tag.to_owned(), &Value::from(value))?;
        while let Some(name) = map.next_key()? {
            members.read(name, map)?;
        }
        Ok(Cow::Owned(members))
    }
}

/// Reads a union by its tag. An object whose tag comes first is read straight from the input. One whose tag comes later
/// is buffered as text, since what its members mean is known only then.
#[doc(hidden)]
pub fn read_tagged<'de, D: Deserializer<'de>, T: Tagged>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ByTag(PhantomData))
}

struct ByTag<T>(PhantomData<T>);

impl<'de, T: Tagged> Visitor<'de> for ByTag<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut members = Buffered::default();
        while let Some(name) = next_key(&mut map)? {
            if !members.is_empty() || name != T::TAG {
                members.read(name.into_owned(), &mut map)?;
                continue;
            }
            let value = match map.next_value()? {
                First::Text(tag) if T::knows(&tag) => return T::read(&tag, Source::Rest(&mut map)),
                First::Text(tag) => Value::from(tag),
                First::Other(value) => value,
            };
            members.push(name.into_owned(), &value)?;
        }
        from_members::<T, A>(&members)
    }
}

/// The value of a tag that comes first, or of a constant: nearly always a text that need not be copied.
pub(super) enum First<'de> {
    Text(Cow<'de, str>),
    Other(Value),
}

impl<'de> Deserialize<'de> for First<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(FirstVisitor)
    }
}

struct FirstVisitor;

impl<'de> Visitor<'de> for FirstVisitor {
    type Value = First<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<First<'de>, E> {
        Ok(First::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<First<'de>, E> {
        Ok(First::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<First<'de>, E> {
        Ok(First::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<First<'de>, E> {
        Ok(First::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<First<'de>, E> {
        Ok(First::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<First<'de>, E> {
        Ok(First::Other(value.into()))
    }

    fn visit_unit<E>(self) -> Result<First<'de>, E> {
        Ok(First::Other(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<First<'de>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(First::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<First<'de>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(members)).map(First::Other)
    }
}

fn from_members<'de, T: Tagged, A: MapAccess<'de>>(members: &Buffered) -> Result<T, A::Error> {
    match members.get(T::TAG) {
        Some(Value::String(tag)) if T::knows(&tag) => T::read(&tag, Source::<A>::All(members)),
        None if !T::fits_untagged(members) => Err(A::Error::missing_field(T::TAG)),
        Some(_) | None => Ok(unknown(members)),
    }
}

/// What this version does not know.
fn unknown<T: Tagged>(members: &Buffered) -> T {
    doubt();
    T::unknown(members.to_value())
}

/// Reads the object that a variant holds.
#[doc(hidden)]
#[inline]
pub fn read_variant<'de, A: MapAccess<'de>, T: Object>(
    tag: &'static str,
    value: &str,
    source: Source<'_, A>,
) -> Result<T, A::Error> {
    match source {
        // The struct wants the tag as well.
        source if is_field::<T>(tag) => read_members(&*source.members(tag, value)?, ""),
        Source::Rest(map) => read_rest(map, tag),
        Source::All(members) => read_members(members, tag),
    }
}

/// Reads an object from the members that follow its tag. Were this a part of what reads the union, that would have on its
/// stack what all its variants are made of.
#[inline(never)]
fn read_rest<'de, A: MapAccess<'de>, T: Object>(map: &mut A, tag: &str) -> Result<T, A::Error> {
    T::read(map, &mut Seen::new::<T>(tag))
}

/// Reads the union that a variant holds.
#[doc(hidden)]
pub fn read_nested<'de, A: MapAccess<'de>, T: Union>(
    tag: &'static str,
    value: &str,
    source: Source<'_, A>,
) -> Result<T, A::Error> {
    read_text_of(&*source.members(tag, value)?).map_err(A::Error::custom)
}

/// Reads a value from the text of an object: only so does it see the digits of a number.
fn read_text_of<T: DeserializeOwned>(members: &Buffered) -> serde_json::Result<T> {
    serde_json::from_str(&serde_json::to_string(members)?)
}

/// Whether the tag is an ordinary field of the struct.
#[inline]
fn is_field<T: Object>(tag: &str) -> bool {
    T::MEMBERS.contains(&tag) && !T::FIXED.iter().any(|(name, _)| *name == tag)
}

/// Reads an object from all its members but the tag, unless that is empty.
fn read_members<T: Object, E: Error>(members: &Buffered, tag: &str) -> Result<T, E> {
    ObjectVisitor::<T> { tag, object: PhantomData }.visit_map(members.without(tag)).map_err(E::custom)
}

/// A tag's value, the marks of a variant that has it, and what reads it.
type Row<'a, T> = (&'static str, &'a [Mark], fn(&Buffered) -> Option<T>);

/// Reads the best of the variants that share a tag's value. What has the marks of none is unknown.
#[doc(hidden)]
pub fn read_shared<'de, A: MapAccess<'de>, T: Tagged>(
    tag: &'static str,
    value: &str,
    source: Source<'_, A>,
    rows: &[Row<'_, T>],
) -> Result<T, A::Error> {
    let members = source.members(tag, value)?;
    let mut alike = rows.iter().filter(|(of, marks, _)| *of == value && has_marks(&members, marks)).peekable();
    if alike.peek().is_none() {
        return Ok(unknown(&members));
    }
    let mut best = Best::new(members.length());
    for (_, _, read) in alike {
        if best.improve(|| read(&members))? {
            break;
        }
    }
    best.take()?.ok_or_else(|| A::Error::custom(format_args!("the object is none of those whose {tag} is {value} ({})", T::NAME)))
}

/// An object as a `T`, with or without its tag.
#[doc(hidden)]
pub fn member_shape<T: Object>(tag: &'static str, members: &Buffered) -> Option<T> {
    let tag = if is_field::<T>(tag) { "" } else { tag };
    read_members::<T, serde_json::Error>(members, tag).ok()
}

/// The same where the variant holds a union.
#[doc(hidden)]
pub fn nested_shape<T: Union>(_: &'static str, members: &Buffered) -> Option<T> {
    read_text_of::<T>(members).ok().filter(|held| !held.is_unknown())
}

/// Writes the union that a variant holds, and before it the tag, unless that union goes by the same member.
#[doc(hidden)]
pub fn write_nested<S: Serializer, T: Union>(
    tag: &'static str,
    value: &'static str,
    held: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if T::TAG == tag {
        return held.serialize(serializer);
    }
    let text = serde_json::to_string(held).map_err(ser::Error::custom)?;
    let Ok(members) = serde_json::from_str::<Buffered>(&text) else { return held.serialize(serializer) };
    let mut out = serializer.serialize_map(None)?;
    out.serialize_entry(tag, value)?;
    members.write(&mut out, tag)?;
    out.end()
}

/// Writes a variant, and before it the tag, unless the struct writes that itself.
#[doc(hidden)]
pub fn write_variant<S: Serializer, T: Object>(
    tag: &'static str,
    value: &'static str,
    held: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(None)?;
    if is_field::<T>(tag) || T::FIXED.contains(&(tag, true)) {
        held.write(&mut out)?;
    } else {
        out.serialize_entry(tag, value)?;
        held.write(&mut out)?;
    }
    out.end()
}

#[doc(hidden)]
pub fn write_shape<S: Serializer, T: Serialize + ?Sized>(held: &T, serializer: S) -> Result<S::Ok, S::Error> {
    held.serialize(serializer)
}

/// Gives an enum that is a union its wire form. One variant, after `unknown`, keeps the whole value of a variant that
/// this version does not know, and writes it back unchanged.
///
/// By tag, the variants hold boxed structs that have an [`object!`](crate::object) table. The tag is on the wire exactly
/// once: the struct writes it if its table has it, else the union does. It may stand anywhere in the object.
///
/// ```text
/// union! { Cloud by "kind" {
///     Aws(Aws) = "AwsPrivateLinkAccess",
///     Gcp(Gcp) = "GcpPrivateLinkAccess" optional,   // the tag may be missing on read: kept in the unknown variant
///     Old(Aws) = "OldPrivateLinkAccess" repeated,   // no `From`: another variant holds the same type
///     Azure(Azure) = "AzurePrivateLinkAccess" nested,   // holds a union
///     ..shared { Ip(Ip) = "Address", Name(Name) = "Address" }   // of one value, and so tried in this order
/// } unknown Unknown }
/// ```
///
/// Of several modifiers, `nested` comes before `optional`, and that before `repeated`.
///
/// By shape, the variants hold any types, which are tried in the table's order on the text of the value. Those that are `any`, which
/// are maps and whatever is any JSON, are tried where no other fits:
///
/// ```text
/// union! { Stop { Text(String), List(Vec<String>), Other(Box<Other>) nested, Map(BTreeMap<String, i64>) any } unknown Unknown }
/// ```
///
/// A row of either kind that is tried in order may end with marks. An object of which one of these members is there with
/// another value is not this variant:
///
/// ```text
/// union! { Part { Image(Box<Image>) { "type": "image" }, Text(Box<Text>) { "type": "text" | "html" } } unknown Unknown }
/// ```
#[macro_export]
macro_rules! union {
    ($name:ident by $tag:literal {
        $($variant:ident($held:ty) = $value:literal $($modifier:ident)*),* $(,)?
        $(..shared { $(
            $alike:ident($alike_held:ty) = $alike_value:literal $($alike_modifier:ident)* $({ $($alike_marks:tt)* })?
        ),* $(,)? })?
    } unknown $unknown:ident) => {
        impl $crate::json::Tagged for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const TAG: &'static str = $tag;

            fn knows(tag: &str) -> bool {
                match tag {
                    $($value => true,)*
                    _ => false $($(|| tag == $alike_value)*)?,
                }
            }

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                tag: &str,
                source: $crate::json::Source<'_, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                match tag {
                    $($value => ::core::result::Result::Ok(Self::$variant(::std::boxed::Box::new(
                        $crate::__union_call!([$($modifier)*] read_variant read_nested)($tag, tag, source)?,
                    ))),)*
                    other => $crate::json::read_shared($tag, other, source, &[$($((
                        $alike_value,
                        $crate::__union_marks!($($($alike_marks)*)?),
                        |members| {
                            $crate::__union_call!([$($alike_modifier)*] member_shape nested_shape)($tag, members)
                                .map(|held| Self::$alike(::std::boxed::Box::new(held)))
                        },
                    )),*)?]),
                }
            }

            fn fits_untagged(_members: &$crate::json::Buffered) -> bool {
                false $(|| $crate::__union_fits!([$($modifier)*] ($held) $tag _members))*
                    $($(|| $crate::__union_fits!([$($alike_modifier)*] ($alike_held) $tag _members))*)?
            }

            fn unknown(value: $crate::Value) -> Self {
                Self::$unknown(value)
            }
        }
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(held) =>
                        $crate::__union_call!([$($modifier)*] write_variant write_nested)($tag, $value, &**held, to),)*
                    $($(Self::$alike(held) =>
                        $crate::__union_call!([$($alike_modifier)*] write_variant write_nested)($tag, $alike_value, &**held, to),)*)?
                    Self::$unknown(value) => $crate::json::write_shape(value, to),
                }
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                $crate::json::read_tagged(from)
            }
        }
        $crate::__union_known! { $name $tag $unknown }
        $($crate::__union_from! { $name $variant ($held) [$($modifier)*] })*
        $($($crate::__union_from! { $name $alike ($alike_held) [$($alike_modifier)*] })*)?
    };
    ($name:ident {
        $($variant:ident($held:ty) $($modifier:ident)* $({ $($marks:tt)* })?),* $(,)?
    } unknown $unknown:ident) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(held) => $crate::json::write_shape(held, to),)*
                    Self::$unknown(value) => $crate::json::write_shape(value, to),
                }
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                $crate::json::read_by_shape(
                    from,
                    &[$((
                        $crate::__union_marks!($($($marks)*)?),
                        $crate::__union_any!([$($modifier)*]),
                        |value| $crate::__union_call!([$($modifier)*] read_shape read_nested_shape)(value).map(Self::$variant),
                    )),*],
                    Self::$unknown,
                )
            }
        }
        $crate::__union_known! { $name "" $unknown }
        $($crate::__union_shape_from! { $name $variant ($held) [$($modifier)*] })*
    };
}

/// The function for a row: the second one where it holds a union.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_call {
    ([nested $($modifier:ident)*] $plain:ident $nested:ident) => {
        $crate::json::$nested
    };
    ([$($modifier:ident)*] $plain:ident $nested:ident) => {
        $crate::json::$plain
    };
}

/// Whether a row's variant takes whatever has its form.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_any {
    ([any $($modifier:ident)*]) => {
        true
    };
    ([$($modifier:ident)*]) => {
        false
    };
}

/// A row's marks.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_marks {
    ($($member:literal: $($value:literal)|+),*) => {
        &[$(($member, |value| $(*value == $value)||+)),*]
    };
}

/// Whether an object without a tag can be a row's variant.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_fits {
    ([nested optional $($modifier:ident)*] ($held:ty) $tag:literal $members:ident) => {
        $crate::json::nested_shape::<$held>($tag, $members).is_some()
    };
    ([optional $($modifier:ident)*] ($held:ty) $tag:literal $members:ident) => {
        $crate::json::member_shape::<$held>($tag, $members).is_some()
    };
    ([$($modifier:ident)*] ($held:ty) $tag:literal $members:ident) => {
        false
    };
}

/// What makes a union one that can be a variant of another.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_known {
    ($name:ident $tag:literal $unknown:ident) => {
        impl $crate::json::Union for $name {
            const TAG: &'static str = $tag;

            fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::$unknown(_))
            }
        }
    };
}

/// `From` for a variant's type, unless the row says that another variant holds it too.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_from {
    ($name:ident $variant:ident ($held:ty) [$(nested)? $(optional)? repeated]) => {};
    ($name:ident $variant:ident ($held:ty) [$(nested)? $(optional)?]) => {
        impl ::core::convert::From<$held> for $name {
            fn from(held: $held) -> Self {
                Self::$variant(::std::boxed::Box::new(held))
            }
        }
    };
}

/// The same for unions by shape, which hold their types as they are.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_shape_from {
    ($name:ident $variant:ident ($held:ty) [$(nested)? $(any)? repeated]) => {};
    ($name:ident $variant:ident ($held:ty) [$(nested)? $(any)?]) => {
        impl ::core::convert::From<$held> for $name {
            fn from(held: $held) -> Self {
                Self::$variant(held)
            }
        }
    };
}
