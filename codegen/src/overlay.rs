//! Corrections of a document: OpenAPI Overlays, applied before anything else looks at it.

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

/// Applies overlays in order. Not supported yet: any overlay is an error.
pub(crate) fn apply(document: Document, overlays: &[Text], sources: &mut Sources, diagnostics: &mut Diagnostics) -> Document {
    for overlay in overlays {
        sources.add(overlay.clone());
        let site = Site::Source { file: overlay.name.clone(), pointer: Pointer::root() };
        diagnostics.push(Diagnostic::at(Code::Unsupported, site, "overlays are not supported yet"));
    }
    document
}
