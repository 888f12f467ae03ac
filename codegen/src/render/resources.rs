//! Modules: a resource with its handle, its operations and its types; and the types that several resources share.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Comment;
use super::gates::{self, Gate};
use super::inline::code;
use super::literals::ident;
use super::operations::{method, row, setters};
use super::outputs::{Asked, output};
use super::reexports::reexports;
use super::types::Context;
use super::uses::Uses;
use super::waiters::waiter;
use super::{
    BlockKind, Documented, Item, RustFile, Table, bodies, enums, library, life_cycle, newtypes, representations, structs, tuples,
    unions, validation,
};
use crate::ir::{Api, Module, Resource, TypeId, TypeKind};

/// What the module with all types says of itself.
const SHARED_DOCS: [&str; 2] = [
    "All types of the API. Those of one resource are defined in its module; here each has a path that stays,",
    "whatever resources the API gets.",
];

/// Renders the module of a resource.
pub(super) fn resource(api: &Api, uses: &Uses<'_>, resource: &Resource, module: Module, types: &[TypeId]) -> RustFile {
    let context = Context { api, module, uses };
    let gate = gates::of_module(api, module);
    let own = resource.feature.iter().cloned().collect();
    let mut items = gates::gated(operations(&context, resource), &own, &gate);
    items.extend(definitions(&context, types, &gate));
    let shared = api.module_ident(Module::Shared);
    let shared = items.iter().any(|item| item.mentions(shared)).then(|| ident(shared));
    let own_names = (!resource.operations.is_empty()).then(|| [quote!(Client), quote!(Request)]);
    let names: Vec<TokenStream> = own_names.into_iter().flatten().chain(shared).collect();
    let names = (!names.is_empty()).then(|| quote!(use crate::{#(#names),*};));
    let imports = Item::Tokens(quote!(use basetype_runtime as rt; #names));
    items.splice(..0, [imports].into_iter().chain(reexports(api, module)));
    RustFile {
        source: format!("{}, {}", library::source(api), code(&resource.name.wire)),
        docs: docs(&context, resource),
        attributes: attributes(&items),
        items,
    }
}

/// Where some items are gated, what they alone use is imported in vain without them.
fn attributes(items: &[Item]) -> Vec<&'static str> {
    let is_gated = items.iter().any(|item| matches!(item, Item::Gated(..)));
    is_gated.then_some("#![allow(unused_imports)]").into_iter().collect()
}

/// The handle and the operations; nothing where the client has only types of the resource.
fn operations(context: &Context<'_>, resource: &Resource) -> Vec<Item> {
    if resource.operations.is_empty() {
        return Vec::new();
    }
    let mut items = handle(context, resource);
    let mut rows = Vec::new();
    for operation in &resource.operations {
        let output = output(context, Asked::plainly(operation));
        rows.push(row(context, &resource.handle, operation, &output));
        items.extend(setters(context, resource, operation));
        items.extend(bodies::definitions(context, operation));
        items.extend(output.definition);
    }
    items.push(Item::Table(Table::new("rt::operation! {", rows, "}")));
    items.extend(representations::definitions(context, resource));
    items
}

/// Renders the module that has all types: those that several resources share, and the others as re-exports.
pub(super) fn shared(api: &Api, uses: &Uses<'_>, types: &[TypeId]) -> RustFile {
    let context = Context { api, module: Module::Shared, uses };
    let import = quote!(
        use basetype_runtime as rt;
    );
    let mut items: Vec<Item> = (!types.is_empty()).then_some(Item::Tokens(import)).into_iter().collect();
    items.extend(reexports(api, Module::Shared));
    items.extend(definitions(&context, types, &Gate::new()));
    RustFile {
        source: library::source(api),
        docs: SHARED_DOCS.map(str::to_owned).to_vec(),
        attributes: attributes(&items),
        items,
    }
}

fn docs(context: &Context<'_>, resource: &Resource) -> Vec<String> {
    let mut comment = Comment::new(&resource.docs, &format!("{}.", code(&resource.name.wire)));
    life_cycle::sections(context, resource, &mut comment);
    comment.into_lines()
}

fn handle(context: &Context<'_>, resource: &Resource) -> Vec<Item> {
    let name = ident(&resource.handle);
    let getter = resource.name.ident.trim_start_matches("r#");
    let docs = format!("The operations of {}: what [`Client::{getter}`] gives.", code(&resource.name.wire));
    let definition = Comment::of(&docs).on(quote! {
        #[derive(Clone, Debug)]
        pub struct #name<M = rt::Async> {
            pub(crate) client: Client<M>,
        }
    });
    let mut methods: Vec<Documented> = resource.operations.iter().map(|operation| method(context, resource, operation)).collect();
    let mut items = vec![Item::Documented(definition)];
    if let Some((table, waits)) = waiter(context, resource) {
        methods.extend(waits);
        items.push(table);
    }
    items.insert(1, Item::block(BlockKind::Impl, quote!(impl<M: rt::Mode> #name<M>), methods));
    items
}

fn definitions(context: &Context<'_>, types: &[TypeId], module: &Gate) -> Vec<Item> {
    let mut items = Vec::new();
    for def in types.iter().filter_map(|id| context.api.type_def(*id)) {
        let mut own = match &def.kind {
            TypeKind::Struct(structure) => structs::structure(context, def, structure),
            TypeKind::Enum(enumeration) => enums::enumeration(context, def, enumeration),
            TypeKind::Union(union) => unions::union(context, def, union),
            TypeKind::Tuple(tuple) => tuples::tuple(context, def, tuple),
            TypeKind::Newtype(inner) => newtypes::newtype(context, def, inner),
        };
        own.extend(validation::checks(context, def));
        items.extend(gates::gated(own, &def.features, module));
    }
    items
}
