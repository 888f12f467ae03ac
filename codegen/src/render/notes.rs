//! What the docs say about a value beyond its prose: constraints, default, and when it may be set.

use serde_json::{Number, Value};

use super::inline::code;
use crate::ir::{Additional, Constraints, Field, Kind, Mark, Name, Parameter, Part, Type, Variant};

/// How much of a value is shown, in characters.
const SHOWN: usize = 100;

/// The notes on a struct's field, as one paragraph.
pub(super) fn field(field: &Field) -> String {
    let mut notes = Vec::new();
    if let Some((_, value)) = &field.constant {
        let note = format!("Always {}.", code(&plain(value)));
        let is_said = field.docs.description.as_deref().is_some_and(|prose| prose.contains(note.trim_end_matches('.')));
        notes.extend((!is_said).then_some(note));
    }
    notes.extend(ty(&field.ty));
    notes.extend(field.default.as_ref().filter(|_| field.constant.is_none()).map(default));
    let flags =
        [(field.read_only, "Read-only."), (field.write_only, "Write-only."), (field.immutable, "Immutable after creation.")];
    notes.extend(flags.iter().filter(|(set, _)| *set).map(|(_, note)| (*note).to_owned()));
    notes.extend(on_the_wire(&field.name));
    notes.join(" ")
}

/// How a field is called on the wire, where that is not its name.
pub(super) fn on_the_wire(name: &Name) -> Option<String> {
    (name.ident.trim_start_matches("r#") != name.wire).then(|| format!("On the wire: {}.", code(&name.wire)))
}

/// The notes on a parameter, as one paragraph.
pub(super) fn parameter(parameter: &Parameter) -> String {
    let mut notes = ty(&parameter.ty);
    notes.extend(parameter.default.as_ref().map(default));
    if parameter.deprecated {
        notes.push("Deprecated.".to_owned());
    }
    notes.join(" ")
}

/// The notes on a part of a body: its constraints, and what it can be sent as.
pub(crate) fn part(part: &Part) -> String {
    let mut notes = part_constraints(part);
    if part.nullable {
        let note = if part.required { "Null cannot be sent." } else { "For null, leave it out." };
        notes.push(note.to_owned());
    }
    if !part.choice.is_empty() {
        let all: Vec<String> = part.choice.iter().map(|media_type| code(media_type)).collect();
        notes.push(format!("Sent as {}: say which, with `File::media_type`.", all.join(" or ")));
    }
    notes.join(" ")
}

/// The constraints on a part of a body, with its default.
fn part_constraints(part: &Part) -> Vec<String> {
    let mut notes = ty(&part.whole());
    let length = range("Length", part.file_length.min_length, part.file_length.max_length, "byte");
    notes.extend(length.map(|note| if part.repeated { format!("Each item: {}", lower_first(&note)) } else { note }));
    notes.extend(part.default.as_ref().map(default));
    notes
}

/// What the objects of a union's variant are told by.
pub(crate) fn marks(variant: &Variant) -> String {
    let mark = |mark: &Mark| {
        let values: Vec<String> = mark.values.iter().map(|value| code(&plain(value))).collect();
        format!("Told by {}: {}.", code(&mark.member), values.join(" or "))
    };
    variant.marks.iter().map(mark).collect::<Vec<_>>().join(" ")
}

/// The constraints on the members that a struct does not declare.
pub(crate) fn additional(additional: &Additional) -> String {
    let mut notes = ty(&additional.ty);
    notes.extend(names(&additional.names));
    notes.join(" ")
}

fn names(patterns: &[String]) -> impl Iterator<Item = String> {
    patterns.iter().map(|pattern| format!("Names match {}.", code(pattern)))
}

/// The constraints on a value of a type, and on what it holds.
pub(crate) fn ty(ty: &Type) -> Vec<String> {
    let mut notes = constraints(&ty.constraints);
    let inner = if let Kind::List(items) = &ty.kind {
        Some(("Each item", items))
    } else if let Kind::Map(values) = &ty.kind {
        Some(("Each value", values))
    } else {
        None
    };
    if let Some((of, inner)) = inner {
        let inner = self::ty(inner).join(" ");
        if !inner.is_empty() {
            notes.push(format!("{of}: {}", lower_first(&inner)));
        }
    }
    notes
}

