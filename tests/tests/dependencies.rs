//! What a client depends on, held against what the runtime's docs say.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The crates that a client has with some features: itself, the runtime, and what that needs.
fn crates(features: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--quiet", "--locked", "--offline", "--package", "confluent-networking", "--no-default-features"]);
    // One target for all machines: what reqwest needs differs from system to system.
    tree.args(["--edges", "normal", "--prefix", "none", "--no-dedupe", "--target", "x86_64-unknown-linux-gnu"]);
    let output = tree.args(["--features", features]).current_dir(root).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The rows of the table in the runtime's docs: features, and how many crates there are.
fn table() -> Vec<(String, usize)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/runtime/src/lib.rs");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | ")?.strip_suffix(" |")?.split_once(" | "));
    let rows = rows.filter_map(|(features, count)| Some((features, count.parse().ok()?)));
    rows.map(|(features, count)| (features.split('`').nth(1).unwrap_or_default().to_owned(), count)).collect()
}

#[test]
fn the_docs_say_how_many_crates_a_client_has() {
    let table = table();
    let counted: Vec<_> = table.iter().map(|(features, _)| (features.clone(), crates(features).len())).collect();
    assert_eq!(table, counted, "the docs of the runtime say the left, and there are the right");
    // Every feature of the client has a row, and none of the rows is for a feature that is not there.
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/Cargo.toml")).unwrap();
    let features = manifest.lines().filter_map(|line| line.split_once(" = [\"basetype-runtime/")).map(|(name, _)| name);
    for feature in features {
        assert!(table.iter().any(|(features, _)| features == feature), "{feature} has no row");
    }
}

#[test]
fn without_reqwest_there_is_no_http_stack() {
    let stack = ["hyper", "reqwest", "rustls", "tokio", "tower", "url"];
    let has = |features: &str| {
        let crates = crates(features);
        stack.iter().filter(|name| crates.iter().any(|it| it.split(' ').next() == Some(name))).count()
    };
    assert_eq!(has("gzip,blocking,stream,tracing"), 0);
    assert_eq!(has("reqwest"), stack.len());
}
