//! What a change of the document means for the users of its client.
//!
//! Two APIs are walked side by side from their operations, which HTTP identifies (method and path); what belongs together
//! is compared, and every difference is a finding. Findings that say the same become one [`Change`], which names the
//! operations it reaches. What a change does to programs is read off the two public surfaces: an item of the old one that
//! the new one does not have breaks them, whatever the reason.

mod bodies;
mod changes;
mod constraints;
mod effects;
mod fields;
mod kinds;
mod markdown;
mod operations;
mod package;
mod pairs;
mod parameters;
mod parts;
mod places;
mod replaced;
mod source;
mod text;
mod tuples;
mod types;
mod version;

use std::collections::BTreeSet;

use serde_json::{Value, json};

pub use version::Bump;

use crate::analyze::traverse::named;
use crate::explain::Locate;
use crate::ir::{Api, Type, TypeId};
use crate::render::surface::ItemPath;
use crate::source::Pointer;

/// One of the two documents, understood.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What it is called in the report: a file, or a revision.
    pub name: &'a str,
    /// Its API.
    pub api: &'a Api,
    /// Finds the line of a place in it.
    pub locate: Locate<'a>,
}

/// How a change touches something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not at all.
    #[default]
    None,
    /// What worked still works.
    Compatible,
    /// Something that worked does not work any more.
    Breaking,
}

/// What a change does in one respect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How it touches.
    pub level: Level,
    /// In words; empty where it does not touch.
    pub why: String,
}

/// A place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The place as a pointer.
    pub pointer: Pointer,
    /// Its file, line and column: `networking.yaml:12:5`.
    pub place: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its kind, a stable word: `member-removed`.
    pub code: &'static str,
    /// What it is about, in the document's words: `networking.v1.NetworkSpec`.
    pub subject: String,
    /// What happened.
    pub title: String,
    /// Where the old document has it.
    pub old: Vec<Spot>,
    /// Where the new document has it.
    pub new: Vec<Spot>,
    /// The operations that it reaches, as calls: `networks().list`.
    pub operations: BTreeSet<String>,
    /// Whether it reaches those who send something.
    pub sent: bool,
    /// Whether it reaches those who read something.
    pub received: bool,
    /// A program of the old client against a server of the new document.
    pub wire: Verdict,
    /// A program of the old client compiled with the new one.
    pub source: Verdict,
    /// A program that compiles with both clients, run with the new one.
    pub behaviour: Verdict,
    /// The Rust items it changes, each with what became of it.
    pub items: Vec<String>,
    /// What to do.
    pub advice: String,
}

impl Change {
    /// Whether it breaks anything.
    pub fn is_breaking(&self) -> bool {
        [&self.wire, &self.source, &self.behaviour].iter().any(|verdict| verdict.level == Level::Breaking)
    }
}

/// All changes between two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// What the two sides are called.
    pub sides: (String, String),
    /// How many operations both sides have.
    pub shared: usize,
    /// The changes: breaking ones first.
    pub list: Vec<Change>,
    /// How many descriptions, examples and the like differ, which changes no program.
    pub documentation: usize,
    /// The versions of the client on both sides, as the settings have them.
    pub versions: (String, String),
}

/// Compares two documents.
pub fn compare(old: Side<'_>, new: Side<'_>) -> Changes {
    let pairs = pairs::pair(old.api, new.api);
    let mut findings = Findings::default();
    package::compare(old.api, new.api, &mut findings);
    operations::compare(&pairs, &mut findings);
    types::compare(&pairs, &mut findings);
    let list = changes::merge(replaced::note(findings.list));
    let list = source::judge(&pairs, list);
    Changes {
        sides: (old.name.to_owned(), new.name.to_owned()),
        shared: pairs.operations.len(),
        list: changes::locate(list, old.locate, new.locate),
        documentation: findings.documentation.len(),
        versions: (old.api.package.version.clone(), new.api.package.version.clone()),
    }
}

/// What comparing gathers.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    documentation: BTreeSet<Pointer>,
}

impl Findings {
    fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Notes a difference that is for readers only.
    fn documentation(&mut self, differs: bool, at: &Pointer) {
        if differs {
            self.documentation.insert(at.clone());
        }
    }
}

