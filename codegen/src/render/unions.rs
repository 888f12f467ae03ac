//! Unions: enums whose variants hold types.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::docs::Comment;
use super::inline::code;
use super::literals::{constant, ident, string};
use super::notes;
use super::types::{Context, documented, text};
use super::{BlockKind, Documented, Item, Row, Table};
use crate::ir::{Kind, Mark, TypeDef, TypeKind, Union, Variant};

/// Renders a union.
pub(super) fn union(context: &Context<'_>, def: &TypeDef, union: &Union) -> Vec<Item> {
    let mut items = vec![definition(context, def, union), Item::Table(table(context, &def.name.ident, union))];
    if def.usage.request && union.tag.is_none() {
        let repeated = repeated(context, union);
        let is_plain = |one: &&Variant| context.is_boxed(&one.ty.kind) && !repeated.contains(&text(&context.ty(&one.ty)));
        let plain = union.variants.iter().filter(is_plain);
        items.extend(plain.map(|variant| conversion(context, &def.name.ident, variant)));
    }
    items
}

/// The types that several variants hold: a value of one does not say which variant is meant.
pub(super) fn repeated(context: &Context<'_>, union: &Union) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let types = union.variants.iter().map(|variant| text(&context.ty(&variant.ty)));
    types.filter(|held| !seen.insert(held.clone())).collect()
}

/// From an object to a variant that boxes it; by tag, the runtime's macro does this.
fn conversion(context: &Context<'_>, name: &str, variant: &Variant) -> Item {
    let (name, held, variant) = (ident(name), context.ty(&variant.ty), ident(&variant.name.ident));
    let from = quote! {
        fn from(held: #held) -> Self {
            Self::#variant(Box::new(held))
        }
    };
    Item::block(BlockKind::Impl, quote!(impl From<#held> for #name), vec![from.into()])
}

/// What a variant holds.
pub(super) fn held(context: &Context<'_>, variant: &Variant) -> TokenStream {
    let ty = context.ty(&variant.ty);
    if context.is_boxed(&variant.ty.kind) { quote!(Box<#ty>) } else { ty }
}

fn definition(context: &Context<'_>, def: &TypeDef, union: &Union) -> Item {
    let name = ident(&def.name.ident);
    let head = quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name
    };
    let tag = union.tag.as_deref();
    let variants = union.variants.iter().map(|variant| self::variant(context, tag, variant));
    let unknown = ident(&union.unknown);
    let unknown = Comment::of("A variant that this version does not know: the whole value.").on(quote!(#unknown(rt::Value),));
    Item::block(BlockKind::Enum, documented(context, def, head), variants.chain([unknown]).collect())
}

fn variant(context: &Context<'_>, tag: Option<&str>, variant: &Variant) -> Documented {
    let fallback = match tag {
        Some(tag) => format!("{} is {}.", code(tag), code(&variant.name.wire)),
        None => format!("{}.", code(&text(&context.ty(&variant.ty)))),
    };
    let (name, held) = (ident(&variant.name.ident), held(context, variant));
    let mut comment = Comment::new(&variant.docs, &fallback);
    comment.note(&notes::marks(variant));
    comment.on(quote!(#name(#held),))
}

/// Whether a type takes whatever has its form: it says nothing of the names of members, or nothing at all.
fn is_any(context: &Context<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::Json(_) | Kind::Map(_) => true,
        Kind::List(items) => is_any(context, &items.kind),
        kind => match context.definition(kind).map(|def| &def.kind) {
            Some(TypeKind::Newtype(inner)) => is_any(context, &inner.kind),
            _ => false,
        },
    }
}

/// How a row ends that says what its objects are told by.
fn marks(variant: &Variant) -> String {
    let literal = |value: &Value| match constant(value) {
        // What is no `i32` needs its type.
        Some((ty @ ("i64" | "u64"), text)) if text.parse::<i32>().is_err() => text + ty,
        Some((_, text)) => text,
        None => String::new(),
    };
    let mark = |mark: &Mark| {
        let values: Vec<String> = mark.values.iter().map(literal).collect();
        format!("{}: {}", string(&mark.member), values.join(" | "))
    };
    match variant.marks.iter().map(mark).collect::<Vec<_>>().join(", ") {
        marks if marks.is_empty() => marks,
        marks => format!(" {{ {marks} }}"),
    }
}

fn table(context: &Context<'_>, name: &str, union: &Union) -> Table {
    let (tag, repeated) = (union.tag.as_deref(), repeated(context, union));
    let row = |variant: &Variant| {
        let ty = text(&context.ty(&variant.ty));
        let mut row = match tag {
            Some(_) => format!("{}({ty}) = {}", variant.name.ident, string(&variant.name.wire)),
            None => format!("{}({})", variant.name.ident, text(&held(context, variant))),
        };
        let is_nested = context.definition(&variant.ty.kind).is_some_and(TypeDef::is_union);
        // Nor can the union be converted into a variant of itself.
        let is_repeated = repeated.contains(&ty) || ty == name;
        let modifiers = [
            (is_nested, " nested"),
            (tag.is_none() && is_any(context, &variant.ty.kind), " any"),
            (tag.is_some() && !variant.tag_required, " optional"),
            (is_repeated, " repeated"),
        ];
        modifiers.iter().filter(|(is_set, _)| *is_set).for_each(|(_, modifier)| row.push_str(modifier));
        row.push_str(&marks(variant));
        Row::Line(row)
    };
    let values = union.shared_values();
    let (shared, others): (Vec<_>, Vec<_>) =
        union.variants.iter().partition(|variant| values.contains(variant.name.wire.as_str()));
    let mut rows: Vec<Row> = others.into_iter().map(row).collect();
    if !shared.is_empty() {
        rows.push(Row::group("..shared {", shared.into_iter().map(row).collect(), "}"));
    }
    let by = tag.map_or_else(String::new, |tag| format!(" by {}", string(tag)));
    let open = format!("rt::union! {{ {name}{by} {{");
    Table::new(open, rows, format!("}} unknown {} }}", union.unknown))
}
