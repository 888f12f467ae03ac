//! What generated types must do with the values of a document's bodies.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use crate::constants;
use crate::document::{Body, Document, Side};
use crate::draw::{Drawn, Kind, direction, toward, values};
use crate::known::{self, Mistyped, Property, Way};
use crate::mutate::{Change, Mutant, mutants};
use crate::place::Place;
use crate::schema::{Checker, Checkers};
use crate::text::same_instant;
use crate::uses::Uses;

/// How many values are drawn by chance for each body.
const RANDOM: u64 = 8;
/// Keywords that drawing knows nothing of.
const UNDRAWN: [&str; 6] = ["not", "if", "contains", "propertyNames", "dependentRequired", "dependentSchemas"];
/// How many failures of one body are told.
const TOLD: usize = 12;
/// What is counted besides what it is part of.
const CAME_ALONG: &str = "tags that need not be there came along";

/// Generated code that decodes a value as the type of a body, and encodes it again.
pub trait Codec {
    /// The value that comes back, or why it is refused.
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String>;

    /// What a value is decoded to, as `Debug` shows it, or why it is refused.
    fn shown(&mut self, body: &str, value: &Value) -> Result<String, String>;

    /// The type of a body, if it is known: bodies of one type and of one schema need be looked at once.
    fn type_of(&self, _body: &str) -> Option<&str> {
        None
    }
}

/// How many of each check held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: BTreeMap<&'static str, usize>,
    /// How many properties there are at any depth.
    pub properties: usize,
    /// How many of them came back, and were missed when they were of another JSON type. Of the others the document does not say
    /// of what type they are, or they failed.
    pub known: usize,
}

/// What came of a document's bodies.
#[derive(Debug, Default)]
pub struct Report {
    /// By body, but for those that are as another in schema and type.
    pub bodies: BTreeMap<String, Tally>,
    /// Those that are, with that other one, for which all was tried.
    pub alike: BTreeMap<String, String>,
    /// What did not hold, a line each, as far as it is told.
    pub failures: Vec<String>,
    /// How many values were drawn that are not valid by the document, and how many properties are in no valid value: no client
    /// has seen them. It is this crate's fault, or the document has no valid value.
    pub undrawn: usize,
    /// Those properties.
    pub unshown: Vec<String>,
    /// How many other checks did not hold.
    pub failed: usize,
}

impl Tally {
    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// How many checks of a kind held.
    pub fn of(&self, what: &str) -> usize {
        self.counts.get(what).copied().unwrap_or(0)
    }

    /// How many checks held.
    pub fn held(&self) -> usize {
        self.counts.iter().filter(|(what, _)| **what != CAME_ALONG).map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = self.bodies.keys().filter(|name| name.ends_with(" request")).count();
        writeln!(f, "{requests} request bodies, {} response bodies", self.bodies.len() - requests)?;
        let mut sums = BTreeMap::<&str, usize>::new();
        for (what, count) in self.bodies.values().flat_map(|tally| &tally.counts) {
            *sums.entry(what).or_default() += count;
        }
        sums.iter().try_for_each(|(what, count)| writeln!(f, "{count:>7} {what}"))?;
        let [properties, known] = self.properties();
        writeln!(f, "{properties:>7} properties, of which {known} have a type that is held to")?;
        self.failures.iter().try_for_each(|failure| writeln!(f, "FAILED {failure}"))
    }
}

impl Report {
    /// How many properties all bodies have, and how many of them are known to their types.
    pub fn properties(&self) -> [usize; 2] {
        [|tally: &Tally| tally.properties, |tally: &Tally| tally.known].map(|count| self.bodies.values().map(count).sum())
    }

