//! The public API of each crate, one item a line, as it was reviewed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Command;

use basetype_tests::snapshot;
use public_api::Builder;

/// The format of rustdoc's JSON that the library reads. Other toolchains write others.
const FORMAT: u64 = 57;

/// The rustdoc JSON of a crate with all its features; None where this toolchain writes another format.
fn json(package: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let mut command = Command::new(env!("CARGO"));
    command.args(["rustdoc", "--offline", "--quiet", "--lib", "--all-features", "--package", package]);
    command.arg("--target-dir").arg(&target).args(["--", "-Z", "unstable-options", "--output-format", "json"]);
    command.env("RUSTDOC", Path::new(env!("CARGO_MANIFEST_DIR")).join("rustdoc-json")).current_dir(root);
    assert!(command.status().unwrap().success(), "no rustdoc JSON of {package}");
    let path = target.join("doc").join(format!("{}.json", package.replace('-', "_")));
    let value: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let format = value["format_version"].as_u64().unwrap();
    if format != FORMAT {
        println!("skipped: this toolchain's rustdoc writes format {format}, not {FORMAT}");
    }
    (format == FORMAT).then_some(path)
}

fn listing(package: &str) -> Option<String> {
    let builder = Builder::from_rustdoc_json(json(package)?);
    let builder = builder.omit_blanket_impls(true).omit_auto_trait_impls(true).omit_auto_derived_impls(true);
    Some(builder.build().unwrap().to_string())
}

/// What is at the root of the generated crate. The modules of its resources are in the snapshots of its surface.
fn root(listing: &str) -> String {
    let is_root = |line: &&str| {
        let mut paths = line.match_indices("confluent_networking::").map(|(at, found)| &line[at + found.len()..]);
        !line.contains(" mod confluent_networking::") && paths.all(|path| path.starts_with(char::is_uppercase))
            || line.contains("confluent_networking::Client")
            || line.contains("confluent_networking::blocking")
    };
    listing.lines().filter(is_root).map(|line| format!("{line}\n")).collect()
}

#[test]
fn each_crate_has_the_api_that_was_reviewed() {
    let packages = ["basetype", "basetype-runtime", "confluent-networking"];
    let listings: Option<Vec<String>> = packages.iter().map(|package| listing(package)).collect();
    let Some(listings) = listings else { return };
    let listings = packages.iter().zip(listings).map(|(package, listing)| match *package {
        "confluent-networking" => ((*package).to_owned(), root(&listing)),
        package => (package.to_owned(), listing),
    });
    snapshot::check("api", listings);
}
