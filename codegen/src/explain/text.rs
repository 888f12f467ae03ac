//! The explanation for people: an operation, or a type, on a screen.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{Locate, Renamed, find, kind, presence, reason};
use crate::ir::{Api, Content, Encoding, Field, Kind, Operation, Resource, Struct, Type, TypeDef, TypeId, TypeKind};
use crate::source::Pointer;

/// An operation by operationId or call, or a type by either name, with the places (line and column) that made each field
/// what it is; None where there is none.
pub fn text(api: &Api, name: &str, locate: Locate<'_>, renamed: Renamed<'_>) -> Option<String> {
    let mut page = Page { api, locate, renamed, lines: Vec::new() };
    let all = api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |one| (resource, one)));
    let mut named = all.filter(|(resource, one)| one.name.wire == name || super::call(resource, one) == name);
    match named.next() {
        Some((resource, operation)) => page.operation(resource, operation),
        None => page.type_def(find(api, name)?),
    }
    Some(page.lines.join("\n"))
}

struct Page<'a> {
    api: &'a Api,
    locate: Locate<'a>,
    renamed: Renamed<'a>,
    lines: Vec<String>,
}

impl Page<'_> {
    fn operation(&mut self, resource: &Resource, operation: &Operation) {
        let id = if operation.name.wire.is_empty() { "(no operationId)" } else { &operation.name.wire };
        self.lines.push(format!("{id}  {} {}", operation.method, operation.path));
        let place = (self.locate)(&operation.pointer);
        self.lines.push(format!("  at {place}"));
        self.lines.push(format!("  is {}", self.signature(resource, operation)));
        if let Some(content) = operation.body.as_ref().and_then(|body| body.content.first()) {
            self.lines.push(String::new());
            self.lines.push(format!("sends {}", self.short(&content.ty)));
            self.tree(&content.ty, 1, 4, &mut BTreeSet::new());
            self.missing(resource, operation, &content.ty);
        }
        for response in operation.responses.iter().filter(|response| response.status.is_success()) {
            let Some(content) = response.content.first() else { continue };
            self.lines.push(String::new());
            self.lines.push(format!("gives {}", self.given(content)));
            self.tree(&content.ty, 1, 1, &mut BTreeSet::new());
            for one in &operation.representations {
                let Some(other) = response.content_in(Some(&one.name.wire)).filter(|other| *other != content) else { continue };
                let line = format!("or, with {}(), {} in {}", one.name.ident, self.given(other), one.name.wire);
                self.lines.push(line);
            }
        }
    }

    /// What the client makes of a body.
    fn given(&self, content: &Content) -> String {
        let ty = self.short(&content.ty);
        match content.encoding {
            Encoding::Events => format!("Events<{ty}>"),
            Encoding::Lines | Encoding::Sequence => format!("Lines<{ty}>"),
            Encoding::Json | Encoding::Form | Encoding::Multipart | Encoding::Text | Encoding::Binary => ty,
        }
    }

    /// What another operation of the group sends and this one does not, as `cloud` of a create and not of an update: the
    /// schemas here do not have it.
    fn missing(&mut self, resource: &Resource, operation: &Operation, body: &Type) {
        let api = self.api;
        let own = paths(api, body);
        let mut told = BTreeSet::new();
        for other in resource.operations.iter().filter(|other| other.name != operation.name) {
            let Some(content) = other.body.as_ref().and_then(|body| body.content.first()) else { continue };
            let there = paths(api, &content.ty);
            for (path, field) in &there {
                let (parent, _) = path.rsplit_once('.').unwrap_or(("", path));
                let Some(here) = own.get(parent).filter(|_| !own.contains_key(path) && told.insert(path.clone())) else {
                    continue;
                };
                let declared = self.places(&field.declared);
                let how = format!(
                    "`{}` sends it, declared {declared}; `{parent}` here is {}",
                    other.name.ident,
                    self.places(&here.declared)
                );
                self.line(1, path, "not here", &how);
            }
        }
    }

    fn signature(&self, resource: &Resource, operation: &Operation) -> String {
        let required =
            operation.parameters.iter().filter(|parameter| parameter.required).map(|parameter| parameter.name.ident.clone());
        let body = operation.body.iter().filter(|body| body.required).map(|_| "body".to_owned());
        let arguments: Vec<String> = required.chain(body).collect();
        format!("{}({})", super::call(resource, operation), arguments.join(", "))
    }

    fn type_def(&mut self, def: &TypeDef) {
        self.lines.push(format!("{}::{}  {}", self.api.module_ident(def.module), def.name.ident, kind(def)));
        let place = (self.locate)(&def.pointer);
        self.lines.push(format!("  is {} at {place}", def.name.wire));
        let ways = [(def.usage.request, "sent"), (def.usage.response, "received")];
        let ways: Vec<&str> = ways.iter().filter(|(used, _)| *used).map(|(_, way)| *way).collect();
        self.lines.push(format!("  is {}", ways.join(" and ")));
        self.lines.push(String::new());
        self.members(&def.kind, 1, 1, &mut BTreeSet::new());
    }

    /// The members of a type, and theirs, to a depth; a type that is open already is not opened again.
    fn tree(&mut self, ty: &Type, indent: usize, depth: usize, open: &mut BTreeSet<TypeId>) {
        let Some(id) = named(ty) else { return };
        let api = self.api;
        let Some(def) = api.type_def(id).filter(|_| depth > 0 && open.insert(id)) else { return };
        self.members(&def.kind, indent, depth, open);
        open.remove(&id);
    }

    fn members(&mut self, kind: &TypeKind, indent: usize, depth: usize, open: &mut BTreeSet<TypeId>) {
        match kind {
            TypeKind::Struct(object) => self.fields(object, indent, depth, open),
            TypeKind::Union(union) => {
                let tag = union.tag.as_deref().unwrap_or("shape");
                for variant in &union.variants {
                    self.line(indent, &variant.name.wire, &format!("variant by {tag}, {}", self.short(&variant.ty)), "");
                    self.tree(&variant.ty, indent + 1, depth.saturating_sub(1), open);
                }
            }
            TypeKind::Enum(list) => {
                let values: Vec<&str> = list.values.iter().map(|value| value.name.wire.as_str()).collect();
                self.line(indent, "one of", &values.join(", "), "or any other value");
            }
            TypeKind::Newtype(inner) => self.tree(inner, indent, depth, open),
        }
    }

    fn fields(&mut self, object: &Struct, indent: usize, depth: usize, open: &mut BTreeSet<TypeId>) {
        for constant in &object.constants {
            self.line(indent, &constant.name.wire, &format!("always {:?}", constant.value), "the union's tag");
        }
        for field in &object.fields {
            let mut how = format!("declared {}", self.places(&field.declared));
            if !field.required_by.is_empty() {
                let by = if field.required { "required" } else { "required in some uses only" };
                how.push_str(&format!("; {by} {}", self.places(&field.required_by)));
            }
            if crate::names::value_ident(&field.name.wire) != field.name.ident {
                let by = (self.renamed)(field)
                    .map_or_else(|| "for another has that name".to_owned(), |place| format!("by the setting {place}"));
                how.push_str(&format!("; `{}` renamed {by}", field.name.wire));
            }
            self.line(indent, &field.name.ident, &format!("{}, {}", presence(field), self.short(&field.ty)), &how);
            self.tree(&field.ty, indent + 1, depth.saturating_sub(1), open);
        }
        for dropped in &object.dropped {
            let how = format!("{} {}", reason(dropped.reason), self.places(std::slice::from_ref(&dropped.pointer)));
            self.line(indent, &dropped.name, "not here", &how);
        }
    }

    fn line(&mut self, indent: usize, name: &str, what: &str, how: &str) {
        let name = format!("{:indent$}{name}", "", indent = indent * 2);
        self.lines.push(format!("{name:<26} {what:<44} {how}").trim_end().to_owned());
    }

    /// Lines and columns; the file is told once, with the operation or type. Other files, such as overlays, come first.
    fn places(&self, places: &[Pointer]) -> String {
        let mut all: Vec<String> = places.iter().map(|place| self.short_place(&(self.locate)(place))).collect();
        all.sort_by_key(|place| place.matches(':').count() < 2);
        all.dedup();
        let more = all.len().saturating_sub(3);
        all.truncate(3);
        if more > 0 {
            all.push(format!("and {more} more"));
        }
        all.join(", ")
    }

    /// `file:12:5` → `12:5`, if it is the document's file.
    fn short_place(&self, place: &str) -> String {
        let document = (self.locate)(&Pointer::root());
        let file = document.rsplitn(3, ':').nth(2).unwrap_or_default();
        let short = place.strip_prefix(file).and_then(|rest| rest.strip_prefix(':'));
        short.unwrap_or_else(|| place.rsplit('/').next().unwrap_or(place)).to_owned()
    }

    /// A type as a reader of the crate knows it.
    fn short(&self, ty: &Type) -> String {
        let name = match &ty.kind {
            Kind::Named(id) => self.api.type_def(*id).map_or_else(String::new, |def| def.name.ident.clone()),
            Kind::List(item) => format!("Vec<{}>", self.short(item)),
            Kind::Map(value) => format!("BTreeMap<String, {}>", self.short(value)),
            _ => super::type_path(self.api, &Type::of(ty.kind.clone())).rsplit("::").next().unwrap_or_default().to_owned(),
        };
        if ty.nullable { format!("Nullable<{name}>") } else { name }
    }
}

/// The members of a body and of the objects in it, by path.
fn paths<'a>(api: &'a Api, body: &Type) -> BTreeMap<String, &'a Field> {
    fn visit<'a>(api: &'a Api, ty: &Type, prefix: &str, depth: usize, found: &mut BTreeMap<String, &'a Field>) {
        let Kind::Named(id) = ty.kind else { return };
        let Some(TypeKind::Struct(object)) = api.type_def(id).filter(|_| depth > 0).map(|def| &def.kind) else { return };
        for field in &object.fields {
            let path = if prefix.is_empty() { field.name.wire.clone() } else { format!("{prefix}.{}", field.name.wire) };
            visit(api, &field.ty, &path, depth - 1, found);
            found.insert(path, field);
        }
    }
    let mut found = BTreeMap::new();
    visit(api, body, "", 2, &mut found);
    found
}

fn named(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        Kind::Named(id) => Some(*id),
        Kind::List(inner) | Kind::Map(inner) => named(inner),
        _ => None,
    }
}
