//! What belongs together on both sides: operations, by what HTTP says of them; types, by standing in the same place of
//! two such operations.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::Reach;
use crate::analyze::traverse::{named, reachable, received, sent};
use crate::explain::call;
use crate::ir::{
    Api, Content, Kind, Operation, Part, Representation, Resource, Response, Struct, Type, TypeDef, TypeId, TypeKind, Union,
    Variant, successes,
};
use crate::render::surface;

/// An operation with its group.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) resource: &'a Resource,
    pub(super) operation: &'a Operation,
}

impl Placed<'_> {
    /// The path of a type that is the operation's own: its `Output`, `Body` or `Parts`.
    pub(super) fn named(&self, suffix: &str) -> String {
        format!("{}::{}{suffix}", self.resource.name.ident, self.operation.marker)
    }

    /// How it is called: `networks().list`.
    pub(super) fn call(&self) -> String {
        call(self.resource, self.operation)
    }
}

/// The two APIs, and what belongs together.
pub(super) struct Pairs<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    /// Operations of both sides, by method and path.
    pub(super) operations: Vec<(Placed<'a>, Placed<'a>)>,
    pub(super) removed: Vec<Placed<'a>>,
    pub(super) added: Vec<Placed<'a>>,
    /// Types that stand in the same place, and the operations in which they do.
    pub(super) types: BTreeMap<(TypeId, TypeId), Reach>,
    /// What the owners of items are called on the new side, where their name has changed.
    pub(super) renamed: BTreeMap<String, String>,
}

/// Finds what belongs together.
pub(super) fn pair<'a>(old: &'a Api, new: &'a Api) -> Pairs<'a> {
    let mut pairs = Pairs {
        old,
        new,
        operations: Vec::new(),
        removed: Vec::new(),
        added: Vec::new(),
        types: BTreeMap::new(),
        renamed: BTreeMap::new(),
    };
    pairs.pair_operations();
    let operations = pairs.operations.clone();
    for (old, new) in &operations {
        pairs.walk(old, new);
    }
    pairs.pair_by_name();
    pairs.rename();
    pairs
}

impl<'a> Pairs<'a> {
    /// First by method and path, whatever the parameters in it are called; then by operationId.
    fn pair_operations(&mut self) {
        let mut open = all(self.new);
        for old in all(self.old) {
            let same_request = |new: &Placed<'_>| request_line(new.operation) == request_line(old.operation);
            let same_id =
                |new: &Placed<'_>| !new.operation.name.wire.is_empty() && new.operation.name.wire == old.operation.name.wire;
            let stays = all(self.old).iter().map(|one| request_line(one.operation)).collect::<BTreeSet<_>>();
            let moved = |new: &Placed<'_>| same_id(new) && !stays.contains(&request_line(new.operation));
            match open.iter().position(same_request).or_else(|| open.iter().position(moved)) {
                Some(index) => self.operations.push((old, open.remove(index))),
                None => self.removed.push(old),
            }
        }
        self.added = open;
    }

    fn walk(&mut self, old: &Placed<'a>, new: &Placed<'a>) {
        let call = new.call();
        for (parameter, other) in parameters(old.operation, new.operation) {
            self.visit(&parameter.ty, &other.ty, &call, true);
        }
        if let (Some(old), Some(new)) = (&old.operation.body, &new.operation.body) {
            for (content, other) in contents(&old.content, &new.content) {
                self.visit(&content.ty, &other.ty, &call, true);
                for (part, other) in parts(content, other) {
                    self.visit(part, other, &call, true);
                }
            }
        }
        for (response, other) in responses(old.operation, new.operation) {
            for (content, other) in contents(&response.content, &other.content) {
                self.visit(&content.ty, &other.ty, &call, false);
            }
            for header in &response.headers {
                let same = other.headers.iter().find(|other| other.name.wire.eq_ignore_ascii_case(&header.name.wire));
                same.iter().for_each(|other| self.visit(&header.ty, &other.ty, &call, false));
            }
        }
    }

    /// Notes that two uses of types stand in the same place of an operation, and everything within them.
    fn visit(&mut self, old: &'a Type, new: &'a Type, call: &str, sent: bool) {
        match (&old.kind, &new.kind) {
            (Kind::Named(old), Kind::Named(new)) => {
                let reach = self.types.entry((*old, *new)).or_default();
                let operations = if sent { &mut reach.sent } else { &mut reach.received };
                if !operations.insert(call.to_owned()) {
                    return;
                }
                let (Some(old), Some(new)) = (self.old.type_def(*old), self.new.type_def(*new)) else { return };
                for (old, new) in members(old, new) {
                    self.visit(old, new, call, sent);
                }
            }
            (Kind::List(old), Kind::List(new)) | (Kind::Map(old), Kind::Map(new)) => self.visit(old, new, call, sent),
            _ => {}
        }
    }

