//! Collects violations, and knows where it is.

use std::{
    collections::HashMap,
    fmt::Display,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use regress::Regex;

use super::{Number, Rule, Validate, ValidationError, Violation};

/// Collects violations while a value is walked.
#[derive(Debug, Default)]
pub struct Checker {
    path: Vec<Step>,
    violations: Vec<Violation>,
}

#[derive(Debug)]
enum Step {
    Member(String),
    Index(usize),
}

impl Checker {
    /// Checks a member of an object.
    pub fn member(&mut self, name: &str, value: &dyn Validate, rules: &[Rule]) {
        self.at(Step::Member(name.to_owned()), value, rules);
    }

    /// Checks an item of an array.
    pub fn item(&mut self, index: usize, value: &dyn Validate, rules: &[Rule]) {
        self.at(Step::Index(index), value, rules);
    }

    fn at(&mut self, step: Step, value: &dyn Validate, rules: &[Rule]) {
        self.path.push(step);
        value.check(rules, self);
        self.path.pop();
    }

    /// Checks a text: its pattern, and its length in Unicode code points, as JSON Schema counts.
    pub fn text(&mut self, text: &str, rules: &[Rule]) {
        for rule in rules {
            match rule {
                Rule::Pattern(pattern) if !matches(pattern, text) => {
                    self.violation(format_args!("must match {pattern}"));
                }
                Rule::MinLength(least) if text.chars().count() < *least => {
                    self.violation(format_args!("must have {}", count(*least, "at least", "character")));
                }
                Rule::MaxLength(most) if text.chars().count() > *most => {
                    self.violation(format_args!("must have {}", count(*most, "at most", "character")));
                }
                _ => {}
            }
        }
    }

    /// Checks a number.
    pub fn number(&mut self, number: impl Into<Number>, rules: &[Rule]) {
        let number = number.into();
        for rule in rules {
            let (holds, demand, bound) = match rule {
                Rule::Minimum(bound) => (number.compare(*bound).is_some_and(|is| is.is_ge()), "at least", bound),
                Rule::Maximum(bound) => (number.compare(*bound).is_some_and(|is| is.is_le()), "at most", bound),
                Rule::ExclusiveMinimum(bound) => (number.compare(*bound).is_some_and(|is| is.is_gt()), "more than", bound),
                Rule::ExclusiveMaximum(bound) => (number.compare(*bound).is_some_and(|is| is.is_lt()), "less than", bound),
                Rule::MultipleOf(step) => (number.is_multiple_of(*step), "a multiple of", step),
                _ => continue,
            };
            if !holds {
                self.violation(format_args!("must be {demand} {bound}"));
            }
        }
    }

    /// Checks an array's length. `unique` tells whether no two items are equal, and is asked only where it matters.
    pub fn items(&mut self, length: usize, unique: &dyn Fn() -> bool, rules: &[Rule]) {
        for rule in rules {
            match rule {
                Rule::MinItems(least) if length < *least => {
                    self.violation(format_args!("must have {}", count(*least, "at least", "item")));
                }
                Rule::MaxItems(most) if length > *most => {
                    self.violation(format_args!("must have {}", count(*most, "at most", "item")));
                }
                Rule::UniqueItems if !unique() => self.violation("must not have two equal items"),
                _ => {}
            }
        }
    }

    /// Checks a tuple as a whole: `set` says which of its positions have an item, and `more` how many items follow them.
    pub fn tuple<T: serde::Serialize>(&mut self, tuple: &T, set: &[bool], more: usize, rules: &[Rule]) {
        let present = set.iter().take_while(|set| **set).count();
        if present < set.len() && (more > 0 || set.iter().skip(present).any(|set| *set)) {
            self.violation(format_args!("must have an item {present}, since another one follows it"));
            return;
        }
        let unique = || match serde_json::to_value(tuple) {
            Ok(serde_json::Value::Array(items)) => {
                items.iter().enumerate().all(|(index, item)| !items.iter().skip(index + 1).any(|it| it == item))
            }
            _ => true,
        };
        self.items(present + more, &unique, rules);
    }

    /// Checks how many members a map has.
    pub fn properties(&mut self, length: usize, rules: &[Rule]) {
        for rule in rules {
            match rule {
                Rule::MinProperties(least) if length < *least => {
                    self.violation(format_args!("must have {}", count(*least, "at least", "member")));
                }
                Rule::MaxProperties(most) if length > *most => {
                    self.violation(format_args!("must have {}", count(*most, "at most", "member")));
                }
                _ => {}
            }
        }
    }

    /// Checks the names of a map's members.
    pub fn names<'n>(&mut self, names: impl Iterator<Item = &'n String>, rules: &[Rule]) {
        let patterns: Vec<_> =
            rules.iter().filter_map(|rule| if let Rule::Names(text) = rule { Some(*text) } else { None }).collect();
        if patterns.is_empty() {
            return;
        }
        for name in names {
            for pattern in patterns.iter().filter(|pattern| !matches(pattern, name)) {
                self.violation(format_args!("must have names that match {pattern}, and {name:?} does not"));
            }
        }
    }

    /// Notes a violation at the present place. The message follows the path: `must be …`.
    pub fn violation(&mut self, message: impl Display) {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Index(index) => path.push_str(&format!("[{index}]")),
                Step::Member(name) if path.is_empty() => path.push_str(name),
                Step::Member(name) => path.push_str(&format!(".{name}")),
            }
        }
        self.violations.push(Violation { path, message: message.to_string() });
    }

    /// All violations, if there is any.
    pub(crate) fn done(self) -> Result<(), ValidationError> {
        if self.violations.is_empty() { Ok(()) } else { Err(ValidationError { violations: self.violations }) }
    }
}

fn count(number: usize, bound: &str, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{bound} {number} {noun}{plural}")
}

/// Whether a text matches a pattern: ECMA 262, unanchored, as JSON Schema has it. A pattern that is no regular
/// expression demands nothing.
fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.find(text).is_some())
}

/// Whether a text matches a pattern. One that is no regular expression matches nothing.
#[doc(hidden)]
pub fn is_match(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_some_and(|regex| regex.find(text).is_some())
}

/// Patterns are compiled once for the process.
fn compiled(pattern: &'static str) -> Option<Arc<Regex>> {
    type Cache = HashMap<&'static str, Option<Arc<Regex>>>;
    static COMPILED: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    compiled.entry(pattern).or_insert_with(|| compile(pattern)).clone()
}

/// With the `u` flag as JSON Schema recommends, and without for patterns that only then are legal.
fn compile(pattern: &str) -> Option<Arc<Regex>> {
    Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).ok().map(Arc::new)
}
