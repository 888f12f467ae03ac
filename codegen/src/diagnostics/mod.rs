//! Diagnostics: what a document's author should know, with the places it is about.
//!
//! Every phase pushes to one `Diagnostics`, in terms of pointers; a [`Report`] then finds file, line and column for
//! each place, and renders everything as text or JSON.

mod code;
mod render;
mod report;

use std::collections::BTreeMap;
use std::ops::Range;

pub use code::{Code, Severity};
pub(crate) use report::located;
pub use report::{Entry, Located, Report};

use crate::source::{Origin, Origins, Pointer};

/// What a place is given by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// A place of the normalized document.
    Document(Pointer),
    /// A place of a source file.
    Source {
        /// The file's name.
        file: String,
        /// The place in it.
        pointer: Pointer,
    },
    /// A stretch of a source file's text, in bytes.
    Text {
        /// The file's name.
        file: String,
        /// The stretch.
        span: Range<usize>,
    },
}

/// A place that a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where.
    pub(crate) site: Site,
    /// Whether the key of the member there is meant, not its value.
    pub(crate) is_key: bool,
    /// What is to see there.
    pub(crate) label: String,
}

/// Something the document's author should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    /// Which kind.
    pub(crate) code: Code,
    /// What is wrong, in one sentence.
    pub(crate) message: String,
    /// Where; the first place is the main one.
    pub(crate) places: Vec<Place>,
    /// What to do, if there is more to say than [`Code::advice`].
    pub(crate) help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic about a place of the normalized document.
    pub(crate) fn new(code: Code, pointer: &Pointer, message: impl Into<String>) -> Self {
        Self::at(code, Site::Document(pointer.clone()), message)
    }

    /// A diagnostic about a place of any kind.
    pub(crate) fn at(code: Code, site: Site, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), places: vec![Place { site, is_key: false, label: String::new() }], help: None }
    }

    /// Adds another place of the normalized document.
    pub(crate) fn and_at(self, pointer: &Pointer, label: impl Into<String>) -> Self {
        self.and_at_site(Site::Document(pointer.clone()), label)
    }

    /// Adds another place of any kind.
    pub(crate) fn and_at_site(mut self, site: Site, label: impl Into<String>) -> Self {
        self.places.push(Place { site, is_key: false, label: label.into() });
        self
    }

    /// Points at the key of the member at the main place, not at its value.
    pub(crate) fn on_key(mut self) -> Self {
        if let Some(place) = self.places.first_mut() {
            place.is_key = true;
        }
        self
    }

    /// Says what is to see at the main place.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(place) = self.places.first_mut() {
            place.label = label.into();
        }
        self
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The severities that differ from the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    set: BTreeMap<Code, Severity>,
}

impl Levels {
    /// Sets one; a later setting wins. A fatal code stays an error.
    pub fn set(&mut self, code: Code, severity: Severity) {
        if !code.is_fatal() {
            self.set.insert(code, severity);
        }
    }

    /// The severity of a code.
    pub fn severity(&self, code: Code) -> Severity {
        self.set.get(&code).copied().unwrap_or_else(|| code.default_severity())
    }
}

/// The diagnostics of a run, in the order found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Diagnostics {
    list: Vec<Diagnostic>,
    levels: Levels,
    failed: bool,
}

impl Diagnostics {
    /// None yet, with the given severities.
    pub(crate) fn new(levels: Levels) -> Self {
        Self { levels, ..Self::default() }
    }

    /// None yet, with the severities of these.
    pub(crate) fn fresh(&self) -> Self {
        Self::new(self.levels.clone())
    }

    /// Adds one.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.failed |= self.severity(diagnostic.code) == Severity::Deny;
        self.list.push(diagnostic);
    }

    /// Adds one, if there is one.
    pub(crate) fn extend(&mut self, diagnostic: Option<Diagnostic>) {
        diagnostic.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Turns places of the normalized document into places of its sources.
    pub(crate) fn settle(&mut self, origins: &Origins) {
        for place in self.list.iter_mut().flat_map(|diagnostic| &mut diagnostic.places) {
            if let Site::Document(pointer) = &place.site {
                let Origin { file, pointer } = origins.resolve(pointer);
                place.site = Site::Source { file, pointer };
            }
        }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// The severity of a code in this run.
    pub(crate) fn severity(&self, code: Code) -> Severity {
        self.levels.severity(code)
    }

    /// Whether one of them is an error: the gate between two phases.
    pub(crate) fn failed(&self) -> bool {
        self.failed
    }
}
