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

/// What a codec does to a decoded value of a body before it encodes it: an error, or a change.
struct Faulty(fn(&str, Value) -> Result<Value, String>);

impl Codec for Faulty {
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String> {
        let is_request = body.ends_with("request");
        if value.get("name").is_none() || value["food"].get("kind").is_none() && value.get("food").is_some() {
            return Err("missing field".to_owned());
        }
        let mut value = value.clone();
        if is_request {
            value.as_object_mut().map(|members| members.remove("id"));
        }
        (self.0)(body, value)
    }
}

fn failures(change: fn(&str, Value) -> Result<Value, String>) -> Vec<String> {
    Report::of(&Document::parse(DOCUMENT), &mut Faulty(change), |_| true).failures
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
fn a_required_member_must_be_missed() {
    struct Tolerant;
    impl Codec for Tolerant {
        fn round_trip(&mut self, _: &str, value: &Value) -> Result<Value, String> {
            Ok(value.clone())
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
