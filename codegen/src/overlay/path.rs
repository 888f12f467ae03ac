//! JSONPath (RFC 9535).

use serde_json_path::JsonPath;

use crate::source::{Pointer, Value};

/// How deep brackets and parentheses of a path may be nested, and how deep filters: the parser goes back and forth over
/// nested ones, in time that doubles with each.
const MAX_NESTING: usize = 32;
const MAX_FILTERS: usize = 4;

/// A path, with its text.
#[derive(Debug)]
pub(super) struct Path {
    pub(super) text: String,
    parsed: JsonPath,
}

/// Why a text is no path.
#[derive(Debug)]
pub(super) struct PathError {
    /// What is wrong, if the parser says more than that something is.
    pub(super) reason: Option<String>,
    /// Where in the text, in bytes.
    pub(super) offset: usize,
}

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self, PathError> {
        if let Some(offset) = too_deep(text) {
            return Err(PathError { reason: Some("nested too deeply".to_owned()), offset });
        }
        match JsonPath::parse(text) {
            Ok(parsed) => Ok(Self { text: text.to_owned(), parsed }),
            Err(error) => {
                let reason = match error.message() {
                    "parser error" => None,
                    message if message.contains("dot member name") => {
                        Some("a name after a dot begins with a letter or `_`".to_owned())
                    }
                    message => Some(message.to_owned()),
                };
                Err(PathError { reason, offset: error.position() })
            }
        }
    }

    /// The places that it selects, each once.
    pub(super) fn select(&self, document: &Value) -> Vec<Pointer> {
        let mut found: Vec<Pointer> = Vec::new();
        let nodes = self.parsed.query_located(document).dedup();
        found.extend(nodes.locations().map(|place| Pointer::parse(&place.to_json_pointer())));
        found
    }
}

/// Where a path is nested deeper than it may be.
fn too_deep(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut open = Vec::new();
    let mut escaped = false;
    for (offset, c) in text.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(mark), _) => quote = (mark != c).then_some(mark),
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => open.push(text.get(offset + 1..).is_some_and(|rest| rest.trim_start().starts_with('?'))),
            (None, ']' | ')') => {
                open.pop();
            }
            (None, _) => {}
        }
        if open.len() > MAX_NESTING || open.iter().filter(|is_filter| **is_filter).count() > MAX_FILTERS {
            return Some(offset);
        }
    }
    None
}
