//! The table of a corpus, for people and for programs.

use serde_json::{Value, json};

use super::document::{Document, End};

/// Columns of numbers, and the rest of the line.
const HEADS: [&str; 10] =
    ["document", "operations", "types", "untyped", "errors", "warnings", "seconds", "MB", "lines", "result"];

/// The most of a message that is shown on a line.
const WIDTH: usize = 110;

/// The table as text, columns aligned, with sums below.
pub(super) fn text(documents: &[Document]) -> String {
    let mut rows = vec![HEADS.map(str::to_owned)];
    rows.extend(documents.iter().map(row));
    rows.push(sums(documents));
    let widths: Vec<usize> = (0..HEADS.len())
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
            0 => format!("{cell:<width$}"),
            _ if at + 1 == HEADS.len() => cell.clone(),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    let build = if cfg!(debug_assertions) { "\nSeconds are those of a build without optimization." } else { "" };
    format!("{}{build}", lines.collect::<Vec<_>>().join("\n"))
}

fn row(document: &Document) -> [String; 10] {
    let figures = &document.figures;
    let counts = [figures.operations, figures.types, figures.untyped, figures.errors, figures.warnings];
    let [operations, types, untyped, errors, warnings] = counts.map(|count| count.to_string());
    let memory = figures.memory.map_or_else(|| "?".to_owned(), |bytes| format!("{:.0}", megabytes(bytes)));
    let seconds = format!("{:.2}", figures.seconds);
    let (file, lines) = (document.file.clone(), figures.lines.to_string());
    [file, operations, types, untyped, errors, warnings, seconds, memory, lines, result(&document.end)]
}

fn sums(documents: &[Document]) -> [String; 10] {
    let sum = |of: fn(&Document) -> usize| documents.iter().map(of).sum::<usize>().to_string();
    let have = documents.iter().filter(|document| document.end.codes().is_empty()).count();
    [
        format!("{} documents", documents.len()),
        sum(|one| one.figures.operations),
        sum(|one| one.figures.types),
        sum(|one| one.figures.untyped),
        sum(|one| one.figures.errors),
        sum(|one| one.figures.warnings),
        format!("{:.2}", documents.iter().map(|one| one.figures.seconds).sum::<f64>()),
        documents
            .iter()
            .filter_map(|one| one.figures.memory)
            .max()
            .map_or_else(String::new, |most| format!("{:.0}", megabytes(most))),
        sum(|one| one.figures.lines),
        format!("{have} of {} have a client", documents.len()),
    ]
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn result(end: &End) -> String {
    let text = match end {
        End::Generated => "generated".to_owned(),
        End::Compiles => "compiles".to_owned(),
        End::Broken(first) => format!("does not compile: {first}"),
        End::Refused(_, first) => format!("refused: {first}"),
        End::Crashed(first) => format!("crashed: {first}"),
        End::Hung => "took too long".to_owned(),
    };
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WIDTH).collect();
    if text.chars().count() > WIDTH { line + "…" } else { line }
}

/// The table as JSON, a list of documents.
pub(super) fn json(documents: &[Document]) -> Value {
    let row = |document: &Document| {
        let mut row = document.figures.json();
        if let Value::Object(members) = &mut row {
            members.insert("document".to_owned(), document.file.clone().into());
            members.extend(end_json(&document.end));
        }
        row
    };
    documents.iter().map(row).collect()
}

fn end_json(end: &End) -> Vec<(String, Value)> {
    let (result, message) = match end {
        End::Generated => ("generated", None),
        End::Compiles => ("compiles", None),
        End::Broken(first) => ("broken", Some(first)),
        End::Refused(_, first) => ("refused", Some(first)),
        End::Crashed(first) => ("crashed", Some(first)),
        End::Hung => ("hung", None),
    };
    let members = [("result", json!(result)), ("message", json!(message)), ("codes", json!(end.codes()))];
    members.map(|(key, value)| (key.to_owned(), value)).into()
}
