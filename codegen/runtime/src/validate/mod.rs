//! Checks of a request before it is sent: all violations at once, each with its path.
//!
//! [`validate!`](crate::validate!) implements [`Validate`] from a table of rules, which are JSON Schema's validation
//! keywords.

mod checker;
mod rule;
mod values;

pub use self::{
    checker::{Checker, is_match},
    rule::{Number, Rule, rules},
};

use std::fmt;

/// Something whose constraints can be checked.
pub trait Validate {
    /// Checks this value, and what it holds, and tells `found` of each violation. `rules` are those that the document
    /// gives at the place of this value.
    fn check(&self, rules: &[Rule], found: &mut Checker);
}

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: `spec.routes[2].zone`. Empty for the value as a whole.
    pub path: String,
    /// What is wrong, as a clause that follows the path: `must match …`.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the value" } else { &self.path };
        write!(f, "{path} {}", self.message)
    }
}

/// All that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    violations: Vec<Violation>,
}

impl ValidationError {
    /// The violations, in the order of the members. There is at least one.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, violation) in self.violations.iter().enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}

/// Checks a value and all that it holds.
///
/// # Errors
/// All violations.
pub fn validate(value: &dyn Validate) -> Result<(), ValidationError> {
    let mut found = Checker::default();
    value.check(&[], &mut found);
    found.done()
}

/// Gives a type its checks, from a table: a field, its name on the wire, and the rules that the document gives for it.
/// Fields without rules are named too, if what they hold may have some.
///
/// ```
/// pub struct Spec { pub account: String, pub zones: Vec<String> }
/// basetype_runtime::validate! { Spec {
///     account "account" [pattern(r"^\d{12}$")],
///     zones "zones" [min_items(3), unique_items, items[min_length(1)]],
/// } }
/// let spec = Spec { account: "12".into(), zones: vec!["a".into()] };
/// assert_eq!(spec.validate().unwrap_err().violations().len(), 2);
/// ```
///
/// The rules: `pattern(text)`, `min_length(n)`, `max_length(n)`, `minimum(n)`, `maximum(n)`, `exclusive_minimum(n)`,
/// `exclusive_maximum(n)`, `multiple_of(n)`, `min_items(n)`, `max_items(n)`, `unique_items`, `min_properties(n)`,
/// `max_properties(n)`, `names(pattern)` for the names of a map, `items[…]` for the items of an array and the values of a map.
/// `..field […]` checks a map whose members are the object's own.
/// `union Name { Variant, Other [max_length(9)], … }` checks what the variant holds, by rules of its own if it has some;
/// `newtype Name […]` checks what it is around. `tuple Name { required 0 […], optional 1 […], ..2 […] }` checks the items of a
/// tuple, and that none is absent before another one.
#[macro_export]
macro_rules! validate {
    (union $name:ident { $($variant:ident $([$($rules:tt)*])?),* $(,)? }) => {
        impl $crate::Validate for $name {
            fn check(&self, rules: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                // The place of a union has no rules where a variant has some of its own.
                let _ = rules;
                #[allow(unreachable_patterns, reason = "a table may name every variant")]
                match self {
                    $(Self::$variant(held) => $crate::Validate::check(held, $crate::__variant_rules!(rules $([$($rules)*])?), found),)*
                    _ => {}
                }
            }
        }
        $crate::__validate_inherent! { $name }
    };
    (newtype $name:ident [$($rules:tt)*]) => {
        impl $crate::Validate for $name {
            fn check(&self, _: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                $crate::Validate::check(&self.0, &$crate::__rules!($($rules)*), found);
            }
        }
        $crate::__validate_inherent! { $name }
    };
    ($name:ident { $($field:ident $wire:literal [$($rules:tt)*],)* $(..$rest:ident [$($more:tt)*],)+ }) => {
        impl $crate::Validate for $name {
            fn check(&self, _: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                $(found.member($wire, &self.$field, &$crate::__rules!($($rules)*));)*
                $($crate::Validate::check(&self.$rest, &$crate::__rules!($($more)*), found);)+
            }
        }
        $crate::__validate_inherent! { $name }
    };
    (tuple $name:ident { $($presence:ident $index:tt [$($rules:tt)*],)* ..$rest:tt [$($more:tt)*] }) => {
        impl $crate::Validate for $name {
            fn check(&self, rules: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                let set: &[bool] = &[$($crate::json::item::$presence::is_set(&self.$index)),*];
                found.tuple(self, set, self.$rest.len(), rules);
                $(found.item($index, &self.$index, &$crate::__rules!($($rules)*));)*
                let more: &[$crate::validate::Rule] = &$crate::__rules!($($more)*);
                for (index, item) in self.$rest.iter().enumerate() {
                    found.item(set.len() + index, item, more);
                }
            }
        }
        $crate::__validate_inherent! { $name }
    };
    ($name:ident { $($field:ident $wire:literal [$($rules:tt)*]),* $(,)? }) => {
        impl $crate::Validate for $name {
            fn check(&self, _: &[$crate::validate::Rule], found: &mut $crate::validate::Checker) {
                let _ = &found;
                $(found.member($wire, &self.$field, &$crate::__rules!($($rules)*));)*
            }
        }
        $crate::__validate_inherent! { $name }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __validate_inherent {
    ($name:ident) => {
        impl $name {
            /// Checks what the document demands of this value and of all that it holds.
            ///
            /// # Errors
            /// All violations, each with its path. Sending does the same, so calling this first is for an early answer.
            pub fn validate(&self) -> ::core::result::Result<(), $crate::ValidationError> {
                $crate::validate::validate(self)
            }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __variant_rules {
    ($outer:ident) => {
        $outer
    };
    ($outer:ident [$($rules:tt)*]) => {
        &$crate::__rules!($($rules)*)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __rules {
    ($($rule:ident $(($value:expr))? $([$($inner:tt)*])?),* $(,)?) => {
        [$($crate::validate::rules::$rule($($value)? $($crate::__rules!($($inner)*).into())?)),*]
    };
}
