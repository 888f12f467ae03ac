//! How much may be tried to read one value. Unions by shape try one variant after the other, and so do those within what they
//! try: without an end, a few bytes that are nested on purpose would take years.

use std::cell::Cell;

use serde::de::Error;

/// How many times a text may be read, counted in its bytes.
const MOST: usize = 1_000;

/// What may still be tried.
#[derive(Clone, Copy)]
struct Budget {
    /// The bytes that may be read.
    left: usize,
    /// Of these, the ones that are for what has to be read: a type that would only be better must not take them.
    reserved: usize,
}

thread_local! {
    /// None: no union is being read.
    static BUDGET: Cell<Option<Budget>> = const { Cell::new(None) };
}

/// What may be tried while a value is read, and whatever is within it.
pub(super) struct Effort {
    is_outermost: bool,
}

impl Effort {
    /// For a value whose text is so long; part of the effort for the value around it, if one is being read.
    pub(super) fn new(length: usize) -> Self {
        let is_outermost = BUDGET.get().is_none();
        if is_outermost {
            let reserved = length.saturating_mul(MOST);
            BUDGET.set(Some(Budget { left: reserved.saturating_mul(2), reserved }));
        }
        Self { is_outermost }
    }

    /// Reads so much once more. Once that is an error, it is for whatever is read within the outermost value.
    pub(super) fn spend<E: Error>(&self, length: usize) -> Result<(), E> {
        let Some(budget) = BUDGET.get() else { return Ok(()) };
        let left = budget.left.checked_sub(length);
        BUDGET.set(Some(Budget { left: left.unwrap_or(0), ..budget }));
        left.map(drop).ok_or_else(|| E::custom("there are too many ways to read this value"))
    }

    /// Reads so much once more, for a better type than has been found. None: that would be too much.
    pub(super) fn beyond<T>(&self, length: usize, read: impl FnOnce() -> T) -> Option<T> {
        let before = BUDGET.get()?;
        let spare = before.left.checked_sub(before.reserved)?.checked_sub(length)?;
        BUDGET.set(Some(Budget { left: spare, reserved: spare / 2 }));
        let made = read();
        let unspent = BUDGET.get().map_or(0, |budget| budget.left);
        BUDGET.set(Some(Budget { left: before.reserved.saturating_add(unspent), reserved: before.reserved }));
        Some(made)
    }
}

impl Drop for Effort {
    fn drop(&mut self) {
        if self.is_outermost {
            BUDGET.set(None);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use crate::{UnknownMembers, Value};

    /// Two variants, of which the first is found out only after all that is within it.
    #[derive(Debug, PartialEq)]
    enum Nest {
        Early(Box<Early>),
        Late(Box<Late>),
        Unknown(Value),
    }
    crate::union! { Nest { Early(Box<Early>), Late(Box<Late>) } unknown Unknown }

    #[derive(Debug, PartialEq)]
    struct Early {
        inner: Option<Nest>,
        early: bool,
        unknown: UnknownMembers,
    }
    crate::object! { Early { optional inner "inner", required early "early" } }

    #[derive(Debug, PartialEq)]
    struct Late {
        inner: Option<Nest>,
        late: bool,
        unknown: UnknownMembers,
    }
    crate::object! { Late { optional inner "inner", required late "late" } }

    fn nested(depth: usize) -> String {
        (0..depth).fold(r#"{"late":true}"#.to_owned(), |inner, _| format!(r#"{{"inner":{inner},"late":true}}"#))
    }

    /// Two variants of one tag, of which each may have a member that it does not know.
    #[derive(Debug, PartialEq)]
    enum Twin {
        One(Box<One>),
        Other(Box<Other>),
        Unknown(Value),
    }
    crate::union! { Twin by "tag" { ..shared { One(One) = "t", Other(Other) = "t" } } unknown Unknown }

    #[derive(Debug, PartialEq)]
    struct One {
        inner: Option<Twin>,
        unknown: UnknownMembers,
    }
    crate::object! { One { constant "tag" = "t", optional inner "inner" } }

    #[derive(Debug, PartialEq)]
    struct Other {
        inner: Option<Twin>,
        unknown: UnknownMembers,
    }
    crate::object! { Other { constant "tag" = "t", optional inner "inner" } }

    #[test]
    fn one_new_member_is_never_too_much() {
        for depth in [1, 10, 50, 100] {
            let text =
                (0..depth).fold(r#"{"tag":"t","new":1}"#.to_owned(), |inner, _| format!(r#"{{"tag":"t","inner":{inner}}}"#));
            let read: Twin = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            let late = nested(6).replacen("}", r#","new":1}"#, 1);
            let read: Nest = serde_json::from_str(&late).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap().len(), late.len());
        }
    }

    #[test]
    fn what_can_be_read_in_many_ways_is_read() {
        for depth in 0..6 {
            let text = nested(depth);
            let read: Nest = serde_json::from_str(&text).unwrap();
            assert!(matches!(read, Nest::Late(_)));
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
    }

    #[test]
    fn what_would_take_for_ever_is_an_error() {
        for depth in [40, 110] {
            let error = serde_json::from_str::<Nest>(&nested(depth)).unwrap_err();
            assert!(error.to_string().contains("too many ways"), "{error}");
        }
        // The next value has its own effort.
        assert!(serde_json::from_str::<Nest>(&nested(3)).is_ok());
    }
}
