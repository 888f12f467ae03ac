//! Tests of whole pages: of a small API in full, and what holds for the pages of any API.

mod checker;

use crate::diagnostics::Diagnostics;
use crate::format::Files;
use crate::ir::Api;
use crate::render::samples::{Sample, sample};
use crate::settings::Settings;
use crate::source::{NoFiles, Text};
use crate::{Input, generate};

fn api(document: &str, settings: &str) -> Option<Api> {
    let text = |name: &str, text: &str| Text { name: name.to_owned(), text: text.to_owned() };
    let settings = Settings::parse(text("settings.toml", settings), &mut Diagnostics::default())?;
    let input = Input { document: text("api.yaml", document), overlays: Vec::new(), settings, loader: &NoFiles };
    generate(&input).api
}

/// This project's own client.
fn networking() -> Option<Api> {
    let read = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(name);
        std::fs::read_to_string(path).unwrap_or_default()
    };
    api(&read("networking.yaml"), &read("networking.toml"))
}

/// A sample for every operation.
fn samples(api: &Api) -> Vec<Sample> {
    let of = |resource| move |operation| sample(api, resource, operation);
    api.resources.iter().flat_map(|resource| resource.operations.iter().map(of(resource))).collect()
}

/// The reference alone.
fn pages(api: &Api) -> Files {
    crate::files(api).into_iter().filter(|(path, _)| path.starts_with("docs/")).collect()
}

fn check(api: &Api) -> Files {
    let pages = pages(api);
    assert_eq!(pages, self::pages(api));
    let problems = checker::problems(&pages);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    for sample in samples(api) {
        assert!(syn::parse_file(&sample.code).is_ok(), "no Rust:\n{}", sample.code);
        let shown: String = sample.doctest.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect();
        assert!(syn::parse_file(&shown).is_ok(), "no Rust:\n{shown}");
        assert!(pages.values().any(|page| page.contains(&sample.code)), "no page has\n{}", sample.code);
    }
    pages
}

#[test]
fn pages_of_the_networking_client_hold_together() {
    let api = networking();
    assert!(api.is_some());
    let Some(api) = api else { return };
    let pages = check(&api);
    let lines: usize = pages.values().map(|page| page.lines().count()).sum();
    assert!(lines < 10_000, "{lines} lines are too many to read");
    let operations: usize = api.resources.iter().map(|resource| resource.operations.len()).sum();
    assert_eq!(samples(&api).len(), operations);
    assert!(samples(&api).iter().all(|sample| !sample.code.contains("todo!")));
}

#[test]
fn every_construct_has_a_page() {
    let api = api(include_str!("tests/constructs.yaml"), "");
    assert!(api.is_some());
    let Some(api) = api else { return };
    check(&api);
}

#[test]
fn prose_breaks_no_page() {
    let hostile = include_str!("tests/hostile.yaml");
    let api = api(hostile, "");
    assert!(api.is_some());
    let Some(api) = api else { return };
    let pages = check(&api);
    for (path, page) in &pages {
        assert!(!page.contains("](javascript") && !page.contains('\u{202e}'), "{path} smuggles");
    }
}

#[test]
fn a_small_api_in_full() {
    let api = api(include_str!("tests/small.yaml"), "[environment]\ntoken = \"PETS_TOKEN\"\n[wait.pets]\nready = [\"READY\"]\n");
    assert!(api.is_some());
    let Some(api) = api else { return };
    let pages = check(&api);
    let page = pages.get("docs/pets.md").map(String::as_str).unwrap_or_default();
    if let Some(file) = std::env::var_os("WRITE_PAGE") {
        assert!(std::fs::write(file, page).is_ok());
    }
    assert_eq!(page, include_str!("tests/small.md"));
}

#[test]
fn a_value_that_contains_itself_is_left_to_the_reader() {
    let document = r##"{openapi: 3.0.3, info: {title: T, version: '1'}, components: {schemas: {
        Endless: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Endless'}}},
        Tree: {type: object, required: [inner], properties: {inner: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}}},
        paths: {/a: {put: {operationId: endless, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Endless'}}}}, responses: {'204': {description: ok}}},
        post: {operationId: grow, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}, responses: {'204': {description: ok}}}}}}"##;
    let api = api(document, "");
    assert!(api.is_some());
    let Some(api) = api else { return };
    check(&api);
    let has = |text: &str| samples(&api).iter().any(|sample| sample.code.contains(text));
    assert!(has("endless(todo!())"));
    assert!(has("let body = Tree::new(Vec::new());"));
}
