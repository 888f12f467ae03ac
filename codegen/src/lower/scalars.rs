//! Strings, integers and numbers by `format`.

use super::node::JsonType;
use crate::ir::{Constraints, Float, Format, Integer, Kind};

/// A string. Formats without a Rust type of their own stay strings; the docs name them. So does `binary`, since within JSON there
/// are no bytes: where a whole body or a part is some, that is found before.
pub(crate) fn string(format: Option<&str>) -> Kind {
    match format {
        Some("date-time") => Kind::Format(Format::DateTime),
        Some("date") => Kind::Format(Format::Date),
        Some("uuid") => Kind::Format(Format::Uuid),
        Some("byte") => Kind::Base64,
        Some("ipv4") => Kind::Format(Format::Ipv4),
        Some("ipv6") => Kind::Format(Format::Ipv6),
        Some("password") => Kind::Secret,
        _ => Kind::String,
    }
}

/// An integer: by format, else 64 bits, or more where a bound asks for it.
pub(crate) fn integer(format: Option<&str>, constraints: &Constraints) -> Kind {
    let known = match format {
        Some("int8") => Integer::I8,
        Some("int16") => Integer::I16,
        Some("int32") => Integer::I32,
        Some("uint8") => Integer::U8,
        Some("uint16") => Integer::U16,
        Some("uint32") => Integer::U32,
        Some("uint64" | "uint") => Integer::U64,
        Some("int64") => Integer::I64,
        _ => return by_bounds(constraints),
    };
    Kind::Integer(known)
}

fn by_bounds(constraints: &Constraints) -> Kind {
    let bounds = [constraints.minimum.as_ref(), constraints.maximum.as_ref()];
    let beyond = |limit: f64| bounds.iter().flatten().any(|(bound, _)| bound.as_f64().is_some_and(|b| b.abs() > limit));
    if !beyond(9_223_372_036_854_775_808.0) {
        return Kind::Integer(Integer::I64);
    }
    let not_negative = constraints.minimum.as_ref().is_some_and(|(bound, _)| bound.as_f64().is_some_and(|b| b >= 0.0));
    if not_negative && !beyond(18_446_744_073_709_551_616.0) {
        Kind::Integer(Integer::U64)
    } else if beyond(170_141_183_460_469_231_731_687_303_715_884_105_728.0) {
        Kind::Decimal
    } else {
        Kind::Integer(Integer::I128)
    }
}

/// A number.
pub(crate) fn number(format: Option<&str>) -> Kind {
    match format {
        Some("float") => Kind::Number(Float::F32),
        Some("decimal") => Kind::Decimal,
        _ => Kind::Number(Float::F64),
    }
}

/// The type that a format speaks of, where the document does not name one.
pub(crate) fn type_of_format(format: &str) -> Option<JsonType> {
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => Some(JsonType::Integer),
        "float" | "double" => Some(JsonType::Number),
        "date-time" | "date" | "time" | "duration" | "uuid" | "uri" | "email" | "hostname" | "ipv4" | "ipv6" | "byte"
        | "binary" | "password" => Some(JsonType::String),
        _ => None,
    }
}
