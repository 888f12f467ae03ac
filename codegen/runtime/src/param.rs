//! Values that stand in a path, a query or a header.

use std::{
    borrow::Cow,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use chrono::SecondsFormat;

use crate::json::{Base64, Date, DateTime, Decimal, Secret, Uuid};

/// A value that can be a parameter.
pub trait ToParam {
    /// The value as text, not yet percent-encoded.
    fn to_param(&self) -> Cow<'_, str>;
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Cow<'_, str> {
        (**self).to_param()
    }
}

impl ToParam for str {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToParam for String {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl ToParam for Secret {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.expose_secret())
    }
}

/// RFC 3339, with `Z` for UTC.
impl ToParam for DateTime {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

macro_rules! displayed {
    ($($value:ty)*) => {$(
        impl ToParam for $value {
            fn to_param(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }
    )*};
}
displayed! { Decimal bool i8 i16 i32 i64 i128 u8 u16 u32 u64 f32 f64 Date Uuid IpAddr Ipv4Addr Ipv6Addr Base64 }
