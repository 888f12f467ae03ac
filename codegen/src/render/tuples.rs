//! Tuples: a struct whose fields are positions, its constructor, and the table of its items.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Comment;
use super::literals::{ident, tokens};
use super::types::{Context, documented};
use super::{BlockKind, Documented, Item, Row, Table, arguments, notes};
use crate::ir::{Tuple, TupleItem, TypeDef};

/// Renders a tuple.
pub(super) fn tuple(context: &Context<'_>, def: &TypeDef, tuple: &Tuple) -> Vec<Item> {
    let mut items = vec![Item::Documented(definition(context, def, tuple))];
    if def.usage.request && given(tuple).next().is_some() {
        let name = ident(&def.name.ident);
        items.push(Item::block(BlockKind::Impl, quote!(impl #name), vec![constructor(context, tuple).into()]));
    }
    items.push(Item::Table(table(&def.name.ident, tuple)));
    items
}

/// The items that must be given to make one.
pub(super) fn given(tuple: &Tuple) -> impl Iterator<Item = &TupleItem> {
    tuple.items.iter().filter(|item| item.required)
}

/// The type of the field for all further items.
pub(super) fn rest(context: &Context<'_>, tuple: &Tuple) -> TokenStream {
    let item = tuple.rest.as_ref().map_or_else(|| quote!(rt::Value), |rest| context.ty(rest));
    quote!(Vec<#item>)
}

fn definition(context: &Context<'_>, def: &TypeDef, tuple: &Tuple) -> Documented {
    let name = ident(&def.name.ident);
    let default = given(tuple).next().is_none().then(|| quote!(Default,));
    let items = tuple.items.iter().enumerate().map(|(index, item)| field(context, index, item));
    let further = match &tuple.rest {
        Some(rest) => {
            let mut comment = Comment::of("All further items.");
            comment.note(&notes::ty(rest).join(" "));
            comment.attributes()
        }
        None => Comment::of("Items that the document does not declare, kept as they came.").attributes(),
    };
    let rest = rest(context, tuple);
    let definition = quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug, #default PartialEq)]
        pub struct #name(
            #(#items)*
            #further
            pub #rest,
        );
    };
    documented(context, def, definition)
}

fn field(context: &Context<'_>, index: usize, item: &TupleItem) -> TokenStream {
    let fallback = format!("The item {index}.");
    let is_repeated = context.definition(&item.ty.kind).is_some_and(|def| def.docs == item.docs);
    let mut comment = if is_repeated { Comment::brief(&item.docs, &fallback) } else { Comment::new(&item.docs, &fallback) };
    comment.note(&notes::ty(&item.ty).join(" "));
    let docs = comment.attributes();
    let ty = context.item(item);
    quote!(#docs pub #ty,)
}

fn constructor(context: &Context<'_>, tuple: &Tuple) -> TokenStream {
    let names: Vec<String> = (0..tuple.items.len()).map(|index| format!("item_{index}")).collect();
    let given = || tuple.items.iter().zip(&names).filter(|(item, _)| item.required);
    let arguments = given().map(|(item, name)| {
        let (name, ty) = (tokens(name), arguments::constructor(context, &item.ty));
        quote!(#name: #ty)
    });
    let given_names: Vec<&str> = given().map(|(_, name)| name.as_str()).collect();
    let exceptions = arguments::lint_exceptions("new", &given_names);
    let values = tuple.items.iter().zip(&names).map(|(item, name)| {
        if item.required { arguments::into_value(context, &item.ty, &tokens(name), item.boxed) } else { quote!(None) }
    });
    quote! {
        /// Makes one of the items that are required; others are absent until they are set.
        #exceptions
        pub fn new(#(#arguments),*) -> Self {
            Self(#(#values,)* Vec::new())
        }
    }
}

fn table(name: &str, tuple: &Tuple) -> Table {
    let presence = |item: &TupleItem| if item.required { "required" } else { "optional" };
    let mut rows: Vec<Row> =
        tuple.items.iter().enumerate().map(|(index, item)| Row::Line(format!("{} {index}", presence(item)))).collect();
    rows.push(Row::Last(format!("..{}", tuple.items.len())));
    Table::new(format!("rt::tuple! {{ {name} {{"), rows, "} }")
}