fn constraints(all: &Constraints) -> Vec<String> {
    let mut notes: Vec<String> = all.format.iter().map(|format| format!("Format: {}.", code(format))).collect();
    notes.extend(all.patterns.iter().map(|pattern| format!("Pattern: {}.", code(pattern))));
    notes.extend(range("Length", all.min_length, all.max_length, "character"));
    notes.extend(bounds(all.minimum.as_ref(), all.maximum.as_ref()));
    notes.extend(all.multiple_of.as_ref().map(|step| format!("A multiple of {step}.")));
    notes.extend(range("Size", all.min_items, all.max_items, "item"));
    notes.extend(all.unique_items.then(|| "No two items are equal.".to_owned()));
    notes.extend(range("Size", all.min_properties, all.max_properties, "member"));
    notes.extend(names(&all.names));
    notes
}

fn range(what: &str, min: Option<u64>, max: Option<u64>, unit: &str) -> Option<String> {
    let units = |n: u64| if n == 1 { format!("{n} {unit}") } else { format!("{n} {unit}s") };
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => format!("{what}: {}.", units(max)),
        (Some(min), Some(max)) => format!("{what}: {min} to {}.", units(max)),
        (Some(min), None) => format!("{what}: at least {}.", units(min)),
        (None, Some(max)) => format!("{what}: at most {}.", units(max)),
        (None, None) => return None,
    })
}

type Bound<'a> = Option<&'a (Number, bool)>;

fn bounds(min: Bound<'_>, max: Bound<'_>) -> Option<String> {
    let least = min.map(|(bound, exclusive)| format!("{} {bound}", if *exclusive { "more than" } else { "at least" }));
    let most = max.map(|(bound, exclusive)| format!("{} {bound}", if *exclusive { "less than" } else { "at most" }));
    Some(match (min, max, least, most) {
        (Some((min, false)), Some((max, false)), ..) => format!("Range: {min} to {max}."),
        (.., Some(least), Some(most)) => format!("Range: {least}, {most}."),
        (.., Some(bound), None) | (.., None, Some(bound)) => format!("Range: {bound}."),
        (.., None, None) => return None,
    })
}

/// What is said of a default.
pub(crate) fn default(value: &Value) -> String {
    format!("Default: {}.", shown(value))
}

/// A value as code, cut where it is long.
pub(crate) fn shown(value: &Value) -> String {
    let text = plain(value);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => code(&format!("{}…", text.get(..end).unwrap_or_default())),
        None => code(&text),
    }
}

/// A value as the document writes it: strings without quotes, unless nothing would be left.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if !text.trim().is_empty() => text.clone(),
        other => other.to_string(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Integer;

    fn check(kind: Kind, constraints: Constraints, expect: &str) {
        let value = Type { kind, nullable: false, constraints };
        assert_eq!(ty(&value).join(" "), expect);
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(default(&Value::from("ä".repeat(100))), format!("Default: `{}`.", "ä".repeat(100)));
        assert_eq!(default(&Value::from("ä".repeat(101))), format!("Default: `{}…`.", "ä".repeat(100)));
    }

    #[test]
    fn constraints_are_sentences() {
        let none = Constraints::default;
        let number = |n: i64, exclusive| Some((Number::from(n), exclusive));
        check(Kind::String, Constraints { min_length: Some(1), max_length: Some(255), ..none() }, "Length: 1 to 255 characters.");
        check(Kind::String, Constraints { patterns: vec!["^`\\d$".to_owned()], ..none() }, "Pattern: `` ^`\\d$ ``.");
        check(
            Kind::Integer(Integer::I64),
            Constraints { minimum: number(1, false), maximum: number(9, false), ..none() },
            "Range: 1 to 9.",
        );
        check(
            Kind::Integer(Integer::I64),
            Constraints { minimum: number(0, true), maximum: number(9, false), ..none() },
            "Range: more than 0, at most 9.",
        );
        check(Kind::Integer(Integer::I64), Constraints { maximum: number(1000, false), ..none() }, "Range: at most 1000.");
        let items = Type { constraints: Constraints { min_length: Some(1), ..none() }, ..Type::of(Kind::String) };
        check(
            Kind::List(Box::new(items)),
            Constraints { min_items: Some(3), max_items: Some(3), unique_items: true, ..none() },
            "Size: 3 items. No two items are equal. Each item: length: at least 1 character.",
        );
    }
}
