//! The types that a definition, or an operation, uses.

use crate::ir::{Api, Kind, Operation, Part, Type, TypeId, TypeKind};

/// Calls `visit` with every type used directly by a definition.
pub(crate) fn each_type<'a>(kind: &'a TypeKind, visit: &mut dyn FnMut(&'a Type)) {
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter().for_each(|field| visit(&field.ty));
            object.patterns.iter().for_each(|members| visit(&members.ty));
            object.additional.iter().for_each(|additional| visit(&additional.ty));
        }
        TypeKind::Enum(_) => {}
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.ty)),
        TypeKind::Tuple(tuple) => tuple.items.iter().map(|item| &item.ty).chain(&tuple.rest).for_each(visit),
        TypeKind::Newtype(inner) => visit(inner),
    }
}

/// The same, to change them.
pub(crate) fn each_type_mut(kind: &mut TypeKind, visit: &mut dyn FnMut(&mut Type)) {
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter_mut().for_each(|field| visit(&mut field.ty));
            object.patterns.iter_mut().for_each(|members| visit(&mut members.ty));
            object.additional.iter_mut().for_each(|additional| visit(&mut additional.ty));
        }
        TypeKind::Enum(_) => {}
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| visit(&mut variant.ty)),
        TypeKind::Tuple(tuple) => tuple.items.iter_mut().map(|item| &mut item.ty).chain(&mut tuple.rest).for_each(visit),
        TypeKind::Newtype(inner) => visit(inner),
    }
}

/// The types that an operation sends.
pub(crate) fn sent(operation: &Operation) -> impl Iterator<Item = &Type> {
    let bodies = operation.body.iter().flat_map(|body| &body.content).flat_map(|content| {
        let parts = content.parts.iter().flatten().filter_map(Part::ty);
        std::iter::once(&content.ty).chain(parts)
    });
    operation.parameters.iter().map(|parameter| &parameter.ty).chain(bodies)
}

/// The types that an operation receives.
pub(crate) fn received(operation: &Operation) -> impl Iterator<Item = &Type> {
    operation.responses.iter().flat_map(|response| {
        let headers = response.headers.iter().map(|header| &header.ty);
        response.content.iter().map(|content| &content.ty).chain(headers)
    })
}

/// Calls `visit` with every type that operations name.
pub(crate) fn each_root_mut(api: &mut Api, visit: &mut dyn FnMut(&mut Type)) {
    for operation in api.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        operation.parameters.iter_mut().for_each(|parameter| visit(&mut parameter.ty));
        for content in operation.body.iter_mut().flat_map(|body| &mut body.content) {
            visit(&mut content.ty);
            content.parts.iter_mut().flatten().filter_map(Part::ty_mut).for_each(&mut *visit);
        }
        for response in &mut operation.responses {
            response.content.iter_mut().for_each(|content| visit(&mut content.ty));
            response.headers.iter_mut().for_each(|header| visit(&mut header.ty));
        }
    }
}

/// The definition that a type leads to, through lists and maps.
pub(crate) fn named(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        Kind::Named(id) => Some(*id),
        Kind::List(inner) | Kind::Map(inner) => named(inner),
        _ => None,
    }
}

/// The same, to change it.
pub(crate) fn named_mut(ty: &mut Type) -> Option<&mut TypeId> {
    match &mut ty.kind {
        Kind::Named(id) => Some(id),
        Kind::List(inner) | Kind::Map(inner) => named_mut(inner),
        _ => None,
    }
}

/// All definitions that can be reached from these.
pub(crate) fn reachable(types: &[&TypeKind], roots: impl Iterator<Item = TypeId>) -> Vec<bool> {
    let mut seen = vec![false; types.len()];
    let mut open: Vec<TypeId> = roots.collect();
    while let Some(id) = open.pop() {
        let (Some(flag), Some(kind)) = (seen.get_mut(id.0), types.get(id.0)) else { continue };
        if !std::mem::replace(flag, true) {
            each_type(kind, &mut |ty| open.extend(named(ty)));
        }
    }
    seen
}
