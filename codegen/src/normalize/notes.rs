//! What has no effect on the client, gathered so that it is said once, not a thousand times.

use std::collections::BTreeMap;

use super::Normalizer;
use super::at::At;
use super::grammar::Kind;
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::source::Pointer;

/// Something said once for the whole document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Note {
    /// A part of OpenAPI that a client has no use for.
    Part(&'static str),
    /// A member that OpenAPI does not know.
    Unknown(Kind, String),
    /// A member beside `$ref` that has no effect there.
    BesideReference(String),
    /// A keyword of JSON Schema that the client does not check.
    Unchecked(String),
    /// A schema that no value satisfies.
    Forbidden,
    /// A keyword of JSON Schema whose types the client does not have.
    Untranslated(String),
}

impl Note {
    fn code(&self) -> Code {
        match self {
            Self::Part(_) | Self::Unknown(..) | Self::BesideReference(_) => Code::Ignored,
            Self::Unchecked(_) | Self::Forbidden => Code::Unchecked,
            Self::Untranslated(_) => Code::Lossy,
        }
    }

    fn help(&self) -> Option<&'static str> {
        match self {
            Self::Part(_) => None,
            Self::Unknown(..) => Some("correct its name, remove it, or begin it with `x-` if another tool reads it"),
            Self::BesideReference(_) => Some("remove it, or say it where the reference leads"),
            Self::Unchecked(_) => Some("what is sent and received is not held to it; check it where that matters"),
            Self::Forbidden => Some("leave it out of what is sent"),
            Self::Untranslated(keyword) if keyword == "contentSchema" => {
                Some("the text is handed over as it is; decode it by that schema where that matters")
            }
            Self::Untranslated(keyword) if keyword == "unevaluatedItems" => Some("say it with `items`, beside `prefixItems`"),
            Self::Untranslated(_) => Some("where it matters, say the same with `properties`, `required`, `allOf` or `oneOf`"),
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Part(what) => format!("{what} have no effect on a client"),
            Self::Unknown(kind, key) => format!("`{key}` is no part of {kind} and has no effect"),
            Self::BesideReference(key) => format!("`{key}` has no effect beside `$ref`"),
            Self::Unchecked(keyword) => format!("`{keyword}` is not checked by the client"),
            Self::Forbidden => "`false` allows no value, and the client does not refuse one".to_owned(),
            Self::Untranslated(keyword) => format!("the client does not have what `{keyword}` says of types"),
        }
    }
}

/// The notes of a run, each with the first place and how many there are.
#[derive(Debug, Default)]
pub(super) struct Notes {
    found: BTreeMap<Note, (Pointer, usize)>,
}

impl Normalizer<'_> {
    /// Notes something about a place.
    pub(super) fn note(&mut self, note: Note, at: At<'_>) {
        if self.diagnostics.severity(note.code()) == Severity::Allow {
            return;
        }
        self.notes.found.entry(note).or_insert_with(|| (at.pointer(), 0)).1 += 1;
    }

    /// Reports what has been noted.
    pub(super) fn report_notes(&mut self) {
        for (note, (pointer, count)) in std::mem::take(&mut self.notes).found {
            let more = match count {
                1 => String::new(),
                2 => " (here and at one more place)".to_owned(),
                count => format!(" (here and at {} more places)", count - 1),
            };
            let diagnostic = Diagnostic::new(note.code(), &pointer, note.message() + &more).on_key();
            self.push(match note.help() {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
        }
    }
}
