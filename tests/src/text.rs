//! Strings and numbers that a schema allows.

use chrono::DateTime;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Number, Value, json};

use crate::choices::Choices;
use crate::place::Place;

/// How long a text of unlimited length gets.
const LONG: usize = 300;

/// A string.
pub fn string(place: &Place<'_>, choices: &mut Choices) -> String {
    if place.first("contentEncoding").or(place.first("format")).is_some_and(|it| it == "base64" || it == "byte") {
        return base64(place, choices);
    }
    let format = place.first("format").and_then(Value::as_str);
    // Beside a pattern, a format that is only documented leaves the pattern to say what there is to say, unless both can be had.
    let is_wide = |format: &str| ["uri", "url", "uri-reference", "email", "hostname"].contains(&format);
    let is_bounded = |format: &str| is_wide(format) && place.first("pattern").is_some();
    let text = format.and_then(|format| match is_bounded(format) {
        true => (0..8).filter_map(|_| formatted(format, choices)).find(|text| is_allowed(place, text)),
        false => formatted(format, choices),
    });
    if let Some(text) = text {
        return text;
    }
    let min = place.lower("minLength").unwrap_or(0.0) as usize;
    let max = place.upper("maxLength").map_or(usize::MAX, |max| max as usize);
    if let Some(pattern) = place.first("pattern").and_then(Value::as_str) {
        return matching(pattern, min, max, choices).or_else(|| example(place)).unwrap_or_default();
    }
    plain(min, max, choices)
}

/// Whether a text is as long as it should be, and matches the patterns.
fn is_allowed(place: &Place<'_>, text: &str) -> bool {
    let bounds = ["pattern", "minLength", "maxLength"];
    let bounds: Vec<Value> = bounds.into_iter().flat_map(|key| place.all(key).map(move |it| json!({ key: it }))).collect();
    bounds.is_empty() || jsonschema::is_valid(&json!({ "allOf": bounds }), &Value::from(text))
}

/// Base64 that is allowed, with its padding (RFC 4648, section 3.2).
fn base64(place: &Place<'_>, choices: &mut Choices) -> String {
    let first = formatted("byte", choices).unwrap_or_default();
    let others = (0..LONG).step_by(4).map(|length| "A".repeat(length));
    std::iter::once(first.clone()).chain(others).find(|text| is_allowed(place, text)).unwrap_or(first)
}

fn example(place: &Place<'_>) -> Option<String> {
    Some(place.first("example")?.as_str()?.to_owned())
}

fn plain(min: usize, max: usize, choices: &mut Choices) -> String {
    let word = format!("w{}-0123456789", choices.vary(1_000));
    const ODD: &str = "ü \"quoted\" \\ / \u{7}\n<&> 😀 %2F ?#";
    let fill = |text: &str, length: usize| text.chars().cycle().take(length).collect::<String>();
    match choices.vary(4) {
        0 => fill(&word, 9.clamp(min, max)),
        1 => fill(&word, min),
        2 => fill(&word, max.min(LONG.max(min))),
        _ => fill(ODD, ODD.chars().count().clamp(min, max)),
    }
}

/// A text of a format that has a meaning of its own. `#` stands for a number, so that there are many.
fn formatted(format: &str, choices: &mut Choices) -> Option<String> {
    let forms: &[&str] = match format {
        "date-time" => &[
            "2026-02-03T04:05:06Z",
            "2026-02-03T04:05:06.250Z",
            "2026-02-03T04:05:06+05:30",
            "1999-12-31T23:59:59.123456789-08:00",
            "2026-02-03T04:05:06.5Z",
        ],
        "date" => &["2026-02-03", "2024-02-29"],
        "time" => &["04:05:06Z", "04:05:06.5+05:30"],
        "duration" => &["P3DT4H", "PT20S"],
        "uuid" => &["0f0e0d0c-1111-4222-8333-444455556#"],
        "uri" | "url" => &["https://example.com/a%20b/c?d=e&f=%2F&g=#", "urn:example:a#", "crn://example.com/environment=env-#"],
        "uri-reference" => &["/a/b?c=#", "https://example.com/#"],
        "email" => &["someone#@example.com"],
        "hostname" => &["host-#.example.com"],
        "ipv4" => &["192.0.2.1", "198.51.100.7"],
        "ipv6" => &["2001:db8::#"],
        "byte" => &["aGVsbG8=", "", "AP/+"],
        _ => return None,
    };
    let number = 100 + choices.vary(900);
    forms.get(choices.vary(forms.len())).map(|form| form.replace('#', &number.to_string()))
}

/// Whether a text is the same instant as `given` (RFC 3339), in words that a clock of nanoseconds cannot keep: it knows
/// fractions of three, six and nine digits.
pub fn same_instant(given: &str, back: &str) -> bool {
    let digits = given.split_once('.').map_or(0, |(_, rest)| rest.chars().take_while(char::is_ascii_digit).count());
    match (DateTime::parse_from_rfc3339(given), DateTime::parse_from_rfc3339(back)) {
        (Ok(a), Ok(b)) => a == b && !digits.is_multiple_of(3),
        _ => false,
    }
}

