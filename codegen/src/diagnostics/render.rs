//! A report as text for people and as JSON for tools.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Code, Entry, Located, Report, Severity};
use crate::source::Sources;

/// How many warnings of one code are shown in full.
const SHOWN_PER_CODE: usize = 20;

/// How many characters of a long line are shown before what is meant; after its start, twice as many.
const CONTEXT: usize = 40;

/// From how many bytes on a line is long.
const LONG_LINE: usize = 400;

impl Report {
    /// The report for people: each diagnostic with excerpts, then the counts. Of one kind of warning, the first few.
    pub fn text(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        let mut seen = BTreeMap::<Code, usize>::new();
        for entry in &self.entries {
            let count = seen.entry(entry.code).or_default();
            *count += 1;
            if *count <= SHOWN_PER_CODE || entry.severity == Severity::Deny {
                text.push_str(&renderer.render(&[group(entry, &self.sources)]));
                text.push_str("\n\n");
            }
        }
        for (code, count) in seen {
            if count > SHOWN_PER_CODE && self.entries.iter().any(|e| e.code == code && e.severity == Severity::Warn) {
                let more = count - SHOWN_PER_CODE;
                let _ = writeln!(text, "{more} more of `{code}`: {}", code.explanation());
            }
        }
        text
    }

    /// The counts, as in "2 errors, 1 warning"; nothing where there are none.
    pub fn summary(&self) -> Option<String> {
        let counted = [(Severity::Deny, "error"), (Severity::Warn, "warning")].map(|(severity, name)| {
            let count = self.count(severity);
            (count > 0).then(|| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
        });
        let counted: Vec<String> = counted.into_iter().flatten().collect();
        (!counted.is_empty()).then(|| counted.join(", "))
    }

    /// The report for tools: all diagnostics, in the order found.
    pub fn json(&self) -> Value {
        json!({
            "errors": self.count(Severity::Deny),
            "warnings": self.count(Severity::Warn),
            "diagnostics": self.entries.iter().map(entry_json).collect::<Vec<_>>(),
        })
    }
}

fn entry_json(entry: &Entry) -> Value {
    json!({
        "code": entry.code.as_str(),
        "severity": if entry.severity == Severity::Deny { "error" } else { "warning" },
        "message": entry.message,
        "places": entry.places.iter().map(place_json).collect::<Vec<_>>(),
        "help": entry.help,
    })
}

fn place_json(place: &Located) -> Value {
    json!({
        "file": place.file,
        "pointer": place.pointer.as_ref().map(ToString::to_string),
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
        "label": place.label,
    })
}

fn group<'a>(entry: &'a Entry, sources: &'a Sources) -> Group<'a> {
    let level = if entry.severity == Severity::Deny { Level::ERROR } else { Level::WARNING };
    let mut group = Group::with_title(level.primary_title(entry.message.as_str()).id(entry.code.as_str()));
    for (index, place) in entry.places.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = show(group, place, kind, sources);
    }
    group.element(Level::HELP.message(entry.help.as_str()))
}

/// Adds a place: the line with a caret; of a long line, as in JSON without line breaks, what is around it.
fn show<'a>(group: Group<'a>, place: &'a Located, kind: AnnotationKind, sources: &'a Sources) -> Group<'a> {
    let origin = Origin::path(place.file.as_str()).line(place.start.line).char_column(place.start.column);
    let Some((offset, line)) = sources.line(&place.file, place.start.line) else { return group.element(origin) };
    let start = place.span.start.saturating_sub(offset).min(line.len());
    let end = place.span.end.saturating_sub(offset).clamp(start, line.len());
    let label = (!place.label.is_empty()).then_some(place.label.as_str());
    if line.len() <= LONG_LINE {
        let snippet = Snippet::source(line).line_start(place.start.line).path(place.file.as_str());
        return group.element(snippet.annotation(kind.span(start..end).label(label)));
    }
    let window = around(line, start);
    let shown = line.get(window.clone()).unwrap_or_default();
    let blank = line.get(window.start..start).unwrap_or_default().chars().count();
    let carets = line.get(start..end.min(window.end)).unwrap_or_default().chars().count().max(1);
    let marks = format!("{}{} {}", " ".repeat(blank), "^".repeat(carets), place.label);
    group.element(origin).element(Level::NOTE.message(format!("{shown}\n{}", marks.trim_end())))
}

/// What is around an offset of a long line.
fn around(line: &str, at: usize) -> Range<usize> {
    let before = line.get(..at).unwrap_or_default();
    let from = before.char_indices().rev().nth(CONTEXT).map_or(0, |(offset, _)| offset);
    let after = line.get(at..).unwrap_or_default();
    let until = after.char_indices().nth(2 * CONTEXT).map_or(line.len(), |(offset, _)| at + offset);
    from..until
}
