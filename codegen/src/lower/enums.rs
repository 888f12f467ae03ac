//! Enumerations: open lists of strings, integers, or values of any type.

use serde_json::Value;

use super::Lowering;
use super::flat::Flat;
use crate::ir::{Docs, Enum, EnumRepr, EnumValue, Name, TypeKind};
use crate::names::{Scope, variant_ident};
use crate::settings::RenameKind;

impl<'d> Lowering<'d> {
    pub(crate) fn define_enum(&mut self, flat: &Flat<'d>, values: &[Value]) -> TypeKind {
        let repr = repr(values);
        let prose = value_docs(flat);
        let mut scope = Scope::default();
        scope.claim("Unknown");
        let mut known: Vec<EnumValue> = Vec::new();
        for value in values.iter().filter(|value| !value.is_null()) {
            let spelt = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let wire = if repr == EnumRepr::Json { value.to_string() } else { spelt.clone() };
            if known.iter().any(|earlier| earlier.name.wire == wire) {
                continue;
            }
            let at = flat.shaping().next().map(|node| node.pointer.child("enum").child(&spelt)).unwrap_or_default();
            let renamed = self.places.renaming.find(RenameKind::Value, &spelt, &at);
            let ident = match variant_ident(renamed.unwrap_or(&spelt)) {
                ident if ident == "Unknown" => scope.claim_numbered("UnknownValue"),
                ident => scope.claim_numbered(&ident),
            };
            let docs = Docs { summary: None, description: prose(&spelt) };
            known.push(EnumValue { name: Name { wire, ident }, docs });
        }
        TypeKind::Enum(Enum { values: known, repr, unknown: "Unknown".to_owned() })
    }
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
fn value_docs<'a>(flat: &'a Flat<'_>) -> impl Fn(&str) -> Option<String> + 'a {
    move |wire| {
        flat.nodes().find_map(|node| {
            let listed =
                node.data.extensions.get("x-enum-descriptions").or_else(|| node.data.extensions.get("x-enumDescriptions"))?;
            match listed {
                Value::Object(by_value) => by_value.get(wire)?.as_str().map(str::to_owned),
                Value::Array(in_order) => {
                    let index = node.values.iter().position(|value| value.as_str() == Some(wire))?;
                    in_order.get(index)?.as_str().map(str::to_owned)
                }
                _ => None,
            }
        })
    }
}
