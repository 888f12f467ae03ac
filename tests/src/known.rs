//! Which properties of a body its type knows, rather than that it keeps them as members that nobody declared.
//!
//! A type that has lost a property still gives it back: undeclared members are kept. So each property that the document's reading
//! reaches gets a value of another JSON type once, which only a type that knows the property can take amiss.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::document::escape;
use crate::draw::{Drawn, Kind, Site};
use crate::mutate::pruned;
use crate::place::{Direction, Place};

/// A property of the object at a place, which is named by what it means.
pub type Property = (String, String);

/// The JSON types but null, each with a value of it that no property of it should expect.
fn samples() -> [(&'static str, Value); 5] {
    [
        ("object", json!({"x-unheard-of": [true]})),
        ("array", json!([{"x-unheard-of": true}])),
        ("string", json!("x-unheard-of")),
        ("number", json!(-7.25)),
        ("boolean", json!(true)),
    ]
}

/// How a drawing gets to a property: its point, and the ways to take before it.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// The point, as [`draw`](crate::draw) names it.
    pub point: String,
    /// By fork.
    pub told: BTreeMap<String, usize>,
}

/// All properties that travel in a direction, at any depth of a body, with what variants and maps have.
pub fn reached(place: &Place<'_>, direction: Direction) -> BTreeMap<Property, Way> {
    let mut reach = Reach { direction, seen: BTreeSet::new(), found: BTreeMap::new() };
    reach.visit(place, &Way::default());
    reach.found
}

struct Reach {
    direction: Direction,
    seen: BTreeSet<String>,
    found: BTreeMap<Property, Way>,
}

impl Reach {
    fn visit(&mut self, place: &Place<'_>, way: &Way) {
        let identity = place.identity();
        if !self.seen.insert(identity.clone()) {
            return;
        }
        if let Some(union) = place.open_union() {
            for (index, variant) in union.variants.iter().enumerate() {
                let point = format!("{}<{}>", way.point, variant.name);
                self.visit(&place.pick(&union, variant), &way.after("variant", index).at(point));
            }
            return;
        }
        let types = place.types().unwrap_or_default();
        let of_type = |name: &str| way.after("type", types.iter().position(|one| *one == name).unwrap_or(0));
        let below = |way: &Way, step: &str| way.clone().at(format!("{}{step}", way.point));
        let object = of_type("object");
        for (name, member) in place.properties() {
            if place.tags().contains_key(name) || !member.is_hidden(self.direction) {
                let way = below(&object, &format!("/{}", escape(name)));
                self.found.insert((identity.clone(), name.to_owned()), way.clone());
                self.visit(&member, &way);
            }
        }
        for (pattern, member) in place.patterns() {
            self.visit(&member, &below(&object, &format!("{{{pattern}}}")));
        }
        place.additional().iter().for_each(|inner| self.visit(inner, &below(&object, "{}")));
        let items = place.items().into_iter().chain(place.prefix_items());
        items.for_each(|inner| self.visit(&inner, &below(&of_type("array"), "[]")));
    }
}

impl Way {
    fn after(&self, fork: &str, taken: usize) -> Self {
        let mut way = self.clone();
        way.told.insert(format!("{}?{fork}", way.point), taken);
        way
    }

    fn at(self, point: String) -> Self {
        Self { point, ..self }
    }
}

/// The properties that a drawn value holds.
pub fn held(drawn: &Drawn<'_>) -> BTreeSet<Property> {
    let mut found = BTreeSet::new();
    for (_, place, name) in properties(drawn) {
        found.insert((place.identity(), name));
    }
    found
}

/// The properties in a drawn value, with where they are.
fn properties<'a, 'd>(drawn: &'a Drawn<'d>) -> impl Iterator<Item = (&'a Site<'d>, &'a Place<'d>, String)> {
    drawn.sites.iter().flat_map(|site| {
        let Kind::Object(place) = &site.kind else { return Vec::new() };
        let members = drawn.value.pointer(&site.path).and_then(Value::as_object);
        let declared = place.properties();
        let names = members.into_iter().flat_map(|members| members.keys()).filter(|name| declared.contains_key(name.as_str()));
        names.map(|name| (site, place, name.clone())).collect()
    })
}

