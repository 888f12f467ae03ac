//! What actions make of a small document, and where its parts then are.

use serde_json::json;

use super::path::Path;
use super::*;
use crate::source::Origin;

const DOCUMENT: &str = "\
info: {title: Pets, version: '1'}
tags:
- {name: a}
- {name: b}
- {name: c}
- {name: d}
paths:
  /pets:
    get: {summary: Old, tags: [x, y], deprecated: true}
  /pets/{id}:
    get: {tags: [y]}
";

/// The document after the actions, which are YAML's flow lists; or `line:column message`, by line and column of the place
/// in the overlay, whose third line is the actions.
fn applied(version: &str, actions: &str) -> Result<Document, String> {
    let overlay = format!("overlay: {version}\ninfo: {{title: Test, version: '1'}}\nactions: {actions}\n");
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let text = |name: &str, text: &str| Text { name: name.to_owned(), text: text.to_owned() };
    let value = sources.parse(text("api.yaml", DOCUMENT), &mut diagnostics).unwrap_or_default();
    let document = Document::of_file("api.yaml", value);
    let document = apply(document, &[text("fix.yaml", &overlay)], &mut sources, &mut diagnostics);
    let report = crate::diagnostics::Report::new(&diagnostics, sources, Origins::default());
    match report.entries().first() {
        None => Ok(document),
        Some(entry) => {
            let place = entry.places.first().map(|place| (place.start.line, place.start.column)).unwrap_or_default();
            Err(format!("{}:{} {}", place.0, place.1, entry.message))
        }
    }
}

/// What a part of the document is after the actions, and where it is from.
#[track_caller]
fn check(version: &str, actions: &str, pointer: &str, expect: &Value, origin: &str) {
    let part = Pointer::parse(pointer);
    let found = applied(version, actions).map(|document| {
        let Origin { file, pointer } = document.origins.resolve(&part);
        (document.value.pointer(part.as_str()).cloned(), format!("{file}#{pointer}"))
    });
    assert_eq!(found, Ok((Some(expect.clone()), origin.to_owned())), "{actions}");
}

#[test]
fn updates_merge_at_every_depth() {
    let merge = "[{target: $.paths, update: {/pets: {get: {summary: New, tags: [z]}, post: {}}}}]";
    let get = json!({"summary": "New", "tags": ["x", "y", "z"], "deprecated": true});
    check("1.0.0", merge, "/paths/~1pets/get", &get, "api.yaml#/paths/~1pets/get");
    let update = "fix.yaml#/actions/0/update";
    check("1.0.0", merge, "/paths/~1pets/get/summary", &json!("New"), &format!("{update}/~1pets/get/summary"));
    check("1.0.0", merge, "/paths/~1pets/get/tags/2", &json!("z"), &format!("{update}/~1pets/get/tags/0"));
    check("1.0.0", merge, "/paths/~1pets/get/tags/1", &json!("y"), "api.yaml#/paths/~1pets/get/tags/1");
    check("1.0.0", merge, "/paths/~1pets/post", &json!({}), &format!("{update}/~1pets/post"));
    let root = "[{target: $, update: {info: {x-a: {b: 1}}}}]";
    check("1.0.0", root, "/info/x-a/b", &json!(1), &format!("{update}/info/x-a/b"));
}

#[test]
fn updates_append_to_lists() {
    let update = "fix.yaml#/actions/0/update";
    check("1.0.0", "[{target: $.tags, update: {name: e}}]", "/tags/4", &json!({"name": "e"}), update);
    check("1.1.0", "[{target: $.tags, update: {name: e}}]", "/tags/4", &json!({"name": "e"}), update);
    check(
        "1.0.1",
        "[{target: $.paths.*.get.tags, update: z}]",
        "/paths/~1pets~1{id}/get/tags",
        &json!(["y", "z"]),
        "api.yaml#/paths/~1pets~1{id}/get/tags",
    );
    let two = "[{target: $.tags, update: [{name: e}, {name: f}]}]";
    check("1.1.0", two, "/tags/5", &json!({"name": "f"}), &format!("{update}/1"));
}

#[test]
fn primitives_are_replaced_from_1_1_on() {
    let replace = "[{target: $.paths.*.get.deprecated, update: false}]";
    check("1.1.0", replace, "/paths/~1pets/get/deprecated", &json!(false), "fix.yaml#/actions/0/update");
    let remove = "[{target: \"$..tags[?@ == 'x']\", remove: true}]";
    check("1.1.0", remove, "/paths/~1pets/get/tags", &json!(["y"]), "api.yaml#/paths/~1pets/get/tags");
    check("1.1.0", remove, "/paths/~1pets/get/tags/0", &json!("y"), "api.yaml#/paths/~1pets/get/tags/1");
}

