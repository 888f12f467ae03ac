//! Names: how the document's spelling becomes a Rust identifier.
//!
//! | document | Rust | by |
//! |---|---|---|
//! | `networking.v1.PrivateLinkAccess` (schema) | `PrivateLinkAccess` | [`type_ident`] of the last segments that tell it apart |
//! | `status.phase` (property, parameter) | `status_phase` | [`value_ident`] |
//! | `self`, `type` | `self_`, `r#type` | [`value_ident`] |
//! | `WAITING_FOR_CONNECTIONS` (enum value) | `WaitingForConnections` | [`variant_ident`] |
//! | `api_version` (constant) | `API_VERSION` | [`constant_ident`] |
//! | `userIDs` (property) | `user_ids` | [`value_ident`] |
//! | `-1`, `10.5` (enum value) | `Minus1`, `V105` | [`variant_ident`] |

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Words that cannot be identifiers even as `r#…`.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Keywords of all editions that can be written `r#…`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum", "extern",
    "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override",
    "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Type names that generated code or every Rust reader understands otherwise; a document's type gets `Type` appended.
const RESERVED_TYPES: [&str; 22] = [
    "Box",
    "Client",
    "ClientBuilder",
    "Clone",
    "Debug",
    "Default",
    "Drop",
    "Err",
    "From",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Request",
    "Result",
    "Self",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// The methods of the runtime's `Request`, and the setter of a body; a parameter's setter of that name gets `_parameter`
/// appended.
const RESERVED_SETTERS: [&str; 30] = [
    "as_stream",
    "attempt_timeout",
    "body",
    "build",
    "checked",
    "clone",
    "constrained",
    "content",
    "fmt",
    "form",
    "form_as",
    "header",
    "items",
    "json",
    "json_as",
    "multipart",
    "new",
    "pages",
    "parameter",
    "path",
    "query",
    "query_list",
    "represented",
    "retry",
    "send",
    "send_with_headers",
    "timeout",
    "wait_until_done",
    "wait_until_gone",
    "with_body",
];

/// Crates that every program has by these names.
const BUILT_IN: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// Whether this is the name of a crate that programs can use.
pub(crate) fn is_crate_name(text: &str) -> bool {
    let ident = text.replace('-', "_");
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic()) && ident.chars().all(is_part);
    let is_taken = [&KEYWORDS[..], &NEVER_RAW, &BUILT_IN].iter().any(|names| names.contains(&ident.as_str()));
    is_plain && !is_taken
}

/// A type's identifier.
pub(crate) fn type_ident(text: &str) -> String {
    let ident = spell(text).to_upper_camel_case();
    let ident = start_with_letter(ident, "T");
    if RESERVED_TYPES.contains(&ident.as_str()) { format!("{ident}Type") } else { ident }
}

/// The identifier of a field, argument, method or module.
pub(crate) fn value_ident(text: &str) -> String {
    let ident = start_with_letter(spell(text).to_snake_case(), "v");
    if NEVER_RAW.contains(&ident.as_str()) {
        format!("{ident}_")
    } else if KEYWORDS.contains(&ident.as_str()) {
        format!("r#{ident}")
    } else {
        ident
    }
}

/// The identifier of a setter on a request.
pub(crate) fn setter_ident(text: &str) -> String {
    let ident = value_ident(text);
    if RESERVED_SETTERS.contains(&ident.as_str()) { format!("{ident}_parameter") } else { ident }
}

/// An enum variant's identifier.
pub(crate) fn variant_ident(text: &str) -> String {
    if text.is_empty() {
        return "Empty".to_owned();
    }
    let ident = start_with_letter(spell(text).to_upper_camel_case(), "V");
    if ident == "Self" { "SelfValue".to_owned() } else { ident }
}

/// An associated constant's identifier.
pub(crate) fn constant_ident(text: &str) -> String {
    start_with_letter(spell(text).to_shouty_snake_case(), "C")
}

/// The words of a text, in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    let snake = spell(text).to_snake_case();
    snake.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The singular of an English plural, as far as names of API resources need it.
