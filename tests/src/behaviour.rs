//! What generated types must do with the values of a document's bodies.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::document::{Body, Document, Side};
use crate::draw::{Drawn, Kind, direction, values};
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
/// What is counted though nothing is checked.
const AMBIGUOUS: &str = "values left out, since they fit several variants of one union";

/// Generated code that decodes a value as the type of a body, and encodes it again.
pub trait Codec {
    /// The value that comes back, or why it is refused.
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String>;

    /// The type of a body, if it is known: bodies of one type and of one schema need be looked at once.
    fn type_of(&self, _body: &str) -> Option<&str> {
        None
    }
}

/// How many of each check held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: BTreeMap<&'static str, usize>,
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
    /// How many values were drawn that are not valid by the document: no client has seen them. It is this crate's fault, or
    /// the document has no valid value.
    pub undrawn: usize,
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
        self.counts.iter().filter(|(what, _)| **what != AMBIGUOUS).map(|(_, count)| count).sum()
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
        self.failures.iter().try_for_each(|failure| writeln!(f, "FAILED {failure}"))
    }
}

impl Report {
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
            let mut check = Check { body: &body, uses: &uses, codec, tally: Tally::default(), failures: Vec::new(), undrawn: 0 };
            check.run(document, &checkers.of(&body), has_undrawn);
            report.undrawn += check.undrawn;
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
}

impl Check<'_, '_> {
    fn run(&mut self, document: &Document, checker: &Checker, has_undrawn: bool) {
        let mut drawn = values(document, self.body, RANDOM);
        if has_undrawn {
            let count = drawn.len();
            drawn.retain(|one| checker.errors(&one.value).is_empty());
            (drawn.len()..count).for_each(|_| self.tally.count("values left out, since drawing knows nothing of a keyword"));
            assert!(!drawn.is_empty(), "{}: no drawn value is valid", self.body.name);
        }
        let (ambiguous, drawn): (Vec<_>, Vec<_>) = drawn.into_iter().partition(|one| checker.is_ambiguous(&one.value));
        ambiguous.iter().for_each(|_| self.tally.count(AMBIGUOUS));
        for one in &drawn {
            self.drawn(checker, one);
        }
        for mutant in mutants(&drawn, direction(&self.body.side)) {
            self.mutant(checker, &mutant);
        }
    }

    fn fail(&mut self, what: &str, path: &str, detail: &str, value: &Value) {
        let mut text = value.to_string();
        if let Some((end, _)) = text.char_indices().nth(1_500) {
            text.truncate(end);
        }
        self.failures.push(format!("{}: {what} at `{path}`: {detail}\n         {text}", self.body.name));
    }

    fn drawn(&mut self, checker: &Checker, drawn: &Drawn<'_>) {
        let errors = checker.errors(&drawn.value);
        if !errors.is_empty() {
            self.undrawn += 1;
            return self.fail("a drawn value is not valid", "", &errors.join("; "), &drawn.value);
        }
        match self.codec.round_trip(&self.body.name, &drawn.value) {
            Err(error) => self.fail("a valid value is refused", "", &error, &drawn.value),
            Ok(back) if same(&back, &drawn.value) => self.tally.count("values came back"),
            Ok(back) => {
                let (mut back, mut value) = (back, drawn.value.clone());
                let changed = align_instants(drawn, &mut back, &mut value);
                if same(&back, &value) {
                    self.tally.count("values came back");
                    (0..changed).for_each(|_| self.tally.count("instants came back in other words"));
                } else {
                    self.unequal("a valid value", "", &value, &back);
                }
            }
        }
    }

    fn unequal(&mut self, what: &str, path: &str, value: &Value, back: &Value) {
        let detail = difference(value, back, "").unwrap_or_default();
        self.fail(&format!("{what} comes back changed"), path, &detail, value);
    }

    fn mutant(&mut self, checker: &Checker, mutant: &Mutant<'_>) {
        let Mutant { change, path, value } = mutant;
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
            Change::RemovedInUnion => return self.removed_in_union(path, value),
            Change::Omitted if !checker.is_valid(value) => return,
            Change::Omitted => survives("values without an optional member came back"),
            Change::UnknownMember => survives("values with an unknown member came back"),
            Change::Shortened => return self.refused(path, value),
            Change::UnknownItem => survives("values with an unknown item came back"),
            Change::UnknownValue => survives("values with an unknown enum value came back"),
            Change::UnknownTag => survives("values with an unknown tag came back"),
            Change::Hidden(without) => ("values lost the members of the other direction", without),
        };
        self.survives(what, path, value, expected);
    }

    fn survives(&mut self, what: &'static str, path: &str, value: &Value, expected: &Value) {
        match self.codec.round_trip(&self.body.name, value) {
            Ok(back) if same_but_for_instants(&back, expected) => self.tally.count(what),
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
    fn removed_in_union(&mut self, path: &str, value: &Value) {
        match self.codec.round_trip(&self.body.name, value) {
            Err(error) if error.starts_with("BUG") => self.fail("a value of a union is not handled", path, &error, value),
            Ok(back) if !same_but_for_instants(&back, value) => self.unequal("a value that fits no variant", path, value, &back),
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
