//! What an object's members are: `required` on a property, `additionalProperties`, `patternProperties`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::Normalizer;
use super::super::at::At;
use super::super::grammar::Kind;
use super::super::references::{Target, to_component};
use super::super::walk::Object;
use super::keep;

impl Normalizer<'_> {
    /// Settles the members of an object.
    pub(super) fn settle_objects(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        self.lift_required(object, out, at);
        self.settle_additional(object, out, at);
        if let Some(Value::Object(patterns)) = object.get("patternProperties")
            && !patterns.is_empty()
        {
            self.settle_patterns(patterns, out, at);
        }
        if let Some(names) = object.get("propertyNames") {
            match pattern_of_names(names) {
                Some(patterns) => add_names(out, patterns),
                None => self.keep_unchecked(out, "propertyNames", names, at.key("propertyNames")),
            }
        }
    }

    /// `required: true` on a property, as in old JSON Schema, names it among the required of its object.
    fn lift_required(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        let Some(Value::Object(properties)) = object.get("properties") else { return };
        let place = at.key("properties");
        let mut lifted = Vec::new();
        for (name, property) in properties {
            let Some(said @ (Value::Bool(_) | Value::String(_))) = property.get("required") else { continue };
            self.repaired(
                place.key(name).key("required"),
                "`required` is a list of the object that has the property",
                &format!("write `required: [{name}]` beside the `properties`, and remove it here"),
            );
            if *said == json!(true) || *said == json!("true") {
                lifted.push(name);
            }
        }
        if lifted.is_empty() {
            return;
        }
        let list = out.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            let listed: BTreeSet<String> = list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
            list.extend(lifted.into_iter().filter(|name| !listed.contains(*name)).map(|name| json!(name)));
        }
    }

    /// `unevaluatedProperties` stands in for `additionalProperties` where only it is there.
    fn settle_additional(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            let place = at.key(keyword);
            let additional = match object.get(keyword) {
                None | Some(Value::Null) => continue,
                Some(Value::String(text)) if text == "true" || text == "false" => json!(text == "true"),
                Some(Value::Bool(allowed)) => json!(allowed),
                Some(schema) => {
                    if keyword == "unevaluatedProperties" && !out.contains_key("additionalProperties") {
                        self.moved(at.key("additionalProperties"), place);
                        self.schema(schema, at.key("additionalProperties"))
                    } else {
                        self.schema(schema, place)
                    }
                }
            };
            out.entry("additionalProperties").or_insert(additional);
        }
    }

    /// Members whose names match a pattern become the additional ones, if no others are allowed and they are all alike; else
    /// they are kept apart.
    fn settle_patterns(&mut self, patterns: &Object, out: &mut Object, at: At<'_>) {
        let place = at.key("patternProperties");
        let are_alike = patterns.values().zip(patterns.values().skip(1)).all(|(one, next)| one == next);
        if are_alike && out.get("additionalProperties") == Some(&json!(false)) {
            return self.settle_map(patterns, out, at);
        }
        let mut references = Object::new();
        for (pattern, schema) in patterns {
            if let Some(reference) = self.schema_component(schema, place.key(pattern)) {
                references.insert(pattern.clone(), reference);
            }
        }
        keep(out, "pattern-properties", Value::Object(references));
    }

    fn settle_map(&mut self, patterns: &Object, out: &mut Object, at: At<'_>) {
        let place = at.key("patternProperties");
        let Some((first, schema)) = patterns.iter().next() else { return };
        if let Some(reference) = self.schema_component(schema, place.key(first)) {
            self.moved(at.key("additionalProperties"), place);
            out.insert("additionalProperties".to_owned(), reference);
        }
        let all: Vec<&str> = patterns.keys().map(String::as_str).collect();
        add_names(out, vec![any_of(&all)]);
    }

    /// A schema as a reference to a component of its own.
    pub(super) fn schema_component(&mut self, schema: &Value, at: At<'_>) -> Option<Value> {
        if let Some(reference) = super::super::files::plain_reference(schema) {
            return match self.component(reference, Kind::Schema, at)? {
                Target::Named(name) => Some(to_component("schemas", &name)),
                Target::Here(_) => None,
            };
        }
        let origin = self.origins.resolve(&at.pointer());
        let name = self.hoist(Kind::Schema, "schemas", &origin);
        Some(to_component("schemas", &name))
    }
}

/// Adds patterns that every name of an undeclared member matches.
fn add_names(out: &mut Object, patterns: Vec<String>) {
    let all = out.entry("x-basetype-names").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.extend(patterns.into_iter().map(Value::from));
    }
}

/// One pattern for several of which one has to match.
fn any_of(patterns: &[&str]) -> String {
    match patterns {
        [one] => (*one).to_owned(),
        several => several.iter().map(|one| format!("(?:{one})")).collect::<Vec<_>>().join("|"),
    }
}

/// The patterns that say the same as a schema of names. None: it says what no pattern does.
fn pattern_of_names(names: &Value) -> Option<Vec<String>> {
    let Value::Object(names) = names else { return (*names == true).then(Vec::new) };
    let count = |keyword: &str| names.get(keyword).and_then(Value::as_u64);
    let mut patterns = Vec::new();
    for (keyword, value) in names {
        match keyword.as_str() {
            "type" if value == "string" => {}
            "title" | "description" | "$comment" | "example" | "examples" => {}
            "pattern" => patterns.push(value.as_str()?.to_owned()),
            "const" => patterns.push(format!("^{}$", escaped(value.as_str()?))),
            "enum" => {
                let listed: Option<Vec<String>> = value.as_array()?.iter().map(|one| one.as_str().map(escaped)).collect();
                patterns.push(format!("^(?:{})$", listed?.join("|")));
            }
            "minLength" | "maxLength" => {}
            _ => return None,
        }
    }
    let (least, most) = (count("minLength"), count("maxLength"));
    if least.is_some() || most.is_some() {
        let most = most.map(|most| most.to_string()).unwrap_or_default();
        patterns.push(format!("^[^]{{{},{most}}}$", least.unwrap_or(0)));
    }
    Some(patterns)
}

/// A text as a pattern that matches it alone.
fn escaped(text: &str) -> String {
    let escape = |c: char| if r"\^$.*+?()[]{}|/".contains(c) { format!("\\{c}") } else { c.to_string() };
    text.chars().map(escape).collect()
}
