//! Recursive types: a struct that holds itself without a list, map or union between needs a `Box`.

use crate::ir::{Api, Kind, Type, TypeId, TypeKind};

/// Boxes every field, and every item of a tuple, that closes a cycle of structs held by value.
pub(crate) fn break_cycles(api: &mut Api) {
    let held: Vec<Vec<TypeId>> = api.types.iter().map(|def| held_by_value(&def.kind)).collect();
    let components = components(&held);
    for (index, def) in api.types.iter_mut().enumerate() {
        let closes = |ty: &Type| {
            let Some(target) = by_value(ty) else { return false };
            let same = components.get(index).is_some() && components.get(index) == components.get(target.0);
            same && (target.0 != index || held.get(index).is_some_and(|all| all.contains(&target)))
        };
        match &mut def.kind {
            TypeKind::Struct(object) => object.fields.iter_mut().for_each(|field| field.boxed = closes(&field.ty)),
            TypeKind::Tuple(tuple) => tuple.items.iter_mut().for_each(|item| item.boxed = closes(&item.ty)),
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Newtype(_) => {}
        }
    }
}

/// The types whose values are part of this type's value. Union variants are boxed anyway.
fn held_by_value(kind: &TypeKind) -> Vec<TypeId> {
    match kind {
        TypeKind::Struct(object) => object.fields.iter().filter_map(|field| by_value(&field.ty)).collect(),
        TypeKind::Tuple(tuple) => tuple.items.iter().filter_map(|item| by_value(&item.ty)).collect(),
        TypeKind::Newtype(inner) => by_value(inner).into_iter().collect(),
        TypeKind::Enum(_) | TypeKind::Union(_) => Vec::new(),
    }
}

fn by_value(ty: &Type) -> Option<TypeId> {
    match ty.kind {
        Kind::Named(id) => Some(id),
        _ => None,
    }
}

/// The strongly connected component of each node (Kosaraju's two passes, without recursion).
pub(super) fn components(edges: &[Vec<TypeId>]) -> Vec<usize> {
    let mut reverse: Vec<Vec<TypeId>> = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for target in targets {
            if let Some(list) = reverse.get_mut(target.0) {
                list.push(TypeId(from));
            }
        }
    }
    let mut order = Vec::new();
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        finish(start, edges, &mut seen, &mut order);
    }
    let mut component = vec![usize::MAX; edges.len()];
    for start in order.into_iter().rev() {
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            let Some(slot) = component.get_mut(node).filter(|slot| **slot == usize::MAX) else { continue };
            *slot = start;
            open.extend(reverse.get(node).into_iter().flatten().map(|id| id.0));
        }
    }
    component
}

/// Adds `start` and all it leads to, in the order in which they are left.
fn finish(start: usize, edges: &[Vec<TypeId>], seen: &mut [bool], order: &mut Vec<usize>) {
    let mut open = vec![(start, 0)];
    if seen.get_mut(start).is_none_or(|flag| std::mem::replace(flag, true)) {
        return;
    }
    while let Some((node, next)) = open.pop() {
        match edges.get(node).and_then(|targets| targets.get(next)) {
            None => order.push(node),
            Some(target) => {
                open.push((node, next + 1));
                if seen.get_mut(target.0).is_some_and(|flag| !std::mem::replace(flag, true)) {
                    open.push((target.0, 0));
                }
            }
        }
    }
}
