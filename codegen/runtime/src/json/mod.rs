//! Lean serde: bodies are plain structs, and a table beside each says how it looks on the wire.
//!
//! The macros [`object!`](crate::object), [`tuple!`](crate::tuple), [`union!`](crate::union) and [`open_enum!`](crate::open_enum) turn a table into
//! `Serialize` and `Deserialize`. What they expand to only calls the functions of this module, because code that is
//! written once here is checked once, and code in an expansion is checked for every type of every client.

mod base64;
mod decimal;
mod doubt;
mod effort;
mod newtype;
mod nullable;
mod object;
mod open_enum;
mod pick;
mod position;
mod raw;
mod secret;
mod shape;
mod tuple;
mod union;
mod unknown;

pub use self::{
    base64::Base64,
    decimal::{Decimal, NoDecimal},
    doubt::doubt,
    nullable::Nullable,
    object::{MemberWriter, Object, Rest, Seen, member, next_key, read_object, write_object},
    open_enum::{constant, is_constant, plain, read_text, write_text},
    raw::Buffered,
    secret::Secret,
    shape::{Mark, read_by_shape, read_nested_shape, read_shape},
    tuple::{Items, Tuple, item, read_tuple, write_tuple},
    union::{
        Source, Tagged, Union, member_shape, nested_shape, read_nested, read_shared, read_tagged, read_variant, write_nested,
        write_shape, write_variant,
    },
    unknown::UnknownMembers,
};
pub(crate) use self::{pick::pick, position::path_at};
#[doc(hidden)]
pub use crate::validate::is_match;

/// Any JSON value.
pub type Value = serde_json::Value;

/// A point in time with its offset, as RFC 3339 section 5.6 writes it (`format: date-time`).
pub type DateTime = chrono::DateTime<chrono::FixedOffset>;

/// A calendar date, as RFC 3339 section 5.6 writes it (`format: date`).
pub type Date = chrono::NaiveDate;

/// A UUID (RFC 9562).
pub type Uuid = uuid::Uuid;

/// The members of an object, as they came.
pub type Members = serde_json::Map<String, Value>;