/// A difference, as one operation or type has it.
#[derive(Clone, Debug, Default)]
struct Finding {
    code: &'static str,
    subject: String,
    title: String,
    old: BTreeSet<Pointer>,
    new: BTreeSet<Pointer>,
    operations: BTreeSet<String>,
    sent: bool,
    received: bool,
    wire: Verdict,
    behaviour: Verdict,
    /// The items that it may change, as the new side calls their owners.
    touched: BTreeSet<ItemPath>,
    /// The types that the old side has there: what becomes of those that nothing else uses is part of this.
    lost: BTreeSet<TypeId>,
    /// The types that the new side has there.
    gained: BTreeSet<TypeId>,
    /// What is certain to break programs though no item shows it.
    source: Verdict,
    items: Vec<String>,
    advice: String,
}

impl Finding {
    fn new(code: &'static str, subject: impl Into<String>, title: impl Into<String>) -> Self {
        Self { code, subject: subject.into(), title: title.into(), ..Self::default() }
    }

    fn at(mut self, old: Option<&Pointer>, new: Option<&Pointer>) -> Self {
        self.old.extend(old.cloned());
        self.new.extend(new.cloned());
        self
    }

    fn touching(mut self, items: impl IntoIterator<Item = ItemPath>) -> Self {
        self.touched.extend(items);
        self
    }

    fn losing(mut self, ty: &Type) -> Self {
        self.lost.extend(named(ty));
        self
    }

    fn gaining(mut self, ty: &Type) -> Self {
        self.gained.extend(named(ty));
        self
    }

    fn breaking_source(self, why: impl Into<String>) -> Self {
        Self { source: Verdict::breaking(why), ..self }
    }

    fn breaking_behaviour(self, why: impl Into<String>) -> Self {
        Self { behaviour: Verdict::breaking(why), ..self }
    }

    fn changing_behaviour(self, why: impl Into<String>) -> Self {
        Self { behaviour: Verdict::compatible(why), ..self }
    }

    fn advice(self, advice: impl Into<String>) -> Self {
        Self { advice: advice.into(), ..self }
    }
}

impl Verdict {
    fn compatible(why: impl Into<String>) -> Self {
        Self { level: Level::Compatible, why: why.into() }
    }

    fn breaking(why: impl Into<String>) -> Self {
        Self { level: Level::Breaking, why: why.into() }
    }

    /// The graver of two.
    fn max(self, other: Self) -> Self {
        if other.level > self.level { other } else { self }
    }
}

impl Level {
    /// The word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "unaffected",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

impl Changes {
    /// Whether some change breaks something.
    pub fn is_breaking(&self) -> bool {
        self.list.iter().any(Change::is_breaking)
    }

    /// How many changes break something, and how many do not.
    pub fn counts(&self) -> (usize, usize) {
        let breaking = self.list.iter().filter(|change| change.is_breaking()).count();
        (breaking, self.list.len() - breaking)
    }

    /// The version that Cargo's rules ask for.
    pub fn bump(&self) -> Bump {
        version::bump(&self.list, self.documentation > 0)
    }

    /// For people, on a terminal.
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// For a pull request.
    pub fn markdown(&self) -> String {
        markdown::markdown(self)
    }

    /// A line for each change: what the changelog of a release says.
    pub fn lines(&self) -> Vec<String> {
        markdown::lines(self)
    }

    /// For tools. `changes` has every change with `code`, `subject`, `title`, `breaking`, `verdicts` (`wire`, `source`
    /// and `behaviour`, each with `level` and `why`), `where`, `operations`, `affects`, `rust` and `advice`.
    pub fn json(&self) -> Value {
        let (breaking, compatible) = self.counts();
        json!({
            "old": self.sides.0,
            "new": self.sides.1,
            "shared_operations": self.shared,
            "breaking": breaking,
            "compatible": compatible,
            "documentation": self.documentation,
            "version": {"bump": self.bump().word(), "from": self.versions.0, "to": self.bump().apply(&self.versions.0)},
            "changes": self.list.iter().map(change_json).collect::<Vec<_>>(),
        })
    }
}

fn change_json(change: &Change) -> Value {
    let spots = |spots: &[Spot]| -> Value {
        spots.iter().map(|spot| json!({"pointer": spot.pointer.as_str(), "place": spot.place})).collect()
    };
    let verdict = |verdict: &Verdict| json!({"level": verdict.level.word(), "why": verdict.why});
    json!({
        "code": change.code,
        "subject": change.subject,
        "title": change.title,
        "breaking": change.is_breaking(),
        "verdicts": {
            "wire": verdict(&change.wire),
            "source": verdict(&change.source),
            "behaviour": verdict(&change.behaviour),
        },
        "where": {"old": spots(&change.old), "new": spots(&change.new)},
        "affects": {"send": change.sent, "read": change.received, "compile": change.source.level > Level::None},
        "operations": change.operations,
        "rust": change.items,
        "advice": change.advice,
    })
}
