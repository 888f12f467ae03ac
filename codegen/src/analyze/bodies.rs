//! Which request bodies must be given.

use crate::ir::{Api, Kind, Type, TypeDef, TypeKind};

/// A body whose type has required members must be given, even where the document calls it optional: nothing else is a
/// valid value, and documents often leave `required` out.
pub(crate) fn require(api: &mut Api) {
    let Api { resources, types, .. } = api;
    for body in resources.iter_mut().flat_map(|resource| &mut resource.operations).filter_map(|one| one.body.as_mut()) {
        body.required |= body.content.iter().any(|content| {
            let has_required_part = content.parts.iter().flatten().any(|part| part.required);
            has_required_part || has_required(types, &content.ty)
        });
    }
}

fn has_required(types: &[TypeDef], ty: &Type) -> bool {
    let Kind::Named(id) = ty.kind else { return false };
    match types.get(id.0).map(|def| &def.kind) {
        Some(TypeKind::Struct(object)) => object.fields.iter().any(|field| field.required),
        Some(TypeKind::Union(_)) => true,
        Some(TypeKind::Tuple(tuple)) => tuple.items.iter().any(|item| item.required),
        Some(TypeKind::Enum(_) | TypeKind::Newtype(_)) | None => false,
    }
}
