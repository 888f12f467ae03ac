//! Every JSON body of every document of a folder: drawn values through the types of its client.
//!
//! Which folder, or document, `BASETYPE_CORPUS` says; else it is those beside the project, and where they are not there
//! the test says so and checks nothing. It takes minutes: `cargo xtask corpus DIR --behave` runs it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Input, Outcome};
use basetype_tests::behaviour::Report;
use basetype_tests::document::Document;
use basetype_tests::workspace::{Driver, Workspace, runtime_dependency};

/// How many failures of one document are told.
const TOLD: usize = 20;

/// What is known of each document.
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/behaviour.toml");

/// The numbers in it.
const COLUMNS: [&str; 8] = ["requests", "responses", "alike", "properties", "known", "held", "undrawn", "failed"];

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
    println!("{}{:>9}", row("document", COLUMNS), "seconds");
    let expected: toml::Table = toml::from_str(&fs::read_to_string(TABLE).unwrap()).unwrap();
    let (mut unexpected, mut sums) = (Vec::new(), [0; 8]);
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let started = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| behave(&path, &name)));
        match result.unwrap_or_else(|_| Err("the test itself failed".to_owned())) {
            Err(why) => {
                println!("{name:<42}  {why}");
                unexpected.extend((!why.starts_with("no client")).then(|| format!("{name}: {why}")));
            }
            Ok(report) => {
                let counts = counts(&report);
                let entry = expected.get(&name).and_then(toml::Value::as_table);
                let reason = entry.and_then(|entry| entry.get("reason")?.as_str()).unwrap_or_default();
                println!("{}{:>9.1}  {reason}", row(&name, counts), started.elapsed().as_secs_f64());
                sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                report
                    .failures
                    .iter()
                    .take(TOLD)
                    .chain(report.unshown.iter().take(TOLD))
                    .for_each(|failure| println!("    {failure}"));
                unexpected.extend(difference(&name, counts, entry, !reason.is_empty()));
            }
        }
    }
    println!("{}", row("all", sums));
    assert!(unexpected.is_empty(), "not as in {TABLE}:\n{}", unexpected.join("\n"));
}

fn row(name: &str, cells: [impl std::fmt::Display; 8]) -> String {
    cells.iter().fold(format!("{name:<42}"), |row, cell| format!("{row}{cell:>11}"))
}

/// Request bodies and response bodies that differ in schema or type, how many more are as one of those, the properties at any
/// depth and those known to their types, other checks that held, values that could not be drawn, and checks that did not hold.
fn counts(report: &Report) -> [usize; 8] {
    let requests = report.bodies.keys().filter(|name| name.ends_with(" request")).count();
    let held = report.bodies.values().map(basetype_tests::behaviour::Tally::held).sum();
    let [properties, known] = report.properties();
    let responses = report.bodies.len() - requests;
    [requests, responses, report.alike.len(), properties, known, held, report.undrawn, report.failed]
}

/// What the table should have said of a document, if it says something else. Whatever is not drawn or not held has a reason.
fn difference(name: &str, counts: [usize; 8], entry: Option<&toml::Table>, has_reason: bool) -> Option<String> {
    let said =
        COLUMNS.map(|column| entry.and_then(|entry| entry.get(column)?.as_integer()).and_then(|it| usize::try_from(it).ok()));
    let is_clean = counts[6] + counts[7] == 0;
    if said == counts.map(Some) && (is_clean || has_reason) {
        return None;
    }
    let cells: Vec<String> = COLUMNS.iter().zip(counts).map(|(column, count)| format!("{column} = {count}")).collect();
    Some(format!("{name:?} = {{ {}{} }}", cells.join(", "), if is_clean { "" } else { ", reason = \"?\"" }))
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
