//! What is published: the files of each package, what its manifest says, and what it depends on.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::process::Command;

use serde_json::Value;

const PACKAGES: [&str; 3] = ["basetype", "basetype-runtime", "confluent-networking"];

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn metadata() -> Value {
    serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--locked"])).unwrap()
}

#[test]
fn packages_have_what_is_needed_and_no_more() {
    for package in PACKAGES {
        let list = cargo(&["package", "--list", "--allow-dirty", "--offline", "--package", package]);
        for needed in ["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs"] {
            assert!(list.lines().any(|path| path == needed), "{package} has no {needed}");
        }
        let allowed = ["src/", "examples/", "Cargo.", "README.md", "LICENSE-", ".cargo_vcs_info.json"];
        let needless: Vec<&str> = list.lines().filter(|path| !allowed.iter().any(|start| path.starts_with(start))).collect();
        assert!(needless.is_empty(), "{package}: {needless:?}");
    }
}

#[test]
fn manifests_say_what_readers_look_for() {
    let metadata = metadata();
    for name in PACKAGES {
        let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == name).unwrap();
        for member in ["description", "license", "readme", "rust_version"] {
            assert!(package[member].is_string(), "{name} has no {member}");
        }
        assert!(!package["keywords"].as_array().unwrap().is_empty(), "{name} has no keywords");
        assert!(!package["categories"].as_array().unwrap().is_empty(), "{name} has no categories");
        let documents_all = package.pointer("/metadata/docs/rs/all-features") == Some(&Value::Bool(true));
        let has_features = !package["features"].as_object().unwrap().is_empty();
        assert_eq!(documents_all, has_features, "{name}: docs.rs documents all features");
    }
}

/// The lints of clippy know what the standard library had at that version; this is for what others wrote.
#[test]
fn dependencies_need_no_newer_rust() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    let version = |package: &Value| -> Option<Vec<u32>> {
        // As the manifest writes it: `1.88`, or `1.88.0`.
        let parts = |text: &str| text.split('.').chain(["0"]).take(3).map(|part| part.parse().unwrap()).collect();
        package["rust_version"].as_str().map(parts)
    };
    let own = version(packages.iter().find(|package| package["name"] == "basetype").unwrap()).unwrap();
    let newer: Vec<&Value> =
        packages.iter().filter(|package| version(package).is_some_and(|it| it > own)).map(|it| &it["id"]).collect();
    assert!(newer.is_empty(), "newer than {own:?}: {newer:?}");
}
