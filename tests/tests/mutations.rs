//! A small change of the networking document changes the files of what it is about, and no public name but those concerned.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::sync::OnceLock;

use basetype::settings::Settings;
use basetype::source::{NoFiles, Text};
use basetype::{Files, Input};
use basetype_tests::changed::{document, remove, set};
use basetype_tests::surface;
use serde_json::{Value, json};

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");

fn read(name: &str) -> String {
    fs::read_to_string(format!("{SPEC}/{name}")).unwrap()
}

/// The networking document.
fn base() -> &'static Value {
    static BASE: OnceLock<Value> = OnceLock::new();
    BASE.get_or_init(|| document(&read("networking.yaml")))
}

/// The client of a document. The order of keys has no effect, as `keys_are_reordered` holds: "in the middle" is by name.
fn files_of(document: &Value) -> Files {
    files_of_text(document.to_string())
}

fn files_of_text(document: String) -> Files {
    let text = |name: &str, text: String| Text { name: name.to_owned(), text };
    let settings = Settings::read(text("networking.toml", read("networking.toml")));
    let overlays = vec![text("networking.overlay.yaml", read("networking.overlay.yaml"))];
    let document = text("networking.json", document);
    let outcome = basetype::generate(&Input { document, overlays, settings: settings.unwrap(), loader: &NoFiles });
    outcome.files.unwrap_or_else(|| panic!("{}", outcome.report.text(false)))
}

/// The files of the client as it is.
fn files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| files_of(base()))
}

/// The public names of a client: every item, field and variant with its file, its types left out.
fn names(files: &Files) -> BTreeSet<String> {
    let sources = files.iter().filter(|(path, _)| path.ends_with(".rs") && path.starts_with("src/"));
    sources
        .flat_map(|(path, text)| surface::lines(text).iter().flat_map(|line| names_of(path, line)).collect::<Vec<_>>())
        .collect()
}

/// `struct Pet { name: String }` → `Pet`, `Pet.name`; `Pets::get(id: &str) -> Pet` → `Pets::get`; `use crate::pets::Pet` →
/// `Pet`.
fn names_of(path: &str, line: &str) -> Vec<String> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    if let Some((_, exported)) = line.strip_prefix("use ").and_then(|tree| tree.rsplit_once("::")) {
        let exported = exported.split(|c: char| !c.is_alphanumeric()).filter(|name| !name.is_empty());
        return exported.map(|name| format!("{path}::{name}")).collect();
    }
    let (head, members) = line.split_once(" { ").map_or((line, ""), |(head, rest)| (head, rest.trim_end_matches(" }")));
    let is_type = ["struct ", "enum "].iter().find_map(|word| head.strip_prefix(word));
    let Some(name) = is_type else {
        return vec![format!("{path}::{}", line.split(['(', ' ']).next().unwrap_or_default())];
    };
    let parts = members.split(", ").filter(|part| !part.is_empty());
    let parts = parts.map(|part| format!("{path}::{name}.{}", part.split([':', '(']).next().unwrap_or_default()));
    [format!("{path}::{name}")].into_iter().chain(parts).collect()
}

/// Makes a change, and holds what it changes against what it should: file names without `src/` and `docs/`, and names with
/// `+` and `-` before them.
#[track_caller]
fn check(change: impl FnOnce(&mut Value), expect_files: &[&str], expect_names: &[&str]) {
    let mut changed = base().clone();
    change(&mut changed);
    assert_ne!(&changed, base(), "the document has not changed");
    compare(files(), &files_of(&changed), expect_files, expect_names);
}

#[track_caller]
fn compare(old: &Files, new: &Files, expect_files: &[&str], expect_names: &[&str]) {
    let all: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differ: Vec<&str> = all.into_iter().filter(|path| old.get(*path) != new.get(*path)).map(String::as_str).collect();
    assert_eq!(differ, expect_files, "files");
    let (before, after) = (names(old), names(new));
    let mut found: Vec<String> = before.difference(&after).map(|name| format!("-{name}")).collect();
    found.extend(after.difference(&before).map(|name| format!("+{name}")));
    assert_eq!(found, expect_names, "names");
}

const SCHEMAS: &str = "/components/schemas/networking.v1.";

fn forwarder(path: &str) -> String {
    format!("{SCHEMAS}DnsForwarderSpec/{path}")
}

const FORWARDERS: [&str; 2] = ["docs/dns_forwarders.md", "src/dns_forwarders.rs"];

#[test]
fn a_schema_that_nothing_uses_is_added_or_removed() {
    let mut with = base().clone();
    set(
        &mut with,
        "/components/schemas/networking.v1.Alpaca",
        json!({"type": "object", "properties": {"wool": {"type": "string"}}}),
    );
    let more = files_of(&with);
    compare(files(), &more, &[], &[]);
    remove(&mut with, "/components/schemas/networking.v1.Alpaca");
    compare(&more, &files_of(&with), &[], &[]);
}

#[test]
fn a_schema_is_added_with_the_member_that_uses_it() {
    let change = |document: &mut Value| {
        let schema = json!({"type": "object", "properties": {"hops": {"type": "integer"}}});
        set(document, &format!("{SCHEMAS}DnsForwarderRoute"), schema);
        set(document, &forwarder("properties/route"), json!({"$ref": "#/components/schemas/networking.v1.DnsForwarderRoute"}));
    };
    let names = [
        "+dns_forwarders::CreateDnsForwarderSpec.route",
        "+dns_forwarders::DnsForwarderRoute",
        "+dns_forwarders::DnsForwarderRoute.hops",
        "+dns_forwarders::DnsForwarderSpec.route",
        "+types::DnsForwarderRoute",
    ];
    check(change, &["docs/dns_forwarders.md", "src/dns_forwarders.rs", "src/types.rs"], &names);
}

