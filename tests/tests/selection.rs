//! Clients of a part of a document, and the features of large ones.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;

use basetype::ir::Api;
use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Input, Outcome};
use basetype_tests::workspace::{Workspace, runtime_dependency};
use serde_json::{Map, Value, json};

/// A document of so many operations of each of these tags. Each tag has a type of its own; `birds` and `fish` share
/// `Food`, and all share `Problem`. Only `fish` reaches `BirdLink`, which stands with the birds for its name.
fn document(tags: &[&str], operations: usize) -> Value {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let body = |name: &str| json!({"description": "-", "content": {"application/json": {"schema": reference(name)}}});
    let mut paths = Map::new();
    let mut schemas = json!({
        "Food": {"type": "object", "properties": {"name": {"type": "string"}}},
        "Problem": {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}},
        "BirdLink": {"type": "object", "properties": {"url": {"type": "string"}}},
    });
    for tag in tags {
        let own = format!("{}Info", tag.to_uppercase());
        let mut properties = json!({"name": {"type": "string"}});
        if ["birds", "fish"].contains(tag) {
            properties["food"] = reference("Food");
        }
        if *tag == "fish" {
            properties["link"] = reference("BirdLink");
        }
        schemas[&own] = json!({"type": "object", "properties": properties});
        for index in 0..operations {
            let operation = json!({"tags": [tag], "operationId": format!("{tag}_look_{index}"),
                "responses": {"200": body(&own), "default": body("Problem")}});
            paths.insert(format!("/{tag}/kind{index}/all"), json!({"get": operation}));
        }
    }
    json!({"openapi": "3.0.3", "info": {"title": "Zoo", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

fn generate(document: &Value, includes: &[&str]) -> Outcome {
    let mut settings = Settings { include: includes.iter().map(|one| (*one).to_owned()).collect(), ..Settings::default() };
    settings.package.runtime = Some(runtime_dependency());
    let document = Text { name: "zoo.json".to_owned(), text: document.to_string() };
    basetype::generate(&Input { document, overlays: Vec::new(), settings, loader: &NoFiles })
}

/// Operations as `module.method`, and types as `module::Name`.
fn contents(api: &Api) -> (Vec<String>, Vec<String>) {
    let operations = api.resources.iter().flat_map(|resource| {
        resource.operations.iter().map(|operation| format!("{}.{}", resource.name.ident, operation.name.ident))
    });
    let types = api.types.iter().map(|def| format!("{}::{}", api.module_ident(def.module), def.name.ident));
    (operations.collect(), types.collect())
}

#[test]
fn a_selection_has_what_it_reaches_under_the_same_names() {
    let document = document(&["birds", "fish"], 2);
    let (all_operations, all_types) = contents(&generate(&document, &[]).api.unwrap());
    let check = |includes: &[&str], operations: &[&str], types: &[&str]| {
        let outcome = generate(&document, includes);
        let (found, found_types) = contents(&outcome.api.unwrap_or_else(|| panic!("{}", outcome.report.text(false))));
        assert_eq!(found, operations, "{includes:?}");
        assert_eq!(found_types, types, "{includes:?}");
        assert!(found.iter().all(|one| all_operations.contains(one)), "{all_operations:?}");
        assert!(found_types.iter().all(|one| all_types.contains(one)), "{all_types:?}");
        let lib = &outcome.files.unwrap()["src/lib.rs"];
        assert_eq!(lib.contains("pub fn birds("), operations.iter().any(|one| one.starts_with("birds.")), "{includes:?}");
    };
    let birds = ["birds.look_0", "birds.look_1"];
    let bird_types = ["types::BirdsInfo", "types::Food", "types::Problem"];
    check(&["birds"], &birds, &bird_types);
    check(&["/birds/**"], &birds, &bird_types);
    check(&["/birds/*/all"], &birds, &bird_types);
    check(&["birds_look_1"], &birds[1..], &bird_types);
    check(&["/birds/kind0/all", "birds_look_1"], &birds, &bird_types);
    let fish = ["fish.look_0", "fish.look_1"];
    check(&["fish"], &fish, &["birds::BirdLink", "fish::FishInfo", "types::Food", "types::Problem"]);
}

#[test]
fn an_include_that_matches_nothing_is_an_error() {
    let outcome = generate(&document(&["birds", "fish"], 1), &["birds", "/cats/*"]);
    assert!(outcome.files.is_none());
    let text = outcome.report.text(false);
    assert!(text.contains("no path, tag or operationId is `/cats/*`"), "{text}");
    assert!(text.contains("the tags are `birds`, `fish`"), "{text}");
    assert!(!text.contains("is `birds`, which"), "{text}");
}

#[test]
fn a_small_client_has_no_features_for_its_resources() {
    let files = generate(&document(&["birds", "fish"], 3), &[]).files.unwrap();
    assert!(!files["Cargo.toml"].contains("full"), "{}", files["Cargo.toml"]);
    assert!(files.values().all(|text| !text.contains("#[cfg(")));
}

/// With one feature it compiles, and has what that needs and nothing else; so it does with none.
#[test]
fn a_large_client_compiles_by_parts() {
    let outcome = generate(&document(&["birds", "fish", "stream"], 40), &[]);
    let (api, files) = (outcome.api.unwrap(), outcome.files.unwrap());
    let manifest = &files["Cargo.toml"];
    for line in ["default = [\"reqwest\", \"gzip\", \"full\"]", "full = [\"birds\", \"fish\", \"stream-resource\"]", "birds = []"]
    {
        assert!(manifest.lines().any(|other| other == line), "{line}: {manifest}");
    }
    let features = |name: &str| {
        let def = api.types.iter().find(|def| def.name.ident == name).unwrap();
        def.features.iter().map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(features("Food"), ["birds", "fish"]);
    assert_eq!(features("BirdLink"), ["fish"]);
    assert!(features("Problem").is_empty());
    let mut workspace = Workspace::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("features"));
    workspace.add("zoo", api, &files);
    for features in ["", "birds", "fish", "stream-resource", "birds,stream", "full"] {
        workspace.check("zoo", features).unwrap_or_else(|error| panic!("{features}: {error}"));
    }
}
