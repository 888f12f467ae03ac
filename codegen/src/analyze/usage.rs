//! Which types are in use, in which direction, and in what order they stand.

use std::collections::BTreeSet;

use super::traverse::{each_root_mut, each_type_mut, named, named_mut, reachable, received, sent};
use crate::ir::{Api, Module, Resource, Type, TypeId, TypeKind};
use crate::lower::Draft;

/// Notes in which direction each draft travels.
pub(crate) fn mark(api: &Api, drafts: &mut [Draft]) {
    let kinds: Vec<&TypeKind> = drafts.iter().map(|draft| &draft.def.kind).collect();
    let operations = || api.resources.iter().flat_map(|resource| &resource.operations);
    let requests = reachable(&kinds, operations().flat_map(sent).filter_map(named));
    let responses = reachable(&kinds, operations().flat_map(received).filter_map(named));
    for ((draft, request), response) in drafts.iter_mut().zip(requests).zip(responses) {
        draft.def.usage.request = request;
        draft.def.usage.response = response;
    }
}

/// Drops the drafts that no operation reaches.
pub(crate) fn keep_used(api: &mut Api, drafts: Vec<Draft>) -> Vec<Draft> {
    let used: Vec<usize> = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.def.usage.request || draft.def.usage.response)
        .map(|(index, _)| index)
        .collect();
    reorder(api, drafts, &used)
}

/// Drops the resources that have neither operations nor types: those of which nothing is included.
pub(crate) fn drop_empty_resources(api: &mut Api, drafts: &mut [Draft]) {
    let with_types: BTreeSet<Module> = drafts.iter().map(|draft| draft.def.module).collect();
    let is_kept =
        |index: usize, resource: &Resource| !resource.operations.is_empty() || with_types.contains(&Module::Resource(index));
    let resources = std::mem::take(&mut api.resources).into_iter().enumerate();
    let (numbers, kept): (Vec<usize>, Vec<Resource>) = resources.filter(|(index, resource)| is_kept(*index, resource)).unzip();
    api.resources = kept;
    let renumbered = |module: Module| match module {
        Module::Resource(old) => numbers.binary_search(&old).ok().map(Module::Resource),
        Module::Shared => Some(module),
    };
    for def in drafts.iter_mut().map(|draft| &mut draft.def) {
        def.module = renumbered(def.module).unwrap_or(def.module);
        def.reexports = std::mem::take(&mut def.reexports).into_iter().filter_map(renumbered).collect();
    }
}

/// Sorts by module, then name.
pub(crate) fn sort(api: &mut Api, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|index| drafts.get(*index).map(|draft| (draft.def.module, draft.def.name.ident.clone())));
    reorder(api, drafts, &order)
}

/// Keeps the drafts at these positions, in this order, and renumbers all uses.
fn reorder(api: &mut Api, drafts: Vec<Draft>, order: &[usize]) -> Vec<Draft> {
    let mut numbers = vec![None; drafts.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(slot) = numbers.get_mut(*old) {
            *slot = Some(TypeId(new));
        }
    }
    let mut renumber = |ty: &mut Type| {
        if let Some(id) = named_mut(ty)
            && let Some(Some(new)) = numbers.get(id.0)
        {
            *id = *new;
        }
    };
    let mut slots: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let mut kept: Vec<Draft> = order.iter().filter_map(|old| slots.get_mut(*old)?.take()).collect();
    for draft in &mut kept {
        each_type_mut(&mut draft.def.kind, &mut renumber);
    }
    each_root_mut(api, &mut renumber);
    kept
}
