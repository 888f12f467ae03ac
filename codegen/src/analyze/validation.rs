//! Which types have something to check before they are sent.

use super::traverse::{each_type, named};
use crate::ir::{Api, Kind, Type, TypeKind};

/// Marks every type that has a constraint somewhere within.
pub(crate) fn mark(api: &mut Api) {
    let mut marked: Vec<bool> = api
        .types
        .iter()
        .map(|def| {
            let mut any = matches!(&def.kind, TypeKind::Tuple(tuple) if tuple.may_have_gaps());
            each_type(&def.kind, &mut |ty| any |= is_constrained(ty));
            any |= matches!(&def.kind, TypeKind::Struct(object) if object.additional.iter().any(|one| !one.names.is_empty()));
            any
        })
        .collect();
    loop {
        let mut changed = false;
        for (index, def) in api.types.iter().enumerate() {
            let mut any = false;
            each_type(&def.kind, &mut |ty| any |= named(ty).is_some_and(|id| marked.get(id.0) == Some(&true)));
            if let Some(flag) = marked.get_mut(index).filter(|flag| any && !**flag) {
                *flag = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for (def, flag) in api.types.iter_mut().zip(marked) {
        def.validated = flag;
    }
}

fn is_constrained(ty: &Type) -> bool {
    let inner = match &ty.kind {
        Kind::List(inner) | Kind::Map(inner) => is_constrained(inner),
        _ => false,
    };
    inner || !ty.constraints.is_empty()
}
