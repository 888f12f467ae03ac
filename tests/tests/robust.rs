//! Whatever the document is, the generator ends: with a client or with errors, in time and memory that fit the document.
//!
//! `BASETYPE_SECONDS` says how long documents are damaged for; each that does harm is written to the target folder.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Input, Outcome};
use basetype_tests::corrupt;
use fastrand::Rng;

/// The stack of the command.
const STACK: usize = 256 << 20;

/// How long any of these small documents may take, where nothing is optimized and the machine does other things too.
const LIMIT: Duration = Duration::from_secs(60);

/// How long documents are damaged for unless something else is asked.
const SECONDS: u64 = 20;

fn generate(name: &str, text: &str) -> Outcome {
    let document = Text { name: name.to_owned(), text: text.to_owned() };
    basetype::generate(&Input { document, overlays: Vec::new(), settings: Settings::default(), loader: &NoFiles })
}

/// Generates on a thread of its own; how it failed, if it did.
fn attempt(name: &str, text: &str) -> Result<Duration, String> {
    let (sender, receiver) = mpsc::channel();
    let (name, text) = (name.to_owned(), text.to_owned());
    let work = move || {
        let started = Instant::now();
        let result = catch_unwind(|| {
            let outcome = generate(&name, &text);
            // A report can always be printed, in both forms.
            let printed = (outcome.report.text(false), outcome.report.json().to_string());
            (outcome.files.is_some(), outcome.report.failed(), printed)
        });
        let result = match result {
            Ok((has_files, failed, _)) if has_files == failed => Err(format!("files: {has_files}, errors: {failed}")),
            Ok(_) => Ok(started.elapsed()),
            Err(_) => Err("a panic".to_owned()),
        };
        let _ = sender.send(result);
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    receiver.recv_timeout(LIMIT).unwrap_or_else(|_| Err(format!("no end within {LIMIT:?}")))
}

/// Keeps a document that does harm, so that one can look at it.
fn keep(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("harmful").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

/// The fixtures, and the smaller documents beside the project if they are there: name and text.
fn documents() -> Vec<(String, String)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = ["accepted", "rejected", "hostile"].map(|folder| tests.join("fixtures").join(folder));
    let folders = fixtures.into_iter().chain([tests.join("../../shared/corpus")]);
    let mut paths: Vec<PathBuf> =
        folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "yaml" || it == "json"));
    paths.retain(|path| path.metadata().unwrap().len() < 60_000);
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn damaged_documents_end() {
    let seconds = std::env::var("BASETYPE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    let (started, documents) = (Instant::now(), documents());
    assert!(documents.len() > 50, "{} documents", documents.len());
    let mut failures = Vec::new();
    let mut count = 0;
    let mut seed = 0;
    while started.elapsed() < Duration::from_secs(seconds) && failures.len() < 10 {
        for (name, text) in &documents {
            seed += 1;
            let mut rng = Rng::with_seed(seed);
            let parsed = serde_yaml::from_str(text).ok();
            let (name, damaged) = match parsed.filter(|_| rng.bool()) {
                Some(value) => (format!("{name}.json"), corrupt::document(&value, &mut rng).to_string()),
                None => (name.clone(), corrupt::text(text, &mut rng)),
            };
            count += 1;
            if let Err(problem) = attempt(&name, &damaged) {
                failures.push(format!("{problem}: {}", keep(&format!("{seed}-{name}"), &damaged).display()));
            }
            if started.elapsed() > Duration::from_secs(seconds) {
                break;
            }
        }
    }
    println!("{count} damaged documents");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn noise_ends() {
    const SIGNS: &[u8] = b"{}[]:,'\"\n -&*!|>#%@`ab1";
    let mut rng = Rng::with_seed(7);
    for size in [0, 1, 10, 1_000, 1_000_000] {
        let bytes: Vec<u8> = std::iter::repeat_with(|| rng.u8(..)).take(size).collect();
        let signs: Vec<u8> = std::iter::repeat_with(|| SIGNS[rng.usize(..SIGNS.len())]).take(size).collect();
        let [bytes, signs] = [bytes, signs].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        for (name, text) in [("a.json", &bytes), ("a.yaml", &bytes), ("a.yaml", &signs), ("a.json", &signs), ("a", &signs)] {
            let kept = || keep(&format!("{size}-{name}"), text).display().to_string();
            attempt(name, text).unwrap_or_else(|problem| panic!("{problem}: {}", kept()));
        }
    }
}

/// A document sixteen times as large takes sixteen times as long, or somewhat more: nothing doubles with every part.
#[test]
fn towers_end_in_proportion() {
    let mut failures = Vec::new();
    for ((name, small), (_, large)) in corrupt::towers(60).into_iter().zip(corrupt::towers(960)) {
        let file = if small.starts_with("{\"") || small.starts_with('[') { "tower.json" } else { "tower.yaml" };
        let times = [&small, &large].map(|text| attempt(file, text));
        println!("{name:40} {:>9} {:?}", large.len(), times);
        match times {
            [Ok(small), Ok(large)] => {
                // Sixteen times as large; 64 times as long is far from linear, and far from what doubling would be.
                let allowed = small.max(Duration::from_millis(20)) * 64;
                failures.extend((large > allowed).then(|| format!("{name}: {small:?}, then {large:?}")));
            }
            [small, large] => failures.push(format!("{name}: {small:?} {large:?}")),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
