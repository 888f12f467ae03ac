//! Corrections of a document: [OpenAPI Overlays](https://spec.openapis.org/overlay/), applied before anything else looks at
//! it.
//!
//! Versions 1.0 and 1.1, as the specification says, and stricter in two ways: an action that selects nothing is a
//! diagnostic, since a correction that no longer corrects is a mistake; and so is one that says something twice.
//!
//! What an overlay adds or replaces has its place in the overlay from then on, and what it moves keeps its own: each step
//! that changes the document is one more layer of [`Origins`], in terms of the document before it.

mod change;
mod file;
mod path;
#[cfg(test)]
mod tests;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Site};
use crate::source::{Origins, Pointer, Sources, Text, Value};

/// A parsed document, and where its parts come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    /// The name of its file: what references in it are relative to.
    pub(crate) name: String,
    /// What it says.
    pub(crate) value: Value,
    /// Where its parts come from.
    pub(crate) origins: Origins,
}

impl Document {
    /// A document that is one file, unchanged.
    pub(crate) fn of_file(name: &str, value: Value) -> Self {
        Self { name: name.to_owned(), value, origins: Origins::of_file(name) }
    }
}

/// Applies overlays in order, and the actions of each in order. After an error the document is not to be used.
pub(crate) fn apply(mut document: Document, overlays: &[Text], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Document {
    for text in overlays {
        let Some(overlay) = file::read(text, sources, diagnostics) else { continue };
        if let Some(extends) = &overlay.extends {
            check_extends(extends, &overlay.file, &document.name, diagnostics);
        }
        for action in &overlay.actions {
            change::apply(action, &overlay, &mut document, diagnostics);
        }
    }
    document
}

/// `extends` may be any URI, and a document has none of its own. What can be told is where a relative one leads.
fn check_extends(extends: &str, overlay: &str, document: &str, diagnostics: &mut Diagnostics) {
    let is_relative = !extends.contains(':') && !extends.starts_with('/');
    let same = |file: &str| tidy(file) == tidy(document);
    let folder = overlay.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    if is_relative && !same(&format!("{folder}{extends}")) {
        let site = Site::Source { file: overlay.to_owned(), pointer: Pointer::parse("/extends") };
        let message = format!("this overlay says that it is for `{extends}`, and is applied to `{document}`");
        let help = "give it to the document that it is for, or correct `extends`; it is relative to the overlay";
        diagnostics.push(Diagnostic::at(Code::OverlayTarget, site, message).help(help));
    }
}

/// A path without the parts that lead nowhere.
fn tidy(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}
