//! What the places of a document are called: components, operations, groups, and every schema between.
//!
//! All names come from the document's names and from where a thing stands, never from order or from who uses it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use openapiv3::{OpenAPI, Operation, Parameter, ReferenceOr};

use super::alternatives;
use super::clash::{self, Thing};
use super::flat::component_pointer;
use super::node::{Node, Use};
use super::renaming::Renaming;
use super::spoken::Spoken;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::names::{Scope, singular, type_ident, type_part, value_ident, words};
use crate::settings::{RenameKind, Settings};
use crate::source::Pointer;

/// Names that the generated crate and its client have for themselves.
const RESERVED_MODULES: [&str; 10] =
    ["types", "runtime", "blocking", "client", "lib", "new", "builder", "from_env", "with_transport", "clone"];

/// The devices of Windows, which no file can be called as.
const DEVICES: [&str; 22] = [
    "aux", "con", "nul", "prn", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The names of a document's places.
pub(crate) struct Places<'d> {
    /// The names that the settings give.
    pub(crate) renaming: Renaming<'d>,
    components: BTreeMap<String, String>,
    operations: Operations,
    /// The names of the parameters that stand in lists.
    parameters: BTreeMap<Pointer, String>,
    /// The components that unions refer to as variants, by the place of the reference.
    variants: BTreeMap<Pointer, String>,
    /// What the alternatives of unions are called that are written in place.
    alternatives: BTreeMap<Pointer, String>,
    /// The operations that have one name but for their groups, by that name: types within are called by the operationId.
    shared: BTreeMap<String, Vec<Thing>>,
    /// The groups of operations, sorted by module name.
    pub(crate) groups: Vec<Group>,
}

/// The names of all operations, by path and method.
type Operations = BTreeMap<(String, String), OperationNames>;

/// The names of one operation.
#[derive(Clone, Debug)]
pub(crate) struct OperationNames {
    /// Index into [`Places::groups`].
    pub(crate) group: usize,
    /// The method's identifier: `create`.
    pub(crate) method: String,
    /// What types within the operation are named after: `CreatePrivateLinkAccess`.
    pub(crate) prefix: String,
}

/// A group of operations.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The tag, or the path segment that stands for it.
    pub(crate) tag: String,
    /// The module's name.
    pub(crate) module: String,
    /// The handle's name.
    pub(crate) handle: String,
    /// What one of the things is called, in words: `private`, `link`, `access`.
    pub(crate) entity: Vec<String>,
    /// The words in parentheses behind the tag: `networking`, `v1`.
    pub(super) qualifier: Vec<String>,
}

impl<'d> Places<'d> {
    /// Names everything that the document names.
    pub(crate) fn new(openapi: &OpenAPI, nodes: &[Rc<Node<'_>>], settings: &'d Settings, diagnostics: &mut Diagnostics) -> Self {
        let renaming = Renaming::new(settings);
        let groups = groups(openapi, &renaming, diagnostics);
        let (operations, shared) = operations(openapi, &renaming, &groups, diagnostics);
        let components = components(openapi, &renaming, diagnostics);
        let (parameters, variants, alternatives) = (parameters(openapi), variants(nodes), alternatives::names(nodes));
        Self { components, operations, parameters, variants, alternatives, shared, groups, renaming }
    }

    /// A component schema's type name.
    pub(crate) fn component(&self, name: &str) -> String {
        self.components.get(name).cloned().unwrap_or_else(|| type_ident(name))
    }

    /// The names of the operation at a path and method.
    pub(crate) fn operation(&self, path: &str, method: &str) -> Option<&OperationNames> {
        self.operations.get(&(path.to_owned(), method.to_owned()))
    }

    /// The group whose operation a place is in.
    pub(crate) fn group_of(&self, pointer: &Pointer) -> Option<usize> {
        let parts: Vec<String> = pointer.parts().take(3).collect();
        match parts.as_slice() {
            [paths, path, method] if paths == "paths" => self.operation(path, method).map(|names| names.group),
            _ => None,
        }
    }

    /// The type name of the schema at a place.
    pub(crate) fn schema(&self, pointer: &Pointer) -> String {
        if let Some(renamed) = self.renaming.find(RenameKind::Schema, "", pointer) {
            return type_ident(renamed);
        }
        if let Some(component) = self.variants.get(pointer)
            && let Some(union) = pointer.parent().and_then(|list| list.parent())
        {
            return self.schema(&union) + &self.component(component);
        }
        let parts = self.parts(pointer);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["paths", path, "parameters", index, rest @ ..] => type_ident(path) + &self.parameter(&[path], index) + &within(rest),
            ["paths", path, method, "parameters", index, rest @ ..] => {
                self.prefix(path, method) + &self.parameter(&[path, method], index) + &within(rest)
            }
            ["components", "schemas", name, rest @ ..] => self.component(name) + &within(rest),
            ["components", "responses", name, rest @ ..] => type_ident(name) + "Response" + &within(rest),
            ["components", section, name, rest @ ..] => type_ident(name) + &type_ident(&singular(section)) + &within(rest),
            ["paths", path, method, rest @ ..] => self.prefix(path, method) + &within_operation(rest),
            other => type_ident(&other.join(" ")),
        }
    }

