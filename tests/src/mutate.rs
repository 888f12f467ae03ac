//! Changes to drawn values, one at a time.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::choices::Choices;
use crate::document::escape;
use crate::draw::{Drawn, Kind, Site, least, values_at};
use crate::place::{Direction, Place};
use crate::text;

/// The member, enum value and tag that no document declares.
pub const UNKNOWN: &str = "x-unheard-of";

/// What was done to a value.
#[derive(Clone, Debug)]
pub enum Change<'d> {
    /// A member that the object's own schemas require is gone.
    Removed(Place<'d>, String),
    /// A member is gone that only its union can miss: a tag that no schema requires, or a required member in a union
    /// without a discriminator.
    RemovedInUnion,
    /// A member that need not be there is gone.
    Omitted,
    /// A member that is not declared was added.
    UnknownMember,
    /// An item of a tuple that must be there is gone.
    Shortened,
    /// An item that a tuple does not declare was added.
    UnknownItem,
    /// A listed value became another.
    UnknownValue,
    /// A union's tag became another.
    UnknownTag,
    /// Members that do not travel in this direction were added; this is the value without them.
    Hidden(Value),
}

/// A changed value.
#[derive(Clone, Debug)]
pub struct Mutant<'d> {
    /// What was done.
    pub change: Change<'d>,
    /// Where, as JSON pointer of the value.
    pub path: String,
    /// The value now.
    pub value: Value,
    /// Which of the drawn values it was.
    pub of: usize,
}

/// All changes of drawn values of one body, each once for each place of the schema.
pub fn mutants<'d>(drawn: &[Drawn<'d>], direction: Direction) -> Vec<Mutant<'d>> {
    let mut changes = Changes { direction, of: 0, seen: BTreeSet::new(), found: Vec::new() };
    for (index, one) in drawn.iter().enumerate() {
        changes.of = index;
        for site in &one.sites {
            match &site.kind {
                Kind::Object(place) => changes.of_object(one, site, place),
                Kind::Tuple(place) => changes.of_tuple(one, site, place),
                Kind::Listed(listed) => changes.of_listed(one, site, listed),
                Kind::DateTime => {}
            }
        }
    }
    changes.found
}

/// A drawn value without most of what need not be there: the members of a site stay, and what leads to it. Else each change
/// would be made to a value that is as large as all there is in the schema.
pub fn pruned(drawn: &Drawn<'_>, site: &Site<'_>) -> Value {
    let mut value = drawn.value.clone();
    // From the outermost on, so that most of what is within is gone when its turn comes.
    for other in drawn.sites.iter().rev().filter(|other| !other.is_loose && other.path != site.path) {
        let Kind::Object(place) = &other.kind else { continue };
        let Some(Value::Object(members)) = value.pointer_mut(&other.path) else { continue };
        let path = |name: &str| format!("{}/{}", other.path, escape(name));
        if place.lower("minProperties").is_none() {
            let required = place.required();
            let is_kept = |name: &str| required.contains(name) || place.tags().contains_key(name);
            members.retain(|name, _| is_kept(name) || is_within(&site.path, &path(name)));
        }
        let properties = place.properties();
        let lists = members.iter_mut().filter_map(|(name, member)| Some((name, member.as_array_mut()?)));
        for (name, list) in lists {
            if properties.get(name.as_str()).is_some_and(is_list_of_any_length) {
                let leading = (0..list.len()).find(|index| is_within(&site.path, &format!("{}/{index}", path(name))));
                list.truncate(leading.map_or(0, |index| index + 1));
            }
        }
    }
    value
}

/// Whether a place of a value is another one, or within it.
fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether what is at a place may lose its last items.
fn is_list_of_any_length(place: &Place<'_>) -> bool {
    place.open_union().is_none() && place.lower("minItems").is_none() && place.prefix_items().is_empty()
}

struct Changes<'d> {
    direction: Direction,
    of: usize,
    seen: BTreeSet<String>,
    found: Vec<Mutant<'d>>,
}

impl<'d> Changes<'d> {
    /// Notes a change, if it is the first of its kind at its place of the schema.
    fn push(&mut self, site: &Site<'d>, name: &str, change: Change<'d>, value: impl FnOnce() -> Value) {
        let kind = std::mem::discriminant(&change);
        if self.seen.insert(format!("{} {name} {kind:?}", site.point)) {
            let path = format!("{}/{}", site.path, escape(name));
            self.found.push(Mutant { change, path, value: value(), of: self.of });
        }
    }

