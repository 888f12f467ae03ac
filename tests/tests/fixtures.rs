//! Each construct by itself: what the generator makes of it, or why not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use basetype_tests::behaviour::Report;
use basetype_tests::document::Document;
use basetype_tests::fixture::Fixture;
use basetype_tests::workspace::{Driver, Workspace, runtime_dependency};

/// Compares what came of each fixture of a folder with its snapshot.
#[track_caller]
fn check(folder: &str, expect: fn(&Fixture) -> String) {
    let fixtures = Fixture::all(folder);
    assert!(!fixtures.is_empty());
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(format!("../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(format!("fixtures/{folder}"));
    let different: Vec<&str> = fixtures
        .iter()
        .filter(|fixture| {
            let compare = || settings.bind(|| insta::assert_snapshot!(fixture.name.as_str(), expect(fixture)));
            catch_unwind(AssertUnwindSafe(compare)).is_err()
        })
        .map(|fixture| fixture.name.as_str())
        .collect();
    assert!(different.is_empty(), "not as their snapshots: {different:?}");
    let names: BTreeSet<String> = fixtures.into_iter().map(|fixture| fixture.name).collect();
    assert_eq!(snapshots(folder), names, "a snapshot for each fixture, and no others");
}

fn snapshots(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(folder);
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned)).collect()
}

#[test]
fn accepted() {
    check("accepted", |fixture| {
        let outcome = fixture.generate(None);
        assert!(outcome.files.is_some(), "{}", outcome.report.text(false));
        fixture.excerpt(&outcome)
    });
}

#[test]
fn rejected() {
    check("rejected", |fixture| {
        let outcome = fixture.generate(None);
        assert!(outcome.files.is_none() && outcome.report.failed());
        outcome.report.text(false)
    });
}

#[test]
fn accepted_compiles_and_behaves() {
    let mut workspace = Workspace::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures"));
    let fixtures = Fixture::all("accepted");
    for fixture in &fixtures {
        let outcome = fixture.generate(Some(&runtime_dependency()));
        workspace.add(&fixture.name, outcome.api.unwrap(), &outcome.files.unwrap());
    }
    let program = workspace.build().unwrap_or_else(|error| panic!("{error}"));
    workspace.document("docs").unwrap_or_else(|error| panic!("{error}"));
    let mut driver = Driver::start(&program);
    let mut failures = Vec::new();
    let mut bodies = 0;
    for fixture in &fixtures {
        let report = Report::of(&Document::parse(&fixture.text), &mut driver.client(&fixture.name), |_| true);
        bodies += report.bodies.len();
        failures.extend(report.failures.into_iter().map(|failure| format!("{}: {failure}", fixture.name)));
    }
    println!("{} clients, {bodies} bodies", fixtures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