    /// Runs all checks over the bodies of a document that are wanted.
    pub fn of(document: &Document, codec: &mut dyn Codec, wanted: impl Fn(&Side) -> bool) -> Self {
        let uses = Uses::in_responses(document);
        let checkers = Checkers::new(document);
        let has_undrawn = document.mentions(&UNDRAWN);
        let mut report = Self::default();
        let mut seen = BTreeMap::new();
        for body in document.json_bodies().into_iter().filter(|body| wanted(&body.side)) {
            if let Some(ty) = codec.type_of(&body.name) {
                let schema = Place::new(document, &body.pointer, body.schema).identity();
                let first = seen.entry((ty.to_owned(), schema, direction(&body.side))).or_insert_with(|| body.name.clone());
                if *first != body.name {
                    report.alike.insert(body.name.clone(), first.clone());
                    continue;
                }
            }
            let mut check = Check {
                body: &body,
                uses: &uses,
                codec,
                tally: Tally::default(),
                failures: Vec::new(),
                undrawn: 0,
                unshown: Vec::new(),
            };
            check.run(document, &checkers.of(&body), has_undrawn);
            report.undrawn += check.undrawn + check.unshown.len();
            report.unshown.append(&mut check.unshown);
            report.failed += check.failures.len() - check.undrawn;
            let more = check.failures.len().saturating_sub(TOLD);
            check.failures.truncate(TOLD);
            report.failures.append(&mut check.failures);
            report.failures.extend((more > 0).then(|| format!("{}: and {more} more", body.name)));
            report.bodies.insert(body.name.clone(), check.tally);
        }
        report
    }
}

struct Check<'a, 'd> {
    body: &'a Body<'d>,
    uses: &'a Uses,
    codec: &'a mut dyn Codec,
    tally: Tally,
    failures: Vec<String>,
    undrawn: usize,
    unshown: Vec<String>,
}

impl Check<'_, '_> {
    fn run(&mut self, document: &Document, checker: &Checker, has_undrawn: bool) {
        let place = Place::new(document, &self.body.pointer, self.body.schema);
        let direction = direction(&self.body.side);
        let reached = known::reached(&place, direction);
        let drawn = values(document, self.body, RANDOM);
        let (mut drawn, invalid): (Vec<_>, Vec<_>) = drawn.into_iter().partition(|one| checker.is_meant(&one.value));
        for one in &invalid {
            if has_undrawn && !drawn.is_empty() {
                self.tally.count("values left out, since drawing knows nothing of a keyword");
            } else {
                self.undrawn += 1;
                self.fail("a drawn value is not valid", "", &checker.errors(&one.value).join("; "), &one.value);
            }
        }
        // What is in none of these, since it is too deep in them or they are not valid, is drawn by itself.
        let mut held: BTreeSet<Property> = drawn.iter().flat_map(known::held).collect();
        for (property, Way { point, told }) in &reached {
            if !held.contains(property) {
                let one = toward(&place, direction, point, told);
                if checker.is_meant(&one.value) {
                    held.extend(known::held(&one));
                    drawn.push(one);
                }
            }
        }
        // Each change is made once, and that to the smallest value: what is within a union cannot be pruned.
        drawn.sort_by_cached_key(|one| one.value.to_string().len());
        let mut kept = BTreeSet::new();
        for one in &drawn {
            if self.drawn(checker, one) {
                kept.extend(known::held(one));
            }
        }
        self.properties(checker, &reached.into_keys().collect(), &drawn, &kept);
        for mutant in mutants(&drawn, direction) {
            self.mutant(checker, &mutant, &drawn[mutant.of]);
        }
    }

