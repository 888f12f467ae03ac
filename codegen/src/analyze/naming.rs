//! Names and modules of types.
//!
//! | draft | name |
//! |---|---|
//! | a component, or an inline schema, as it is | where it stands: `PrivateLinkAccess`, `PrivateLinkAccessSpecCloud` |
//! | its request view, where that differs | the same with `Input`: `ObjectReferenceInput` |
//! | as variant of a union by a tag that it has there only | the same with `Variant`: `RoleVariant` |
//! | with its tag, where it is the variant for several values of it | the same with `Whole`: `CatWhole` |
//! | sharpened where it is used | the place that sharpens: `CreatePrivateLinkAccessSpec` |

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Module, Name, TypeDef};
use crate::lower::clash::{self, Thing};
use crate::lower::{Direction, Draft, Places, View};
use crate::names::{Scope, type_ident, words};
use crate::settings::RenameKind;
use crate::source::Pointer;

/// Names all drafts; the document's own names first, so that they are never displaced.
pub(crate) fn name(drafts: &mut [Draft], places: &Places<'_>, diagnostics: &mut Diagnostics) {
    let mut wanted: Vec<(u8, String, usize)> =
        drafts.iter().enumerate().map(|(index, draft)| wish(draft, places, index)).collect();
    wanted.sort_by(|a, b| {
        let place = |index: usize| drafts.get(index).map(|draft| (&draft.origin, &draft.around, &draft.hint));
        (a.0, &a.1, place(a.2)).cmp(&(b.0, &b.1, place(b.2)))
    });
    let mut scope = Scope::default();
    let mut taken = BTreeMap::<String, Thing>::new();
    places.report_prefixes(drafts.iter().map(named_after), diagnostics);
    for (_, name, index) in wanted {
        let Some(draft) = drafts.get_mut(index) else { continue };
        let ident = scope.claim_numbered(&name);
        let thing = thing(draft);
        if ident != name {
            diagnostics.push(clash(&thing, (&name, &ident), taken.get(&name)));
        }
        taken.insert(ident.clone(), thing);
        draft.def.name = Name { wire: wire_name(draft), ident };
    }
}

/// The place that a draft takes its name from.
fn named_after(draft: &Draft) -> &Pointer {
    if draft.plain { &draft.origin.pointer } else { &draft.hint }
}

/// The schema there.
fn thing(draft: &Draft) -> Thing {
    let place = named_after(draft);
    let parts: Vec<String> = place.parts().collect();
    match parts.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => Thing::new(name, place),
        _ => Thing::by_place("", place),
    }
}

fn clash(thing: &Thing, (wanted, got): (&str, &str), other: Option<&Thing>) -> Diagnostic {
    if other.is_none_or(|other| other.place != thing.place) {
        return clash::numbered(thing, (wanted, got), other, RenameKind::Schema).on_key();
    }
    let message = format!("two types are made of this schema, since it is used in two ways: `{wanted}` and `{got}`");
    let help = "where it is used, say the same of it; or make two components of it, which have names of their own";
    Diagnostic::new(Code::NameClash, &thing.place, message).on_key().help(help)
}

