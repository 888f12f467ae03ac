//! Open enumerations.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string};
use super::types::{Context, attributes};
use super::{Item, Row, Table};
use crate::ir::{Enum, EnumRepr, EnumValue, TypeDef};

/// Renders an enumeration.
pub(super) fn enumeration(context: &Context<'_>, def: &TypeDef, enumeration: &Enum) -> Vec<Item> {
    vec![Item::Tokens(definition(context, def, enumeration)), Item::Table(table(&def.name.ident, enumeration))]
}

fn definition(context: &Context<'_>, def: &TypeDef, enumeration: &Enum) -> TokenStream {
    let name = ident(&def.name.ident);
    let attributes = attributes(context, def);
    let variants = enumeration.values.iter().map(variant);
    let unknown = ident(&enumeration.unknown);
    let held = ident(repr(enumeration.repr));
    quote! {
        #attributes
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum #name {
            #(#variants)*
            /// A value that this version does not know.
            #unknown(#held),
        }
    }
}

fn variant(value: &EnumValue) -> TokenStream {
    let docs = Comment::new(&value.docs, &format!("{}.", code(&value.name.wire))).attributes();
    let name = ident(&value.name.ident);
    quote!(#docs #name,)
}

fn repr(repr: EnumRepr) -> &'static str {
    match repr {
        EnumRepr::String => "String",
        EnumRepr::Integer => "i64",
    }
}

fn table(name: &str, enumeration: &Enum) -> Table {
    let value = |value: &EnumValue| match enumeration.repr {
        EnumRepr::String => string(&value.name.wire),
        EnumRepr::Integer => value.name.wire.clone(),
    };
    let rows = enumeration.values.iter().map(|one| Row::Line(format!("{} = {}", one.name.ident, value(one)))).collect();
    let open = format!("rt::open_enum! {{ {name}: {} {{", repr(enumeration.repr));
    Table::new(open, rows, format!("}} unknown {} }}", enumeration.unknown))
}
