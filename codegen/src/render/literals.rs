//! Rust source text of identifiers, strings and numbers.

use proc_macro2::TokenStream;
use serde_json::{Number, Value};

use super::prose::is_deceptive;

/// An identifier of the IR, raw ones included, as tokens.
///
/// `Ident::new` panics on what is no identifier; this never does.
pub(super) fn ident(text: &str) -> TokenStream {
    tokens(text)
}

/// Source text as tokens.
pub(super) fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// The source text of a string literal: raw where that reads better, and never with a character that deceives.
pub(crate) fn string(text: &str) -> String {
    let plain = |c: char| !(c.is_control() || is_deceptive(c) || (c.is_whitespace() && c != ' '));
    if text.contains(['\\', '"']) && text.chars().all(plain) {
        let hashes = longest_run(text, '#') + 1;
        let hashes = if text.contains('"') { "#".repeat(hashes) } else { String::new() };
        return format!("r{hashes}\"{text}\"{hashes}");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if plain(c) => out.push(c),
            c => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

fn longest_run(text: &str, mark: char) -> usize {
    text.split(|c| c != mark).map(str::len).max().unwrap_or(0)
}

/// A string literal as tokens.
pub(super) fn string_tokens(text: &str) -> TokenStream {
    tokens(&string(text))
}

/// A number as a literal of a float type.
pub(crate) fn float(number: &Number) -> String {
    let text = number.to_string();
    if text.contains(['.', 'e', 'E']) { text } else { format!("{text}.0") }
}

/// The type of a constant, and the text of its value; None for values that are no constants.
pub(super) fn constant(value: &Value) -> Option<(&'static str, String)> {
    match value {
        Value::String(text) => Some(("&'static str", string(text))),
        Value::Bool(truth) => Some(("bool", truth.to_string())),
        Value::Number(number) if number.is_i64() => Some(("i64", number.to_string())),
        Value::Number(number) if number.is_u64() => Some(("u64", number.to_string())),
        Value::Number(number) => Some(("f64", float(number))),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_read_well_and_deceive_nobody() {
        let check = |input: &str, expect: &str| assert_eq!(string(input), expect, "of {input:?}");
        check("READY", "\"READY\"");
        check(r"^\d{12}$", r#"r"^\d{12}$""#);
        check("say \"#hi\"", "r##\"say \"#hi\"\"##");
        check("a\nb\u{202e}\"", "\"a\\nb\\u{202e}\\\"\"");
        check("\r\u{0}", "\"\\u{d}\\u{0}\"");
        check("Größe", "\"Größe\"");
    }

    #[test]
    fn text_that_is_no_rust_is_no_panic() {
        assert_eq!(ident("r#type").to_string(), "r#type");
        assert!(ident("\"unclosed").is_empty());
    }
}