    /// The type name of what stands at a place; of several places, that of a variant of a variant of a union.
    pub(crate) fn name(&self, naming: &[Pointer]) -> String {
        let Some((last, around)) = naming.split_last() else { return String::new() };
        let Some((union, variants)) = around.split_first() else { return self.schema(last) };
        match self.renaming.find(RenameKind::Schema, "", last) {
            Some(renamed) => type_ident(renamed),
            None => variants.iter().chain([last]).fold(self.schema(union), |name, variant| name + &self.variant(variant)),
        }
    }

    /// The part of a type's name that says which variant of a union it is.
    fn variant(&self, pointer: &Pointer) -> String {
        if let Some(component) = self.variants.get(pointer) {
            return self.component(component);
        }
        let parts = self.parts(pointer);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        within(parts.get(parts.len().saturating_sub(2)..).unwrap_or_default())
    }

    /// The parts of a place, with alternatives as what they are called rather than as numbers.
    fn parts(&self, pointer: &Pointer) -> Vec<String> {
        let mut at = Pointer::root();
        let spoken = |part: String| {
            at = at.child(&part);
            self.alternatives.get(&at).cloned().unwrap_or(part)
        };
        pointer.parts().map(spoken).collect()
    }

    /// What types within an operation are named after.
    fn prefix(&self, path: &str, method: &str) -> String {
        self.operation(path, method).map_or_else(|| type_ident(path), |names| names.prefix.clone())
    }

    /// Reports the operations of several groups that would give one name to the types within them, as far as there are such
    /// types at these places.
    pub(crate) fn report_prefixes<'a>(&self, named: impl Iterator<Item = &'a Pointer>, diagnostics: &mut Diagnostics) {
        let naming: BTreeSet<Pointer> = named.filter(|place| self.group_of(place).is_some()).map(operation_of).collect();
        for (long, things) in &self.shared {
            if things.iter().any(|thing| naming.contains(&thing.place)) {
                diagnostics.extend(clash::shared(long, things, RenameKind::Operation));
            }
        }
    }

    /// The part of a type's name that a parameter in a list gives: its own name, not its number.
    fn parameter(&self, parents: &[&str], index: &str) -> String {
        let list = parents.iter().fold(Pointer::parse("/paths"), |at, part| at.child(part)).child("parameters");
        type_part(self.parameters.get(&list.child(index)).map_or(index, String::as_str))
    }
}

/// The variants of unions that are references.
fn variants(nodes: &[Rc<Node<'_>>]) -> BTreeMap<Pointer, String> {
    let all = nodes.iter().flat_map(|node| node.variants());
    all.filter_map(|variant| match variant {
        Use::Component { name, pointer } => Some((pointer.clone(), (*name).to_owned())),
        _ => None,
    })
    .collect()
}

fn within_operation(parts: &[&str]) -> String {
    match parts {
        ["requestBody", rest @ ..] => within(rest),
        ["responses", status, rest @ ..] => {
            let status = if status.starts_with('2') { "" } else { status };
            format!("Response{}{}", type_part(status), within(rest))
        }
        rest => within(rest),
    }
}

/// The part of a type's name that says where below its parent a schema stands.
fn within(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        ["properties", name, rest @ ..] => type_part(name) + &within(rest),
        ["items", rest @ ..] => "Item".to_owned() + &within(rest),
        ["additionalProperties", rest @ ..] => "Value".to_owned() + &within(rest),
        ["allOf", _, rest @ ..] => within(rest),
        ["oneOf" | "anyOf", index, rest @ ..] => {
            let own = index.parse::<usize>().map_or_else(|_| (*index).to_owned(), |index| format!("Variant{}", index + 1));
            own + &within(rest)
        }
        ["content", _, "schema", rest @ ..] | ["schema", rest @ ..] => within(rest),
        ["headers", name, rest @ ..] => type_part(name) + &within(rest),
        [other, rest @ ..] => type_part(other) + &within(rest),
    }
}

