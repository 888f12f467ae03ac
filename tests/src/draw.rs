//! Draws values of a body from the document's schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::choices::{Choices, cover};
use crate::document::{Body, Document, Side, escape};
use crate::place::{Direction, Place};
use crate::text;

/// How many levels of a schema within itself are drawn where it could go on.
const LEVELS: usize = 2;
/// How many values one drawing has before it leaves out what it can.
const LARGE: usize = 3_000;
/// How deep a value gets before the schema is taken to have no finite value.
const DEEPEST: usize = 120;

/// A drawn value.
#[derive(Clone, Debug)]
pub struct Drawn<'d> {
    /// The value.
    pub value: Value,
    /// What is where in it.
    pub sites: Vec<Site<'d>>,
}

/// A value within a drawn one.
#[derive(Clone, Debug)]
pub struct Site<'d> {
    /// Its JSON pointer.
    pub path: String,
    /// Where its schema is: the path with the items of a list as one, and with the variants that lead there.
    pub point: String,
    /// What it is.
    pub kind: Kind<'d>,
    /// Whether it is in a union whose variant is not found by a tag alone, which takes a value that fits no variant for an unknown one.
    pub is_loose: bool,
}

/// What a value within a drawn one is, as far as tests take an interest.
#[derive(Clone, Debug)]
pub enum Kind<'d> {
    /// An object.
    Object(Place<'d>),
    /// A list whose first items have schemas of their own.
    Tuple(Place<'d>),
    /// One of listed values.
    Listed(Vec<Value>),
    /// A string of format `date-time`.
    DateTime,
}

/// How much of what need not be there is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Least,
    Most,
    Any,
}

/// The direction in which a body travels.
pub fn direction(side: &Side) -> Direction {
    match side {
        Side::Request => Direction::Request,
        Side::Response(_) => Direction::Response,
    }
}

/// Values of a body: the least, the whole with every variant, listed value and null, and `random` more.
pub fn values<'d>(document: &'d Document, body: &Body<'d>, random: u64) -> Vec<Drawn<'d>> {
    values_at(&Place::new(document, &body.pointer, body.schema), direction(&body.side), random)
}

/// The same for any place.
pub fn values_at<'d>(place: &Place<'d>, direction: Direction, random: u64) -> Vec<Drawn<'d>> {
    let mut drawn = vec![least(place, direction)];
    drawn.extend(cover(|choices| draw(place, direction, Extent::Most, choices)));
    drawn.extend((1..=random).map(|seed| draw(place, direction, Extent::Any, &mut Choices::random(seed))));
    drawn
}

/// A value with what leads to a point and what is there, by the ways told.
pub fn toward<'d>(place: &Place<'d>, direction: Direction, point: &str, told: &BTreeMap<String, usize>) -> Drawn<'d> {
    draw(place, direction, Extent::Most, &mut Choices::toward(point, told))
}

/// The least value: required members only.
pub fn least<'d>(place: &Place<'d>, direction: Direction) -> Drawn<'d> {
    draw(place, direction, Extent::Least, &mut Choices::first())
}

/// The whole value: all members, with the first variant of each union.
pub fn whole<'d>(place: &Place<'d>, direction: Direction) -> Drawn<'d> {
    draw(place, direction, Extent::Most, &mut Choices::first())
}

fn draw<'d>(place: &Place<'d>, direction: Direction, extent: Extent, choices: &mut Choices) -> Drawn<'d> {
    let mut drawing = Drawing { direction, extent, choices, around: Vec::new(), sites: Vec::new(), count: 0, loose: 0 };
    let value = drawing.value(place, "", "");
    Drawn { value, sites: drawing.sites }
}

struct Drawing<'d, 'c> {
    direction: Direction,
    extent: Extent,
    choices: &'c mut Choices,
    /// The places around the one that is being drawn.
    around: Vec<String>,
    sites: Vec<Site<'d>>,
    count: usize,
    /// How many unions are around whose variant is not found by a tag alone.
    loose: usize,
}