    fn of_object(&mut self, drawn: &Drawn<'d>, site: &Site<'d>, place: &Place<'d>) {
        let changed = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut value = pruned(drawn, site);
            change(value.pointer_mut(&site.path).unwrap().as_object_mut().unwrap());
            value
        };
        let object = drawn.value.pointer(&site.path).unwrap().as_object().unwrap();
        let required = place.required();
        for name in object.keys() {
            let is_required = required.contains(name.as_str());
            let change = if is_required && site.is_loose {
                Change::RemovedInUnion
            } else if is_required {
                Change::Removed(place.clone(), name.clone())
            } else if place.tags().contains_key(name) {
                Change::RemovedInUnion
            } else {
                Change::Omitted
            };
            self.push(site, name, change, || changed(&|object| drop(object.remove(name))));
        }
        for tag in place.tags().keys() {
            self.push(site, tag, Change::UnknownTag, || changed(&|object| drop(object.insert(tag.clone(), UNKNOWN.into()))));
        }
        let patterns = place.patterns();
        let is_by_pattern = patterns.keys().any(|pattern| text::is_match(pattern, UNKNOWN));
        // Where only names of some patterns are allowed, it is a map without a place for others.
        let is_map = place.is_closed() && !patterns.is_empty();
        if place.additional().is_none() && !is_by_pattern && !is_map {
            let unknown = json!({"of": ["any", {"kind": null}], "number": 1.5});
            let add = |object: &mut serde_json::Map<String, Value>| drop(object.insert(UNKNOWN.into(), unknown.clone()));
            self.push(site, UNKNOWN, Change::UnknownMember, || changed(&add));
        }
        self.hidden(drawn, site, place);
    }

    /// Adds all members at once that do not travel in this direction.
    fn hidden(&mut self, drawn: &Drawn<'d>, site: &Site<'d>, place: &Place<'d>) {
        let other = match self.direction {
            Direction::Request => Direction::Response,
            Direction::Response => Direction::Request,
        };
        let properties = place.properties().into_iter();
        let hidden = properties.filter(|(name, member)| member.is_hidden(self.direction) && !place.tags().contains_key(*name));
        let hidden: Vec<_> = hidden.map(|(name, member)| (name.to_owned(), least(&member, other).value)).collect();
        if hidden.is_empty() {
            return;
        }
        let without = pruned(drawn, site);
        let mut value = without.clone();
        value.pointer_mut(&site.path).unwrap().as_object_mut().unwrap().extend(hidden);
        self.push(site, "", Change::Hidden(without), || value);
    }

    fn of_tuple(&mut self, drawn: &Drawn<'d>, site: &Site<'d>, place: &Place<'d>) {
        let changed = |change: &dyn Fn(&mut Vec<Value>)| {
            let mut value = drawn.value.clone();
            change(value.pointer_mut(&site.path).unwrap().as_array_mut().unwrap());
            value
        };
        let (prefix, count) = (place.prefix_items().len(), drawn.value.pointer(&site.path).unwrap().as_array().unwrap().len());
        let least = (place.lower("minItems").unwrap_or(0.0) as usize).min(prefix);
        if least > 0 {
            let change = if site.is_loose { Change::RemovedInUnion } else { Change::Shortened };
            self.push(site, "", change, || changed(&|items| items.truncate(least - 1)));
        }
        if place.items().is_none() && count >= prefix {
            self.push(site, "", Change::UnknownItem, || changed(&|items| items.push(json!({"unheard": "of"}))));
        }
    }

    fn of_listed(&mut self, drawn: &Drawn<'d>, site: &Site<'d>, listed: &[Value]) {
        let unknown = if listed.iter().all(Value::is_string) {
            Value::from("SOMETHING_NEW")
        } else if listed.iter().all(|value| value.is_i64() || value.is_u64()) {
            Value::from(987_654_321)
        } else if listed.iter().all(Value::is_number) {
            Value::from(987_654_321.5)
        } else if listed.iter().all(Value::is_boolean) {
            return;
        } else {
            json!({"something": ["new", 1.5, null]})
        };
        self.push(site, "", Change::UnknownValue, || {
            let mut value = pruned(drawn, site);
            *value.pointer_mut(&site.path).unwrap() = unknown;
            value
        });
    }
}

/// A value for a parameter: the same for one seed.
pub fn any_value(place: &Place<'_>, seed: u64) -> Value {
    let mut drawn = values_at(place, Direction::Request, 0);
    let index = Choices::random(seed).vary(drawn.len());
    drawn.swap_remove(index).value
}
