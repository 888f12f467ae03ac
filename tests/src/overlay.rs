//! Applies an overlay by itself: what the tests hold generated code against must not depend on what the generator makes of
//! an overlay. Version 1.0 only, and of that what is needed; whatever else an overlay asks for fails the test.

use serde_json::Value;
use serde_json_path::JsonPath;

/// Corrects a document.
pub fn apply(document: &mut Value, overlay: &Value) {
    assert!(overlay["overlay"].as_str().unwrap().starts_with("1.0."), "{}", overlay["overlay"]);
    for action in overlay["actions"].as_array().unwrap() {
        let path = JsonPath::parse(action["target"].as_str().unwrap()).unwrap();
        let mut targets: Vec<String> = path.query_located(document).locations().map(|place| place.to_json_pointer()).collect();
        assert!(!targets.is_empty(), "{path} selects nothing");
        targets.reverse();
        for target in targets {
            match (&action["remove"], &action["update"]) {
                (Value::Bool(true), _) => remove(document, &target),
                (Value::Null, update) => add(document.pointer_mut(&target).unwrap(), update),
                (other, _) => panic!("`remove: {other}`"),
            }
        }
    }
}

fn remove(document: &mut Value, target: &str) {
    let (parent, key) = target.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(&key.replace("~1", "/").replace("~0", "~")).unwrap()),
        Value::Array(items) => drop(items.remove(key.parse().unwrap())),
        other => panic!("{other} has no members"),
    }
}

fn add(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Array(items), entry) => items.push(entry.clone()),
        (Value::Object(members), Value::Object(update)) => {
            for (key, value) in update {
                merge(members.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, update) => panic!("{update} for {target}"),
    }
}

fn merge(old: &mut Value, new: &Value) {
    match (&mut *old, new) {
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        (Value::Object(_), Value::Object(_)) => add(old, new),
        _ => *old = new.clone(),
    }
}