/// Component names by their last segments: as few as tell them apart.
fn components(openapi: &OpenAPI, renaming: &Renaming<'_>, diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let names: BTreeSet<&str> = openapi.components.iter().flat_map(|all| all.schemas.keys().map(String::as_str)).collect();
    let mut idents = BTreeMap::new();
    let mut scope = Scope::default();
    for name in &names {
        if let Some(renamed) = renaming.find(RenameKind::Schema, name, &component_pointer(name)) {
            scope.claim(&type_ident(renamed));
            idents.insert((*name).to_owned(), type_ident(renamed));
        }
    }
    let mut open: Vec<(&str, usize)> = names.iter().filter(|name| !idents.contains_key(**name)).map(|name| (*name, 1)).collect();
    while !open.is_empty() {
        let mut by_ident = BTreeMap::<String, Vec<(&str, usize)>>::new();
        for (name, segments) in open.drain(..) {
            by_ident.entry(last_segments(name, segments)).or_default().push((name, segments));
        }
        for (ident, members) in by_ident {
            let free = members.len() == 1 && scope.claim(&ident);
            let exhausted = members.iter().all(|(name, segments)| *segments >= segments_of(name).count());
            if !free && !exhausted && members.iter().any(|(_, segments)| *segments == 1) {
                let things: Vec<Thing> = members.iter().map(|(name, _)| Thing::new(name, &component_pointer(name))).collect();
                diagnostics.extend(clash::shared(&ident, &things, RenameKind::Schema));
            }
            if free {
                idents.extend(members.iter().map(|(name, _)| ((*name).to_owned(), ident.clone())));
            } else if exhausted {
                for (name, _) in &members {
                    let numbered = scope.claim_numbered(&ident);
                    if numbered == ident {
                        idents.insert((*name).to_owned(), numbered);
                        continue;
                    }
                    let other = members.iter().map(|(name, _)| *name).find(|other| other != name);
                    let other =
                        other.or_else(|| idents.iter().find(|(_, taken)| **taken == ident).map(|(name, _)| name.as_str()));
                    let thing = |name: &str| Thing::new(name, &component_pointer(name));
                    let other = other.map(thing);
                    diagnostics.push(clash::numbered(&thing(name), (&ident, &numbered), other.as_ref(), RenameKind::Schema));
                    idents.insert((*name).to_owned(), numbered);
                }
            } else {
                open.extend(members.iter().map(|(name, segments)| (*name, more_segments(*segments))));
            }
        }
    }
    idents
}

fn segments_of(name: &str) -> impl Iterator<Item = &str> {
    name.split('.').filter(|segment| !segment.is_empty())
}

/// One more, as long as that is what a person would do to tell names apart; then all.
fn more_segments(count: usize) -> usize {
    if count < 8 { count + 1 } else { usize::MAX }
}

fn last_segments(name: &str, count: usize) -> String {
    let segments: Vec<&str> = segments_of(name).collect();
    let from = segments.len().saturating_sub(count);
    type_ident(&segments.get(from..).unwrap_or_default().join(" "))
}

/// The names of all parameters that stand in lists.
fn parameters(openapi: &OpenAPI) -> BTreeMap<Pointer, String> {
    let mut names = BTreeMap::new();
    let mut note = |list: &[ReferenceOr<Parameter>], at: &Pointer| {
        for (index, parameter) in list.iter().enumerate() {
            if let ReferenceOr::Item(parameter) = parameter {
                names.insert(at.child("parameters").index(index), parameter.parameter_data_ref().name.clone());
            }
        }
    };
    for (path, item) in &openapi.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        let at = Pointer::parse("/paths").child(path);
        note(&item.parameters, &at);
        item.iter().for_each(|(method, operation)| note(&operation.parameters, &at.child(method)));
    }
    names
}

/// All operations with their place: path, method, operation.
pub(crate) fn all_operations(openapi: &OpenAPI) -> BTreeMap<(&str, &str), &Operation> {
    let mut all = BTreeMap::new();
    for (path, item) in &openapi.paths.paths {
        if let ReferenceOr::Item(item) = item {
            all.extend(item.iter().map(|(method, operation)| ((path.as_str(), method), operation)));
        }
    }
    all
}

