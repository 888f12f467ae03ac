//! What is wrong with unions as a whole: variants that are taken for others, and unions that are variants of themselves.

use std::collections::BTreeSet;

use super::recursion::components;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, EnumRepr, Kind, Struct, Type, TypeId, TypeKind, Union, Variant};
use crate::source::Pointer;

/// How deep two types are compared. What is equal down to here is taken for equal.
const DEEPEST: usize = 8;

/// Reports unions that no value can be read as, and variants that are told apart by shape and cannot be.
pub(crate) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    let cycles = cycles(api);
    if !cycles.is_empty() {
        return cycles.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
    }
    let unions = api.types.iter().filter_map(|def| as_union(&def.kind));
    let overlaps: BTreeSet<_> = unions.flat_map(|union| overlaps(api, union)).collect();
    for (earlier, later) in overlaps {
        let message = "a value of this variant may be read as another one, which is tried before it";
        let help = "add a discriminator, or a required property with a single value of its own to each variant";
        let diagnostic = Diagnostic::new(Code::AmbiguousUnion, &later, message);
        diagnostics.push(diagnostic.and_at(&earlier, "tried before").help(help));
    }
}

/// The unions that are variants of themselves, one of each cycle.
fn cycles(api: &Api) -> Vec<Diagnostic> {
    let nested = |kind: &TypeKind| -> Vec<TypeId> {
        let variants = as_union(kind).into_iter().flat_map(|union| &union.variants);
        variants.filter_map(|variant| nested_in(api, variant)).collect()
    };
    let components = components(&api.types.iter().map(|def| nested(&def.kind)).collect::<Vec<_>>());
    let mut reported = BTreeSet::new();
    let mut found = Vec::new();
    for (def, component) in api.types.iter().zip(&components) {
        let leads_back =
            |variant: &&Variant| nested_in(api, variant).is_some_and(|inner| components.get(inner.0) == Some(component));
        let variant = as_union(&def.kind).and_then(|union| union.variants.iter().find(leads_back));
        if let Some(variant) = variant.filter(|_| reported.insert(component)) {
            found.push(cycle(&def.name.ident, variant));
        }
    }
    found
}

/// The union that a variant holds.
fn nested_in(api: &Api, variant: &Variant) -> Option<TypeId> {
    match variant.ty.kind {
        Kind::Named(id) => union_of(api, &variant.ty.kind).map(|_| id),
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

/// The union that a type is.
fn union_of<'a>(api: &'a Api, kind: &Kind) -> Option<&'a Union> {
    as_union(&api.definition(kind)?.kind)
}

/// The variants of a union by shape that are taken for another: the places of the one that is tried first, and of the other.
/// `lower` has compared objects with objects, and arrays with arrays, by what stands in the document.
fn overlaps(api: &Api, union: &Union) -> Vec<(Pointer, Pointer)> {
    let is_special = |variant: &Variant| nested_in(api, variant).is_some() || matches!(variant.ty.kind, Kind::Map(_));
    let variants: Vec<(&Variant, bool)> = union.variants.iter().map(|variant| (variant, is_special(variant))).collect();
    if union.tag.is_some() || variants.iter().all(|(_, special)| !special) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, (later, is_compared)) in variants.iter().enumerate() {
        let mut before = variants.iter().take(index).filter(|(_, special)| *special || *is_compared);
        let earlier = before.find(|(earlier, _)| takes(api, &earlier.ty, &later.ty, true, 0));
        found.extend(earlier.map(|(earlier, _)| (earlier.pointer.clone(), later.pointer.clone())));
    }
    found
}

/// Whether a value of one type may be read as another. A union that is a variant is read only as what it knows; anywhere else it
/// reads everything.
fn takes(api: &Api, taker: &Type, value: &Type, is_variant: bool, depth: usize) -> bool {
    if depth > DEEPEST {
        return true;
    }
    let inner = |taker: &Type, value: &Type| takes(api, taker, value, false, depth + 1);
    if let Some(union) = union_of(api, &taker.kind) {
        return !is_variant || union.variants.iter().any(|variant| takes(api, &variant.ty, value, true, depth + 1));
    }
    if let Some(union) = union_of(api, &value.kind) {
        return union.variants.iter().any(|variant| takes(api, taker, &variant.ty, is_variant, depth + 1));
    }
    match (&taker.kind, &value.kind) {
        (Kind::List(taker), Kind::List(value)) | (Kind::Map(taker), Kind::Map(value)) => inner(taker, value),
        (Kind::Json(_), _) | (Kind::Bool, Kind::Bool) | (Kind::Number(_) | Kind::Decimal, Kind::Integer(_)) => true,
        (Kind::Integer(_), Kind::Integer(_)) => true,
        (Kind::Number(_) | Kind::Decimal, Kind::Number(_) | Kind::Decimal) => true,
        (Kind::Named(_), _) => match (api.definition(&taker.kind).map(|def| &def.kind), &value.kind) {
            (Some(TypeKind::Enum(list)), value) => match list.repr {
                EnumRepr::String => is_text(api, value),
                EnumRepr::Integer => matches!(value, Kind::Integer(_)) || enum_repr(api, value) == Some(EnumRepr::Integer),
                EnumRepr::Json => true,
            },
            (Some(TypeKind::Struct(taker)), Kind::Named(_)) => match api.definition(&value.kind).map(|def| &def.kind) {
                Some(TypeKind::Struct(value)) => has_all(taker, value, &inner),
                _ => false,
            },
            (Some(TypeKind::Newtype(taker)), _) => takes(api, taker, value, is_variant, depth + 1),
            _ => false,
        },
        (Kind::String | Kind::Secret | Kind::Bytes, value) => is_text(api, value),
        (taker, value) => taker == value,
    }
}

fn enum_repr(api: &Api, kind: &Kind) -> Option<EnumRepr> {
    match &api.definition(kind)?.kind {
        TypeKind::Enum(list) => Some(list.repr),
        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => None,
    }
}

fn is_text(api: &Api, kind: &Kind) -> bool {
    let is_plain = matches!(kind, Kind::String | Kind::Secret | Kind::Format(_) | Kind::Base64 | Kind::Bytes);
    is_plain || enum_repr(api, kind) == Some(EnumRepr::String)
}

/// Whether an object can have all that another one requires.
fn has_all(taker: &Struct, value: &Struct, takes: &impl Fn(&Type, &Type) -> bool) -> bool {
    let has = |constant: &str| value.constants.iter().any(|one| one.name.wire == constant);
    let constants = taker.constants.iter().filter(|constant| constant.required);
    let mut required = taker.fields.iter().filter(|field| field.required);
    constants.into_iter().all(|constant| has(&constant.name.wire) || value.fields.iter().any(|one| one.name == constant.name))
        && required.all(|field| match value.fields.iter().find(|one| one.name.wire == field.name.wire) {
            Some(other) => takes(&field.ty, &other.ty),
            None => has(&field.name.wire),
        })
}
