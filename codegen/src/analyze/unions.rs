//! Unions that are variants of themselves.

use std::collections::BTreeSet;

use super::recursion::components;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Kind, TypeId, TypeKind, Union, Variant};

/// Reports the unions that are variants of themselves, one of each cycle: no value can be read as one.
pub(crate) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    let nested = |kind: &TypeKind| -> Vec<TypeId> {
        let variants = as_union(kind).into_iter().flat_map(|union| &union.variants);
        variants.filter_map(|variant| nested_in(api, variant)).collect()
    };
    let components = components(&api.types.iter().map(|def| nested(&def.kind)).collect::<Vec<_>>());
    let mut reported = BTreeSet::new();
    for (def, component) in api.types.iter().zip(&components) {
        let leads_back =
            |variant: &&Variant| nested_in(api, variant).is_some_and(|inner| components.get(inner.0) == Some(component));
        let variant = as_union(&def.kind).and_then(|union| union.variants.iter().find(leads_back));
        if let Some(variant) = variant.filter(|_| reported.insert(component)) {
            diagnostics.push(cycle(&def.name.ident, variant));
        }
    }
}

/// The union that a variant holds.
fn nested_in(api: &Api, variant: &Variant) -> Option<TypeId> {
    match variant.ty.kind {
        Kind::Named(id) => as_union(&api.type_def(id)?.kind).map(|_| id),
        _ => None,
    }
}

fn cycle(name: &str, variant: &Variant) -> Diagnostic {
    let message =
        format!("the union `{name}` is a variant of itself through `oneOf` and `anyOf` alone, so no value can be checked");
    let help = "leave this variant out: what it allows is allowed without it";
    Diagnostic::new(Code::CyclicReference, &variant.pointer, message).help(help)
}

fn as_union(kind: &TypeKind) -> Option<&Union> {
    match kind {
        TypeKind::Union(union) => Some(union),
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => None,
    }
}
