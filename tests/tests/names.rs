//! Names that stay: whatever is added to a document, what was there keeps its names; and where a clash makes that
//! impossible, a diagnostic asks for a rename.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;

use basetype::Outcome;
use basetype::diagnostics::Code;
use basetype::ir::TypeDef;
use basetype_tests::changed::{changes, document, set, understood};
use basetype_tests::fixture::Fixture;
use fastrand::Rng;
use serde_json::{Value, json};

const PETS: &str = include_str!("../fixtures/changes/pets.yaml");

/// Names that are likely to meet others: of things that are there, of what is made of them, and words that Rust has.
const NAMES: [&str; 36] = [
    "Pet",
    "pet",
    "v1.Pet",
    "PetInput",
    "CreatePet",
    "Pets",
    "PetsApi",
    "List",
    "Create",
    "Owner",
    "owner",
    "Owners",
    "House",
    "Unknown",
    "unknown",
    "additional",
    "name",
    "Name",
    "na-me",
    "page_token",
    "page-token",
    "kind",
    "KIND",
    "type",
    "self",
    "Failure",
    "Status",
    "v2.Status",
    "Reports",
    "Report",
    "GetOutput",
    "FREE",
    "free",
    "Zebra",
    "colour",
    "x-count",
];

/// Adds something to a document.
fn add(document: &mut Value, rng: &mut Rng) -> String {
    let name = rng.choice(NAMES).unwrap();
    let text = json!({"type": "string"});
    match rng.u8(..6) {
        0 => {
            let place = format!("/components/schemas/{name}");
            if document.pointer("/components/schemas").is_none() {
                document["components"]["schemas"] = json!({});
            }
            if document.pointer(&place).is_none() {
                set(document, &place, json!({"type": "object", "properties": {"inner": text}}));
            }
            format!("schema {name}")
        }
        1 => {
            // A member of an inline `allOf` makes another type of what it is a member of.
            let is_object = |value: &Value| value["type"] == "object" && value["properties"].is_object();
            let mut objects = places(document, "", &is_object);
            objects.retain(|place| !place.contains("/allOf/"));
            let Some(place) = rng.choice(&objects) else { return String::new() };
            if document.pointer(&format!("{place}/properties/{name}")).is_none() {
                let user = rng.choice(["text", "schema"]);
                let component = component(document, rng).filter(|_| user == Some("schema"));
                set(document, &format!("{place}/properties/{name}"), component.unwrap_or(text));
            }
            format!("property {name} of {place}")
        }
        2 => operation(document, name, rng),
        3 => {
            let operations = places(&document["paths"], "/paths", &|value| value["responses"].is_object());
            let Some(place) = rng.choice(&operations) else { return String::new() };
            let parameters = format!("{place}/parameters");
            if document.pointer(&parameters).is_none() {
                set(document, &parameters, json!([]));
            }
            let known = document.pointer(&parameters).unwrap().as_array().unwrap().iter().any(|one| one["name"] == name);
            if !known {
                set(document, &format!("{parameters}/-"), json!({"name": name, "in": "query", "schema": text}));
            }
            format!("parameter {name} of {place}")
        }
        // A list of one value is a constant, which becomes a list with the second value.
        4 => {
            let lists = places(document, "", &|value| value["enum"].as_array().is_some_and(|list| list.len() > 1));
            let Some(place) = rng.choice(&lists) else { return String::new() };
            let list = document.pointer_mut(&format!("{place}/enum")).unwrap().as_array_mut().unwrap();
            if !list.contains(&json!(name)) && list[0].is_string() {
                list.insert(rng.usize(..=list.len()), json!(name));
            }
            format!("value {name} of {place}")
        }
        _ => {
            let place = "/paths/~1pets/get/responses/200/headers";
            if document.pointer(place).is_some() {
                set(document, &format!("{place}/{name}"), json!({"schema": text}));
            }
            format!("header {name}")
        }
    }
}

/// Adds an operation, of a group that is there or of a new one; it sends or gives what others do.
fn operation(document: &mut Value, name: &str, rng: &mut Rng) -> String {
    let path = format!("/paths/~1{}~1{}", rng.choice(["a", "pets", "z"]).unwrap(), name.to_lowercase());
    let tag = rng.choice(["Pets", "Pets (v2)", "Reports", "Animals", name]).unwrap();
    let id = format!("{}{name}", rng.choice(["get", "list", "create", "read"]).unwrap());
    let ids = places(document, "", &|value| value["operationId"] == id);
    if document.pointer(&path).is_some() || !ids.is_empty() || document.pointer("/paths").is_none() {
        return String::new();
    }
    let mut operation = json!({"operationId": id, "tags": [tag], "responses": {"204": {"description": "Done."}}});
    if let Some(schema) = component(document, rng) {
        let content = json!({"application/json": {"schema": schema}});
        operation["responses"] = json!({"200": {"description": "Done.", "content": content}});
    }
    set(document, &path, json!({"get": operation}));
    format!("operation {id} of {tag} at {path}")
}

/// A reference to some component.
fn component(document: &Value, rng: &mut Rng) -> Option<Value> {
    let schemas = document.pointer("/components/schemas")?.as_object()?;
    let name = rng.choice(schemas.keys().collect::<Vec<_>>())?;
    Some(json!({"$ref": format!("#/components/schemas/{name}")}))
}