/// A value whose property is of another JSON type than the document says.
#[derive(Clone, Debug)]
pub struct Mistyped {
    /// Which property.
    pub property: Property,
    /// Where it is, as JSON pointer of both values.
    pub path: String,
    /// The value as it should be.
    pub right: Value,
    /// The value with the other type.
    pub wrong: Value,
    /// Whether it need not be refused, since a union keeps what fits none of its variants.
    pub is_loose: bool,
}

/// One such value for each property that is in a drawn one. None: the document gives it no type. In a union, the value as it should
/// be has to be valid, since it has to be of one variant only.
pub fn mistyped(drawn: &[Drawn<'_>], is_valid: impl Fn(&Value) -> bool) -> BTreeMap<Property, Option<Mistyped>> {
    let mut found = BTreeMap::new();
    for one in drawn {
        for (site, place, name) in properties(one) {
            let property = (place.identity(), name);
            if found.contains_key(&property) {
                continue;
            }
            let member = &place.properties()[property.1.as_str()];
            let is_tag = place.tags().contains_key(&property.1);
            let types = match is_tag {
                true => Some(["string"].into()),
                false if is_of_unknown_variant(place) => None,
                // Nothing but null says no more than that there is nothing.
                false => types(member, &mut BTreeSet::new()).filter(|types| !types.is_empty()),
            };
            let wrong = types.and_then(|types| samples().into_iter().find(|(name, _)| !types.contains(name)));
            let is_loose = site.is_loose || is_tag || is_open(member);
            let right = pruned(one, site);
            if is_loose && !is_valid(&right) {
                continue;
            }
            let mutant = wrong.map(|(_, wrong)| {
                let path = format!("{}/{}", site.path, escape(&property.1));
                let mut mutant = right.clone();
                *mutant.pointer_mut(&path).unwrap() = wrong;
                Mistyped { property: property.clone(), path, right, wrong: mutant, is_loose }
            });
            found.insert(property, mutant);
        }
    }
    found
}

/// The JSON types that a value at a place may have, null aside. None: any.
fn types<'d>(place: &Place<'d>, seen: &mut BTreeSet<String>) -> Option<BTreeSet<&'d str>> {
    if !seen.insert(place.identity()) {
        return Some(BTreeSet::new());
    }
    if let Some(union) = place.open_union() {
        let of_each = union.variants.iter().map(|variant| types(&place.pick(&union, variant), seen));
        return of_each.reduce(|a, b| Some(&a? | &b?))?;
    }
    let listed = place.listed().map(|listed| listed.iter().map(type_of).collect::<BTreeSet<_>>());
    let plain = |one| if one == "integer" { "number" } else { one };
    let named = place.types().map(|types| types.into_iter().map(plain).collect());
    match (named, listed) {
        (Some(named), Some(listed)) => Some(&named & &listed),
        // A list of values of several types may be added to, by a value of any.
        (None, Some(listed)) if listed.len() > 1 => None,
        (one, other) => one.or(other),
    }
}

/// Whether a value that is none of those here is kept as unknown: in a union, which several types are, too, and in a list of
/// values that are no strings.
fn is_open(place: &Place<'_>) -> bool {
    let is_listed = place.listed().is_some_and(|listed| !listed.iter().all(Value::is_string));
    is_listed || place.open_union().is_some() || place.types().is_some_and(|types| types.len() > 1)
}

/// Whether what is drawn here is an object of a variant that nobody knows, which is kept as it comes: that of a union by
/// inheritance, whose variants are not looked for.
fn is_of_unknown_variant(place: &Place<'_>) -> bool {
    let tag = place.first("discriminator").and_then(|discriminator| discriminator.get("propertyName")?.as_str());
    tag.is_some_and(|tag| !place.tags().contains_key(tag))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

impl Mistyped {
    /// Whether two values were understood in the same way but for the property itself, by how what they were decoded to shows
    /// itself: that is what it looks like where the property is kept as it came.
    pub fn is_unnoticed(&self, right: &str, wrong: &str) -> bool {
        let shown = |value: &Value| format!("{:?}: {:?}", self.property.1, value.pointer(&self.path).unwrap_or(&Value::Null));
        let mark = |text: &str, value: &Value| text.replace(&shown(value), "…");
        mark(right, &self.right) == mark(wrong, &self.wrong)
    }
}
