//! Enumerations: open lists of strings, integers, or values of any type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Lowering;
use super::flat::Flat;
use super::node::Node;
use crate::ir::{Docs, Enum, EnumRepr, EnumValue, Name, TypeKind};
use crate::names::{Scope, variant_ident};
use crate::settings::RenameKind;

impl<'d> Lowering<'d> {
    pub(crate) fn define_enum(&mut self, flat: &Flat<'d>, values: &[Value]) -> TypeKind {
        let repr = repr(values);
        let mut prose = value_docs(flat);
        self.add_docs_of_alternatives(flat, &mut prose);
        let mut scope = Scope::default();
        scope.claim("Unknown");
        let (mut known, mut wires) = (Vec::new(), BTreeSet::new());
        for value in values.iter().filter(|value| !value.is_null()) {
            let spelt = spelt(value);
            let wire = if repr == EnumRepr::Json { value.to_string() } else { spelt.clone() };
            if !wires.insert(wire.clone()) {
                continue;
            }
            let at = flat.shaping().next().map(|node| node.pointer.child("enum").child(&spelt)).unwrap_or_default();
            let renamed = self.places.renaming.find(RenameKind::Value, &spelt, &at);
            // A number is no name.
            let title = prose.get(&spelt).and_then(|docs| docs.summary.as_deref()).filter(|_| !value.is_string());
            let ident = match variant_ident(renamed.or(title).unwrap_or(&spelt)) {
                ident if ident == "Unknown" => scope.claim_numbered("UnknownValue"),
                ident => scope.claim_numbered(&ident),
            };
            let docs = prose.remove(&spelt).unwrap_or_default();
            known.push(EnumValue { name: Name { wire, ident }, docs });
        }
        TypeKind::Enum(Enum { values: known, repr, unknown: "Unknown".to_owned() })
    }

    /// What is said of each alternative with one value: that is how JSON Schema documents the values of an enumeration.
    fn add_docs_of_alternatives(&mut self, flat: &Flat<'d>, prose: &mut BTreeMap<String, Docs>) {
        for variant in flat.nodes().flat_map(Node::variants) {
            let alone = self.flatten(std::slice::from_ref(variant));
            let merged = self.merge(&alone);
            if let Some([value]) = merged.values.as_deref() {
                prose.entry(spelt(value)).or_insert_with(|| alone.docs());
            }
        }
    }
}

/// A value as text.
fn spelt(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the values of an enumeration are.
pub(crate) fn repr(values: &[Value]) -> EnumRepr {
    let mut values = values.iter().filter(|value| !value.is_null()).peekable();
    if values.clone().all(Value::is_string) {
        EnumRepr::String
    } else if values.all(Value::is_i64) {
        EnumRepr::Integer
    } else {
        EnumRepr::Json
    }
}

/// Prose of single values, where the document gives it by one of the extensions in common use.
fn value_docs(flat: &Flat<'_>) -> BTreeMap<String, Docs> {
    let mut docs = BTreeMap::new();
    for node in flat.nodes() {
        let listed = ["x-enum-descriptions", "x-enumDescriptions"].iter().find_map(|name| node.data.extensions.get(*name));
        let texts: Vec<(&str, &Value)> = match listed {
            Some(Value::Object(by_value)) => by_value.iter().map(|(value, text)| (value.as_str(), text)).collect(),
            Some(Value::Array(in_order)) => {
                node.values.iter().zip(in_order).filter_map(|(value, text)| Some((value.as_str()?, text))).collect()
            }
            _ => Vec::new(),
        };
        for (value, text) in texts {
            if let Some(text) = text.as_str() {
                let prose = Docs { summary: None, description: Some(text.to_owned()) };
                docs.entry(value.to_owned()).or_insert(prose);
            }
        }
    }
    docs
}
