//! Every JSON body of every document of a folder: drawn values through the types of its client.
//!
//! Which folder, or document, `BASETYPE_CORPUS` says; else it is those beside the project, and where they are not there
//! the test says so and checks nothing. It takes minutes: `cargo xtask corpus DIR --behave` runs it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Input, Outcome};
use basetype_tests::behaviour::Report;
use basetype_tests::document::Document;
use basetype_tests::workspace::{Driver, Workspace, runtime_dependency};

/// How many failures of one document are told.
const TOLD: usize = 20;

/// The stack that the generator runs on, as in the command.
const STACK: usize = 256 << 20;

#[test]
#[ignore = "takes minutes; `cargo xtask corpus DIR --behave` runs it"]
fn every_body_keeps_what_the_document_says() {
    let paths = documents();
    if paths.is_empty() {
        println!("skipped: there are no documents at ../shared, and BASETYPE_CORPUS names none");
        return;
    }
    println!("{:<42}{:>9}{:>10}{:>9}{:>10}{:>8}", "document", "requests", "responses", "checks", "not drawn", "failed");
    let expected = expected();
    let (mut unexpected, mut sums) = (Vec::new(), [0; 5]);
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match catch_unwind(AssertUnwindSafe(|| behave(&path, &name))).unwrap_or_else(|_| Err("the test itself failed".to_owned()))
        {
            Err(why) => {
                println!("{name:<42}  {why}");
                unexpected.extend((!why.starts_with("no client")).then(|| format!("{name}: {why}")));
            }
            Ok(report) => {
                let counts = counts(&report);
                println!("{name:<42}{}", row(counts));
                sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                let failures = report.failures.iter().filter(|failure| !is_undrawn(failure));
                failures.take(TOLD).for_each(|failure| println!("    {failure}"));
                let allowed = expected.get(&name).copied().unwrap_or(0);
                unexpected.extend((counts[4] != allowed).then(|| format!("{name}: {} failures, not {allowed}", counts[4])));
            }
        }
    }
    println!("{:<42}{}", "all", row(sums));
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
}

fn row(counts: [usize; 5]) -> String {
    format!("{:>9}{:>10}{:>9}{:>10}{:>8}", counts[0], counts[1], counts[2], counts[3], counts[4])
}

/// Whether it is this test's fault, or the document's, rather than the client's: a pattern that no text of the format
/// matches, or that the drawing does not know how to match. The value has not been used.
fn is_undrawn(failure: &str) -> bool {
    failure.contains(": a drawn value is not valid at")
}

/// Request bodies, response bodies, checks that held, values that could not be drawn, and checks that did not hold.
fn counts(report: &Report) -> [usize; 5] {
    let requests = report.bodies.keys().filter(|name| name.ends_with(" request")).count();
    let held = report.bodies.values().map(basetype_tests::behaviour::Tally::held).sum();
    let undrawn = report.failures.iter().filter(|failure| is_undrawn(failure)).count();
    [requests, report.bodies.len() - requests, held, undrawn, report.failures.len() - undrawn]
}

fn documents() -> Vec<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let roots = match std::env::var_os("BASETYPE_CORPUS") {
        Some(one) => vec![PathBuf::from(one)],
        None => vec![shared.join("corpus"), shared.join("confluent")],
    };
    let mut paths = Vec::new();
    for root in roots {
        match fs::read_dir(&root) {
            Ok(entries) => paths.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) => paths.extend(root.is_file().then_some(root)),
        }
    }
    paths.retain(|path| path.extension().is_some_and(|it| it == "json" || it == "yaml"));
    paths.sort();
    paths
}

/// How many checks are known not to hold, by document: names and numbers.
fn expected() -> BTreeMap<String, usize> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/behaviour.toml")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    lines.map(|(name, count)| (name.trim().trim_matches('"').to_owned(), count.trim().parse().unwrap())).collect()
}

fn behave(path: &Path, name: &str) -> Result<Report, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let outcome = generate(name, &text);
    let (Some(api), Some(files)) = (outcome.api, outcome.files) else {
        return Err(format!("no client: {}", outcome.report.summary().unwrap_or_default()));
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let mut workspace = Workspace::sharing(folder.join(name), folder.join("target")).for_bodies();
    workspace.add("client", api.clone(), &files);
    let program = workspace.build().map_err(|error| format!("does not compile: {error}"))?;
    let mut driver = Driver::start(&program);
    Ok(Report::of(&Document::parse(&text), &mut driver.client("client").of(&api), |_| true))
}

fn generate(name: &str, text: &str) -> Outcome {
    let found = Mutex::new(None);
    std::thread::scope(|scope| {
        let work = || {
            let mut settings = Settings::default();
            let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
            settings.package.name = Some(format!("client-{}", name.chars().map(plain).collect::<String>()));
            settings.package.runtime = Some(runtime_dependency());
            let document = Text { name: name.to_owned(), text: text.to_owned() };
            let outcome = basetype::generate(&Input { document, overlays: Vec::new(), settings, loader: &NoFiles });
            *found.lock().unwrap() = Some(outcome);
        };
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).unwrap();
    });
    found.into_inner().unwrap().unwrap()
}
