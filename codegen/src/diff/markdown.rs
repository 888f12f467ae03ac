//! The report in a pull request, and the lines of a changelog.

use super::text::{affected, summary};
use super::{Change, Changes, Level, Verdict};

/// The whole report: a table of what breaks, and one of what does not, folded away.
pub(super) fn markdown(changes: &Changes) -> String {
    let mut lines = vec!["### Changes of the client".to_owned(), String::new()];
    lines.extend(summary(changes).into_iter().flat_map(|line| [cell(&line), String::new()]));
    let (breaking, compatible): (Vec<&Change>, Vec<&Change>) = changes.list.iter().partition(|change| change.is_breaking());
    if !breaking.is_empty() {
        lines.push("#### Breaking".to_owned());
        lines.push(String::new());
        table(changes, &breaking, &mut lines);
    }
    if !compatible.is_empty() {
        lines.push(format!("<details><summary>{} compatible</summary>", compatible.len()));
        lines.push(String::new());
        table(changes, &compatible, &mut lines);
        lines.push("</details>".to_owned());
    }
    lines.join("\n")
}

fn table(changes: &Changes, list: &[&Change], lines: &mut Vec<String>) {
    lines.push("| what | where | affects | wire | source | behaviour | what to do |".to_owned());
    lines.push("|---|---|---|---|---|---|---|".to_owned());
    for change in list {
        let old = change.old.first().map(|spot| format!("old {}", spot.place));
        let new = change.new.first().map(|spot| format!("new {}", spot.place));
        let places = old.into_iter().chain(new).collect::<Vec<_>>().join("<br>");
        let cells = [
            format!("**{}**: {}", cell(&change.subject), cell(&change.title)),
            places,
            cell(&affected(changes, change)),
            verdict(&change.wire),
            verdict(&change.source),
            verdict(&change.behaviour),
            cell(&change.advice),
        ];
        lines.push(format!("| {} |", cells.join(" | ")));
    }
    lines.push(String::new());
}

fn verdict(verdict: &Verdict) -> String {
    match verdict.level {
        Level::None => String::new(),
        Level::Compatible => cell(&verdict.why),
        Level::Breaking => format!("**breaking**: {}", cell(&verdict.why)),
    }
}

/// Text of the document or of Rust within a cell: what would end the cell, or is taken for markup, is escaped.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => in_code = !in_code,
            '|' => out.push('\\'),
            '*' | '_' | '<' | '>' | '[' | ']' | '#' if !in_code => out.push('\\'),
            _ => {}
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// A line for each change, what breaks first.
pub(super) fn lines(changes: &Changes) -> Vec<String> {
    let line = |change: &Change| {
        let mark = if change.is_breaking() { "**Breaking:** " } else { "" };
        let advice = if change.is_breaking() && !change.advice.is_empty() {
            format!(" ({})", cell(&change.advice))
        } else {
            String::new()
        };
        format!("- {mark}{}: {}{advice}", cell(&change.subject), cell(&change.title))
    };
    changes.list.iter().map(line).collect()
}
