//! How plain values are checked.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use super::{Checker, Number, Rule, Validate};
use crate::ToParam;
use crate::json::{Base64, Date, DateTime, Decimal, Nullable, Secret, UnknownMembers, Uuid, Value};

impl Validate for str {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.text(self, rules);
    }
}

impl Validate for String {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.text(self, rules);
    }
}

impl Validate for Secret {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.text(self.expose_secret(), rules);
    }
}

macro_rules! integers {
    ($($number:ty)*) => {$(
        impl Validate for $number {
            fn check(&self, rules: &[Rule], found: &mut Checker) {
                found.number(i128::from(*self), rules);
            }
        }
    )*};
}
integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 }

impl Validate for f32 {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.number(f64::from(*self), rules);
    }
}

impl Validate for f64 {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.number(*self, rules);
    }
}

impl Validate for Decimal {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.number(self.to_i128().map_or_else(|| Number::Float(self.to_f64()), Number::Integer), rules);
    }
}

macro_rules! unconstrained {
    ($($value:ty),*) => {$(
        impl Validate for $value {
            fn check(&self, _: &[Rule], _: &mut Checker) {}
        }
    )*};
}
unconstrained! { bool, (), Base64, UnknownMembers }

/// What is a text on the wire is held to what is said of that text.
macro_rules! texts {
    ($($value:ty),*) => {$(
        impl Validate for $value {
            fn check(&self, rules: &[Rule], found: &mut Checker) {
                if !rules.is_empty() {
                    found.text(&self.to_param(), rules);
                }
            }
        }
    )*};
}
texts! { DateTime, Date, Uuid, IpAddr, Ipv4Addr, Ipv6Addr }

impl<T: Validate + ?Sized> Validate for &T {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        (**self).check(rules, found);
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        (**self).check(rules, found);
    }
}

/// What is absent has nothing to check.
impl<T: Validate> Validate for Option<T> {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        if let Some(value) = self {
            value.check(rules, found);
        }
    }
}

impl<T: Validate> Validate for Nullable<T> {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        if let Self::Value(value) = self {
            value.check(rules, found);
        }
    }
}

impl<T: Validate + PartialEq> Validate for Vec<T> {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        let unique = || self.iter().enumerate().all(|(index, item)| !self.iter().skip(index + 1).any(|it| it == item));
        found.items(self.len(), &unique, rules);
        let inner = inner(rules);
        for (index, item) in self.iter().enumerate() {
            found.item(index, item, inner);
        }
    }
}

impl<T: Validate> Validate for BTreeMap<String, T> {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        found.properties(self.len(), rules);
        found.names(self.keys(), rules);
        let inner = inner(rules);
        for (name, value) in self {
            found.member(name, value, inner);
        }
    }
}

impl Validate for Value {
    fn check(&self, rules: &[Rule], found: &mut Checker) {
        match self {
            Self::Null | Self::Bool(_) => {}
            Self::String(text) => found.text(text, rules),
            Self::Number(number) => {
                let integer = number.as_i128().map(Number::Integer);
                if let Some(number) = integer.or_else(|| number.as_f64().map(Number::Float)) {
                    found.number(number, rules);
                }
            }
            Self::Array(items) => items.check(rules, found),
            Self::Object(members) => found.properties(members.len(), rules),
        }
    }
}

/// The rules for what an array or a map holds.
fn inner(rules: &[Rule]) -> &[Rule] {
    rules
        .iter()
        .find_map(|rule| match rule {
            Rule::Items(rules) => Some(rules.as_slice()),
            _ => None,
        })
        .unwrap_or_default()
}