/// A text that matches a pattern and is of a length in range. None: it is not found.
pub fn matching(pattern: &str, min: usize, max: usize, choices: &mut Choices) -> Option<String> {
    let plain = without_looking(pattern);
    let hir = regex_syntax::parse(&plain).ok()?;
    let is_right = |text: &str| plain == pattern || is_match(pattern, text);
    let mut rng = choices.chance();
    let mut tries = (0..200).map(|turn| {
        let mut text = String::new();
        // What repeats without limit gets long now and then, as a text of some length needs.
        let more = if turn < 20 { 3 } else { u32::try_from(min.min(LONG)).unwrap_or(0) + 3 };
        write_match(&hir, more, &mut rng, &mut text);
        text
    });
    tries.find(|text| (min..=max).contains(&text.chars().count()) && is_right(text))
}

/// Whether a text matches a pattern, as JSON Schema has them.
pub fn is_match(pattern: &str, text: &str) -> bool {
    jsonschema::is_valid(&json!({ "pattern": pattern }), &Value::from(text))
}

/// A pattern without what looks ahead or behind: what matches the pattern matches this, too.
fn without_looking(pattern: &str) -> String {
    const SIGNS: [&str; 4] = ["(?!", "(?=", "(?<!", "(?<="];
    let Some(start) = SIGNS.iter().filter_map(|sign| pattern.find(sign)).min() else { return pattern.to_owned() };
    let (before, group) = pattern.split_at(start);
    let (mut depth, mut is_escaped, mut in_class) = (0, false, false);
    for (index, c) in group.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return format!("{before}{}", without_looking(&group[index + 1..]));
        }
    }
    pattern.to_owned()
}

/// `more`: how often at most what is without limit repeats beyond what it has to.
fn write_match(hir: &Hir, more: u32, rng: &mut fastrand::Rng, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(member(class, rng)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min + more);
            for _ in 0..rng.u32(repetition.min..=most.max(repetition.min)) {
                write_match(&repetition.sub, more, rng, out);
            }
        }
        HirKind::Capture(capture) => write_match(&capture.sub, more, rng, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write_match(part, more, rng, out)),
        HirKind::Alternation(parts) => write_match(&parts[rng.usize(..parts.len())], more, rng, out),
    }
}

/// A character of a class: a visible ASCII one if it has any, since `\d` and its like mean ASCII in a document.
fn member(class: &Class, rng: &mut fastrand::Rng) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let visible: Vec<char> =
        class.iter().flat_map(|range| (range.start().max('!')..=range.end().min('~')).collect::<Vec<_>>()).collect();
    if visible.is_empty() { class.iter().next().map(|range| range.start()) } else { rng.choice(visible) }
}

/// An integer.
pub fn integer(place: &Place<'_>, choices: &mut Choices) -> Value {
    let (least, most) = match place.first("format").and_then(Value::as_str) {
        Some("int8") => (i128::from(i8::MIN), i128::from(i8::MAX)),
        Some("uint8") => (0, i128::from(u8::MAX)),
        Some("int16") => (i128::from(i16::MIN), i128::from(i16::MAX)),
        Some("uint16") => (0, i128::from(u16::MAX)),
        Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
        Some("uint32") => (0, i128::from(u32::MAX)),
        Some("uint64") => (0, i128::from(u64::MAX)),
        Some("int64") => (i128::from(i64::MIN), i128::from(i64::MAX)),
        _ => (-(1 << 53), 1 << 53),
    };
    let least =
        bounds(place, "minimum", "exclusiveMinimum").map_or(least, |(at, open)| least.max(at.ceil() as i128 + i128::from(open)));
    let most =
        bounds(place, "maximum", "exclusiveMaximum").map_or(most, |(at, open)| most.min(at.floor() as i128 - i128::from(open)));
    let step: i128 = place.all("multipleOf").filter_map(Value::as_i64).map(i128::from).product();
    let wanted = [42.clamp(least, most.max(least)), least, most][choices.vary(3)];
    let rounded = if wanted >= 0 { wanted - wanted % step } else { wanted + (-wanted) % step };
    let value = if rounded < least { rounded + step } else { rounded };
    Number::from_i128(value).map_or(Value::Null, Value::Number)
}

/// A number.
pub fn number(place: &Place<'_>, choices: &mut Choices) -> Value {
    let least = bounds(place, "minimum", "exclusiveMinimum").map(|(at, open)| if open { at + 0.25 } else { at });
    let most = bounds(place, "maximum", "exclusiveMaximum").map(|(at, open)| if open { at - 0.25 } else { at });
    if let Some(step) = place.first("multipleOf").and_then(Value::as_f64) {
        return Value::from((least.unwrap_or(step) / step).ceil() * step);
    }
    let wanted = [42.5_f64, -0.125, 7.0, 1e10][choices.vary(4)];
    let value = wanted.max(least.unwrap_or(f64::MIN)).min(most.unwrap_or(f64::MAX));
    if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
}

/// A bound, and whether it is itself excluded: by a flag beside it in OpenAPI 3.0, by a keyword of its own in 3.1.
fn bounds(place: &Place<'_>, keyword: &str, exclusive: &str) -> Option<(f64, bool)> {
    let tight = if keyword == "minimum" { f64::max } else { f64::min };
    let inclusive = place.all(keyword).filter_map(Value::as_f64).reduce(tight);
    let excluded = place.all(exclusive).filter_map(Value::as_f64).reduce(tight);
    let flagged = place.all(exclusive).any(|value| *value == Value::Bool(true));
    match (inclusive, excluded) {
        (Some(a), Some(b)) => Some(if tight(a, b) == b { (b, true) } else { (a, flagged) }),
        (Some(a), None) => Some((a, flagged)),
        (None, Some(b)) => Some((b, true)),
        (None, None) => None,
    }
}
