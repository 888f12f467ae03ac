//! The same document gives the same bytes: in any run, and however the keys of its objects are ordered.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use basetype::Files;
use basetype_tests::fixture::Fixture;
use serde_yaml::{Mapping, Value};

/// Puts the members of an object into some order.
type Order = fn(&mut Vec<(Value, Value)>);

/// A document with the keys of all objects in another order.
fn reordered(value: Value, order: Order) -> Value {
    match value {
        Value::Mapping(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(key, value)| (key, reordered(value, order))).collect();
            order(&mut members);
            Value::Mapping(members.into_iter().collect::<Mapping>())
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(|item| reordered(item, order)).collect()),
        other => other,
    }
}

fn files(fixture: &Fixture) -> Files {
    let outcome = fixture.generate(None);
    outcome.files.unwrap_or_else(|| panic!("{}: {}", fixture.name, outcome.report.text(false)))
}

#[track_caller]
fn same(fixture: &Fixture, expect: &Files, found: &Files) {
    assert_eq!(expect.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>(), "{}", fixture.name);
    for (path, text) in expect {
        assert_eq!(Some(text), found.get(path), "{}: {path}", fixture.name);
    }
}

/// Every accepted fixture, and the networking document.
fn documents() -> Vec<Fixture> {
    let mut documents = Fixture::all("accepted");
    documents.push(Fixture::networking());
    documents
}

#[test]
fn two_runs_give_the_same_bytes() {
    for fixture in documents() {
        same(&fixture, &files(&fixture), &files(&fixture));
    }
}

#[test]
fn the_order_of_keys_changes_no_byte() {
    let orders: [Order; 2] =
        [|members| members.reverse(), |members| members.sort_by(|(a, _), (b, _)| a.as_str().cmp(&b.as_str()))];
    for fixture in documents() {
        let expect = files(&fixture);
        for order in orders {
            let value = reordered(serde_yaml::from_str(&fixture.text).unwrap(), order);
            let mut other = fixture.clone();
            other.text = serde_yaml::to_string(&value).unwrap();
            assert_ne!(other.text, fixture.text);
            same(&fixture, &expect, &files(&other));
        }
    }
}