    /// Whether each property that there is came back, and is known to the type.
    fn properties(&mut self, checker: &Checker, reached: &BTreeSet<Property>, drawn: &[Drawn<'_>], kept: &BTreeSet<Property>) {
        self.tally.properties = reached.len();
        let tried: BTreeSet<Property> = drawn.iter().flat_map(known::held).collect();
        let mut mistyped = known::mistyped(drawn, |value| checker.is_meant(value));
        for property in reached {
            let (place, name) = property;
            if !tried.contains(property) {
                self.unshown(property, "is in no valid value");
            } else if !kept.contains(property) {
                self.fail("a property is in no value that came back", name, place, &Value::Null);
            } else if let Some(mistyped) = mistyped.remove(property) {
                self.tally.known += usize::from(mistyped.is_some_and(|it| self.is_known(&it)));
            } else {
                self.unshown(property, "is in no value of one variant only");
            }
        }
    }

    fn unshown(&mut self, (place, name): &Property, why: &str) {
        self.unshown.push(format!("{}: `{name}` of {place} {why}", self.body.name));
    }

    fn is_known(&mut self, mistyped: &Mistyped) -> bool {
        let (name, Mistyped { path, right, wrong, .. }) = (&self.body.name, mistyped);
        let error = match self.codec.round_trip(name, wrong) {
            Err(error) if error.starts_with("BUG") => error,
            Err(_) => return true,
            Ok(_) if !mistyped.is_loose => "it is accepted".to_owned(),
            Ok(_) => match (self.codec.shown(name, right), self.codec.shown(name, wrong)) {
                (Ok(right), Ok(wrong)) if !mistyped.is_unnoticed(&right, &wrong) => return true,
                (right, wrong) => format!("it makes no difference: {right:?} / {wrong:?}"),
            },
        };
        self.fail("a property of another type is not noticed", path, &error, wrong);
        false
    }

    fn fail(&mut self, what: &str, path: &str, detail: &str, value: &Value) {
        let mut text = value.to_string();
        if let Some((end, _)) = text.char_indices().nth(1_500) {
            text.truncate(end);
        }
        self.failures.push(format!("{}: {what} at `{path}`: {detail}\n         {text}", self.body.name));
    }

    /// Whether a drawn value came back.
    fn drawn(&mut self, checker: &Checker, drawn: &Drawn<'_>) -> bool {
        let mut back = match self.codec.round_trip(&self.body.name, &drawn.value) {
            Ok(back) => back,
            Err(error) => {
                self.fail("a valid value is refused", "", &error, &drawn.value);
                return false;
            }
        };
        let mut value = drawn.value.clone();
        self.take_out_constants(drawn, &mut back, &value);
        let changed = if same(&back, &value) { 0 } else { align_instants(drawn, &mut back, &mut value) };
        if !same(&back, &value) {
            self.unequal("a valid value", "", &value, &back);
            return false;
        }
        let is_literal = checker.is_literal(&drawn.value);
        self.tally.count(if is_literal { "values came back" } else { "values came back that are not valid by the letter" });
        (0..changed).for_each(|_| self.tally.count("instants came back in other words"));
        true
    }

    fn take_out_constants(&mut self, drawn: &Drawn<'_>, back: &mut Value, value: &Value) {
        let count = if same(back, value) { 0 } else { constants::take_out(drawn, back, value) };
        (0..count).for_each(|_| self.tally.count(CAME_ALONG));
    }

    /// Whether a value that was changed is what came back.
    fn came_back(&mut self, mut back: Value, value: &Value, drawn: &Drawn<'_>) -> bool {
        self.take_out_constants(drawn, &mut back, value);
        same_but_for_instants(&back, value)
    }

    fn unequal(&mut self, what: &str, path: &str, value: &Value, back: &Value) {
        let detail = difference(value, back, "").unwrap_or_default();
        self.fail(&format!("{what} comes back changed"), path, &detail, value);
    }

    fn mutant(&mut self, checker: &Checker, mutant: &Mutant<'_>, drawn: &Drawn<'_>) {
        let Mutant { change, path, value, .. } = mutant;
        let survives = |what| (what, value);
        let (what, expected) = match change {
            Change::Removed(place, member) => {
                if checker.is_valid(value) {
                    return;
                }
                if self.body.side == Side::Request || self.uses.all_require(place, member) {
                    return self.refused(path, value);
                }
                survives("responses without a member that another use of the type does not require came back")
            }
            Change::RemovedInUnion => return self.removed_in_union(path, value, drawn),
            Change::Omitted if !checker.is_valid(value) => return,
            Change::Omitted => survives("values without an optional member came back"),
            Change::UnknownMember => survives("values with an unknown member came back"),
            Change::Shortened => return self.refused(path, value),
            Change::UnknownItem => survives("values with an unknown item came back"),
            Change::UnknownValue => survives("values with an unknown enum value came back"),
            Change::UnknownTag => survives("values with an unknown tag came back"),
            Change::Hidden(without) => ("values lost the members of the other direction", without),
        };
        self.survives(what, path, value, expected, drawn);
    }

    fn survives(&mut self, what: &'static str, path: &str, value: &Value, expected: &Value, drawn: &Drawn<'_>) {
        match self.codec.round_trip(&self.body.name, value) {
            Ok(back) if self.came_back(back.clone(), expected, drawn) => self.tally.count(what),
            Ok(back) => self.unequal(&format!("not so: {what};"), path, expected, &back),
            Err(error) => self.fail(&format!("not so: {what};"), path, &error, value),
        }
    }

    fn refused(&mut self, path: &str, value: &Value) {
        match self.codec.round_trip(&self.body.name, value) {
            Err(error) if error.starts_with("BUG") => self.fail("a value is not handled", path, &error, value),
            Err(_) => self.tally.count("values without a required member or item were refused"),
            Ok(_) => self.fail("a value without a required member or item is accepted", path, "", value),
        }
    }

    /// It may be missed or not, but nothing may be lost.
    fn removed_in_union(&mut self, path: &str, value: &Value, drawn: &Drawn<'_>) {
        match self.codec.round_trip(&self.body.name, value) {
            Err(error) if error.starts_with("BUG") => self.fail("a value of a union is not handled", path, &error, value),
            Ok(back) if !self.came_back(back.clone(), value, drawn) => {
                self.unequal("a value that fits no variant", path, value, &back)
            }
            _ => self.tally.count("values that fit no variant of a union were refused or came back"),
        }
    }
}

/// Whether two values are the same JSON. A number is the same however it is written.
pub fn same(a: &Value, b: &Value) -> bool {
    difference(a, b, "").is_none()
}

/// The same, but for instants whose text cannot be kept.
pub fn same_but_for_instants(back: &Value, given: &Value) -> bool {
    match (back, given) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same_but_for_instants(a, b)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_but_for_instants(a, b)),
        (Value::String(back), Value::String(given)) => back == given || same_instant(given, back),
        _ => same(back, given),
    }
}