impl<'d> Drawing<'d, '_> {
    fn value(&mut self, place: &Place<'d>, path: &str, point: &str) -> Value {
        assert!(self.around.len() < DEEPEST, "no finite value: {point}");
        self.count += 1;
        if place.is_nullable() && self.takes_null(place, point) {
            return Value::Null;
        }
        self.around.push(place.identity());
        let loose = self.loose;
        let value = self.present(place.clone(), path, point);
        self.loose = loose;
        self.around.pop();
        value
    }

    fn takes_null(&mut self, place: &Place<'d>, point: &str) -> bool {
        self.is_deep(place) || self.choices.choose(&format!("{point}?null"), 2) == 1
    }

    /// Whether a place is within itself as often as it should be.
    fn is_deep(&self, place: &Place<'d>) -> bool {
        let identity = place.identity();
        self.count > LARGE || self.around.iter().filter(|other| **other == identity).count() >= LEVELS
    }

    fn present(&mut self, mut place: Place<'d>, path: &str, point: &str) -> Value {
        let mut point = point.to_owned();
        while let Some(union) = place.open_union() {
            let index = self.choices.choose(&format!("{point}?variant"), union.variants.len());
            let variant = &union.variants[index];
            self.loose += usize::from(!union.finds(variant));
            point = format!("{point}<{}>", variant.name);
            place = place.pick(&union, variant);
        }
        if place.listed().is_some_and(|listed| listed.is_empty()) && place.is_nullable() {
            return Value::Null;
        }
        if let Some(listed) = place.listed().filter(|listed| !listed.is_empty()) {
            let index = self.choices.choose(&format!("{point}="), listed.len());
            let value = listed[index].clone();
            self.note(path, &point, Kind::Listed(listed));
            return value;
        }
        let Some(types) = place.types() else { return self.anything() };
        let index = self.choices.choose(&format!("{point}?type"), types.len());
        match types.get(index).copied() {
            Some("object") => self.object(&place, path, &point),
            Some("array") => self.array(&place, path, &point),
            Some("integer") => text::integer(&place, self.choices),
            Some("number") => text::number(&place, self.choices),
            Some("boolean") => Value::Bool(self.choices.vary(2) == 0),
            Some("string") => self.string(&place, path, &point),
            _ => Value::Null,
        }
    }

    fn note(&mut self, path: &str, point: &str, kind: Kind<'d>) {
        self.sites.push(Site { path: path.to_owned(), point: point.to_owned(), kind, is_loose: self.loose > 0 });
    }

    fn anything(&mut self) -> Value {
        let forms = [json!({"any": {"thing": [1, "two", null]}}), json!(["a", 1.5]), json!("text"), json!(12), json!(true)];
        forms[self.choices.vary(forms.len())].clone()
    }

    fn string(&mut self, place: &Place<'d>, path: &str, point: &str) -> Value {
        if place.first("format").is_some_and(|format| format == "date-time") {
            self.note(path, point, Kind::DateTime);
        }
        Value::String(text::string(place, self.choices))
    }

    fn array(&mut self, place: &Place<'d>, path: &str, point: &str) -> Value {
        let least = place.lower("minItems").unwrap_or(0.0) as usize;
        let most = place.upper("maxItems").map_or(usize::MAX, |most| most as usize);
        let (prefix, items) = (place.prefix_items(), place.items());
        let most = if place.ends_after_prefix() { most.min(prefix.len()) } else { most };
        let is_deep = items.as_ref().is_some_and(|items| self.is_deep(items));
        let wanted = match self.extent {
            _ if is_deep => least,
            Extent::Least => least,
            Extent::Most if !self.choices.wants(&format!("{point}[]")) => least,
            Extent::Most => 2.max(if prefix.is_empty() { 0 } else { prefix.len() + 1 }).clamp(least, most.max(least)),
            Extent::Any => (least + self.choices.vary(4)).min(most),
        };
        let end = prefix.iter().position(|item| self.is_deep(item)).unwrap_or(usize::MAX);
        let wanted = wanted.min(end.max(least));
        let mut list = Vec::new();
        for turn in 0..wanted {
            if turn > 0 {
                self.choices.repeat();
            }
            let unique = place.wants_unique().then_some(&list);
            let item =
                self.item(prefix.get(turn).or(items.as_ref()), unique, &format!("{path}/{}", list.len()), &format!("{point}[]"));
            list.extend(item);
            if turn > 0 {
                self.choices.repeated();
            }
        }
        if !prefix.is_empty() {
            self.note(path, point, Kind::Tuple(place.clone()));
        }
        Value::Array(list)
    }

    /// An item, unlike those of `unique`. None: there is no other.
    fn item(&mut self, items: Option<&Place<'d>>, unique: Option<&Vec<Value>>, path: &str, point: &str) -> Option<Value> {
        let first_site = self.sites.len();
        for _ in 0..50 {
            let item = match items {
                Some(items) => self.value(items, path, point),
                None => self.anything(),
            };
            if !unique.is_some_and(|others| others.contains(&item)) {
                return Some(item);
            }
            self.sites.truncate(first_site);
        }
        None
    }

    fn object(&mut self, place: &Place<'d>, path: &str, point: &str) -> Value {
        let properties = place.properties();
        let required = place.required();
        let mut members = Map::new();
        for (property, values) in place.tags() {
            let index = self.choices.choose(&format!("{point}?tag"), values.len());
            members.insert(property.clone(), Value::String(values[index].clone()));
        }
        let names: BTreeSet<&str> = properties.keys().chain(&required).copied().collect();
        for name in names.into_iter().filter(|name| !place.tags().contains_key(*name)) {
            let undeclared = place.additional();
            let member = properties.get(name).or(undeclared.as_ref());
            if member.is_some_and(|member| member.is_hidden(self.direction)) {
                continue;
            }
            let (path, point) = (format!("{path}/{}", escape(name)), format!("{point}/{name}"));
            if required.contains(name) || self.takes_optional(member, &point) {
                let value = match member {
                    Some(member) => self.value(member, &path, &point),
                    None => self.anything(),
                };
                members.insert(name.to_owned(), value);
            }
        }
        for (pattern, member) in place.patterns() {
            if self.is_deep(&member) {
                continue;
            }
            let key = text::matching(pattern, 0, 20, self.choices).unwrap_or_default();
            let value = self.value(&member, &format!("{path}/{}", escape(&key)), &format!("{point}{{{pattern}}}"));
            members.insert(key, value);
        }
        self.additional(place, path, point, &mut members);
        self.note(path, point, Kind::Object(place.clone()));
        Value::Object(members)
    }

    fn takes_optional(&mut self, member: Option<&Place<'d>>, point: &str) -> bool {
        let is_deep = member.is_some_and(|member| self.is_deep(member));
        match self.extent {
            _ if is_deep => false,
            Extent::Least => false,
            Extent::Most => self.choices.wants(point),
            Extent::Any => self.choices.vary(2) == 0,
        }
    }

    /// Names for members that are not declared, as `propertyNames` has them.
    fn keys(&mut self, place: &Place<'d>) -> Vec<String> {
        const KEYS: [&str; 6] = ["first key", "ü/~\"key", "third", "fourth", "fifth", "sixth"];
        let names = place.first("propertyNames").unwrap_or(&Value::Null);
        if let Some(listed) = names["enum"].as_array() {
            return listed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        match names["pattern"].as_str() {
            Some(pattern) => text::matching(pattern, 0, 20, self.choices).into_iter().collect(),
            None => KEYS.map(str::to_owned).into(),
        }
    }

    fn additional(&mut self, place: &Place<'d>, path: &str, point: &str, members: &mut Map<String, Value>) {
        let keys = self.keys(place);
        let schema = place.additional();
        let is_map = schema.is_some() || (place.properties().is_empty() && !place.is_closed());
        if !is_map {
            return;
        }
        let least = (place.lower("minProperties").unwrap_or(0.0) as usize).saturating_sub(members.len());
        let most = place.upper("maxProperties").map_or(keys.len(), |most| (most as usize).saturating_sub(members.len()));
        let is_deep = schema.as_ref().is_some_and(|schema| self.is_deep(schema));
        let wanted = match self.extent {
            _ if is_deep => least,
            Extent::Least => least,
            Extent::Most if !self.choices.wants(&format!("{point}{{}}")) => least,
            Extent::Most => 2.max(least),
            Extent::Any => least + self.choices.vary(3),
        };
        for (index, key) in keys.into_iter().enumerate().take(wanted.min(most)) {
            if index > 0 {
                self.choices.repeat();
            }
            let value = match &schema {
                Some(schema) => self.value(schema, &format!("{path}/{}", escape(&key)), &format!("{point}{{}}")),
                None => self.anything(),
            };
            members.insert(key, value);
            if index > 0 {
                self.choices.repeated();
            }
        }
    }
}