    /// Types that stand in no common place, as where the member that holds them has another name, are told by their own.
    fn pair_by_name(&mut self) {
        let known = |pairs: &Self, old: usize| pairs.types.keys().any(|(one, _)| one.0 == old);
        for (index, def) in self.old.types.iter().enumerate() {
            let same = |other: &TypeDef| other.name.wire == def.name.wire && other.usage == def.usage;
            let Some(partner) = self.new.types.iter().position(same) else { continue };
            if known(self, index) || self.types.keys().any(|(_, other)| other.0 == partner) {
                continue;
            }
            let reach = self.uses(TypeId(index));
            if reach != Reach::default() {
                self.types.insert((TypeId(index), TypeId(partner)), reach);
            }
        }
    }

    /// The operations of both sides in which the old side uses a type.
    fn uses(&self, id: TypeId) -> Reach {
        let kinds: Vec<&TypeKind> = self.old.types.iter().map(|def| &def.kind).collect();
        let is_in =
            |roots: &mut dyn Iterator<Item = &'a Type>| reachable(&kinds, roots.filter_map(named)).get(id.0) == Some(&true);
        let mut reach = Reach::default();
        for (old, new) in &self.operations {
            if is_in(&mut sent(old.operation)) {
                reach.sent.insert(new.call());
            }
            if is_in(&mut received(old.operation)) {
                reach.received.insert(new.call());
            }
        }
        reach
    }

    /// A type is renamed where all its uses have become uses of one type that the old side did not know.
    fn rename(&mut self) {
        let mut partners = BTreeMap::<TypeId, BTreeSet<TypeId>>::new();
        for (old, new) in self.types.keys() {
            partners.entry(*old).or_default().insert(*new);
        }
        let known: BTreeSet<String> = (0..self.old.types.len()).map(|index| surface::path(self.old, TypeId(index))).collect();
        for (old, new) in &partners {
            let path = surface::path(self.old, *old);
            let names: BTreeSet<String> = new.iter().map(|id| surface::path(self.new, *id)).collect();
            let free = names.iter().find(|name| !known.contains(*name)).filter(|_| !names.contains(&path));
            if let Some(name) = free {
                self.renamed.insert(path, name.clone());
            }
        }
        for (old, new) in &self.operations {
            let owners = [surface::handle, |resource: &Resource| resource.name.ident.clone()];
            let renamed = owners.iter().map(|owner| (owner(old.resource), owner(new.resource)));
            let requests = (surface::request(old.resource, old.operation), surface::request(new.resource, new.operation));
            let own = ["Body", "Parts"].map(|suffix| (old.named(suffix), new.named(suffix)));
            let own = outputs(old, new).into_iter().chain(own);
            for (before, after) in renamed.chain([requests]).chain(own).filter(|(before, after)| before != after) {
                self.renamed.insert(before, after);
            }
        }
    }

    /// What the new side calls the owner of an item of the old side.
    pub(super) fn owner(&self, path: &str) -> String {
        self.renamed.get(path).cloned().unwrap_or_else(|| path.to_owned())
    }

    /// A text of the old surface in the names of the new one.
    pub(super) fn translate(&self, text: &str) -> String {
        let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '#');
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_path) {
            let (before, path) = rest.split_at(start);
            let end = path.find(|c| !is_path(c)).unwrap_or(path.len());
            let (path, after) = path.split_at(end);
            out.push_str(before);
            out.push_str(&self.owner(path));
            rest = after;
        }
        out + rest
    }
}

/// The paths of what an operation gives on both sides, by itself and in each representation, where that is an enum.
fn outputs(old: &Placed<'_>, new: &Placed<'_>) -> Vec<(String, String)> {
    let path = |placed: &Placed<'_>, marker: &str| format!("{}::{marker}Output", placed.resource.name.ident);
    let same = |one: &Representation| new.operation.representations.iter().find(|other| other.name.wire == one.name.wire);
    let representations = old.operation.representations.iter().filter_map(|one| Some((&one.marker, &same(one)?.marker)));
    let all = representations.chain([(&old.operation.marker, &new.operation.marker)]);
    all.map(|(before, after)| (path(old, before), path(new, after))).collect()
}

fn all(api: &Api) -> Vec<Placed<'_>> {
    let of = |resource| move |operation| Placed { resource, operation };
    api.resources.iter().flat_map(|resource: &Resource| resource.operations.iter().map(of(resource))).collect()
}

/// Method and path, with what parameters are called left out.
pub(super) fn request_line(operation: &Operation) -> String {
    let mut line = format!("{} ", operation.method);
    let mut within = false;
    for c in operation.path.chars() {
        within &= c != '}';
        if !within {
            line.push(c);
        }
        within |= c == '{';
    }
    line
}

