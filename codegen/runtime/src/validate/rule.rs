//! The rules: JSON Schema's validation keywords.

use std::cmp::Ordering;

/// A keyword with its value.
#[doc(hidden)]
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Rule {
    Pattern(&'static str),
    MinLength(usize),
    MaxLength(usize),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    MinItems(usize),
    MaxItems(usize),
    UniqueItems,
    MinProperties(usize),
    MaxProperties(usize),
    Names(&'static str),
    Items(Vec<Rule>),
}

/// Functions with the names that tables use.
#[doc(hidden)]
pub mod rules {
    use super::{Number, Rule};

    pub fn pattern(text: &'static str) -> Rule {
        Rule::Pattern(text)
    }
    pub fn min_length(length: usize) -> Rule {
        Rule::MinLength(length)
    }
    pub fn max_length(length: usize) -> Rule {
        Rule::MaxLength(length)
    }
    pub fn minimum(number: impl Into<Number>) -> Rule {
        Rule::Minimum(number.into())
    }
    pub fn maximum(number: impl Into<Number>) -> Rule {
        Rule::Maximum(number.into())
    }
    pub fn exclusive_minimum(number: impl Into<Number>) -> Rule {
        Rule::ExclusiveMinimum(number.into())
    }
    pub fn exclusive_maximum(number: impl Into<Number>) -> Rule {
        Rule::ExclusiveMaximum(number.into())
    }
    pub fn multiple_of(number: impl Into<Number>) -> Rule {
        Rule::MultipleOf(number.into())
    }
    pub fn min_items(count: usize) -> Rule {
        Rule::MinItems(count)
    }
    pub fn max_items(count: usize) -> Rule {
        Rule::MaxItems(count)
    }
    pub fn unique_items() -> Rule {
        Rule::UniqueItems
    }
    pub fn min_properties(count: usize) -> Rule {
        Rule::MinProperties(count)
    }
    pub fn max_properties(count: usize) -> Rule {
        Rule::MaxProperties(count)
    }
    pub fn names(pattern: &'static str) -> Rule {
        Rule::Names(pattern)
    }
    pub fn items(rules: Vec<Rule>) -> Rule {
        Rule::Items(rules)
    }
}

/// A number of a document or of a value: integers are compared exactly, whatever their width.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Integer(i128),
    Float(f64),
}

impl From<i128> for Number {
    fn from(number: i128) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
        }
    }
}

impl Number {
    fn as_f64(self) -> f64 {
        match self {
            #[allow(clippy::cast_precision_loss, reason = "beside a float there is no more precision to keep")]
            Self::Integer(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(&other)),
            (one, other) => one.as_f64().partial_cmp(&other.as_f64()),
        }
    }

    /// A float is a multiple if it is one up to the error that the division itself makes.
    pub(super) fn is_multiple_of(self, step: Self) -> bool {
        match (self, step) {
            (_, Self::Integer(0)) => true,
            (Self::Integer(number), Self::Integer(step)) => number % step == 0,
            (number, step) => {
                let times = number.as_f64() / step.as_f64();
                (times - times.round()).abs() <= f64::EPSILON * times.abs().max(1.0)
            }
        }
    }
}
