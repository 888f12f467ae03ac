//! The generated client of the networking API against the document that it was generated from.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod calls;
mod client;
mod conformance;
mod surface;
mod values;

use basetype::Input;
use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype_tests::document::Document;

/// The document with its corrections, read by the tests themselves.
fn document() -> Document {
    Document::parse(&spec("networking.yaml")).corrected(&spec("networking.overlay.yaml"))
}

fn spec(name: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(name)).unwrap()
}

/// The generator corrects the document as the tests do.
#[test]
fn the_document_is_corrected() {
    let text = |name: &str| Text { name: name.to_owned(), text: spec(name) };
    let overlays = vec![text("networking.overlay.yaml")];
    let input = Input { document: text("networking.yaml"), overlays, settings: Settings::default(), loader: &NoFiles };
    let (effective, report) = basetype::effective(&input);
    assert_eq!(effective.as_ref(), Some(document().root()), "{}", report.text(false));
    assert_ne!(effective.as_ref(), Some(Document::parse(&spec("networking.yaml")).root()));
}
