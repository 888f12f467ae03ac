//! Names and modules of types.
//!
//! | draft | name |
//! |---|---|
//! | a component, or an inline schema, as it is | where it stands: `PrivateLinkAccess`, `PrivateLinkAccessSpecCloud` |
//! | its request view, where that differs | the same with `Input`: `ObjectReferenceInput` |
//! | sharpened where it is used | the place that sharpens: `CreatePrivateLinkAccessSpec` |

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Module, Name};
use crate::lower::{Direction, Draft, Places};
use crate::names::{Scope, words};

/// Names all drafts; the document's own names first, so that they are never displaced.
pub(crate) fn name(drafts: &mut [Draft], places: &Places<'_>, diagnostics: &mut Diagnostics) {
    let mut wanted: Vec<(u8, String, usize)> =
        drafts.iter().enumerate().map(|(index, draft)| wish(draft, places, index)).collect();
    wanted.sort_by(|a, b| {
        let place = |index: usize| drafts.get(index).map(|draft| (&draft.origin, &draft.hint));
        (a.0, &a.1, place(a.2)).cmp(&(b.0, &b.1, place(b.2)))
    });
    let mut scope = Scope::default();
    for (_, name, index) in wanted {
        let Some(draft) = drafts.get_mut(index) else { continue };
        let ident = scope.claim_numbered(&name);
        if ident != name {
            let message = format!("two types would be called `{name}`; this one is called `{ident}`");
            let help = "give one of them a name of its own under `[rename]` in the settings";
            diagnostics.push(Diagnostic::new(Code::NameClash, &draft.hint, message).help(help));
        }
        draft.def.name = Name { wire: wire_name(draft), ident };
    }
}

/// The name a draft should get, and how early it may choose.
fn wish(draft: &Draft, places: &Places<'_>, index: usize) -> (u8, String, usize) {
    let is_component = draft.origin.pointer.parts().count() == 3;
    if !draft.plain {
        return (3, places.schema(&draft.hint), index);
    }
    let name = places.schema(&draft.origin.pointer);
    match draft.origin.direction {
        // A request view that equals its response view stands for it no longer: `unify` has merged them.
        Direction::Request => (2, name + "Input", index),
        Direction::Response => (u8::from(!is_component), name, index),
    }
}

/// What the document calls it: the component's name, else where it stands.
fn wire_name(draft: &Draft) -> String {
    let parts: Vec<String> = draft.origin.pointer.parts().collect();
    match (draft.plain, parts.as_slice()) {
        (true, [_, _, name]) => name.clone(),
        (true, _) => draft.origin.pointer.to_string(),
        (false, _) => draft.hint.to_string(),
    }
}

/// Places each type with the resource whose entity its name speaks of, the longest if there are several.
pub(crate) fn place(drafts: &mut [Draft], places: &Places<'_>) {
    for draft in drafts {
        let spoken = words(&draft.def.name.ident);
        let best = places
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| !group.entity.is_empty() && spoken.windows(group.entity.len()).any(|run| run == group.entity))
            .max_by_key(|(index, group)| (group.entity.len(), std::cmp::Reverse(*index)));
        draft.def.module = best.map_or(Module::Shared, |(index, _)| Module::Resource(index));
    }
}

/// A marker or a handle never has the name of a type of its module.
pub(crate) fn separate_markers(api: &mut Api) {
    let types: BTreeSet<(Module, &str)> = api.types.iter().map(|def| (def.module, def.name.ident.as_str())).collect();
    for (index, resource) in api.resources.iter_mut().enumerate() {
        let taken = |ident: &str| types.contains(&(Module::Resource(index), ident));
        if taken(&resource.handle) {
            resource.handle.push_str("Api");
        }
        for operation in &mut resource.operations {
            if taken(&operation.marker) || operation.marker == resource.handle {
                operation.marker.push_str("Operation");
            }
        }
    }
}
