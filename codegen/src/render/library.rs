//! The crate's root: its docs, its client, and its modules.

use quote::quote;

use super::docs::Comment;
use super::gates;
use super::headers::headers;
use super::inline::{code, escape};
use super::literals::{ident, string};
use super::prose::one_line;
use super::types::Context;
use super::{BlockKind, Documented, Item, Row, RustFile, Table, front_page};
use crate::ir::{
    Api, Environment, Module, ParameterLocation, Resource, SecurityScheme, SecuritySchemeKind, ServerVariable, TypeDef, TypeKind,
};

/// What the first line of each file says it is generated from.
pub(super) fn source(api: &Api) -> String {
    code(&api.title)
}

/// The document's title within a sentence, as markdown.
pub(super) fn title(api: &Api) -> String {
    let title = one_line(&api.title);
    let is_the = title.to_lowercase().ends_with(" api") && !title.to_lowercase().starts_with("the ");
    format!("{}{}", if is_the { "the " } else { "" }, escape(&title))
}

/// Renders `lib.rs`.
pub(super) fn library(api: &Api) -> RustFile {
    let mut attributes = vec!["#![forbid(unsafe_code)]", "#![warn(missing_docs)]"];
    if has_deprecated(api) {
        // The client still offers what the document deprecates, and so uses it itself.
        attributes.push("#![allow(deprecated)]");
    }
    RustFile { source: source(api), docs: front_page::front_page(api), attributes, items: items(api) }
}

fn with_operations(api: &Api) -> impl Iterator<Item = &Resource> {
    api.resources.iter().filter(|resource| !resource.operations.is_empty())
}

fn items(api: &Api) -> Vec<Item> {
    let shared = (!api.types.is_empty()).then(|| ident(api.module_ident(Module::Shared)));
    let resources = api.resources.iter().enumerate().map(|(index, resource)| {
        let gate = gates::attribute(&gates::of_module(api, Module::Resource(index)));
        let name = ident(&resource.name.ident);
        quote!(#gate pub mod #name;)
    });
    let shared = shared.map(|name| quote!(pub mod #name;));
    let modules = quote!(#(#resources)* #shared);
    let exports = quote! {
        use basetype_runtime as rt;
        pub use basetype_runtime as runtime;
        pub use basetype_runtime::{Error, ErrorKind, Nullable, Response, UnknownMembers, ValidationError, Value};
    };
    let methods: Vec<Documented> = with_operations(api)
        .map(|resource| {
            let gate = gates::attribute(&resource.feature.iter().cloned().collect());
            let docs = Comment::brief(&resource.docs, &format!("The operations of {}.", code(&resource.name.wire)));
            let (name, handle) = (ident(&resource.name.ident), ident(&resource.handle));
            docs.on(quote! {
                #gate
                pub fn #name(&self) -> #name::#handle<M> {
                    #name::#handle { client: self.clone() }
                }
            })
        })
        .collect();
    let handles = Item::block(BlockKind::Impl, quote!(impl<M: rt::Mode> Client<M>), methods);
    let mut items = vec![Item::Tokens(exports), Item::Tokens(modules), Item::Table(client(api)), handles];
    // No type is at the root: all are named by their paths.
    items.extend(headers(&Context::new(api, Module::Resource(usize::MAX)), &api.response_headers));
    items
}

fn client(api: &Api) -> Table {
    let server = api.servers.first().map_or("", |server| server.url.as_str());
    let variables: Vec<Row> = api.server_variables.iter().map(|one| Row::Line(server_variable(one))).collect();
    let schemes = api.security_schemes.iter().map(|scheme| Row::Line(self::scheme(scheme))).collect();
    let mut rows = vec![Row::Line(format!("server: {}", string(server)))];
    rows.extend((!variables.is_empty()).then(|| Row::group("variables: [", variables, "],")));
    let others: Vec<Row> = api.own_servers().into_iter().map(|server| Row::Line(string(server))).collect();
    rows.extend((!others.is_empty()).then(|| Row::group("servers: [", others, "],")));
    rows.push(Row::group("schemes: [", schemes, "],"));
    rows.extend(environment(&api.environment));
    let docs = Comment::of(&format!("A client of {}. Clones share their connections and credentials.", title(api)));
    Table { docs: docs.into_lines(), ..Table::new("rt::client! {", rows, "}") }
}

fn server_variable(variable: &ServerVariable) -> String {
    let values: Vec<String> = variable.values.iter().map(|value| string(value)).collect();
    let of = if values.is_empty() { String::new() } else { format!(" of [{}]", values.join(", ")) };
    format!("{} = {}{of}", string(&variable.name), string(&variable.default))
}

fn environment(environment: &Environment) -> Option<Row> {
    let basic = environment.basic.iter().map(|(user, password)| format!("basic: {}, {}", string(user), string(password)));
    let one = |kind: &'static str, variable: &Option<String>| variable.as_ref().map(|name| format!("{kind}: {}", string(name)));
    let others = [one("api_key", &environment.api_key), one("bearer", &environment.bearer), one("url", &environment.url)];
    let ways: Vec<String> = basic.chain(others.into_iter().flatten()).collect();
    (!ways.is_empty()).then(|| Row::Line(format!("environment: {{ {} }}", ways.join("; "))))
}

fn scheme(scheme: &SecurityScheme) -> String {
    let kind = match &scheme.kind {
        SecuritySchemeKind::Basic => "basic".to_owned(),
        SecuritySchemeKind::Bearer => "bearer".to_owned(),
        SecuritySchemeKind::ApiKey { location, name } => format!("api_key({} {})", place(*location), string(name)),
        SecuritySchemeKind::OAuth2 { client_credentials_url, scopes } => {
            let scopes: Vec<String> = scopes.iter().map(|scope| string(scope)).collect();
            let url = client_credentials_url.as_deref().map(|url| format!("token_url: {}, ", string(url)));
            format!("oauth2 {{ {}scopes: [{}] }}", url.unwrap_or_default(), scopes.join(", "))
        }
        SecuritySchemeKind::OpenIdConnect => "openid".to_owned(),
        SecuritySchemeKind::Other(name) => format!("other({})", string(name)),
    };
    format!("{} = {kind}", string(&scheme.name))
}

fn place(location: ParameterLocation) -> &'static str {
    match location {
        // No API key stands in a path.
        ParameterLocation::Header | ParameterLocation::Path => "header",
        ParameterLocation::Query => "query",
        ParameterLocation::Cookie => "cookie",
    }
}

/// Whether anything is deprecated that the generated code itself uses.
fn has_deprecated(api: &Api) -> bool {
    let bodies = with_operations(api).flat_map(|resource| &resource.operations).filter_map(|operation| operation.body.as_ref());
    let mut parts = bodies.flat_map(|body| &body.content).flat_map(|content| content.parts.iter().flatten());
    parts.any(|part| part.deprecated) || api.types.iter().any(is_deprecated)
}

/// Whether a type or a field of it is deprecated.
fn is_deprecated(def: &TypeDef) -> bool {
    let fields = match &def.kind {
        TypeKind::Struct(structure) => structure.fields.as_slice(),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => &[],
    };
    def.deprecated || fields.iter().any(|field| field.deprecated)
}