/// All places with a value of a kind.
fn places(value: &Value, at: &str, is_one: &dyn Fn(&Value) -> bool) -> Vec<String> {
    let mut found: Vec<String> = is_one(value).then(|| at.to_owned()).into_iter().collect();
    match value {
        Value::Object(object) => {
            for (key, inner) in object.iter().filter(|(key, _)| *key != "example" && *key != "examples") {
                found.extend(places(inner, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), is_one));
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                found.extend(places(inner, &format!("{at}/{index}"), is_one));
            }
        }
        _ => {}
    }
    found
}

/// The Rust names that the new clashes are about; each asks for a rename in the settings.
fn asked_for(old: &Outcome, new: &Outcome) -> Vec<String> {
    let clashes = |outcome: &Outcome| -> Vec<String> {
        let entries = outcome.report.entries().iter();
        let asking = entries.filter(|entry| entry.code == Code::NameClash && entry.help.contains("[rename."));
        asking.map(|entry| entry.message.clone()).collect()
    };
    let known = clashes(old);
    let new = clashes(new).into_iter().filter(|message| !known.contains(message));
    let names = |message: String| message.split("called `").skip(1).filter_map(name_in).collect::<Vec<_>>();
    new.flat_map(names).collect()
}

fn name_in(rest: &str) -> Option<String> {
    Some(rest.split_once('`')?.0.trim_start_matches("r#").to_owned())
}

/// What was there and has another name, though no diagnostic about that name asks for a rename.
fn renamed(old: &Outcome, new: &Outcome) -> Vec<String> {
    let asked = asked_for(old, new);
    let codes = ["type-renamed", "operation-renamed", "item-renamed"];
    let report = changes(old, new);
    let is_known = |item: &String| is_split(item) || is_about(item, &asked);
    let names = report.list.iter().filter(|change| codes.contains(&change.code));
    let gone = report.list.iter().filter(|change| change.code == "rust-item" && change.title.starts_with("is gone"));
    let unknown = |items: &[String]| items.iter().filter(|item| !item.ends_with(" is new")).any(|item| !is_known(item));
    let changed = names.chain(gone).filter(|change| change.items.is_empty() || unknown(&change.items));
    let changed = changed.map(|change| format!("{}: {} {:?}", change.subject, change.title, change.items));
    let (before, after) = (paths(old), paths(new));
    let lost = before.difference(&after).filter(|path| {
        let split = after.contains(&format!("{path}Input"));
        !split && !is_about(path, &asked)
    });
    changed.chain(lost.map(|path| format!("no type is at {path}"))).collect()
}

/// Whether an item, as a report tells it, has a name that a clash is about, or is named after what has it.
fn is_about(item: &str, asked: &[String]) -> bool {
    let old = item.split(" → ").next().unwrap_or_default();
    let old = old.split(": ").next().unwrap_or_default().trim_end_matches(" is gone");
    let mut segments = old.split(|c: char| !c.is_alphanumeric() && c != '_');
    segments.any(|segment| asked.iter().any(|name| segment == name || is_named_after(segment, name)))
}

/// `PetOwner` is the owner of a `Pet`, wherever that is described in place.
fn is_named_after(segment: &str, name: &str) -> bool {
    let starts_upper = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
    starts_upper(name) && segment.strip_prefix(name).is_some_and(starts_upper)
}

/// All paths of all types.
fn paths(outcome: &Outcome) -> BTreeSet<String> {
    let api = outcome.api.as_ref().unwrap();
    let of = |def: &TypeDef| {
        let modules = def.reexports.iter().chain([&def.module]).map(|module| api.module_ident(*module));
        modules.map(|module| format!("{module}::{}", def.name.ident)).collect::<Vec<_>>()
    };
    api.types.iter().flat_map(of).collect()
}

/// The one thing that is no rename: once something within it is read-only, what is sent is a type of its own beside what is
/// read, which keeps its name and its paths.
fn is_split(item: &str) -> bool {
    item.split_once(" → ").is_some_and(|(old, new)| new == format!("{old}Input"))
}

#[test]
fn additions_rename_nothing() {
    let mut documents: Vec<(String, Value)> = vec![("pets".to_owned(), document(PETS))];
    let fixtures = Fixture::all("accepted").into_iter().filter(|fixture| fixture.text.contains("openapi: 3.0"));
    documents.extend(fixtures.map(|fixture| (fixture.name.clone(), document(&fixture.text))));
    let (mut wrong, mut tried, mut clashing) = (Vec::new(), 0, 0);
    for (name, base) in &documents {
        let Some(old) = understood(base) else { continue };
        for seed in 0..if name == "pets" { 400 } else { 12 } {
            let mut rng = Rng::with_seed(seed);
            let mut changed = base.clone();
            let added: Vec<String> = (0..rng.u8(1..4)).map(|_| add(&mut changed, &mut rng)).filter(|it| !it.is_empty()).collect();
            if added.is_empty() {
                continue;
            }
            // What is added may contradict what is there; such a document has no client.
            let Some(new) = understood(&changed) else { continue };
            tried += 1;
            clashing += usize::from(!asked_for(&old, &new).is_empty());
            let renamed = renamed(&old, &new);
            if !renamed.is_empty() {
                wrong.push(format!("{name} {seed}: {}\n    {}", added.join("; "), renamed.join("\n    ")));
            }
        }
    }
    println!("{tried} documents, {clashing} with a clash");
    assert!(tried > 600 && clashing * 2 < tried, "{tried} documents, {clashing} with a clash");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}