/// The name a draft should get, and how early it may choose.
fn wish(draft: &Draft, places: &Places<'_>, index: usize) -> (u8, String, usize) {
    let is_component = draft.origin.pointer.parts().count() == 3;
    let view = match draft.view {
        View::Usual => "",
        View::Variant => "Variant",
        View::Whole => "Whole",
    };
    if !draft.plain {
        return (3, places.name(&draft.naming()) + view, index);
    }
    let name = places.schema(&draft.origin.pointer) + view;
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

/// Places each type with the group that its name speaks of: a type of an operation with that operation, another one where its
/// component's name ends with the entity (roles such as `Spec` aside), or begins with it; the longest where there are several.
///
/// The paths of a type only ever grow: `types` has all, and the other groups that its name speaks of have it too. So a new
/// group adds a path, and takes none.
pub(crate) fn place(drafts: &mut [Draft], places: &Places<'_>) {
    for draft in drafts {
        let pointer = named_after(draft);
        let groups = match places.group_of(pointer) {
            Some(group) => vec![group],
            None => by_entity(&draft.def.name.ident, pointer, places),
        };
        let mut modules = groups.into_iter().map(Module::Resource).chain([Module::Shared]);
        draft.def.module = modules.next().unwrap_or(Module::Shared);
        draft.def.reexports = modules.filter(|module| *module != draft.def.module).collect();
    }
}

/// The groups that a type's name speaks of, the one it is about first.
fn by_entity(ident: &str, pointer: &Pointer, places: &Places<'_>) -> Vec<usize> {
    let parts: Vec<String> = pointer.parts().collect();
    let spoken = match parts.as_slice() {
        [_, schemas, component, ..] if schemas == "schemas" => words(&places.component(component)),
        _ => words(ident),
    };
    let bare = spoken.iter().rposition(|word| !ROLES.contains(&word.as_str())).map_or(0, |last| last + 1);
    let bare = spoken.get(..bare).unwrap_or_default();
    let mut found: Vec<(bool, usize, usize)> = Vec::new();
    for (index, group) in places.groups.iter().enumerate().filter(|(_, group)| !group.entity.is_empty()) {
        let (is_it, is_of_it) = (bare.ends_with(&group.entity), spoken.starts_with(&group.entity));
        if is_it || is_of_it {
            found.push((!is_it, usize::MAX - group.entity.len(), index));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(.., index)| index).collect()
}

/// A marker or a handle never has the name of a type of its module.
pub(crate) fn separate_markers(api: &mut Api, diagnostics: &mut Diagnostics) {
    let modules = |def: &TypeDef| [def.module].into_iter().chain(def.reexports.clone());
    let types: BTreeMap<(Module, String), &Pointer> = api
        .types
        .iter()
        .flat_map(|def| modules(def).map(move |module| ((module, def.name.ident.clone()), &def.pointer)))
        .collect();
    let mut report = |pointer: &Pointer, ident: &str, what: &str, now: &str| {
        // What an operation sends or gives is there with it, and cannot come later to take its name.
        let parts: Vec<String> = pointer.parts().collect();
        let [_, schemas, name, rest @ ..] = parts.as_slice() else { return };
        if !pointer.as_str().starts_with("/components/") {
            return;
        }
        let is_component = schemas == "schemas" && rest.is_empty();
        let thing = if is_component { Thing::new(name, pointer) } else { Thing::by_place("", pointer) };
        let message = format!(
            "this type and {what} would both be called `{ident}`; the type keeps the name, and the other is called `{now}`"
        );
        let help = clash::advice(&[&thing], RenameKind::Schema);
        diagnostics.push(Diagnostic::new(Code::NameClash, pointer, message).on_key().help(help));
    };
    for (index, resource) in api.resources.iter_mut().enumerate() {
        let taken = |ident: &str| types.get(&(Module::Resource(index), ident.to_owned()));
        if let Some(pointer) = taken(&resource.handle) {
            let now = format!("{}Api", resource.handle);
            report(pointer, &resource.handle, &format!("the handle of `{}`", resource.name.wire), &now);
            resource.handle = now;
        }
        for operation in &mut resource.operations {
            let of_operation = ["", "Output", "Body", "Parts"].map(|suffix| format!("{}{suffix}", operation.marker));
            if let Some((name, pointer)) = of_operation.iter().find_map(|name| Some((name, taken(name)?))) {
                let now = format!("{}Operation", operation.marker);
                report(
                    pointer,
                    name,
                    &format!("a type that stands for `{}`", operation.name.ident),
                    &name.replacen(&operation.marker, &now, 1),
                );
                operation.marker = now;
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
        let types = api.types.iter().filter(|def| def.is_in(Module::Resource(index)));
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