/// The parameters that both have. Those of the path are told by their place in it.
pub(super) fn parameters<'a>(
    old: &'a Operation,
    new: &'a Operation,
) -> Vec<(&'a crate::ir::Parameter, &'a crate::ir::Parameter)> {
    use crate::ir::ParameterLocation::Path;
    let in_path = |operation: &'a Operation| operation.parameters.iter().filter(|one| one.location == Path);
    let by_place = in_path(old).zip(in_path(new)).filter(|_| request_line(old) == request_line(new));
    let others = old.parameters.iter().filter_map(|parameter| {
        let is_same =
            |other: &&crate::ir::Parameter| other.location == parameter.location && other.name.wire == parameter.name.wire;
        let by_name = parameter.location != Path || request_line(old) != request_line(new);
        Some((parameter, new.parameters.iter().find(is_same).filter(|_| by_name)?))
    });
    by_place.chain(others).collect()
}

/// The responses that belong together: of one status, and the successes where each side has one.
pub(super) fn responses<'a>(old: &'a Operation, new: &'a Operation) -> Vec<(&'a Response, &'a Response)> {
    let same = |one: &'a Response| Some((one, new.responses.iter().find(|other| other.status == one.status)?));
    let mut pairs: Vec<_> = old.responses.iter().filter_map(same).collect();
    let success = |operation: &'a Operation| match successes(&operation.responses).as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    if let (Some(old), Some(new)) = (success(old), success(new))
        && old.status != new.status
    {
        pairs.push((old, new));
    }
    pairs
}

/// The contents that belong together: of one media type, and the ones that the client uses.
pub(super) fn contents<'a>(old: &'a [Content], new: &'a [Content]) -> Vec<(&'a Content, &'a Content)> {
    let same = |one: &'a Content| Some((one, new.iter().find(|other| other.media_type == one.media_type)?));
    let mut pairs: Vec<_> = old.iter().filter_map(same).collect();
    if let (Some(old), Some(new)) = (old.first(), new.first())
        && old.media_type != new.media_type
        && old.encoding == new.encoding
    {
        pairs.push((old, new));
    }
    pairs
}

/// The types of the parts that both have.
fn parts<'a>(old: &'a Content, new: &'a Content) -> Vec<(&'a Type, &'a Type)> {
    let all = new.parts.as_deref().unwrap_or_default();
    let same = |part: &'a Part| all.iter().find(|other| other.name.wire == part.name.wire);
    old.parts.iter().flatten().filter_map(|part| part.ty().zip(same(part)?.ty())).collect()
}

/// The uses of types that stand in the same place of two definitions.
fn members<'a>(old: &'a TypeDef, new: &'a TypeDef) -> Vec<(&'a Type, &'a Type)> {
    match (&old.kind, &new.kind) {
        (TypeKind::Struct(old), TypeKind::Struct(new)) => struct_members(old, new),
        (TypeKind::Union(old), TypeKind::Union(new)) => {
            variants(old, new).into_iter().map(|(one, other)| (&one.ty, &other.ty)).collect()
        }
        (TypeKind::Tuple(old), TypeKind::Tuple(new)) => {
            let items = old.items.iter().zip(&new.items).map(|(one, other)| (&one.ty, &other.ty));
            items.chain(old.rest.iter().zip(&new.rest)).collect()
        }
        (TypeKind::Newtype(old), TypeKind::Newtype(new)) => vec![(old, new)],
        _ => Vec::new(),
    }
}

fn struct_members<'a>(old: &'a Struct, new: &'a Struct) -> Vec<(&'a Type, &'a Type)> {
    let fields = old.fields.iter().filter_map(|field| {
        let same = new.fields.iter().find(|other| other.name.wire == field.name.wire)?;
        Some((&field.ty, &same.ty))
    });
    let additional = old.additional.iter().zip(&new.additional).map(|(one, other)| (&one.ty, &other.ty));
    let patterns = old.patterns.iter().filter_map(|members| {
        let same = new.patterns.iter().find(|other| other.pattern == members.pattern)?;
        Some((&members.ty, &same.ty))
    });
    fields.chain(patterns).chain(additional).collect()
}

/// The variants that both have: by tag value, and where there is no tag, or several have the value, by name.
pub(super) fn variants<'a>(old: &'a Union, new: &'a Union) -> Vec<(&'a Variant, &'a Variant)> {
    old.variants.iter().filter_map(|one| Some((one, counterpart(one, old, new)?))).collect()
}

/// The variant of another union that stands for the same as one of this union.
pub(super) fn counterpart<'a>(variant: &Variant, of: &Union, other: &'a Union) -> Option<&'a Variant> {
    let is_same = |one: &&Variant| one.name.wire == variant.name.wire;
    let are_several = |union: &Union| union.variants.iter().filter(is_same).count() > 1;
    let by_name = are_several(of) || are_several(other);
    other.variants.iter().filter(is_same).find(|one| !by_name || one.name == variant.name)
}
