//! Any text as a document: the generator ends with a client or with errors, and its report can be printed.
#![no_main]

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Input, Outcome, generate};
use libfuzzer_sys::{Corpus, fuzz_target};

/// The stack of the command.
const STACK: usize = 256 << 20;

/// The largest document. Larger ones find nothing else, and take longer.
const LARGEST: usize = 1 << 16;

fuzz_target!(|text: &str| -> Corpus {
    if text.len() > LARGEST {
        return Corpus::Reject;
    }
    std::thread::scope(|scope| {
        let ended = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || attempt(text));
        // A panic ends the process before it gets here.
        drop(ended.map(|thread| thread.join()));
    });
    Corpus::Keep
});

fn attempt(text: &str) {
    let document = Text { name: "document".to_owned(), text: text.to_owned() };
    let input = Input { document, overlays: Vec::new(), settings: Settings::default(), loader: &NoFiles };
    let Outcome { files, report, .. } = generate(&input);
    assert!(files.is_some() != report.failed(), "files: {}, errors: {}", files.is_some(), report.failed());
    drop((report.text(false), report.json().to_string()));
}