/// The tag of an operation; without one, the first segment of its path that is neither a parameter nor a version.
fn tag_of<'a>(path: &'a str, operation: &'a Operation) -> &'a str {
    let is_version = |segment: &str| segment.strip_prefix('v').is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    operation.tags.first().map_or_else(
        || {
            let mut segments = path.split('/').filter(|part| !part.is_empty() && !part.contains('{') && !is_version(part));
            segments.find(|part| *part != "api").unwrap_or("default")
        },
        String::as_str,
    )
}

fn groups(openapi: &OpenAPI, renaming: &Renaming<'_>, diagnostics: &mut Diagnostics) -> Vec<Group> {
    let mut tags = BTreeMap::<&str, Pointer>::new();
    for ((path, method), operation) in all_operations(openapi) {
        let at = operation_pointer(path, method);
        let at = if operation.tags.is_empty() { at } else { at.child("tags").index(0) };
        tags.entry(tag_of(path, operation)).or_insert(at);
    }
    let mut bare_count = BTreeMap::<String, usize>::new();
    for tag in tags.keys() {
        *bare_count.entry(value_ident(split_qualifier(tag).0)).or_default() += 1;
    }
    report_shared_tags(&tags, &bare_count, renaming, diagnostics);
    let mut modules = Scope::default();
    let mut handles = Scope::default();
    let is_taken = |module: &str| RESERVED_MODULES.contains(&module) || DEVICES.contains(&module);
    for taken in RESERVED_MODULES.iter().chain(&DEVICES) {
        modules.claim(taken);
    }
    let mut taken = BTreeMap::<String, Thing>::new();
    let mut groups: Vec<Group> = tags
        .iter()
        .map(|(tag, at)| {
            let (bare, qualifier) = split_qualifier(tag);
            let module = value_ident(bare);
            let alone = bare_count.get(&module) == Some(&1) && !is_taken(&module);
            let renamed = renaming.find(RenameKind::Tag, tag, &Pointer::parse("/tags").child(tag));
            let spoken = renamed.unwrap_or(if alone { bare } else { tag });
            let module = modules.claim_numbered(&value_ident(spoken));
            if module != value_ident(spoken) {
                let wanted = value_ident(spoken);
                let names = (wanted.as_str(), module.as_str());
                diagnostics.push(clash::numbered(&Thing::new(tag, at), names, taken.get(&wanted), RenameKind::Tag));
            }
            taken.insert(module.clone(), Thing::new(tag, at));
            let mut entity = words(bare);
            if let Some(last) = entity.last_mut() {
                *last = singular(last);
            }
            let handle = handles.claim_numbered(&type_ident(spoken));
            Group { tag: (*tag).to_owned(), module, handle, entity, qualifier: words(qualifier) }
        })
        .collect();
    groups.sort_by(|a, b| a.module.cmp(&b.module));
    groups
}

fn report_shared_tags(
    tags: &BTreeMap<&str, Pointer>,
    bare_count: &BTreeMap<String, usize>,
    renaming: &Renaming<'_>,
    diagnostics: &mut Diagnostics,
) {
    for (module, _) in bare_count.iter().filter(|(_, count)| **count > 1) {
        let is_open = |tag: &&str| {
            value_ident(split_qualifier(tag).0) == *module
                && renaming.find(RenameKind::Tag, tag, &Pointer::parse("/tags").child(tag)).is_none()
        };
        let things: Vec<Thing> = tags.iter().filter(|(tag, _)| is_open(tag)).map(|(tag, at)| Thing::new(tag, at)).collect();
        // Where the whole names are one, too, the numbers that tell them apart are reported.
        let whole: BTreeSet<String> = things.iter().map(|thing| value_ident(&thing.wire)).collect();
        if whole.len() == things.len() {
            diagnostics.extend(clash::shared(module, &things, RenameKind::Tag));
        }
    }
}

/// `Private Link Accesses (networking/v1)` → the name, and what is in the parentheses.
fn split_qualifier(tag: &str) -> (&str, &str) {
    match tag.trim_end().strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        Some((bare, qualifier)) if !bare.trim().is_empty() => (bare.trim(), qualifier),
        _ => (tag, ""),
    }
}

