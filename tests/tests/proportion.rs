//! What the generator takes grows with the document, and no faster: counted in the bytes that it asks for, which are the
//! same on every machine and at every hour.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::alloc::System;

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Input, generate};
use basetype_tests::corrupt;
use cap::Cap;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// The stack of the command.
const STACK: usize = 256 << 20;

/// What any document takes, however small.
const BASE: usize = 2 << 20;

/// How many bytes are asked for to generate from a document and to tell what it said, one after the other.
fn asked(text: &str) -> usize {
    let document = Text { name: "tower".to_owned(), text: text.to_owned() };
    let work = move || {
        let before = MEMORY.total_allocated();
        let outcome = generate(&Input { document, overlays: Vec::new(), settings: Settings::default(), loader: &NoFiles });
        drop(outcome.report.json().to_string());
        MEMORY.total_allocated() - before
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap()
}

/// One test, since what is counted is counted of the whole process.
#[test]
fn memory_is_in_proportion_to_the_document() {
    let mut failures = Vec::new();
    for ((name, small), (_, large)) in corrupt::towers(125).into_iter().zip(corrupt::towers(500)) {
        let [of_small, of_large] = [&small, &large].map(|text| asked(text));
        println!("{name:40} {:>7} bytes: {of_small:>10}; {:>7} bytes: {of_large:>10}", small.len(), large.len());
        // What grows with the square of the document would be asked for three times as often as this lets pass.
        let allowed = (of_small + BASE) as f64 * (large.len() as f64 / small.len() as f64) * 1.25;
        if of_large as f64 > allowed {
            failures.push(format!("{name}: {of_small} bytes, then {of_large}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
