//! Documents in, documents and diagnostics out.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::diagnostics::Report;
use crate::source::Text;

/// The files beside a document.
struct Beside(BTreeMap<&'static str, &'static str>);

impl Loader for Beside {
    fn load(&self, name: &str) -> Result<String, String> {
        self.0.get(name).map(|text| (*text).to_owned()).ok_or_else(|| "there is no such file".to_owned())
    }
}

/// The normalized document, if there is one that `openapiv3` takes; and each diagnostic as `code file:line message`.
fn normalized(text: &str, beside: &[(&'static str, &'static str)]) -> (Option<Value>, Vec<String>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let loader = Beside(beside.iter().copied().collect());
    let document = sources.parse(Text { name: "api.yaml".to_owned(), text: text.to_owned() }, &mut diagnostics);
    let Some(document) = document.map(|value| Document::of_file("api.yaml", value)) else { return (None, Vec::new()) };
    let (value, origins) = translate(&document, &loader, &mut sources, &mut diagnostics);
    if let Some(value) = &value {
        let taken = serde_json::from_value::<OpenAPI>(value.clone());
        assert!(taken.is_ok(), "{taken:?}\n{value:#}");
    }
    let report = Report::new(&diagnostics, sources, origins.clone());
    let told = report.entries().iter().map(|entry| {
        let place = entry.places.first().map(|at| format!("{}:{}", at.file, at.start.line)).unwrap_or_default();
        format!("{} {place} {}", entry.code, entry.message)
    });
    (value, told.collect())
}

/// The normalized form of the schema `S` of a document, of which `text` is all but the first lines.
fn schema(version: &str, text: &str) -> (Value, Vec<String>) {
    let indented: String = text.lines().map(|line| format!("      {line}\n")).collect();
    let document = format!(
        "openapi: {version}\ninfo: {{title: t, version: v}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {{type: object}}\n    S:\n{indented}"
    );
    let (value, told) = normalized(&document, &[]);
    (value.and_then(|value| value.pointer("/components/schemas/S").cloned()).unwrap_or_default(), told)
}

