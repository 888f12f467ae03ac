//! The explanation for people: an operation, or a type, on a screen.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{Locate, Renamed, find, kind, presence, reason};
use crate::ir::{
    Api, Content, Encoding, EnumValue, Field, Header, Kind, Module, Name, Operation, ParameterLocation, Part, PartKind, Resource,
    Response, Struct, Tuple, Type, TypeDef, TypeId, TypeKind, successes,
};
use crate::names::{value_ident, variant_ident};
use crate::settings::RenameKind;
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
        self.lines.extend(operation.server.iter().map(|server| format!("  is on {server}")));
        self.parameters(operation);
        for (index, content) in operation.body.iter().flat_map(|body| &body.content).enumerate() {
            self.lines.push(String::new());
            let what = if content.parts.is_some() { "parts".to_owned() } else { self.short(&content.ty) };
            self.lines.push(format!("{} {what} as {}", if index == 0 { "sends" } else { "or" }, content.media_type));
            match &content.parts {
                Some(parts) => parts.iter().for_each(|part| self.part(part)),
                None => self.tree(&content.ty, 1, 4, &mut BTreeSet::new()),
            }
            if index == 0 {
                self.missing(resource, operation, &content.ty);
            }
        }
        for response in successes(&operation.responses) {
            self.response(operation, response);
        }
    }

    fn response(&mut self, operation: &Operation, response: &Response) {
        self.lines.push(String::new());
        let content = response.content.first();
        let what = content.map_or_else(|| "nothing".to_owned(), |content| self.given(content));
        self.lines.push(format!("gives {what} with {}", response.status));
        if let Some(content) = content {
            self.tree(&content.ty, 1, 1, &mut BTreeSet::new());
        }
        let header = |header: &Header| {
            let presence = if header.required { ", required" } else { "" };
            format!("{} ({}{presence})", header.name.wire, self.short(&header.ty))
        };
        let headers: Vec<String> = response.headers.iter().map(header).collect();
        self.lines.extend((!headers.is_empty()).then(|| format!("  with the headers {}", headers.join(", "))));
        for one in &operation.representations {
            let other = response.content_in(Some(&one.name.wire)).filter(|other| Some(*other) != content);
            if let Some(other) = other {
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

    fn parameters(&mut self, operation: &Operation) {
        if !operation.parameters.is_empty() {
            self.lines.push(String::new());
            self.lines.push("takes".to_owned());
        }
        for parameter in &operation.parameters {
            let location = match parameter.location {
                ParameterLocation::Path => "path",
                ParameterLocation::Query => "query",
                ParameterLocation::Header => "header",
                ParameterLocation::Cookie => "cookie",
            };
            let how = format!("{location}, declared {}", self.places(std::slice::from_ref(&parameter.pointer)));
            let how = how + &self.renaming(RenameKind::Parameter, &parameter.name, &parameter.pointer, value_ident);
            let presence = if parameter.required { "required" } else { "optional" };
            self.line(1, &parameter.name.ident, &format!("{presence}, {}", self.short(&parameter.ty)), &how);
        }
    }

    fn part(&mut self, part: &Part) {
        let what = match &part.kind {
            PartKind::File => "file".to_owned(),
            PartKind::Text(ty) => format!("{} as text", self.short(ty)),
            PartKind::Json(ty) => format!("{} as JSON", self.short(ty)),
        };
        let presence = if part.required { "required" } else { "optional" };
        let repeated = if part.repeated { ", any number of times" } else { "" };
        let media = part.media_type.as_ref().map_or_else(String::new, |media| format!(", {media}"));
        let how = format!("declared {}", self.places(std::slice::from_ref(&part.pointer)));
        let how = how + &self.renaming(RenameKind::Property, &part.name, &part.pointer, value_ident);
        self.line(1, &part.name.ident, &format!("{presence}, {what}{media}{repeated}"), &how);
        if let Some(ty) = part.ty() {
            self.tree(ty, 2, 3, &mut BTreeSet::new());
        }
    }

    /// Why something has another name in Rust than the document's would become.
    fn renaming(&self, kind: RenameKind, name: &Name, pointer: &Pointer, spell: fn(&str) -> String) -> String {
        if spell(&name.wire) == name.ident {
            return String::new();
        }
        let by = (self.renamed)(kind, &name.wire, pointer);
        let by = by.map_or_else(|| "for another has that name".to_owned(), |place| format!("by the setting {place}"));
        format!("; `{}` renamed {by}", name.wire)
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
        self.lines.push(format!("{}  {}", def.path(), kind(def)));
        let place = (self.locate)(&def.pointer);
        let setting = (self.renamed)(RenameKind::Schema, &def.name.wire, &def.pointer);
        let setting = setting.map_or_else(String::new, |place| format!(", renamed by the setting {place}"));
        self.lines.push(format!("  is {} at {place}{setting}", def.name.wire));
        let modules = def.reexports.iter().chain([&def.module]).filter(|module| **module != Module::Shared);
        let also: Vec<String> = modules.map(|module| format!("{}::{}", self.api.module_ident(*module), def.name.ident)).collect();
        self.lines.extend((!also.is_empty()).then(|| format!("  is also {}", also.join(", "))));
        let ways = [(def.usage.request, "sent"), (def.usage.response, "received")];
        let ways: Vec<&str> = ways.iter().filter(|(used, _)| *used).map(|(_, way)| *way).collect();
        self.lines.push(format!("  is {}", ways.join(" and ")));
        self.lines.push(String::new());
        match &def.kind {
            TypeKind::Enum(list) => list.values.iter().for_each(|value| self.value(def, value)),
            kind => self.members(kind, 1, 1, &mut BTreeSet::new()),
        }
    }

    fn value(&mut self, def: &TypeDef, value: &EnumValue) {
        let at = def.pointer.child("enum").child(&value.name.wire);
        let how = self.renaming(RenameKind::Value, &value.name, &at, variant_ident);
        self.line(1, &value.name.wire, &value.name.ident, how.trim_start_matches("; "));
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
                    let how = format!("declared {}", self.places(std::slice::from_ref(&variant.pointer)));
                    // By its tag's value, or as Rust calls it.
                    let name = if union.tag.is_some() { &variant.name.wire } else { &variant.name.ident };
                    let marks = variant.marks.iter().map(|mark| mark.member.as_str());
                    let by = std::iter::once(tag).chain(marks).collect::<Vec<_>>().join(" and ");
                    self.line(indent, name, &format!("variant by {by}, {}", self.short(&variant.ty)), &how);
                    self.tree(&variant.ty, indent + 1, depth.saturating_sub(1), open);
                }
            }
            TypeKind::Enum(list) => {
                let values: Vec<&str> = list.values.iter().map(|value| value.name.wire.as_str()).collect();
                self.line(indent, "one of", &values.join(", "), "or any other value");
            }
            TypeKind::Tuple(tuple) => self.items(tuple, indent, depth, open),
            TypeKind::Newtype(inner) => self.tree(inner, indent, depth, open),
        }
    }

    fn items(&mut self, tuple: &Tuple, indent: usize, depth: usize, open: &mut BTreeSet<TypeId>) {
        for (index, item) in tuple.items.iter().enumerate() {
            let how = format!("declared {}", self.places(std::slice::from_ref(&item.pointer)));
            let presence = presence(item.required, item.ty.nullable);
            self.line(indent, &index.to_string(), &format!("{presence}, {}", self.short(&item.ty)), &how);
            self.tree(&item.ty, indent + 1, depth.saturating_sub(1), open);
        }
        if let Some(rest) = &tuple.rest {
            self.line(indent, "further items", &self.short(rest), "");
            self.tree(rest, indent + 1, depth.saturating_sub(1), open);
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
            how.push_str(&self.renaming(RenameKind::Property, &field.name, &field.pointer, value_ident));
            let what = format!("{}, {}", presence(field.required, field.ty.nullable), self.short(&field.ty));
            self.line(indent, &field.name.ident, &what, &how);
            self.tree(&field.ty, indent + 1, depth.saturating_sub(1), open);
        }
        for members in &object.patterns {
            let how =
                format!("names that match {}; declared {}", members.pattern, self.places(std::slice::from_ref(&members.pointer)));
            self.line(indent, &members.ident, &format!("BTreeMap<String, {}>", self.short(&members.ty)), &how);
            self.tree(&members.ty, indent + 1, depth.saturating_sub(1), open);
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
