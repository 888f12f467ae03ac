//! The report on a terminal.

use super::{Change, Changes, Level, Spot, Verdict};

/// How many operations of one change are named.
const OPERATIONS: usize = 4;

/// How many places of one side, and how many Rust items, are named.
const NAMED: usize = 3;

/// The whole report.
pub(super) fn text(changes: &Changes) -> String {
    let mut lines = Vec::new();
    for (title, is_breaking) in [("BREAKING", true), ("COMPATIBLE", false)] {
        let of_kind: Vec<&Change> = changes.list.iter().filter(|change| change.is_breaking() == is_breaking).collect();
        if !of_kind.is_empty() {
            lines.push(format!("{title} ({})", of_kind.len()));
            lines.push(String::new());
        }
        for change in of_kind {
            entry(changes, change, &mut lines);
            lines.push(String::new());
        }
    }
    lines.extend(summary(changes));
    lines.join("\n")
}

/// The lines that every form of the report ends with.
pub(super) fn summary(changes: &Changes) -> Vec<String> {
    let (breaking, compatible) = changes.counts();
    let (old, new) = &changes.sides;
    let mut lines = vec![match breaking + compatible {
        0 => format!("{old} → {new}: nothing that a program could notice has changed."),
        _ => format!("{old} → {new}: {breaking} breaking, {compatible} compatible."),
    }];
    if changes.documentation > 0 {
        lines.push(format!("Descriptions, examples or further servers differ in {} places.", changes.documentation));
    }
    let (from, bump) = (&changes.versions.0, changes.bump());
    lines.push(match bump.word() {
        "none" => format!("Version: {from} can stay."),
        word => format!("Version: {word} by Cargo's rules, {from} → {}.", bump.apply(from)),
    });
    lines
}

fn entry(changes: &Changes, change: &Change, lines: &mut Vec<String>) {
    lines.push(format!("{}: {}  [{}]", change.subject, change.title, change.code));
    let mut line = |head: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("  {head:<10}{text}"));
        }
    };
    line("old", spots(&change.old));
    line("new", spots(&change.new));
    line("affects", affected(changes, change));
    line("wire", verdict(&change.wire));
    line("source", verdict(&change.source));
    let more = change.items.iter().filter(|item| !change.source.why.contains(item.as_str()));
    let more: Vec<&String> = more.take(NAMED).collect();
    more.into_iter().for_each(|item| line("", item.clone()));
    line("behaviour", verdict(&change.behaviour));
    line("do", change.advice.clone());
}

fn verdict(verdict: &Verdict) -> String {
    match verdict.level {
        Level::None => String::new(),
        level => format!("{}: {}", level.word(), verdict.why),
    }
}

fn spots(spots: &[Spot]) -> String {
    let mut all: Vec<String> = spots.iter().take(NAMED).map(|spot| format!("{} {}", spot.place, spot.pointer)).collect();
    if spots.len() > NAMED {
        all.push("…".to_owned());
    }
    all.join(", ")
}

/// Who is reached: those who send or read, and in which operations.
pub(super) fn affected(changes: &Changes, change: &Change) -> String {
    let who = [(change.sent, "who send"), (change.received, "who read"), (change.source.level > Level::None, "who compile")];
    let who: Vec<&str> = who.iter().filter(|(is_reached, _)| *is_reached).map(|(_, word)| *word).collect();
    let who = if who.is_empty() { String::new() } else { format!("those {}", who.join(", ")) };
    [who, operations(changes, change)].iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("; ")
}

/// The operations that a change reaches.
fn operations(changes: &Changes, change: &Change) -> String {
    let count = change.operations.len();
    if count > 1 && count == changes.shared {
        return format!("all {count} operations");
    }
    let named: Vec<&str> = change.operations.iter().take(OPERATIONS).map(String::as_str).collect();
    let more = count.saturating_sub(OPERATIONS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}
