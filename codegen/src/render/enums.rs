//! Open enumerations.

use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string};
use super::types::{Context, documented};
use super::{BlockKind, Documented, Item, Row, Table};
use crate::ir::{Enum, EnumRepr, EnumValue, TypeDef};

/// Renders an enumeration.
pub(super) fn enumeration(context: &Context<'_>, def: &TypeDef, enumeration: &Enum) -> Vec<Item> {
    vec![definition(context, def, enumeration), Item::Table(table(&def.name.ident, enumeration))]
}

fn definition(context: &Context<'_>, def: &TypeDef, enumeration: &Enum) -> Item {
    let name = ident(&def.name.ident);
    let head = quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum #name
    };
    let unknown = ident(&enumeration.unknown);
    let held = ident(repr(enumeration.repr));
    let unknown = Comment::of("A value that this version does not know.").on(quote!(#unknown(#held),));
    let variants = enumeration.values.iter().map(variant).chain([unknown]).collect();
    Item::block(BlockKind::Enum, documented(context, def, head), variants)
}

fn variant(value: &EnumValue) -> Documented {
    let name = ident(&value.name.ident);
    Comment::new(&value.docs, &format!("{}.", code(&value.name.wire))).on(quote!(#name,))
}

fn repr(repr: EnumRepr) -> &'static str {
    match repr {
        EnumRepr::String => "String",
        EnumRepr::Integer => "i64",
        EnumRepr::Json => "rt::Value",
    }
}

fn table(name: &str, enumeration: &Enum) -> Table {
    let value = |value: &EnumValue| match enumeration.repr {
        EnumRepr::String => string(&value.name.wire),
        EnumRepr::Json => string(&value.name.wire),
        EnumRepr::Integer => value.name.wire.clone(),
    };
    let rows = enumeration.values.iter().map(|one| Row::Line(format!("{} = {}", one.name.ident, value(one)))).collect();
    let held = repr(enumeration.repr).trim_start_matches("rt::");
    let open = format!("rt::open_enum! {{ {name}: {held} {{");
    Table::new(open, rows, format!("}} unknown {} }}", enumeration.unknown))
}
