//! Each construct by itself: what the generator makes of it, or why not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use basetype_tests::behaviour::Report;
use basetype_tests::calls;
use basetype_tests::fixture::Fixture;
use basetype_tests::snapshot;
use basetype_tests::workspace::{Driver, Workspace, runtime_dependency};

/// Compares what came of each fixture of a folder with its snapshot.
#[track_caller]
fn check(folder: &str, expect: fn(&Fixture) -> String) {
    snapshot::check(folder, Fixture::all(folder).into_iter().map(|fixture| (fixture.name.clone(), expect(&fixture))));
}

#[test]
fn accepted() {
    check("accepted", |fixture| fixture.excerpt(&fixture.generate(None)));
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
    let (mut bodies, mut operations, mut called) = (0, 0, 0);
    for fixture in &fixtures {
        let document = fixture.document();
        let mut client = driver.client(&fixture.name);
        let report = Report::of(&document, &mut client, |_| true);
        let calls = calls::Report::of(&document, &mut client);
        bodies += report.bodies.len();
        operations += calls.operations;
        called += calls.calls;
        let of_both = report.failures.into_iter().chain(calls.failures);
        failures.extend(of_both.map(|failure| format!("{}: {failure}", fixture.name)));
    }
    println!("{} clients, {bodies} bodies, {operations} operations, {called} calls", fixtures.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The page that says what is supported, and the fixtures that show it.
#[test]
fn support_is_shown_by_fixtures() {
    let page = include_str!("../../codegen/SUPPORT.md");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| construct"));
    let named: BTreeSet<String> = rows
        .flat_map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
            let fixtures = cells.last().unwrap_or(&"").split('`').skip(1).step_by(2).map(str::to_owned);
            let fixtures: Vec<String> = fixtures.collect();
            assert!(!fixtures.is_empty(), "no fixture: {row}");
            fixtures
        })
        .collect();
    let of = |folder| Fixture::all(folder).into_iter().map(|fixture| fixture.name).collect::<BTreeSet<String>>();
    let (accepted, others) = (of("accepted"), &of("rejected") | &of("warned"));
    let unknown: Vec<&String> = named.iter().filter(|name| !accepted.contains(*name) && !others.contains(*name)).collect();
    assert!(unknown.is_empty(), "no such fixtures: {unknown:?}");
    let missing: Vec<&String> = accepted.difference(&named).collect();
    assert!(missing.is_empty(), "fixtures that the page does not name: {missing:?}");
}