#[test]
fn what_follows_a_removed_item_keeps_its_place() {
    let remove = "[{target: \"$.tags[?@.name == 'a' || @.name == 'c']\", remove: true}]";
    check("1.0.0", remove, "/tags", &json!([{"name": "b"}, {"name": "d"}]), "api.yaml#/tags");
    check("1.0.0", remove, "/tags/0/name", &json!("b"), "api.yaml#/tags/1/name");
    check("1.0.0", remove, "/tags/1/name", &json!("d"), "api.yaml#/tags/3/name");
    let again =
        "[{target: '$.tags[0]', remove: true}, {target: '$.tags[0]', update: {x-b: 1}}, {target: '$.tags[1]', remove: true}]";
    check("1.0.0", again, "/tags/0", &json!({"name": "b", "x-b": 1}), "api.yaml#/tags/1");
    check("1.0.0", again, "/tags/0/x-b", &json!(1), "fix.yaml#/actions/1/update/x-b");
    check("1.0.0", again, "/tags/1/name", &json!("d"), "api.yaml#/tags/3/name");
}

#[test]
fn later_actions_see_what_earlier_ones_made() {
    let anew = "[{target: \"$.paths['/pets']\", remove: true}, {target: $.paths, update: {/pets: {get: {summary: New}}}},\
                 {target: \"$.paths['/pets'].get\", update: {deprecated: false}}]";
    check(
        "1.0.0",
        anew,
        "/paths/~1pets/get",
        &json!({"summary": "New", "deprecated": false}),
        "fix.yaml#/actions/1/update/~1pets/get",
    );
    check("1.0.0", anew, "/paths/~1pets/get/deprecated", &json!(false), "fix.yaml#/actions/2/update/deprecated");
}

#[test]
fn copies_are_where_they_were_copied_from() {
    let copy = "[{target: \"$.paths['/pets/{id}'].get\", copy: \"$.paths['/pets'].get\"}]";
    let get = json!({"summary": "Old", "tags": ["y", "x", "y"], "deprecated": true});
    check("1.1.0", copy, "/paths/~1pets~1{id}/get", &get, "api.yaml#/paths/~1pets~1{id}/get");
    check("1.1.0", copy, "/paths/~1pets~1{id}/get/tags/1", &json!("x"), "api.yaml#/paths/~1pets/get/tags/0");
    let moved = "[{target: $, update: {new: {}}}, {target: $.new, copy: $.info}, {target: $.info, remove: true}]";
    check("1.1.0", moved, "/new/title", &json!("Pets"), "api.yaml#/info/title");
}

#[test]
fn what_cannot_be_done_is_told() {
    let check = |version: &str, actions: &str, expect: &str| {
        assert_eq!(applied(version, actions).err().as_deref(), Some(expect), "{actions}");
    };
    let nothing = "3:20 `$.paths['/cats']` selects nothing in the document";
    check("1.0.0", "[{target: \"$.paths['/cats']\", remove: true}]", nothing);
    check("1.0.0", "[{target: $.info, update: {title: Pets}}]", "3:20 this action changes nothing: the document says so already");
    check("1.0.0", "[{target: $, remove: true}]", "3:20 the whole document cannot be removed");
    check("1.0.0", "[{target: $.info, update: text}]", "3:36 a string cannot be merged into an object");
    check("1.0.0", "[{target: $, update: {info: {title: {}}}}]", "3:39 an object cannot be merged into a string");
    check("1.1.0", "[{target: $.info.title, update: []}]", "3:34 a list cannot be merged into a string");
    let primitive = "in version 1.0, targets are objects and lists; this selects a string";
    check("1.0.0", "[{target: $.info.title, update: New}]", &format!("3:20 {primitive}"));
    check("1.0.0", "[{target: $.info.title, remove: true}]", &format!("3:20 {primitive}"));
    check("1.1.0", "[{target: '$.info[*]', copy: '$.tags[*]'}]", "3:39 `$.tags[*]` selects 4 places; one is copied");
    check("1.1.0", "[{target: $.*, update: {}}]", "3:20 `$.*` selects values of different kinds");
}

#[test]
fn paths_are_read_as_the_standard_says() {
    let check = |path: &str, expect: &str| {
        let error = Path::parse(path)
            .err()
            .map_or("fine".to_owned(), |error| format!("{}: {}", error.offset, error.reason.unwrap_or_default()));
        assert_eq!(error, expect, "{path}");
    };
    check("$.paths['/pets'].get", "fine");
    check("$..parameters[?@.name == 'a' && @.in == \"query\"]", "fine");
    check("$.paths./pets", "8: a name after a dot begins with a letter or `_`");
    check("paths", "0: ");
    check("$.a b", "3: ");
    check("$.a['b", "6: in long-hand segment, expected an ending quote");
    check(&format!("$[?{}@.a{}]", "(".repeat(40), ")".repeat(40)), "34: nested too deeply");
    check(&format!("$[?@{}", "[?@".repeat(1000)), "13: nested too deeply");
    check(&format!("$['{}']", "[?(".repeat(1000)), "fine");
}
