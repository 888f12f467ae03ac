//! What an array's items are: `items`, and tuples by `prefixItems`.

use serde_json::{Value, json};

use super::super::Normalizer;
use super::super::at::At;
use super::super::notes::Note;
use super::super::walk::Object;
use super::keep;

impl Normalizer<'_> {
    /// Settles the items of an array.
    pub(super) fn settle_arrays(&mut self, object: &Object, out: &mut Object, at: At<'_>) {
        let place = at.key("items");
        let unevaluated = ("unevaluatedItems", self.unevaluated_items(object, at));
        let or_unevaluated = |keyword, items: Option<_>| if items.is_some() { (keyword, items) } else { unevaluated };
        let rest = match (object.get("prefixItems"), object.get("items")) {
            (Some(Value::Array(prefix)), rest) => {
                self.settle_tuple(prefix, at.key("prefixItems"), or_unevaluated("items", rest), out, at);
                return;
            }
            // A list of schemas is how older JSON Schema writes a tuple.
            (_, Some(Value::Array(prefix))) if !prefix.is_empty() => {
                let rest = or_unevaluated("additionalItems", object.get("additionalItems"));
                self.settle_tuple(prefix, place, rest, out, at);
                return;
            }
            (_, items) => items,
        };
        let (keyword, items) = or_unevaluated("items", rest.filter(|items| !items.is_null()));
        match items {
            None => {}
            Some(Value::Bool(false)) => {
                out.insert("maxItems".to_owned(), json!(0));
            }
            Some(items) => {
                if keyword != "items" {
                    self.moved(place, at.key(keyword));
                }
                let items = self.schema(items, place);
                out.insert("items".to_owned(), items);
            }
        }
    }

    /// What `unevaluatedItems` says, if it is the same as `items` would say: beside other schemas that speak of the value, which
    /// items are left depends on these.
    fn unevaluated_items<'o>(&mut self, object: &'o Object, at: At<'_>) -> Option<&'o Value> {
        let unevaluated = object.get("unevaluatedItems").filter(|items| !items.is_null() && **items != json!(true))?;
        let beside = ["allOf", "anyOf", "oneOf", "if", "dependentSchemas", "contains"];
        if !beside.iter().any(|keyword| object.contains_key(*keyword)) {
            return Some(unevaluated);
        }
        let note = match unevaluated {
            Value::Bool(_) => Note::Unchecked("unevaluatedItems".to_owned()),
            _ => Note::Untranslated("unevaluatedItems".to_owned()),
        };
        self.note(note, at.key("unevaluatedItems"));
        None
    }

    /// A tuple is kept as a list of references; `items` then is of those that follow, and `maxItems` says if there are none.
    fn settle_tuple(
        &mut self,
        prefix: &[Value],
        place: At<'_>,
        (keyword, rest): (&str, Option<&Value>),
        out: &mut Object,
        at: At<'_>,
    ) {
        let mut references = Vec::with_capacity(prefix.len());
        for (index, item) in prefix.iter().enumerate() {
            references.extend(self.schema_component(item, place.index(index)));
        }
        match rest {
            Some(Value::Bool(false)) => {
                let count = u64::try_from(prefix.len()).unwrap_or(u64::MAX);
                let most = out.get("maxItems").and_then(Value::as_u64);
                out.insert("maxItems".to_owned(), json!(most.map_or(count, |most| most.min(count))));
            }
            Some(rest @ Value::Object(_)) => {
                let items = self.schema(rest, at.key(keyword));
                if keyword != "items" {
                    self.moved(at.key("items"), at.key(keyword));
                }
                out.insert("items".to_owned(), items);
            }
            _ => {}
        }
        out.entry("type").or_insert_with(|| json!("array"));
        keep(out, "prefix-items", Value::Array(references));
    }
}
