//! Controls: codecs that are wrong in one way each, to see that [`behaviour`](crate::behaviour) notices.

use serde_json::{Value, json};

use crate::behaviour::{Codec, Report};
use crate::document::Document;

const DOCUMENT: &str = r#"
openapi: 3.0.3
info: { title: Zoo, version: "1" }
paths:
  /animals:
    put:
      operationId: putAnimal
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Animal' } } } }
      responses:
        '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Animal' } } } }
components:
  schemas:
    Animal:
      type: object
      required: [name]
      properties:
        name: { type: string }
        id: { type: string, readOnly: true }
        size: { type: string, enum: [small, large] }
        at: { type: string, format: date-time }
        note: { type: string, nullable: true }
        food: { oneOf: [{ $ref: '#/components/schemas/Hay' }], discriminator: { propertyName: kind } }
    Hay: { type: object, required: [kind], properties: { kind: { type: string, enum: [Hay] } } }
"#;

/// What a codec does to a decoded value of a body before it encodes it: an error, or a change. Of these properties it knows the
/// type.
struct Faulty(fn(&str, Value) -> Result<Value, String>, &'static [&'static str]);

const PROPERTIES: [&str; 7] = ["/name", "/id", "/size", "/at", "/note", "/food", "/food/kind"];

impl Codec for Faulty {
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String> {
        let is_request = body.ends_with("request");
        if value.get("name").is_none() || value["food"].is_object() && value["food"].get("kind").is_none() {
            return Err("missing field".to_owned());
        }
        let is_right = |path: &str, value: &Value| match path {
            "/food" => value.is_object(),
            "/note" => value.is_null() || value.is_string(),
            _ => value.is_string(),
        };
        let hides = |path: &str| is_request && path == "/id";
        let known = self.1.iter().filter(|path| !hides(path));
        if known.copied().any(|path| value.pointer(path).is_some_and(|value| !is_right(path, value))) {
            return Err("invalid type".to_owned());
        }
        let mut value = value.clone();
        if is_request {
            value.as_object_mut().map(|members| members.remove("id"));
        }
        (self.0)(body, value)
    }

    fn shown(&mut self, body: &str, value: &Value) -> Result<String, String> {
        self.round_trip(body, value).map(|value| format!("{value:?}"))
    }
}

fn failures(change: fn(&str, Value) -> Result<Value, String>) -> Vec<String> {
    Report::of(&Document::parse(DOCUMENT), &mut Faulty(change, &PROPERTIES), |_| true).failures
}

#[track_caller]
fn check(fault: fn(&str, Value) -> Result<Value, String>, expect: &str) {
    let failures = failures(fault);
    assert!(failures.iter().any(|failure| failure.contains(expect)), "{failures:#?}");
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().map(|members| members.remove(name));
    value
}

#[test]
fn what_is_right_passes() {
    assert_eq!(failures(|_, value| Ok(value)), Vec::<String>::new());
}

#[test]
fn what_is_wrong_is_noticed() {
    check(|_, value| Ok(without(value, "size")), "`/size` is lost");
    check(|_, value| Ok(without(value, "x-unheard-of")), "`/x-unheard-of` is lost");
    check(|_, value| if value["note"].is_null() { Ok(without(value, "note")) } else { Ok(value) }, "`/note` is lost");
    check(
        |_, mut value| {
            Ok({
                if value["at"].is_string() {
                    value["at"] = json!("1999-12-31T23:59:59Z")
                }
                value
            })
        },
        "`/at` is",
    );
    check(|_, value| if value["size"] == "SOMETHING_NEW" { Err("unknown".into()) } else { Ok(value) }, "unknown enum value");
    check(|_, value| if value["food"]["kind"] == "x-unheard-of" { Err("unknown".into()) } else { Ok(value) }, "unknown tag");
    check(
        |_, value| {
            Ok(Some(value)
                .map(|mut value| {
                    value["id"] = json!("a");
                    value
                })
                .unwrap())
        },
        "`/id` is new",
    );
    check(|body, value| if body.ends_with("200") { Ok(without(value, "id")) } else { Ok(value) }, "`/id` is lost");
}

#[test]
fn a_property_that_is_kept_but_not_known_is_noticed() {
    let document = Document::parse(DOCUMENT);
    for (index, path) in PROPERTIES.into_iter().enumerate() {
        let mut known = PROPERTIES.to_vec();
        known.remove(index);
        let report = Report::of(&document, &mut Faulty(|_, value| Ok(value), known.leak()), |_| true);
        let expect = format!("a property of another type is not noticed at `{path}`");
        let found = report.failures.iter().filter(|failure| failure.contains(&expect)).count();
        assert_eq!(found, if path == "/id" { 1 } else { 2 }, "{report}");
        assert_eq!(report.properties(), [13, 13 - found]);
    }
}

#[test]
fn a_property_that_no_value_holds_is_noticed() {
    let refuse = |_: &str, value: Value| if value["food"].is_object() { Err("no food".to_owned()) } else { Ok(value) };
    for expect in ["a property is in no value that came back at `food`", "a property is in no value that came back at `kind`"] {
        check(refuse, expect);
    }
}

#[test]
fn a_required_member_must_be_missed() {
    struct Tolerant;
    impl Codec for Tolerant {
        fn round_trip(&mut self, _: &str, value: &Value) -> Result<Value, String> {
            Ok(value.clone())
        }

        fn shown(&mut self, _: &str, value: &Value) -> Result<String, String> {
            Ok(format!("{value:?}"))
        }
    }
    let report = Report::of(&Document::parse(DOCUMENT), &mut Tolerant, |_| true);
    for expect in [
        "required member or item is accepted at `/name`",
        "required member or item is accepted at `/food/kind`",
        "members of the other direction",
    ] {
        assert!(report.failures.iter().any(|failure| failure.contains(expect)), "{expect}: {report}");
    }
}

#[test]
fn a_tag_that_comes_along_is_right_and_any_other_is_noticed() {
    struct Adding(&'static str);
    impl Codec for Adding {
        fn round_trip(&mut self, _: &str, value: &Value) -> Result<Value, String> {
            if !value["name"].is_string() || value.get("kind").is_some_and(|kind| !kind.is_string()) {
                return Err("invalid type".to_owned());
            }
            let mut value = value.clone();
            value.as_object_mut().unwrap().entry("kind").or_insert_with(|| self.0.into());
            Ok(value)
        }

        fn shown(&mut self, body: &str, value: &Value) -> Result<String, String> {
            self.round_trip(body, value).map(|value| format!("{value:?}"))
        }
    }
    let schema = json!({"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"},
        "kind": {"type": "string", "enum": ["Hay"]},
    }});
    let body = json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Hay"}}}});
    let document = json!({
        "openapi": "3.0.3",
        "paths": {"/hay": {"get": {"operationId": "getHay", "responses": {"200": body}}}},
        "components": {"schemas": {"Hay": schema}},
    });
    let failures = |kind| Report::of(&Document::parse(&document.to_string()), &mut Adding(kind), |_| true).failures;
    assert_eq!(failures("Hay"), Vec::<String>::new());
    assert!(failures("Straw").iter().any(|failure| failure.contains("`/kind` is new")));
}