#[test]
fn json_schema_becomes_openapi_3_0() {
    let check = |text: &str, expect: Value| {
        let (found, told) = schema("3.1.0", text);
        assert_eq!(found, expect, "{text}\n{told:?}");
    };
    let a = json!({"$ref": "#/components/schemas/A"});
    check("type: [string, 'null']\nminLength: 1", json!({"type": "string", "nullable": true, "minLength": 1}));
    check("type: ['null']", json!({"nullable": true, "enum": [null]}));
    check("const: x", json!({"enum": ["x"]}));
    check("type: string\nenum: [a, null]", json!({"type": "string", "nullable": true, "enum": ["a"]}));
    check(
        "type: number\nexclusiveMinimum: 1\nmaximum: 5",
        json!({"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 5}),
    );
    check("minimum: 3\nexclusiveMinimum: 1", json!({"minimum": 3}));
    check("maximum: 3\nexclusiveMaximum: 3", json!({"maximum": 3, "exclusiveMaximum": true}));
    check("examples: [1, 2]", json!({"example": 1, "x-basetype-examples": [1, 2]}));
    check("$ref: '#/components/schemas/A'\nminProperties: 1", json!({"allOf": [a], "minProperties": 1}));
    check("$ref: '#/components/schemas/A'\nallOf: [{title: x}]", json!({"allOf": [a, {"title": "x"}]}));
    check("anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]", json!({"nullable": true, "allOf": [a]}));
    check(
        "oneOf: [{type: 'null'}, {title: x}, {title: y}]",
        json!({"nullable": true, "oneOf": [{"title": "x"}, {"title": "y"}]}),
    );
    check("type: [integer, number]", json!({"type": "number"}));
    check("type: [string, number, boolean, object, array, 'null']\ntitle: x", json!({"title": "x", "nullable": true}));
    check(
        "type: [string, integer]\nformat: int64\nmaxLength: 9\nmaximum: 9\nenum: [a, 1, null]\ntitle: t",
        json!({"title": "t", "anyOf": [
            {"type": "string", "maxLength": 9, "enum": ["a"]},
            {"type": "integer", "format": "int64", "maximum": 9, "enum": [1]},
        ]}),
    );
    check("type: string\ncontentEncoding: base64", json!({"type": "string", "format": "byte"}));
    check("type: string\ncontentMediaType: application/octet-stream", json!({"type": "string", "format": "binary"}));
    check("properties: {a: true, b: false}", json!({"properties": {"a": {}, "b": {"not": {}}}}));
    check("unevaluatedProperties: {type: string}", json!({"additionalProperties": {"type": "string"}}));
    check(
        "propertyNames: {pattern: '^a', enum: [a.b], maxLength: 9}",
        json!({"x-basetype-names": ["^(?:a\\.b)$", "^a", "^[^]{0,9}$"]}),
    );
    check("items: false", json!({"maxItems": 0}));
    check("unevaluatedItems: false", json!({"maxItems": 0}));
    check("unevaluatedItems: {type: string}", json!({"items": {"type": "string"}}));
    check("allOf: [{title: x}]\nunevaluatedItems: {type: string}", json!({"allOf": [{"title": "x"}]}));
    check("oneOf: [{type: boolean}, false]", json!({"allOf": [{"type": "boolean"}]}));
    check("anyOf: [false, {title: x}, {title: y}]", json!({"anyOf": [{"title": "x"}, {"title": "y"}]}));
    check("contains: {type: string}", json!({"x-basetype-unchecked": {"contains": {"type": "string"}}}));
    check("$recursiveAnchor: true\nitems: {$recursiveRef: '#'}", json!({"items": {"$ref": "#/components/schemas/S"}}));
}

#[test]
fn tuples_and_patterns_are_kept_by_reference() {
    let check = |text: &str, expect: Value| assert_eq!(schema("3.1.0", text).0, expect, "{text}");
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    check(
        "prefixItems: [{type: string}, {$ref: '#/components/schemas/A'}]\nitems: false",
        json!({
            "type": "array", "maxItems": 2,
            "x-basetype-prefix-items": [reference("S_item_0"), reference("A")],
        }),
    );
    check(
        "patternProperties: {'^x-': {$ref: '#/components/schemas/A'}}\nadditionalProperties: false",
        json!({"additionalProperties": reference("A"), "x-basetype-names": ["^x-"]}),
    );
    check(
        "patternProperties: {'^x-': {type: string}}",
        json!({"x-basetype-pattern-properties": {"^x-": reference("S_patternProperties_x")}}),
    );
}

#[test]
fn openapi_3_0_means_its_siblings_of_references() {
    let check = |text: &str, expect: Value, told: &[&str]| {
        let (found, said) = schema("3.0.3", text);
        assert_eq!(found, expect, "{text}");
        assert_eq!(said, told, "{text}");
    };
    let a = json!({"$ref": "#/components/schemas/A"});
    check("$ref: '#/components/schemas/A'", a.clone(), &[]);
    check(
        "$ref: '#/components/schemas/A'\ndescription: x\nnullable: true",
        json!({"allOf": [a], "description": "x", "nullable": true}),
        &[],
    );
    check("$ref: '#/components/schemas/A'\ntype: string", a.clone(), &["ignored api.yaml:9 `type` has no effect beside `$ref`"]);
    check("properties: {$ref: {type: string}}", json!({"properties": {"$ref": {"type": "string"}}}), &[]);
    check(
        "example: {$ref: nowhere}\ndefault: {$ref: nowhere}",
        json!({"example": {"$ref": "nowhere"}, "default": {"$ref": "nowhere"}}),
        &[],
    );
}

#[test]
fn what_is_broken_with_one_meaning_is_repaired() {
    let check = |text: &str, expect: Value, told: &str| {
        let (found, said) = schema("3.0.3", text);
        assert_eq!(found, expect, "{text}");
        assert!(said.iter().any(|one| one.starts_with(told)) || told.is_empty() && said.is_empty(), "{text}: {said:?}");
    };
    check("properties: []\nrequired: a", json!({"properties": {}, "required": ["a"]}), "");
    check("maxLength: '5'\nnullable: 'true'", json!({"maxLength": 5, "nullable": true}), "");
    check("minLength: -1", json!({}), "repaired api.yaml:8 expected a count");
    check("maximum: 1e999", json!({}), "");
    check("type: int", json!({"type": "integer"}), "repaired api.yaml:8 there is no type `int`");
    check("type: file", json!({"type": "string", "format": "binary"}), "repaired");
    check("properties: {a: {required: true}}", json!({"properties": {"a": {}}, "required": ["a"]}), "repaired api.yaml:8");
    check("allOf: {title: x}", json!({"allOf": [{"title": "x"}]}), "repaired api.yaml:8 one schema");
    check("discriminator: kind", json!({"discriminator": {"propertyName": "kind"}}), "");
    check("titel: x", json!({}), "ignored api.yaml:8 `titel` is no part of a schema");
}

/// A document with these paths and components.
fn with(rest: &str, beside: &[(&'static str, &'static str)]) -> (Option<Value>, Vec<String>) {
    normalized(&format!("openapi: 3.0.3\ninfo: {{title: t, version: 1.10}}\n{rest}"), beside)
}

#[test]
fn errors_have_their_place() {
    let check = |rest: &str, told: &str| {
        let (value, said) = with(rest, &[("bad.yaml", "a: 1\na: 2"), ("loop.yaml", "X: {$ref: '#/X'}")]);
        assert_eq!((value, said.first().map(String::as_str)), (None, Some(told)), "{rest}");
    };
    check("paths: []\ncomponents: 5", "invalid-document api.yaml:4 expected the components object, found a number");
    check("paths: {/a: {get: {responses: {ok: {}}}}}", "invalid-document api.yaml:3 `ok` is no status, and no range of them");
    check("components:\n  schemas:\n    A: {type: thing}", "invalid-document api.yaml:5 there is no type `thing`");
    check("components:\n  schemas:\n    A: {items: x}", "invalid-document api.yaml:5 expected a schema, found a string");
    check("components:\n  schemas:\n    A: {$ref: '#/nowhere'}", "dangling-reference api.yaml:5 `#/nowhere` leads nowhere");
    check(
        "components:\n  schemas:\n    A: {$ref: 'https://example.com/x'}",
        "dangling-reference api.yaml:5 `https://example.com/x` is not followed: the network is never read",
    );
    check(
        "components:\n  schemas:\n    A: {$ref: 'none.yaml'}",
        "dangling-reference api.yaml:5 `none.yaml` leads nowhere: cannot read none.yaml: there is no such file",
    );
    check(
        "components:\n  schemas:\n    A: {$ref: 'bad.yaml'}",
        "duplicate-key bad.yaml:2 the key `a` is there twice in one object",
    );
    check(
        "components:\n  schemas:\n    A: {$ref: 'loop.yaml#/X'}",
        "cyclic-reference api.yaml:5 this reference leads to references that lead back to themselves",
    );
    check(
        "components:\n  parameters:\n    A: {$ref: '#/components/parameters/B'}\n    B: {$ref: '#/components/parameters/A'}",
        "cyclic-reference api.yaml:5 this reference leads to references that lead back to themselves",
    );
    check(
        "components:\n  schemas:\n    A: {$ref: '#/components/responses/R'}\n  responses:\n    R: {}",
        "invalid-document api.yaml:5 this reference leads into `components.responses`, where a schema is expected",
    );
    check("paths:\n  /a: {$ref: '#/paths/~1a'}", "cyclic-reference api.yaml:4 this reference leads back to itself");
    check(
        "components:\n  parameters:\n    A: {name: x, in: body}",
        "invalid-document api.yaml:5 a parameter is in path, query, header or cookie, not in `body`",
    );
}

#[test]
fn every_reference_becomes_one_to_a_component() {
    let check = |rest: &str, places: &[(&str, Value)]| {
        let beside = [
            (
                "common.yaml",
                "X: {type: string}\nY: {properties: {x: {$ref: '#/X'}, s: {$ref: 'api.yaml#/components/schemas/S'}}}\np: {name: n, in: query, schema: {$ref: '#/X'}}",
            ),
            ("schemas/index.yaml", "Pet: {$ref: Pet.yaml}\nTag: {type: string}"),
            ("schemas/Pet.yaml", "properties: {tag: {$ref: 'index.yaml#/Tag'}, self: {$ref: '#'}}"),
            ("item.yaml", "get: {responses: {200: {$ref: '#/ok'}}}\nok: {description: d}"),
        ];
        let (value, said) = with(rest, &beside);
        for (pointer, expect) in places {
            assert_eq!(value.as_ref().and_then(|value| value.pointer(pointer)), Some(expect), "{pointer}\n{said:?}\n{value:#?}");
        }
    };
    let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    check(
        "components:\n  schemas:\n    S: {properties: {b: {title: b}}}\n    T: {items: {$ref: '#/components/schemas/S/properties/b'}}",
        &[
            ("/components/schemas/T/items", to("S_b")),
            ("/components/schemas/S/properties/b", to("S_b")),
            ("/components/schemas/S_b", json!({"title": "b"})),
        ],
    );
    check(
        "components:\n  schemas:\n    A B: {}\n    x/y: {}\n    T: {items: {$ref: '#/components/schemas/A%20B'}, not: {$ref: '#/components/schemas/x~1y'}}",
        &[("/components/schemas/T/items", to("A B")), ("/components/schemas/T/not", to("x/y"))],
    );
    check(
        "components:\n  schemas:\n    S: {}\n    T: {items: {$ref: common.yaml#/Y}}\n  parameters: {P: {$ref: common.yaml#/p}}",
        &[
            ("/components/schemas/T/items", to("common.Y")),
            ("/components/schemas/common.Y/properties/x", to("common.X")),
            ("/components/schemas/common.Y/properties/s", to("S")),
            ("/components/parameters/P/schema", to("common.X")),
        ],
    );
    check(
        "components:\n  schemas: {$ref: schemas/index.yaml}\npaths: {/a: {get: {responses: {200: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}",
        &[
            ("/components/schemas/Pet/properties/tag", to("Tag")),
            ("/components/schemas/Pet/properties/self", to("Pet")),
            ("/components/schemas/Tag", json!({"type": "string"})),
            ("/paths/~1a/get/responses/200/content/application~1json/schema", to("Pet")),
        ],
    );
    check(
        "components:\n  schemas:\n    S: {$defs: {d: {title: d}}, items: {$ref: '#/$defs/d'}}\n    T: {$anchor: t, title: t}\n    U: {items: {$ref: '#t'}}",
        &[("/components/schemas/S/items", to("S_d")), ("/components/schemas/U/items", to("T"))],
    );
    check(
        "paths: {/a: {$ref: item.yaml, summary: s}}",
        &[
            ("/paths/~1a/summary", json!("s")),
            ("/paths/~1a/get/responses/200", json!({"$ref": "#/components/responses/item.ok"})),
        ],
    );
    check(
        "components:\n  schemas:\n    S: {oneOf: [{$ref: common.yaml#/X}], discriminator: {propertyName: k, mapping: {x: common.yaml#/X, t: T}}}",
        &[("/components/schemas/S/discriminator/mapping", json!({"x": "#/components/schemas/common.X", "t": "T"}))],
    );
    check("paths: {}", &[("/info/version", json!("1.10"))]);
}

#[test]
fn the_origin_of_everything_is_known() {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: v}\ncomponents:\n  schemas:\n    A:\n      anyOf:\n        - type: 'null'\n        - properties:\n            x: {type: [string, object], properties: {y: {$ref: common.yaml#/X}}}\n";
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let loader = Beside([("common.yaml", "X:\n  items: {}\n")].into_iter().collect());
    let value = sources.parse(Text { name: "api.yaml".to_owned(), text: text.to_owned() }, &mut diagnostics);
    let document = Document::of_file("api.yaml", value.unwrap_or_default());
    let (_, origins) = translate(&document, &loader, &mut sources, &mut diagnostics);
    let check = |pointer: &str, expect: &str| {
        let Origin { file, pointer: found } = origins.resolve(&Pointer::parse(pointer));
        assert_eq!(format!("{file}#{found}"), expect, "{pointer}");
    };
    check("/components/schemas/A/allOf/0/properties/x", "api.yaml#/components/schemas/A/anyOf/1/properties/x");
    check(
        "/components/schemas/A/allOf/0/properties/x/anyOf/1/properties/y",
        "api.yaml#/components/schemas/A/anyOf/1/properties/x/properties/y",
    );
    check("/components/schemas/common.X/items", "common.yaml#/X/items");
    check("/info/title", "api.yaml#/info/title");
}