/// The first place where two values differ.
fn difference(a: &Value, b: &Value, path: &str) -> Option<String> {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let lost = x.iter().find_map(|(key, a)| match y.get(key) {
                None => Some(format!("`{path}/{key}` is lost")),
                Some(b) => difference(a, b, &format!("{path}/{key}")),
            });
            lost.or_else(|| y.keys().find(|key| !x.contains_key(*key)).map(|key| format!("`{path}/{key}` is new")))
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            x.iter().zip(y).enumerate().find_map(|(index, (a, b))| difference(a, b, &format!("{path}/{index}")))
        }
        (Value::Number(x), Value::Number(y)) if x.as_i128().zip(y.as_i128()).is_none() && x.as_f64() == y.as_f64() => None,
        _ => (a != b).then(|| format!("`{path}` is {b}, not {a}")),
    }
}

/// Writes the same instants with the same words, and counts them.
fn align_instants(drawn: &Drawn<'_>, back: &mut Value, value: &mut Value) -> usize {
    let mut changed = 0;
    for site in drawn.sites.iter().filter(|site| matches!(site.kind, Kind::DateTime)) {
        let (Some(Value::String(a)), Some(Value::String(b))) = (back.pointer_mut(&site.path), value.pointer_mut(&site.path))
        else {
            continue;
        };
        if a != b && same_instant(b, a) {
            a.clone_from(b);
            changed += 1;
        }
    }
    changed
}
