//! The public surface of the generated crate: every item that a program can name, with what it relies on.
//!
//! It is spelt by the functions that render the items themselves, so it cannot say anything else than they do. How
//! arguments are called is not part of it: no program depends on that.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};

use super::bodies::{Body, body};
use super::operations::{has_headers, required, required_body};
use super::outputs::{Asked, output, variants};
use super::structs::Making;
use super::types::Context;
use super::{arguments, bodies, headers, parameters, parts, structs, tuples, types, unions};
use crate::ir::{Api, Kind, Module, Operation, Parameter, Resource, Struct, Tuple, TypeDef, TypeId, TypeKind, Union};

/// Where an item is: a type's path from the crate's root, and the member's name, empty for the type itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ItemPath {
    /// `networks::NetworkSpec`; `Request<networks::List>` for what can be set on a request.
    pub(crate) owner: String,
    /// `zone`, `new`, `KIND`.
    pub(crate) member: String,
}

impl ItemPath {
    /// The path of a member.
    pub(crate) fn new(owner: &str, member: &str) -> Self {
        Self { owner: owner.to_owned(), member: member.to_owned() }
    }
}

/// Items by path, each with what it is: a signature or a type.
pub(crate) type Surface = BTreeMap<ItemPath, String>;

/// The whole surface of a client.
pub(crate) fn surface(api: &Api) -> Surface {
    // No type is in this module, so that every path begins at the crate's root.
    let context = Context::new(api, Module::Resource(usize::MAX));
    let mut found = Found { context, items: Surface::new() };
    for resource in &api.resources {
        found.resource(resource);
    }
    for (index, def) in api.types.iter().enumerate() {
        found.type_def(&path(api, TypeId(index)), def);
    }
    if !api.response_headers.is_empty() {
        found.add(headers::NAME, "", "struct".to_owned());
    }
    for header in &api.response_headers {
        let ty = spell(&context.kind(&header.ty.kind));
        found.add(headers::NAME, &header.name.ident, format!("Option<{ty}>"));
    }
    found.items
}

/// What the member of a type begins with that is no member of it, but a module that has it, too: its other paths.
pub(crate) const ALSO_IN: &str = "in ";

/// The path of a named type from the crate's root.
pub(crate) fn path(api: &Api, id: TypeId) -> String {
    api.type_def(id).map_or_else(String::new, TypeDef::path)
}

/// A type as the surface spells it.
pub(crate) fn type_text(api: &Api, ty: &crate::ir::Type) -> String {
    spell(&Context::new(api, Module::Resource(usize::MAX)).ty(ty))
}

/// A handle's path.
pub(crate) fn handle(resource: &Resource) -> String {
    format!("{}::{}", resource.name.ident, resource.handle)
}

/// The path of what can be set on an operation's request.
pub(crate) fn request(resource: &Resource, operation: &Operation) -> String {
    format!("Request<{}::{}>", resource.name.ident, operation.marker)
}

struct Found<'a> {
    context: Context<'a>,
    items: Surface,
}

