//! What a valid value must satisfy: what has become stricter, and what looser.

use std::cmp::Ordering;

use serde_json::Number;

use super::Verdict;
use super::effects::Wire;
use super::kinds::UseChange;
use crate::ir::Constraints;

/// How a constraint has changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Tighter,
    Looser,
}

/// Compares what two uses of a type demand.
pub(super) fn compare(old: &Constraints, new: &Constraints) -> Vec<UseChange> {
    let mut found = Vec::new();
    let mut bound = |words: [&str; 2], old: Option<String>, new: Option<String>, change: Option<Change>| {
        if let Some(change) = change {
            found.push(use_change(words, old.as_deref(), new.as_deref(), change));
        }
    };
    let numbers = |one: &Option<(Number, bool)>| {
        one.as_ref().map(|(number, open)| if *open { format!("{number} (exclusive)") } else { number.to_string() })
    };
    bound(
        ["a value of at least", ""],
        numbers(&old.minimum),
        numbers(&new.minimum),
        exclusive(&old.minimum, &new.minimum, false),
    );
    bound(["a value of at most", ""], numbers(&old.maximum), numbers(&new.maximum), exclusive(&old.maximum, &new.maximum, true));
    for (words, before, after, is_upper) in [
        (["at least", " characters"], old.min_length, new.min_length, false),
        (["at most", " characters"], old.max_length, new.max_length, true),
        (["at least", " items"], old.min_items, new.min_items, false),
        (["at most", " items"], old.max_items, new.max_items, true),
        (["at least", " members"], old.min_properties, new.min_properties, false),
        (["at most", " members"], old.max_properties, new.max_properties, true),
    ] {
        let text = |bound: Option<u64>| bound.map(|bound| bound.to_string());
        bound(words, text(before), text(after), ordered(before, after, is_upper, u64::cmp));
    }
    let multiple = |one: &Option<Number>| one.as_ref().map(Number::to_string);
    let (before, after) = (multiple(&old.multiple_of), multiple(&new.multiple_of));
    let change = (before != after).then_some(if after.is_some() { Change::Tighter } else { Change::Looser });
    bound(["a multiple of", ""], before, after, change);
    let unique = |is: bool| is.then(|| "items that differ".to_owned());
    let change =
        (old.unique_items != new.unique_items).then_some(if new.unique_items { Change::Tighter } else { Change::Looser });
    bound(["only", ""], unique(old.unique_items), unique(new.unique_items), change);
    found.extend(patterns("a text that matches", &old.patterns, &new.patterns));
    found.extend(patterns("names that match", &old.names, &new.names));
    found
}

fn patterns(what: &str, old: &[String], new: &[String]) -> Option<UseChange> {
    let join =
        |list: &[String]| (!list.is_empty()).then(|| list.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(" and "));
    let is_looser = new.iter().all(|pattern| old.contains(pattern));
    let change = if is_looser { Change::Looser } else { Change::Tighter };
    (old != new).then(|| use_change([what, ""], join(old).as_deref(), join(new).as_deref(), change))
}

fn exclusive(old: &Option<(Number, bool)>, new: &Option<(Number, bool)>, is_upper: bool) -> Option<Change> {
    ordered(old.as_ref(), new.as_ref(), is_upper, |one, other| {
        let number = |bound: &(Number, bool)| bound.0.as_f64().unwrap_or_default();
        // An open end is stricter: lower as an upper bound, higher as a lower one.
        let open = |bound: &(Number, bool)| if is_upper { !bound.1 } else { bound.1 };
        number(one).total_cmp(&number(other)).then(open(one).cmp(&open(other)))
    })
}

/// How a bound has changed; none at all is the loosest.
fn ordered<T>(old: Option<T>, new: Option<T>, is_upper: bool, compare: impl Fn(&T, &T) -> Ordering) -> Option<Change> {
    match (old, new) {
        (None, None) => None,
        (None, Some(_)) => Some(Change::Tighter),
        (Some(_), None) => Some(Change::Looser),
        (Some(old), Some(new)) => match compare(&new, &old) {
            Ordering::Equal => None,
            Ordering::Less => Some(if is_upper { Change::Tighter } else { Change::Looser }),
            Ordering::Greater => Some(if is_upper { Change::Looser } else { Change::Tighter }),
        },
    }
}

fn use_change(words: [&str; 2], old: Option<&str>, new: Option<&str>, change: Change) -> UseChange {
    let [before, after] = words;
    let title = match (old, new) {
        (Some(old), Some(new)) => format!("takes {before} {new}{after} instead of {before} {old}{after}"),
        (None, Some(new)) => format!("takes only {before} {new}{after} now").replace("only only", "only"),
        (Some(old), None) => format!("need not be {before} {old}{after} any more").replace("be only", "have only"),
        (None, None) => "is as it was".to_owned(),
    };
    let (wire, behaviour, advice) = match change {
        Change::Tighter => (
            Wire {
                sent: Verdict::breaking("the server refuses values that it took"),
                received: Verdict::compatible("fewer values come"),
            },
            Verdict::breaking("`send` refuses, before sending, values that it sent"),
            "check the values that you send",
        ),
        Change::Looser => (
            Wire {
                sent: Verdict::compatible("more values can be sent"),
                received: Verdict::compatible("values may come that did not; the client does not check them"),
            },
            Verdict::compatible("`send` lets through values that it refused"),
            "",
        ),
    };
    UseChange { what: "constraint", title, wire, behaviour, advice: advice.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maximum(bound: Option<(u64, bool)>) -> Constraints {
        Constraints { maximum: bound.map(|(number, open)| (number.into(), open)), ..Constraints::default() }
    }

    #[test]
    fn bounds_are_stricter_or_looser() {
        let check = |old: Option<(u64, bool)>, new: Option<(u64, bool)>, expect: Option<(&str, bool)>| {
            let found = compare(&maximum(old), &maximum(new));
            let found = found.first().map(|one| (one.title.as_str(), one.wire.sent.level == super::super::Level::Breaking));
            assert_eq!(found, expect, "{old:?} {new:?}");
        };
        check(
            Some((100, false)),
            Some((1000, false)),
            Some(("takes a value of at most 1000 instead of a value of at most 100", false)),
        );
        check(
            Some((5, false)),
            Some((5, true)),
            Some(("takes a value of at most 5 (exclusive) instead of a value of at most 5", true)),
        );
        check(
            Some((5, true)),
            Some((5, false)),
            Some(("takes a value of at most 5 instead of a value of at most 5 (exclusive)", false)),
        );
        check(None, Some((5, false)), Some(("takes only a value of at most 5 now", true)));
        check(Some((5, false)), None, Some(("need not be a value of at most 5 any more", false)));
        check(Some((5, false)), Some((5, false)), None);
    }
}
