//! Documents that try to do harm: what is generated stays in its folder, compiles, and runs nothing of theirs.
//!
//! One fixture for each kind. Whatever would run calls `std::process::abort`, so that a test run that ends well has run none
//! of it; the rest is called `evil`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use basetype::Files;
use basetype_tests::behaviour::Report;
use basetype_tests::document::Document;
use basetype_tests::fixture::Fixture;
use basetype_tests::snapshot;
use basetype_tests::workspace::{Driver, Workspace, runtime_dependency};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;

/// The attributes of generated code.
const ATTRIBUTES: [&str; 9] = ["allow", "cfg_attr", "deprecated", "derive", "doc", "expect", "forbid", "non_exhaustive", "warn"];

/// The device names of Windows, which no file has, whatever its extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

fn generate(fixture: &Fixture) -> (basetype::ir::Api, Files) {
    let outcome = fixture.generate(Some(&runtime_dependency()));
    let report = outcome.report.text(false);
    (outcome.api.unwrap_or_else(|| panic!("{}: {report}", fixture.name)), outcome.files.unwrap())
}

/// What is made of each is also for people to read.
#[test]
fn hostile() {
    let texts = Fixture::all("hostile").into_iter().map(|fixture| {
        let excerpt = fixture.excerpt(&fixture.generate(None));
        (fixture.name, excerpt)
    });
    snapshot::check("hostile", texts);
}

#[test]
fn every_file_stays_in_the_folder_and_is_one_of_its_own() {
    for fixture in Fixture::all("hostile") {
        let (_, files) = generate(&fixture);
        let mut seen = BTreeSet::new();
        for path in files.keys() {
            let at = format!("{}: {path:?}", fixture.name);
            assert!(seen.insert(path.to_lowercase()), "{at} differs by case alone");
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            assert!(["", "src", "reference", "docs"].contains(&folder), "{at}");
            let stem = name.split('.').next().unwrap();
            let is_plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            assert!(!stem.is_empty() && stem.chars().all(is_plain) && name.split('.').count() == 2, "{at}");
            let device = stem.to_lowercase().trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
            assert!(!DEVICES.contains(&device.as_str()), "{at}");
            assert!(!["build.rs"].contains(&path.as_str()), "{at}");
        }
    }
}

/// The manifest has the tables, the keys and the dependency that every client's has, and no others.
#[test]
fn the_manifest_says_what_every_manifest_says() {
    const METADATA: &str = "{docs={rs={all-features=true}}}";
    for fixture in Fixture::all("hostile") {
        let (_, files) = generate(&fixture);
        let manifest: toml::Table =
            toml::from_str(&files["Cargo.toml"]).unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
        let keys = |table: &toml::Table| table.keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(keys(&manifest), "dependencies features package", "{}", fixture.name);
        let table = |name: &str| manifest[name].as_table().unwrap();
        assert_eq!(keys(table("dependencies")), "basetype-runtime", "{}", fixture.name);
        assert_eq!(keys(table("features")), "blocking default gzip http2 reqwest stream tracing", "{}", fixture.name);
        let package = "description edition include metadata name readme rust-version version";
        assert_eq!(keys(table("package")), package, "{}", fixture.name);
        assert_eq!(table("package")["metadata"].to_string().replace(char::is_whitespace, ""), METADATA, "{}", fixture.name);
    }
}

/// Where a document's text is no name, it is in a literal, or in the text of a comment.
#[test]
fn no_text_of_theirs_is_code() {
    for fixture in Fixture::all("hostile") {
        let (_, files) = generate(&fixture);
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            let at = format!("{}: {path}", fixture.name);
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{at}: {error}"));
            let code = words(file.to_token_stream());
            let has = |word: &str| code.iter().any(|other| other == word);
            let only_exports = file.items.iter().all(|item| matches!(item, syn::Item::Use(_)));
            assert!(has("cfg_attr") && has("!") && (has("basetype_runtime") || only_exports), "{at}: {code:?}");
            for (index, _) in code.iter().enumerate().filter(|(_, word)| *word == "#") {
                let after: Vec<&str> =
                    code[index + 1..].iter().map(String::as_str).skip_while(|word| ["!", "["].contains(word)).collect();
                assert!(ATTRIBUTES.contains(&after[0]), "{at} has the attribute `{}`", after[0]);
            }
            for (index, _) in code.iter().enumerate().filter(|(_, word)| *word == "!") {
                let before: Vec<&str> = code[index.saturating_sub(4)..index].iter().map(String::as_str).collect();
                let is_own = matches!(before[..], [.., "rt", ":", ":", _]) || before.last() == Some(&"#");
                assert!(is_own, "{at} calls the macro `{}`", before.join(" "));
            }
            for item in file.items {
                assert!(
                    !matches!(item, syn::Item::Fn(_) | syn::Item::ExternCrate(_) | syn::Item::ForeignMod(_)),
                    "{at} has {}",
                    item.to_token_stream()
                );
            }
        }
        for (path, text) in &files {
            let is_hidden = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0041}' | '\r' | '\0');
            let found = text.chars().find(is_hidden);
            assert!(found.is_none(), "{}: {path} has {found:?} as it is", fixture.name);
        }
    }
}

/// The tokens, each as a word; literals, and so the texts of docs, left out.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Literal(_) => {}
            TokenTree::Group(group) => {
                let open = match group.delimiter() {
                    Delimiter::Parenthesis => "(",
                    Delimiter::Brace => "{",
                    Delimiter::Bracket => "[",
                    Delimiter::None => "",
                };
                found.push(open.to_owned());
                found.extend(words(group.stream()));
                found.push("end".to_owned());
            }
            other => found.push(other.to_string()),
        }
    }
    found
}

#[test]
fn all_compile_and_run_nothing_of_theirs() {
    let mut workspace = Workspace::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile"));
    let fixtures = Fixture::all("hostile");
    for fixture in &fixtures {
        let (api, files) = generate(fixture);
        workspace.add(&fixture.name, api, &files);
    }
    let program = workspace.build().unwrap_or_else(|error| panic!("{error}"));
    let mut driver = Driver::start(&program);
    for fixture in &fixtures {
        let report = Report::of(&Document::parse(&fixture.text), &mut driver.client(&fixture.name), |_| true);
        assert!(report.failures.is_empty(), "{}: {}", fixture.name, report.failures.join("\n"));
        workspace.document(&fixture.name).unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
        workspace.test(&fixture.name).unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
    }
}
