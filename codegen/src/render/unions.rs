//! Unions: enums whose variants hold types.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string};
use super::types::{Context, attributes, text};
use super::{Item, Row, Table};
use crate::ir::{TypeDef, Union, Variant};

/// Renders a union.
pub(super) fn union(context: &Context<'_>, def: &TypeDef, union: &Union) -> Vec<Item> {
    vec![Item::Tokens(definition(context, def, union)), Item::Table(table(context, &def.name.ident, union))]
}

fn definition(context: &Context<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.name.ident);
    let attributes = attributes(def);
    let variants = union.variants.iter().map(|variant| self::variant(context, union, variant));
    let unknown = ident(&union.unknown);
    quote! {
        #attributes
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants)*
            /// A variant that this version does not know: the whole value.
            #unknown(rt::Value),
        }
    }
}

fn variant(context: &Context<'_>, union: &Union, variant: &Variant) -> TokenStream {
    let fallback = match &union.tag {
        Some(tag) => format!("{} is {}.", code(tag), code(&variant.name.wire)),
        None => format!("{}.", code(&text(&context.ty(&variant.ty)))),
    };
    let docs = Comment::new(&variant.docs, &fallback).attributes();
    let (name, ty) = (ident(&variant.name.ident), context.ty(&variant.ty));
    let held = if union.tag.is_some() { quote!(Box<#ty>) } else { ty };
    quote!(#docs #name(#held),)
}

fn table(context: &Context<'_>, name: &str, union: &Union) -> Table {
    let held: Vec<String> = union.variants.iter().map(|variant| text(&context.ty(&variant.ty))).collect();
    let rows = union.variants.iter().zip(&held).map(|(variant, ty)| {
        let mut row = format!("{}({ty})", variant.name.ident);
        if union.tag.is_some() {
            row.push_str(&format!(" = {}", string(&variant.name.wire)));
            row.push_str(if variant.tag_required { "" } else { " optional" });
        }
        // A type that two variants hold, or the union itself, cannot be converted into one of them.
        let is_ambiguous = ty == name || held.iter().filter(|other| *other == ty).count() > 1;
        row.push_str(if is_ambiguous { " repeated" } else { "" });
        Row::Line(row)
    });
    let by = union.tag.as_ref().map_or_else(String::new, |tag| format!(" by {}", string(tag)));
    let open = format!("rt::union! {{ {name}{by} {{");
    Table::new(open, rows.collect(), format!("}} unknown {} }}", union.unknown))
}
