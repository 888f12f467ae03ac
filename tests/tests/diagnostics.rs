//! What is refused, and what is accepted with a warning: each diagnostic as a person sees it, and that it is at the right place.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;

use basetype::diagnostics::{Code, Entry, Located, Report, Severity};
use basetype_tests::fixture::Fixture;
use basetype_tests::snapshot;

fn rejected() -> Vec<Fixture> {
    Fixture::all("rejected")
}

fn warned() -> Vec<Fixture> {
    Fixture::all("warned")
}

fn all() -> Vec<Fixture> {
    rejected().into_iter().chain(warned()).collect()
}

#[test]
fn rejected_with_an_error() {
    let text = |fixture: Fixture| {
        let report = fixture.report();
        assert!(report.failed(), "{} is accepted", fixture.name);
        (fixture.name, report.text(false))
    };
    snapshot::check("rejected", rejected().into_iter().map(text));
}

#[test]
fn accepted_with_a_warning() {
    let text = |fixture: Fixture| {
        let report = fixture.report();
        assert!(!report.failed(), "{}: {}", fixture.name, report.text(false));
        assert!(report.count(Severity::Warn) > 0, "{} has no warning", fixture.name);
        (fixture.name, report.text(false))
    };
    snapshot::check("warned", warned().into_iter().map(text));
}

/// Each code has a fixture of its name, which it is the first diagnostic of.
#[test]
fn every_code_has_an_example() {
    let fixtures = all();
    for code in Code::ALL {
        let example = fixtures.iter().find(|fixture| fixture.name == code.as_str());
        let example = example.unwrap_or_else(|| panic!("there is no fixture `{code}`"));
        assert_eq!(example.report().entries()[0].code, code);
    }
    assert!(fixtures.len() >= 40, "{} fixtures", fixtures.len());
}

#[test]
fn every_diagnostic_says_where_and_what_to_do() {
    for fixture in all() {
        let report = fixture.report();
        for Entry { message, places, help, .. } in report.entries() {
            let what = format!("{}: {message}", fixture.name);
            assert!(!help.is_empty() && !message.ends_with('.') && !help.ends_with('.'), "{what}: {help}");
            assert!(!places.is_empty(), "{what}");
            for place in places {
                assert_eq!(place.start.line, place.end.line, "{what}");
                assert!(report.text_of(place).is_some(), "{what}: {place:?}");
            }
        }
    }
}

/// The same document in JSON has the same diagnostics at the same places: the tokens there say the same.
#[test]
fn json_has_the_same_places() {
    let mut compared = 0;
    for fixture in all().into_iter().filter(|fixture| !is_about_text(fixture)) {
        let (yaml, json) = (fixture.report(), fixture.in_json().report());
        assert_eq!(yaml.entries().len(), json.entries().len(), "{}: {}", fixture.name, json.text(false));
        for (a, b) in yaml.entries().iter().zip(json.entries()) {
            assert_eq!((a.code, &a.message, &a.help), (b.code, &b.message.replace(".json`", ".yaml`"), &b.help));
            for (a, b) in a.places.iter().zip(&b.places) {
                assert_eq!(a.pointer, b.pointer, "{}", fixture.name);
                if let Some((a, b)) = token(&yaml, a).zip(token(&json, b)) {
                    assert_eq!(a, b, "{}", fixture.name);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 40, "{compared} places compared");
}

/// Whether what is wrong is in the text itself, which does not become JSON.
fn is_about_text(fixture: &Fixture) -> bool {
    fixture.report().entries().iter().any(|entry| matches!(entry.code, Code::Syntax | Code::DuplicateKey))
}

/// What stands at a place, if it is one token.
fn token(report: &Report, place: &Located) -> Option<String> {
    let text = report.text_of(place)?;
    (!text.starts_with(['{', '[', '-']) && !text.contains(": ")).then(|| text.trim_matches(['"', '\'']).to_owned())
}

/// The list of codes is generated: `INSTA_UPDATE=always` writes it.
#[test]
fn the_list_of_codes_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/DIAGNOSTICS.md");
    let list = list();
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(&path, &list).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == list, "codegen/DIAGNOSTICS.md is out of date: run this test with INSTA_UPDATE=always");
}

fn list() -> String {
    let mut text = String::from(
        "# Diagnostics\n\n\
         Each kind has a stable code. Its severity is set by `cargo xtask generate --deny CODE`, `--warn CODE` or `--allow CODE`, or\n\
         under `[severity]` in the settings: `lossy = \"deny\"`. What has no severity to set is always an error.\n\
         `--format json` gives them to tools: code, severity, message, help, and file, line, column and JSON pointer of each place.\n\n\
         This file is generated from the codes and from the examples in `tests/fixtures`.\n\n\
         | code | unless set otherwise | what it means |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let severity = match code.default_severity() {
            Severity::Deny if code.is_fatal() => "always an error",
            Severity::Deny => "error",
            Severity::Warn => "warning",
            Severity::Allow => "not shown",
        };
        text.push_str(&format!("| [`{code}`](#{code}) | {severity} | {} |\n", code.explanation()));
    }
    let fixtures = all();
    for code in Code::ALL {
        let example = fixtures.iter().find(|fixture| fixture.name == code.as_str()).unwrap().report();
        text.push_str(&format!("\n## {code}\n\n{}\n\n", code.explanation()));
        text.push_str(&format!("What to do, in general: {}.\n\n", code.advice()));
        let first = example.text(false).split("\n\n").next().unwrap().to_owned();
        text.push_str(&format!("```text\n{}\n```\n", first.trim_end()));
    }
    text
}