fn operations(
    openapi: &OpenAPI,
    renaming: &Renaming<'_>,
    groups: &[Group],
    diagnostics: &mut Diagnostics,
) -> (Operations, BTreeMap<String, Vec<Thing>>) {
    let mut named = BTreeMap::new();
    let mut prefixes = Scope::default();
    let mut prefixed = BTreeMap::<String, Thing>::new();
    let mut by_group = BTreeMap::<usize, Vec<Spoken<'_>>>::new();
    let mut by_long = BTreeMap::<String, Vec<Thing>>::new();
    let by_tag: BTreeMap<&str, _> =
        groups.iter().enumerate().map(|(index, group)| (group.tag.as_str(), (index, group))).collect();
    report_duplicate_ids(openapi, diagnostics);
    for ((path, method), operation) in all_operations(openapi) {
        let Some((index, group)) = by_tag.get(tag_of(path, operation)).copied() else { continue };
        let spoken = Spoken::new(path, method, operation, group, renaming);
        by_long.entry(type_ident(&spoken.long)).or_default().push(spoken.thing());
        by_group.entry(index).or_default().push(spoken);
    }
    for (group, members) in by_group {
        let mut short_count = BTreeMap::<String, usize>::new();
        for member in &members {
            *short_count.entry(value_ident(&member.short)).or_default() += 1;
        }
        for (short, _) in short_count.iter().filter(|(_, count)| **count > 1) {
            let same: Vec<&Spoken<'_>> = members.iter().filter(|member| value_ident(&member.short) == *short).collect();
            let whole: BTreeSet<String> = same.iter().map(|member| value_ident(&member.long)).collect();
            // Where the longer names are one, too, the numbers that tell them apart are reported.
            if whole.len() == same.len() {
                let things: Vec<Thing> = same.iter().map(|member| member.thing()).collect();
                diagnostics.extend(clash::shared(short, &things, RenameKind::Operation));
            }
        }
        let mut methods = Scope::default();
        for taken in ["new", "clone"] {
            methods.claim(taken);
        }
        let mut taken = BTreeMap::<String, Thing>::new();
        for member in &members {
            let unique = short_count.get(&value_ident(&member.short)) == Some(&1);
            let wanted = value_ident(if unique { &member.short } else { &member.long });
            let method = methods.claim_numbered(&wanted);
            let unique = by_long.get(&type_ident(&member.long)).is_some_and(|all| all.len() == 1);
            let spoken = type_ident(if unique { &member.long } else { &member.full });
            let prefix = prefixes.claim_numbered(&spoken);
            let thing = member.thing();
            let clash = if method != wanted {
                Some(((wanted.as_str(), method.as_str()), taken.get(&wanted)))
            } else {
                (prefix != spoken).then(|| ((spoken.as_str(), prefix.as_str()), prefixed.get(&spoken)))
            };
            diagnostics.extend(clash.map(|(names, other)| clash::numbered(&thing, names, other, RenameKind::Operation)));
            taken.insert(method.clone(), thing.clone());
            prefixed.insert(prefix.clone(), thing);
            named.insert((member.path.to_owned(), member.method.to_owned()), OperationNames { group, method, prefix });
        }
    }
    by_long.retain(|_, things| things.len() > 1);
    (named, by_long)
}

fn report_duplicate_ids(openapi: &OpenAPI, diagnostics: &mut Diagnostics) {
    let mut ids = BTreeMap::<&str, Pointer>::new();
    for ((path, method), operation) in all_operations(openapi) {
        let Some(id) = operation.operation_id.as_deref() else { continue };
        let at = operation_pointer(path, method).child("operationId");
        if let Some(first) = ids.get(id) {
            let message = format!("two operations have the operationId `{id}`");
            diagnostics.push(Diagnostic::new(Code::DuplicateOperationId, &at, message).and_at(first, "first here"));
        } else {
            ids.insert(id, at);
        }
    }
}

/// The operation that a place is in.
fn operation_of(place: &Pointer) -> Pointer {
    place.parts().take(3).fold(Pointer::root(), |at, part| at.child(&part))
}

pub(super) fn operation_pointer(path: &str, method: &str) -> Pointer {
    Pointer::parse("/paths").child(path).child(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualifiers() {
        assert_eq!(split_qualifier("Networks (networking/v1)"), ("Networks", "networking/v1"));
        assert_eq!(split_qualifier("Networks"), ("Networks", ""));
        assert_eq!(split_qualifier("(all)"), ("(all)", ""));
    }

    #[test]
    fn parts_of_names() {
        assert_eq!(within(&["properties", "cloud", "oneOf", "0"]), "CloudVariant1");
        assert_eq!(within(&["content", "application/json", "schema", "allOf", "1", "properties", "spec"]), "Spec");
        assert_eq!(type_part("2fa"), "2fa");
    }
}