pub(crate) fn singular(word: &str) -> String {
    for (plural, one) in [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("statuses", "status")] {
        if let Some(stem) = word.strip_suffix(plural)
            && stem.len() > 1
        {
            return format!("{stem}{one}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Writes out the signs that carry a meaning, and drops what cannot be part of an identifier.
fn spell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = [' '; 2];
    for (index, c) in text.char_indices() {
        match c {
            's' if before.iter().all(char::is_ascii_uppercase) && ends_word(text, index) => out.push('S'),
            '-' if index == 0 && text.chars().nth(1).is_some_and(|next| next.is_ascii_alphanumeric()) => {
                out.push_str("minus ");
            }
            '+' => out.push_str(" plus "),
            '<' => out.push_str(" less "),
            '>' => out.push_str(" greater "),
            '=' => out.push_str(" equal "),
            '*' => out.push_str(" star "),
            '%' => out.push_str(" percent "),
            '&' => out.push_str(" and "),
            '$' | '@' | '#' => out.push(' '),
            c if c.is_ascii_alphanumeric() => out.push(c),
            // XID letters beyond ASCII are legal, but look-alikes are a trap for readers: they are spelt by number.
            c if c.is_alphanumeric() => out.push_str(&format!(" u{:x} ", u32::from(c))),
            _ => out.push(' '),
        }
        before = [before[1], c];
    }
    out
}

/// Whether a word ends after a character: the `s` of `APIs` and `userIDsOnly` is a plural's, that of `ABsolute` is not.
fn ends_word(text: &str, index: usize) -> bool {
    let next = text.get(index + 1..).and_then(|rest| rest.chars().next());
    !next.is_some_and(|next| next.is_ascii_lowercase() || next.is_ascii_digit())
}

fn start_with_letter(ident: String, prefix: &str) -> String {
    match ident.chars().next() {
        None => prefix.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{ident}"),
        Some(_) => ident,
    }
}

/// The names taken in one scope: two things never get the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    taken: BTreeSet<String>,
    /// The number to try next for a name that has been asked for before.
    numbers: BTreeMap<String, u32>,
}

impl Scope {
    /// Takes a name; false where it is taken already.
    pub(crate) fn claim(&mut self, ident: &str) -> bool {
        self.taken.insert(ident.to_owned())
    }

    /// Takes a name for what has it whatever else does.
    pub(crate) fn reserve(&mut self, ident: impl Into<String>) {
        self.taken.insert(ident.into());
    }

    /// Whether nothing has this name.
    pub(crate) fn is_free(&self, ident: &str) -> bool {
        !self.taken.contains(ident)
    }

    /// Takes the first free of `ident`, `ident_2`, `ident_3` … (`Ident2` … for types).
    pub(crate) fn claim_numbered(&mut self, ident: &str) -> String {
        if self.claim(ident) {
            return ident.to_owned();
        }
        let next = self.numbers.get(ident).copied().unwrap_or(2);
        let camel = ident.starts_with(|c: char| c.is_ascii_uppercase()) && !ident.contains('_');
        let bare = ident.strip_prefix("r#").unwrap_or(ident);
        let numbered = |n: u32| if camel { format!("{bare}{n}") } else { format!("{bare}_{n}") };
        let Some((number, name)) = (next..).map(|n| (n, numbered(n))).find(|(_, name)| self.claim(name)) else {
            return ident.to_owned();
        };
        self.numbers.insert(ident.to_owned(), number.saturating_add(1));
        name
    }
}

/// A part of a type's name: may begin with a digit, and is never extended for being reserved.
pub(crate) fn type_part(text: &str) -> String {
    let whole = type_ident(&format!("x {text}"));
    whole.strip_prefix('X').unwrap_or(&whole).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idents() {
        let check = |make: fn(&str) -> String, input: &str, expect: &str| assert_eq!(make(input), expect, "of {input:?}");
        check(type_ident, "PrivateLinkAccess", "PrivateLinkAccess");
        check(type_ident, "Error_source", "ErrorSource");
        check(type_ident, "Option", "OptionType");
        check(type_ident, "3d-model", "T3dModel");
        check(type_ident, "日本", "U65e5U672c");
        check(value_ident, "status.phase", "status_phase");
        check(value_ident, "self", "self_");
        check(value_ident, "userIDs", "user_ids");
        check(value_ident, "URLsOfDNs2", "urls_of_d_ns2");
        check(type_ident, "Confluent Cloud APIs", "ConfluentCloudApis");
        check(value_ident, "type", "r#type");
        check(value_ident, "", "v");
        check(value_ident, "@type", "r#type");
        check(value_ident, "-1", "minus_1");
        check(value_ident, "$ref", "r#ref");
        check(variant_ident, "WAITING_FOR_CONNECTIONS", "WaitingForConnections");
        check(variant_ident, "", "Empty");
        check(variant_ident, "10.5", "V105");
        check(variant_ident, ">=", "GreaterEqual");
        check(constant_ident, "api_version", "API_VERSION");
        check(singular, "accesses", "access");
        check(singular, "addresses", "address");
        check(singular, "gateways", "gateway");
        check(singular, "policies", "policy");
        check(singular, "status", "status");
        check(singular, "dns", "dns");
    }

    #[test]
    fn scopes_number_what_is_taken() {
        let mut scope = Scope::default();
        assert_eq!(scope.claim_numbered("Name"), "Name");
        assert_eq!(scope.claim_numbered("Name"), "Name2");
        assert_eq!(scope.claim_numbered("r#type"), "r#type");
        assert_eq!(scope.claim_numbered("r#type"), "type_2");
    }

    #[test]
    fn some_names_are_those_of_no_crate() {
        for name in ["zoo", "zoo-api", "zoo_api2", "boxes"] {
            assert!(is_crate_name(name), "{name}");
        }
        for name in ["", "2zoo", "zoo api", "box", "Self", "proc-macro", "test", "../zoo"] {
            assert!(!is_crate_name(name), "{name}");
        }
    }
}