impl Found<'_> {
    fn add(&mut self, owner: &str, member: &str, what: String) {
        self.items.insert(ItemPath::new(owner, member), what);
    }

    fn resource(&mut self, resource: &Resource) {
        let handle = handle(resource);
        self.add("Client", &resource.name.ident, format!("fn() -> {handle}"));
        self.add(&handle, "", "struct".to_owned());
        for operation in &resource.operations {
            self.operation(resource, operation, &handle);
        }
        let reading = resource.waiter.as_ref().map(|waiter| &waiter.operation);
        if let Some(read) = resource.operations.iter().find(|operation| Some(&operation.name.ident) == reading) {
            let arguments: Vec<String> = required(read).map(|parameter| self.argument(parameter)).collect();
            let arguments = arguments.join(", ");
            let output = spell(&output(&self.context, Asked::plainly(read)).ty);
            self.add(&handle, "wait_until_ready", format!("fn({arguments}) -> {output}"));
            self.add(&handle, "wait_until_deleted", format!("fn({arguments})"));
        }
    }

    fn operation(&mut self, resource: &Resource, operation: &Operation, handle: &str) {
        let context = self.context;
        let body_argument = required_body(&context, operation).map(|Body { ty, .. }| spell(&ty));
        let arguments: Vec<String> = required(operation).map(|one| self.argument(one)).chain(body_argument).collect();
        let output = output(&context, Asked::plainly(operation));
        let gives = self.outcome(resource, Asked::plainly(operation));
        self.add(handle, &operation.name.ident, format!("fn({}) -> {gives}", arguments.join(", ")));
        let request = request(resource, operation);
        self.add(&request, "", "operation".to_owned());
        for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
            self.add(&request, &parameter.name.ident, format!("fn({})", self.argument(parameter)));
        }
        if let Some(optional) = body(&context, operation).filter(|_| operation.body.as_ref().is_some_and(|it| !it.required)) {
            self.add(&request, "with_body", format!("fn({})", spell(&optional.ty)));
        }
        if has_headers(operation) {
            self.add(&request, "headers of the response", headers::NAME.to_owned());
        }
        if let Some(paging) = operation.paging.as_ref().filter(|_| output.definition.is_empty()) {
            self.add(&request, "items", spell(&context.ty(&paging.item)));
        }
        self.body_types(resource, operation);
        for representation in &operation.representations {
            let gives = self.outcome(resource, Asked::of(operation, representation));
            self.add(&request, &representation.name.ident, format!("fn() -> {gives}"));
        }
    }

    /// What a successful call gives; with the variants, where that is one of several bodies.
    fn outcome(&mut self, resource: &Resource, asked: Asked<'_>) -> String {
        let context = self.context;
        let gives = spell(&output(&context, asked).ty);
        let gives = if gives.ends_with("Output") { format!("{}::{gives}", resource.name.ident) } else { gives };
        for (variant, held) in variants(&context, asked) {
            let held = held.map_or_else(String::new, |ty| format!("({})", spell(&ty)));
            self.add(&gives, &variant, format!("variant{held}"));
        }
        gives
    }

    /// What an operation's body defines besides the document's types.
    fn body_types(&mut self, resource: &Resource, operation: &Operation) {
        let context = self.context;
        let contents = operation.body.as_ref().map_or(&[][..], |body| &body.content);
        if contents.len() > 1 {
            let path = format!("{}::{}", resource.name.ident, bodies::name(operation));
            self.add(&path, "", "body".to_owned());
            for content in contents {
                let held = spell(&bodies::held(&context, operation, content));
                self.add(&path, &content.variant, format!("variant({held})"));
                self.add(&path, &format!("from {held}"), "fn()".to_owned());
            }
        }
        let Some(parts) = contents.iter().find_map(|content| content.parts.as_ref()) else { return };
        let path = format!("{}::{}", resource.name.ident, parts::name(operation));
        self.add(&path, "", "struct".to_owned());
        for part in parts {
            self.add(&path, &part.name.ident, spell(&parts::field(&context, part)));
        }
        let given: Vec<String> = parts::arguments(&context, parts).iter().map(spell).collect();
        let function = if given.is_empty() { "default" } else { "new" };
        self.add(&path, function, format!("fn({})", given.join(", ")));
        self.add(&path, "more", "Vec<rt::Part>".to_owned());
    }

    fn argument(&self, parameter: &Parameter) -> String {
        let argument = spell(&parameters::argument(&self.context, parameter, &TokenStream::new()));
        argument.trim_start_matches([':', ' ']).to_owned()
    }

    fn type_def(&mut self, path: &str, def: &TypeDef) {
        for module in def.reexports.iter().chain([&def.module]).filter(|module| **module != Module::Shared) {
            self.add(path, &format!("{ALSO_IN}{}", self.context.api.module_ident(*module)), "path".to_owned());
        }
        match &def.kind {
            TypeKind::Struct(object) => self.structure(path, def, object),
            TypeKind::Enum(list) => {
                self.add(path, "", "open enum".to_owned());
                list.values.iter().for_each(|value| self.add(path, &value.name.ident, "variant".to_owned()));
                self.add(path, &list.unknown, format!("variant({:?})", list.repr));
            }
            TypeKind::Union(union) => self.union(path, def, union),
            TypeKind::Tuple(tuple) => self.tuple(path, def, tuple),
            TypeKind::Newtype(inner) => {
                self.add(path, "", "struct".to_owned());
                self.add(path, "0", spell(&self.context.ty(inner)));
            }
        }
        if def.usage.request && !matches!(def.kind, TypeKind::Enum(_)) {
            self.add(path, "validate", "fn()".to_owned());
        }
    }

    fn structure(&mut self, path: &str, def: &TypeDef, object: &Struct) {
        self.add(path, "", "struct".to_owned());
        for field in &object.fields {
            self.add(path, &field.name.ident, spell(&self.context.field(field)));
        }
        for members in &object.patterns {
            let ty = spell(&self.context.ty(&members.ty));
            self.add(path, &members.ident, format!("BTreeMap<String, {ty}>"));
        }
        match &object.additional {
            Some(additional) => {
                let ty = spell(&self.context.ty(&additional.ty));
                self.add(path, &additional.ident, format!("BTreeMap<String, {ty}>"));
            }
            None => self.add(path, "unknown", "rt::UnknownMembers".to_owned()),
        }
        let fixed = object.fields.iter().filter_map(|field| field.constant.as_ref());
        let fixed = fixed.map(|(name, value)| (name, if value.is_string() { "str" } else { "value" }));
        for (name, what) in object.constants.iter().map(|tag| (&tag.name, "str")).chain(fixed) {
            self.add(path, &name.ident, format!("const {what}"));
        }
        let given = structs::given(object).map(|field| spell(&arguments::constructor(&self.context, &field.ty)));
        match structs::making(def, object) {
            Making::New => self.add(path, "new", format!("fn({})", given.collect::<Vec<_>>().join(", "))),
            Making::Default | Making::Derived => self.add(path, "default", "fn()".to_owned()),
            Making::None => {}
        }
    }

    fn tuple(&mut self, path: &str, def: &TypeDef, tuple: &Tuple) {
        self.add(path, "", "struct".to_owned());
        for (index, item) in tuple.items.iter().enumerate() {
            self.add(path, &index.to_string(), spell(&self.context.item(item)));
        }
        self.add(path, &tuple.items.len().to_string(), spell(&tuples::rest(&self.context, tuple)));
        let given: Vec<String> =
            tuples::given(tuple).map(|item| spell(&arguments::constructor(&self.context, &item.ty))).collect();
        if given.is_empty() {
            self.add(path, "default", "fn()".to_owned());
        } else if def.usage.request {
            self.add(path, "new", format!("fn({})", given.join(", ")));
        }
    }

    fn union(&mut self, path: &str, def: &TypeDef, union: &Union) {
        self.add(path, "", "union".to_owned());
        let is_tagged = union.tag.is_some();
        let repeated = unions::repeated(&self.context, union);
        for variant in &union.variants {
            self.add(path, &variant.name.ident, format!("variant({})", spell(&unions::held(&self.context, variant))));
            let is_alone = !repeated.contains(&types::text(&self.context.ty(&variant.ty)));
            let converts = (is_tagged || def.usage.request) && is_alone;
            if converts && matches!(variant.ty.kind, Kind::Named(_)) {
                self.add(path, &format!("from {}", spell(&self.context.ty(&variant.ty))), "fn()".to_owned());
            }
        }
        self.add(path, &union.unknown, "variant(rt::Value)".to_owned());
    }
}

/// Tokens as text, with a space only between words and after commas; paths without the `crate::` before them.
fn spell(tokens: &TokenStream) -> String {
    let mut out = String::new();
    write(tokens, &mut out);
    out.replace("crate::", "")
}

fn write(tokens: &TokenStream, out: &mut String) {
    for token in tokens.clone() {
        match token {
            TokenTree::Punct(punct) => {
                out.push(punct.as_char());
                out.push_str(if matches!(punct.as_char(), ',' | '=') { " " } else { "" });
            }
            TokenTree::Group(group) => out.push_str(&group.to_string()),
            word @ (TokenTree::Ident(_) | TokenTree::Literal(_)) => {
                if out.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    out.push(' ');
                }
                out.push_str(&word.to_string());
            }
        }
    }
}