#[test]
fn an_optional_member_is_added() {
    let change = |document: &mut Value| set(document, &forwarder("properties/zebra"), json!({"type": "string"}));
    let names = ["+dns_forwarders::CreateDnsForwarderSpec.zebra", "+dns_forwarders::DnsForwarderSpec.zebra"];
    check(change, &FORWARDERS, &names);
}

#[test]
fn a_required_member_is_added() {
    let change = |document: &mut Value| {
        set(document, &format!("{SCHEMAS}DnsForwarderStatus/properties/zebra"), json!({"type": "string"}));
        set(document, &format!("{SCHEMAS}DnsForwarderStatus/required/-"), json!("zebra"));
    };
    check(change, &FORWARDERS, &["+dns_forwarders::DnsForwarderStatus.zebra"]);
}

#[test]
fn a_member_is_added_in_the_middle() {
    let change = |document: &mut Value| {
        set(document, &forwarder("properties/domain_mapping"), json!({"type": "boolean"}));
    };
    let names = ["+dns_forwarders::CreateDnsForwarderSpec.domain_mapping", "+dns_forwarders::DnsForwarderSpec.domain_mapping"];
    check(change, &FORWARDERS, &names);
}

#[test]
fn an_enum_value_is_added_in_the_middle() {
    let change = |document: &mut Value| {
        let phase = document.pointer_mut(&format!("{SCHEMAS}DnsForwarderStatus/properties/phase")).unwrap();
        let list = ["x-extensible-enum", "enum"].into_iter().find(|key| phase[*key].is_array()).unwrap();
        phase[list].as_array_mut().unwrap().insert(1, json!("WAKING"));
    };
    check(change, &FORWARDERS, &["+dns_forwarders::DnsForwarderStatusPhase.Waking"]);
}

#[test]
fn a_union_variant_is_added_in_the_middle() {
    let change = |document: &mut Value| {
        let schema = json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["ForwardByPost"]}}});
        set(document, &format!("{SCHEMAS}ForwardByPost"), schema);
        let config = document.pointer_mut(&forwarder("properties/config")).unwrap();
        let reference = "#/components/schemas/networking.v1.ForwardByPost";
        config["oneOf"].as_array_mut().unwrap().insert(1, json!({"$ref": reference}));
        config["discriminator"]["mapping"]["ForwardByPost"] = json!(reference);
    };
    let names = ["+dns_forwarders::DnsForwarderSpecConfig.ForwardByPost", "+types::ForwardByPost", "+types::ForwardByPost::KIND"];
    check(change, &["docs/dns_forwarders.md", "docs/types.md", "src/dns_forwarders.rs", "src/types.rs"], &names);
}

/// The index of the reference has a line for each operation.
const FORWARDERS_AND_INDEX: [&str; 3] = ["docs/README.md", "docs/dns_forwarders.md", "src/dns_forwarders.rs"];

#[test]
fn an_operation_is_added_in_the_middle() {
    let change = |document: &mut Value| {
        let like = document.pointer("/paths/~1networking~1v1~1dns-forwarders~1{id}/get").unwrap().clone();
        let mut operation = like;
        operation["operationId"] = json!("inspectNetworkingV1DnsForwarder");
        set(document, "/paths/~1networking~1v1~1dns-forwarders~1{id}~1inspection", json!({"get": operation}));
    };
    check(change, &FORWARDERS_AND_INDEX, &["+dns_forwarders::DnsForwarders::inspect"]);
}

#[test]
fn an_operation_is_removed() {
    let change = |document: &mut Value| {
        remove(document, "/paths/~1networking~1v1~1dns-forwarders~1{id}/delete");
    };
    check(change, &FORWARDERS_AND_INDEX, &["-dns_forwarders::DnsForwarders::delete"]);
}

#[test]
fn a_description_is_changed() {
    let change =
        |document: &mut Value| set(document, &forwarder("properties/display_name/description"), json!("How people call it."));
    check(change, &FORWARDERS, &[]);
}

#[test]
fn a_constraint_is_tightened() {
    let change = |document: &mut Value| set(document, &forwarder("properties/display_name/maxLength"), json!(7));
    check(change, &FORWARDERS, &[]);
}

#[test]
fn a_parameter_is_made_optional() {
    let change = |document: &mut Value| {
        let list =
            document.pointer_mut("/paths/~1networking~1v1~1dns-forwarders/get/parameters").unwrap().as_array_mut().unwrap();
        list.insert(0, json!({"name": "zone", "in": "query", "required": true, "schema": {"type": "string"}}));
    };
    let mut with = base().clone();
    change(&mut with);
    let required = files_of(&with);
    set(&mut with, "/paths/~1networking~1v1~1dns-forwarders/get/parameters/0/required", json!(false));
    compare(&required, &files_of(&with), &FORWARDERS, &["+dns_forwarders::Request<List>::zone"]);
}

#[test]
fn keys_are_reordered() {
    let changed = reversed(base());
    assert_ne!(changed, base().to_string());
    compare(files(), &files_of_text(changed), &[], &[]);
}

/// JSON with the keys of all objects the other way round.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let members = object.iter().rev().map(|(key, member)| format!("{}:{}", json!(key), reversed(member)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(reversed).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
