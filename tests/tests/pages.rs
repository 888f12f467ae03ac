//! What people read: links lead somewhere, programs compile, and each operation has one in its docs.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;

use basetype_tests::document::Document;
use basetype_tests::links::{broken, links};
use basetype_tests::programs::programs;
use basetype_tests::tree::{Source, files};

/// The programs of the reference and of the READMEs, as modules: the build script has written them, and that this file
/// compiles is the test.
#[allow(dead_code, unused_imports, clippy::all, reason = "nothing calls the programs")]
mod compiled {
    include!(concat!(env!("OUT_DIR"), "/programs.rs"));
}

fn pages() -> Vec<Source> {
    // What stands in a folder of tests is a page of a client that is not there.
    files().into_iter().filter(|file| file.path.ends_with(".md") && !file.path.contains("/tests/")).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let broken = broken(&pages, &|path| root.join(path).exists());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let count: usize = pages.iter().map(|page| links(page).len()).sum();
    assert!(count > 500, "{count} links in {} pages", pages.len());
}

#[test]
fn a_broken_link_is_found() {
    let page = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let pages = [
        page("docs/a.md", "# A `b`\n[x](#a-b) [y](b.md#c) [z](../d.rs) [w](https://e.org)\n```\n[q](r)\n```\n`[s](t)`"),
        page("docs/b.md", "# C\n[x](#d)\n[`y`](a.md#nothing) [z](../e.rs)"),
    ];
    let broken = broken(&pages, &|path| path == "d.rs");
    let expect = ["docs/b.md:2: #d", "docs/b.md:3: a.md#nothing", "docs/b.md:3: ../e.rs"];
    assert_eq!(broken, expect.map(|link| format!("{link} leads nowhere")));
}

#[test]
fn every_operation_has_a_program_that_is_compiled() {
    let operations = spec().operations().len();
    let count: usize =
        pages().iter().filter(|page| page.path.starts_with("generated/")).map(|page| programs(&page.text).len()).sum();
    assert!(count > operations, "{count} programs for {operations} operations");
    assert!(compiled::COUNT >= count, "{} programs are compiled, of {count}", compiled::COUNT);
    let sources = files().into_iter().filter(|file| file.path.starts_with("generated/src/"));
    let lines: Vec<String> = sources.flat_map(|file| file.text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    for operation in spec().operations() {
        let alias = format!("#[doc(alias = \"{}\")]", operation.id());
        let at = lines.iter().position(|line| line.trim() == alias).unwrap_or_else(|| panic!("no {alias}"));
        let docs: Vec<&String> = lines[..at].iter().rev().take_while(|line| line.trim().starts_with("///")).collect();
        assert!(docs.iter().any(|line| line.trim() == "/// ```no_run"), "{} has no example", operation.id());
    }
}

#[test]
fn sections_that_docs_link_to_are_there() {
    let sources: Vec<Source> = files().into_iter().filter(|file| file.path.starts_with("generated/src/")).collect();
    let front = sources.iter().find(|file| file.path.ends_with("/lib.rs")).unwrap();
    let used: Vec<&str> = sources.iter().flat_map(|file| file.text.split("](crate#").skip(1)).collect();
    assert!(!used.is_empty());
    for link in used {
        let section = link.split(')').next().unwrap();
        let has = |line: &str| line.strip_prefix("//! # ").is_some_and(|title| title.to_lowercase().replace(' ', "-") == section);
        assert!(front.text.lines().any(has), "the front page has no section {section}");
    }
}

fn spec() -> &'static Document {
    static DOCUMENT: std::sync::OnceLock<Document> = std::sync::OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/networking.yaml");
        Document::parse(&std::fs::read_to_string(path).unwrap())
    })
}
