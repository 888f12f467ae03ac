//! Unions whose variants are told apart by their shape: they are tried, but for those whose marks a value does not have, until one
//! is found that knows all of it.

use std::cell::OnceCell;

use serde::{
    Deserializer,
    de::{DeserializeOwned, Error},
};

use super::{
    Value,
    doubt::{add, doubt, measured},
    effort::Effort,
    raw::{Buffered, read_raw},
    union::Union,
};

/// A member of an object, and whether a value of it is one that the variant has.
#[doc(hidden)]
pub type Mark = (&'static str, fn(&Value) -> bool);

/// A variant's marks, whether it takes whatever has its form, and what reads it.
type Row<'a, T> = (&'a [Mark], bool, fn(&str) -> Option<T>);

/// Whether an object has the marks of a variant. A member that is absent or null says nothing.
pub(super) fn has_marks(members: &Buffered, marks: &[Mark]) -> bool {
    let is_right = |(name, is_listed): &Mark| members.get(name).is_none_or(|value| value.is_null() || is_listed(&value));
    marks.iter().all(is_right)
}

/// Reads a union by its shape: the first of `variants` that knows all that is in the value; else the one that knows most of it;
/// else `unknown`.
#[doc(hidden)]
pub fn read_by_shape<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    variants: &[Row<'_, T>],
    unknown: fn(Value) -> T,
) -> Result<T, D::Error> {
    let raw = read_raw(deserializer)?;
    let (text, length) = (raw.get(), raw.get().len());
    // None: it is no object, and marks say nothing of it.
    let members = OnceCell::<Option<Buffered>>::new();
    let may_be = |marks: &[Mark]| {
        let members = members.get_or_init(|| serde_json::from_str(text).ok());
        members.as_ref().is_none_or(|members| has_marks(members, marks))
    };
    let mut best = Best::new(length);
    for (_, is_any, read) in variants.iter().filter(|(marks, ..)| marks.is_empty() || may_be(marks)) {
        // What takes anything would know nothing of what another knows most of: one new member must not make this of it.
        if (best.found.is_none() || !is_any) && best.improve(|| read(text))? {
            break;
        }
    }
    if let Some(read) = best.take()? {
        return Ok(read);
    }
    doubt();
    serde_json::from_str(text).map(unknown).map_err(D::Error::custom)
}

/// The best of several readings of a value: that in which least is not known, and the first of these.
pub(super) struct Best<T> {
    found: Option<(T, usize)>,
    effort: Effort,
    /// How long the value's text is.
    length: usize,
}

impl<T> Best<T> {
    pub(super) fn new(length: usize) -> Self {
        Self { found: None, effort: Effort::new(length), length }
    }

    /// Tries another one. True: no further one can be better, or is worth its while.
    pub(super) fn improve<E: Error>(&mut self, read: impl FnOnce() -> Option<T>) -> Result<bool, E> {
        let Some((_, least)) = &self.found else {
            self.effort.spend(self.length)?;
            let (read, doubt) = measured(read);
            self.found = read.map(|read| (read, doubt));
            return Ok(matches!(self.found, Some((_, 0))));
        };
        let least = *least;
        let Some((read, doubt)) = self.effort.beyond(self.length, || measured(read)) else { return Ok(true) };
        if let Some(read) = read.filter(|_| doubt < least) {
            self.found = Some((read, doubt));
        }
        Ok(matches!(self.found, Some((_, 0))))
    }

    /// The best, and what is not known in it counts. Where there is none, that was for want of effort, or it is read once more.
    pub(super) fn take<E: Error>(self) -> Result<Option<T>, E> {
        match self.found {
            Some((read, doubt)) => {
                add(doubt);
                Ok(Some(read))
            }
            None => self.effort.spend(self.length).map(|()| None),
        }
    }
}

/// One step of [`read_by_shape`].
#[doc(hidden)]
pub fn read_shape<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// The same where the variant holds a union, which reads anything: what that does not know may be another variant.
#[doc(hidden)]
pub fn read_nested_shape<T: Union>(json: &str) -> Option<T> {
    read_shape(json).filter(|held: &T| !held.is_unknown())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]
mod tests {
    use std::collections::BTreeMap;

    use crate::{Nullable, UnknownMembers, Value};

    #[derive(Debug, PartialEq)]
    struct Part {
        kind: Option<String>,
        size: Option<i64>,
        unknown: UnknownMembers,
    }
    crate::object! { Part { optional kind "kind", optional size "size" } }

