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
        let rest = match (object.get("prefixItems"), object.get("items")) {
            (Some(Value::Array(prefix)), rest) => {
                self.settle_tuple(prefix, at.key("prefixItems"), rest, out, at);
                return;
            }
            // A list of schemas is how older JSON Schema writes a tuple.
            (_, Some(Value::Array(prefix))) if !prefix.is_empty() => {
                self.settle_tuple(prefix, place, object.get("additionalItems"), out, at);
                return;
            }
            (_, items) => items,
        };
        match (rest, object.get("unevaluatedItems")) {
            (None | Some(Value::Null), Some(items @ Value::Object(_))) => {
                self.moved(place, at.key("unevaluatedItems"));
                let items = self.schema(items, place);
                out.insert("items".to_owned(), items);
            }
            (None | Some(Value::Null), _) => {}
            (Some(items), _) => {
                let items = self.schema(items, place);
                out.insert("items".to_owned(), items);
            }
        }
    }

    /// A tuple is kept as a list of references, and is for OpenAPI 3.0 an array of any of its items.
    fn settle_tuple(&mut self, prefix: &[Value], place: At<'_>, rest: Option<&Value>, out: &mut Object, at: At<'_>) {
        let mut references = Vec::with_capacity(prefix.len());
        for (index, item) in prefix.iter().enumerate() {
            references.extend(self.schema_component(item, place.index(index)));
        }
        let count = u64::try_from(prefix.len()).unwrap_or(u64::MAX);
        let most = out.get("maxItems").and_then(Value::as_u64);
        let closed = rest == Some(&json!(false)) || most.is_some_and(|most| most <= count);
        if closed {
            out.insert("maxItems".to_owned(), json!(most.map_or(count, |most| most.min(count))));
        }
        let mut distinct: Vec<Value> = Vec::new();
        for (index, reference) in references.iter().enumerate() {
            // Schemas in the same words are one.
            let is_repeated = prefix.get(index).is_some_and(|item| prefix.iter().take(index).any(|earlier| earlier == item));
            if !is_repeated && !distinct.contains(reference) {
                distinct.push(reference.clone());
            }
        }
        if let Some(rest @ Value::Object(_)) = rest {
            let items = at.key("items");
            let any_of = items.key("anyOf");
            let new = any_of.index(distinct.len());
            self.moved(new, items);
            distinct.push(self.schema(rest, new));
        }
        let items = match distinct.as_slice() {
            _ if !closed && !rest.is_some_and(Value::is_object) => json!({}),
            [one] => one.clone(),
            several => json!({ "anyOf": several }),
        };
        if items.as_object().is_some_and(Object::is_empty) {
            self.untyped(place, "the items of this list are any JSON: more may follow those that are described");
        } else if items.get("$ref").is_none() {
            self.note(Note::Untranslated("prefixItems".to_owned()), place);
        }
        out.entry("type").or_insert_with(|| json!("array"));
        out.insert("items".to_owned(), items);
        keep(out, "prefix-items", Value::Array(references));
    }
}
