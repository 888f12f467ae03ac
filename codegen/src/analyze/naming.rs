//! Names and modules of types.
//!
//! | draft | name |
//! |---|---|
//! | a component, or an inline schema, as it is | where it stands: `PrivateLinkAccess`, `PrivateLinkAccessSpecCloud` |
//! | its request view, where that differs | the same with `Input`: `ObjectReferenceInput` |
//! | sharpened where it is used | the place that sharpens: `CreatePrivateLinkAccessSpec` |

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Module, Name};
use crate::lower::{Direction, Draft, Places};
use crate::names::{Scope, type_ident, words};
use crate::source::Pointer;

/// Names all drafts; the document's own names first, so that they are never displaced.
pub(crate) fn name(drafts: &mut [Draft], places: &Places<'_>, diagnostics: &mut Diagnostics) {
    let mut wanted: Vec<(u8, String, usize)> =
        drafts.iter().enumerate().map(|(index, draft)| wish(draft, places, index)).collect();
    wanted.sort_by(|a, b| {
        let place = |index: usize| drafts.get(index).map(|draft| (&draft.origin, &draft.hint));
        (a.0, &a.1, place(a.2)).cmp(&(b.0, &b.1, place(b.2)))
    });
    let mut scope = Scope::default();
    let mut taken = BTreeMap::<String, Pointer>::new();
    for (_, name, index) in wanted {
        let Some(draft) = drafts.get_mut(index) else { continue };
        let ident = scope.claim_numbered(&name);
        if ident != name {
            let message = format!("two types would be called `{name}`; this one is called `{ident}`");
            let diagnostic = Diagnostic::new(Code::NameClash, &draft.hint, message).on_key();
            diagnostics.push(match taken.get(&name) {
                Some(other) => diagnostic.and_at(other, format!("this one is called `{name}`")),
                None => diagnostic,
            });
        }
        taken.insert(ident.clone(), draft.hint.clone());
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

/// What follows the name of a thing without being another thing: `NetworkSpec` is about networks, `NetworkInterface` is not.
const ROLES: [&str; 14] = [
    "config", "create", "data", "detail", "details", "info", "input", "list", "params", "request", "response", "spec", "status",
    "update",
];

/// Places each type with the resource that its name speaks of: a type of an operation with that operation, another one where its
/// component's name ends with the entity (roles such as `Spec` aside), or begins with it; the longest where there are several.
pub(crate) fn place(drafts: &mut [Draft], places: &Places<'_>) {
    for draft in drafts {
        let pointer = if draft.plain { &draft.origin.pointer } else { &draft.hint };
        let resource = places.group_of(pointer).or_else(|| by_entity(&draft.def.name.ident, pointer, places));
        draft.def.module = resource.map_or(Module::Shared, Module::Resource);
    }
}

fn by_entity(ident: &str, pointer: &Pointer, places: &Places<'_>) -> Option<usize> {
    let parts: Vec<String> = pointer.parts().collect();
    let spoken = match parts.as_slice() {
        [_, schemas, component, ..] if schemas == "schemas" => words(&places.component(component)),
        _ => words(ident),
    };
    let bare = spoken.iter().rposition(|word| !ROLES.contains(&word.as_str())).map_or(0, |last| last + 1);
    let bare = spoken.get(..bare).unwrap_or_default();
    let longest = |matches: &dyn Fn(&[String]) -> bool| {
        let found = places.groups.iter().enumerate().filter(|(_, group)| !group.entity.is_empty() && matches(&group.entity));
        found.max_by_key(|(index, group)| (group.entity.len(), std::cmp::Reverse(*index))).map(|(index, _)| index)
    };
    longest(&|entity| bare.ends_with(entity)).or_else(|| longest(&|entity| spoken.starts_with(entity)))
}

/// A marker or a handle never has the name of a type of its module.
pub(crate) fn separate_markers(api: &mut Api, diagnostics: &mut Diagnostics) {
    let types: BTreeMap<(Module, String), &Pointer> =
        api.types.iter().map(|def| ((def.module, def.name.ident.clone()), &def.pointer)).collect();
    let mut report = |pointer: &Pointer, ident: &str, what: &str| {
        // What an operation sends or gives is there with it, and cannot come later to take its name.
        if !pointer.as_str().starts_with("/components/") {
            return;
        }
        let message = format!("this type and {what} would both be called `{ident}`; the type keeps the name");
        let help = "give the type a name of its own under `[rename.schemas]` in the settings";
        diagnostics.push(Diagnostic::new(Code::NameClash, pointer, message).help(help));
    };
    for (index, resource) in api.resources.iter_mut().enumerate() {
        let taken = |ident: &str| types.get(&(Module::Resource(index), ident.to_owned()));
        if let Some(pointer) = taken(&resource.handle) {
            report(pointer, &resource.handle, "the handle of its group");
            resource.handle.push_str("Api");
        }
        for operation in &mut resource.operations {
            let of_operation = ["", "Output", "Body", "Parts"].map(|suffix| format!("{}{suffix}", operation.marker));
            if let Some((name, pointer)) = of_operation.iter().find_map(|name| Some((name, taken(name)?))) {
                report(pointer, name, &format!("a type that stands for `{}`", operation.name.ident));
                operation.marker.push_str("Operation");
            } else if of_operation.contains(&resource.handle) {
                operation.marker.push_str("Operation");
            }
        }
    }
    name_representations(api, diagnostics);
}

/// A representation is called after its operation: `GetAsCsv`. Where something else of the module is called so, it gives way.
fn name_representations(api: &mut Api, diagnostics: &mut Diagnostics) {
    for (index, resource) in api.resources.iter_mut().enumerate() {
        let mut scope = Scope::default();
        let types = api.types.iter().filter(|def| def.module == Module::Resource(index));
        types.for_each(|def| scope.reserve(&def.name.ident));
        scope.reserve(&resource.handle);
        for marker in resource.operations.iter().map(|operation| &operation.marker) {
            ["", "Output", "Body", "Parts"].iter().for_each(|suffix| scope.reserve(format!("{marker}{suffix}")));
        }
        for operation in &mut resource.operations {
            for one in &mut operation.representations {
                let wanted = format!("{}{}", operation.marker, type_ident(&one.name.ident));
                let is_free = |name: &String| scope.is_free(name) && scope.is_free(&format!("{name}Output"));
                let numbered = (2_u32..).map(|number| format!("{wanted}{number}"));
                one.marker = std::iter::once(wanted.clone()).chain(numbered).find(is_free).unwrap_or_default();
                ["", "Output"].iter().for_each(|suffix| scope.reserve(format!("{}{suffix}", one.marker)));
                if one.marker != wanted {
                    let message = format!("`{wanted}` is taken; what stands for `{}` is called `{}`", one.name.wire, one.marker);
                    let help = "give what has the name another one under `[rename]` in the settings";
                    diagnostics.push(Diagnostic::new(Code::NameClash, &operation.pointer.child("responses"), message).help(help));
                }
            }
        }
    }
}
