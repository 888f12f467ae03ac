//! What a union becomes where something beside it allows fewer values.
#![allow(clippy::unwrap_used, reason = "tests")]

use basetype::ir::TypeKind;
use basetype_tests::changed::{document, understood};

/// One variant of the union is none of the listed values: that is no contradiction, since the others hold.
const GAITS: &str = "
openapi: 3.1.0
info: { title: Zoo, version: '1' }
paths:
  /gait:
    get:
      operationId: getGait
      responses:
        '200': { description: -, content: { application/json: { schema: { $ref: '#/components/schemas/Gait' } } } }
components:
  schemas:
    Gait: { type: string, enum: [walk, run, LAST], allOf: [{ $ref: '#/components/schemas/Any' }] }
    Any: { type: string, oneOf: [{ const: walk }, { const: run }, { const: fly }] }
";

fn values(text: &str) -> Option<Vec<String>> {
    let api = understood(&document(text))?.api.unwrap();
    let list = api.types.iter().find_map(|def| match &def.kind {
        TypeKind::Enum(list) if def.name.ident == "Gait" => Some(list),
        _ => None,
    });
    Some(list.unwrap().values.iter().map(|value| value.name.wire.clone()).collect())
}

#[test]
fn a_variant_that_allows_no_listed_value_is_left_out() {
    assert_eq!(values(&GAITS.replace(", LAST", "")), Some(vec!["walk".to_owned(), "run".to_owned()]));
}

#[test]
fn a_union_of_which_no_variant_holds_is_a_contradiction() {
    assert_eq!(values(&GAITS.replace("walk, run, LAST", "swim")), None);
}