    #[derive(Debug, PartialEq)]
    struct Html {
        unknown: UnknownMembers,
    }
    crate::object! { Html { constant "kind" = "html" } }

    #[derive(Debug, PartialEq)]
    enum Any {
        Text(String),
        Small(Box<Part>),
        Large(Box<Part>),
        Unknown(Value),
    }
    crate::union! { Any {
        Text(String), Small(Box<Part>) repeated { "kind": "s" | "xs", "size": 1 | -1 }, Large(Box<Part>) repeated { "kind": "l" },
    } unknown Unknown }

    #[derive(Debug, PartialEq)]
    enum Tagged {
        Plain(Box<Part>),
        Html(Box<Html>),
        Unknown(Value),
    }
    crate::union! { Tagged by "type" {
        ..shared { Plain(Part) = "text" { "kind": "plain" }, Html(Html) = "text" { "kind": "html" } }
    } unknown Unknown }

    #[derive(Debug, PartialEq)]
    struct Note {
        size: Option<Nullable<i64>>,
        parts: Vec<Any>,
        unknown: UnknownMembers,
    }
    crate::object! { Note { tristate size "size", required parts "parts" } }

    #[derive(Debug, PartialEq)]
    enum Level {
        Low,
        Other(String),
    }
    crate::open_enum! { Level: String { Low = "low" } unknown Other }

    #[derive(Debug, PartialEq)]
    enum Best {
        Level(Level),
        Text(String),
        Part(Box<Part>),
        Note(Box<Note>),
        Parts(Vec<Part>),
        Map(BTreeMap<String, Value>),
        Any(Value),
        Unknown(Value),
    }
    crate::union! { Best {
        Level(Level), Text(String), Part(Box<Part>), Note(Box<Note>), Parts(Vec<Part>), Map(BTreeMap<String, Value>) any,
        Any(Value) any repeated,
    } unknown Unknown }

    #[test]
    fn the_variant_that_knows_most_is_taken() {
        let read = |text: &str| {
            let read: Best = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            read
        };
        assert_eq!(read(r#""low""#), Best::Level(Level::Low));
        assert_eq!(read(r#""high""#), Best::Text("high".to_owned()));
        // All members of the earlier may be absent, and what it does not know it keeps.
        for text in [r#"{"kind":"k"}"#, "{}", r#"{"size":1,"new":2}"#] {
            assert!(matches!(read(text), Best::Part(_)), "{text}");
        }
        // What the later knows is its own: a member, and a null that the earlier would lose.
        for text in [r#"{"parts":[]}"#, r#"{"size":null,"parts":["a"]}"#, r#"{"parts":[],"new":2}"#] {
            assert!(matches!(read(text), Best::Note(_)), "{text}");
        }
        assert!(matches!(read(r#"[{"new":1}]"#), Best::Parts(_)));
        assert!(matches!(read(r#"{"size":"no number"}"#), Best::Map(_)));
        assert!(matches!(read("[1]"), Best::Any(_)));
    }

    fn any(text: &str) -> Any {
        let read = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        read
    }

    #[test]
    fn a_variant_has_its_marks() {
        assert!(matches!(any(r#""s""#), Any::Text(_)));
        for text in [r#"{"kind":"s"}"#, r#"{"kind":"xs","size":-1}"#, r#"{"size":1}"#, "{}"] {
            assert!(matches!(any(text), Any::Small(_)), "{text}");
        }
        for text in [r#"{"kind":"l","size":1}"#, r#"{"size":2}"#] {
            assert!(matches!(any(text), Any::Large(_)), "{text}");
        }
        for text in [r#"{"kind":"new"}"#, r#"{"kind":"s","size":2}"#, r#"{"kind":true}"#] {
            assert!(matches!(any(text), Any::Unknown(_)), "{text}");
        }
        // What is null says nothing, and is kept as absent.
        assert_eq!(serde_json::from_str::<Any>(r#"{"kind":null}"#).unwrap(), any("{}"));
    }

    #[test]
    fn variants_of_one_tag_have_marks_too() {
        let read = |text: &str| serde_json::from_str::<Tagged>(text).unwrap();
        assert!(matches!(read(r#"{"kind":"plain","type":"text"}"#), Tagged::Plain(_)));
        assert!(matches!(read(r#"{"type":"text","kind":"html"}"#), Tagged::Html(_)));
        let new = r#"{"kind":"new","type":"text"}"#;
        assert_eq!(read(new), Tagged::Unknown(serde_json::from_str(new).unwrap()));
    }
}
