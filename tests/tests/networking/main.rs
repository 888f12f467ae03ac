//! The generated client of the networking API against the document that it was generated from.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod calls;
mod client;
mod conformance;
mod surface;
mod values;

use basetype_tests::document::Document;

/// The document, read by the tests themselves.
fn document() -> Document {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/networking.yaml");
    Document::parse(&std::fs::read_to_string(path).unwrap())
}
