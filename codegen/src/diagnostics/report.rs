//! The report of a run: every diagnostic with its severity and its places located.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Diagnostic, Diagnostics, Place, Severity, Site};
use crate::diagnostics::Code;
use crate::source::{Origin, Origins, Pointer, Position, Sources};

/// The diagnostics of a run, located; severity `allow` left out.
#[derive(Debug, Default)]
pub struct Report {
    pub(super) entries: Vec<Entry>,
    pub(super) sources: Sources,
    origins: Origins,
}

/// One diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How grave it is.
    pub severity: Severity,
    /// Which kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where; the first place is the main one.
    pub places: Vec<Located>,
    /// What to do.
    pub help: String,
}

/// A place of a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The file's name.
    pub file: String,
    /// The place in the file as a pointer, where it is one.
    pub pointer: Option<Pointer>,
    /// Where it starts.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The stretch to show, in bytes.
    pub span: Range<usize>,
    /// What is to see there.
    pub label: String,
}

impl Report {
    /// Locates the diagnostics of a run. `origins` speaks of the normalized document.
    pub(crate) fn new(diagnostics: &Diagnostics, sources: Sources, origins: Origins) -> Self {
        Self::of(located(diagnostics, &sources, &origins), sources, origins)
    }

    /// The report on diagnostics that have been [located].
    pub(crate) fn of(entries: Vec<Entry>, sources: Sources, origins: Origins) -> Self {
        Self { entries, sources, origins }
    }

    /// Where a place of the normalized document stands in its source, as `file:line:column`.
    pub fn locate(&self, pointer: &Pointer) -> String {
        let origin = self.origins.resolve(pointer);
        let offset = self.sources.span(&origin.file, &origin.pointer).map_or(0, |span| span.start);
        let Position { line, column } = self.sources.position(&origin.file, offset).unwrap_or(Position { line: 1, column: 1 });
        format!("{}:{line}:{column}", origin.file)
    }

    /// What stands at a place.
    pub fn text_of(&self, place: &Located) -> Option<&str> {
        self.sources.text(&place.file)?.get(place.span.clone())
    }

    /// The diagnostics, in the order found.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.entries.iter().filter(|entry| entry.severity == severity).count()
    }

    /// Whether one of them is an error.
    pub fn failed(&self) -> bool {
        self.count(Severity::Deny) > 0
    }
}

/// Locates the diagnostics of a run. `origins` speaks of the normalized document.
pub(crate) fn located(diagnostics: &Diagnostics, sources: &Sources, origins: &Origins) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut seen = BTreeSet::new();
    for diagnostic in diagnostics.iter() {
        let severity = diagnostics.severity(diagnostic.code);
        if severity > Severity::Allow {
            let entry = locate(diagnostic, severity, sources, origins);
            let places: Vec<_> = entry.places.iter().map(|place| (place.file.clone(), place.span.start)).collect();
            if seen.insert((entry.code, entry.message.clone(), places)) {
                entries.push(entry);
            }
        }
    }
    entries
}

fn locate(diagnostic: &Diagnostic, severity: Severity, sources: &Sources, origins: &Origins) -> Entry {
    Entry {
        severity,
        code: diagnostic.code,
        message: diagnostic.message.clone(),
        places: diagnostic.places.iter().map(|place| locate_place(place, sources, origins)).collect(),
        help: diagnostic.help.clone().unwrap_or_else(|| diagnostic.code.advice().to_owned()),
    }
}

fn locate_place(place: &Place, sources: &Sources, origins: &Origins) -> Located {
    let span_of = |file: &str, pointer: &Pointer| {
        let span = if place.is_key { sources.key_span(file, pointer) } else { sources.span(file, pointer) };
        span.unwrap_or_default()
    };
    let (file, pointer, span) = match &place.site {
        Site::Text { file, span } => (file.clone(), None, span.clone()),
        Site::Source { file, pointer } => (file.clone(), Some(pointer.clone()), span_of(file, pointer)),
        Site::Document(pointer) => {
            let Origin { file, pointer } = origins.resolve(pointer);
            let span = span_of(&file, &pointer);
            (file, Some(pointer), span)
        }
    };
    let position = |offset| sources.position(&file, offset).unwrap_or(Position { line: 1, column: 1 });
    let (start, end) = (position(span.start), position(span.end));
    Located { file, pointer, start, end, span, label: place.label.clone() }
}
