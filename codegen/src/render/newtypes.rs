//! Types of their own around another one: where a schema refers to itself without an object between.

use quote::quote;

use super::literals::ident;
use super::types::{Context, documented, text};
use super::{Item, Table};
use crate::ir::{Type, TypeDef};

/// Renders a newtype.
pub(super) fn newtype(context: &Context<'_>, def: &TypeDef, inner: &Type) -> Vec<Item> {
    let name = ident(&def.name.ident);
    let ty = context.ty(inner);
    let definition = quote! {
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name(pub #ty);
    };
    let open = format!("rt::newtype! {{ {}({})", def.name.ident, text(&ty));
    vec![Item::Documented(documented(context, def, definition)), Item::Table(Table::new(open, Vec::new(), " }"))]
}
