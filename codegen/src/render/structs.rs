//! Objects: a struct, its constants and its constructor, and the table of its members.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments;
use super::docs::Comment;
use super::inline::code;
use super::literals::{constant, ident, string, string_tokens, tokens};
use super::notes;
use super::types::Context;
use super::{BlockKind, Documented, Item, Row, Table};
use crate::ir::{Additional, Docs, Field, Kind, PatternMembers, Struct, TypeDef};

/// Renders an object.
pub(super) fn structure(context: &Context<'_>, def: &TypeDef, structure: &Struct) -> Vec<Item> {
    let mut items = vec![definition(context, def, structure)];
    let name = ident(&def.name.ident);
    let mut members: Vec<Documented> = constants(context, structure).into_iter().collect();
    match making(def, structure) {
        Making::New => members.push(constructor(context, structure).into()),
        Making::Default => {
            items.push(Item::block(BlockKind::Impl, quote!(impl Default for #name), vec![default(structure).into()]));
        }
        Making::Derived | Making::None => {}
    }
    if !members.is_empty() {
        items.insert(1, Item::block(BlockKind::Impl, quote!(impl #name), members));
    }
    items.push(Item::Table(table(&def.name.ident, structure)));
    items
}

/// How a program makes an object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Making {
    /// With `new`: something must be given.
    New,
    /// With a `default` that fills in constants.
    Default,
    /// With a derived `default`: everything may be absent.
    Derived,
    /// It does not: the object is only received.
    None,
}

/// How a program makes an object.
pub(super) fn making(def: &TypeDef, structure: &Struct) -> Making {
    let has_constants = structure.fields.iter().any(|field| field.constant.is_some());
    if !has_constants && structure.fields.iter().all(|field| !field.required) {
        return Making::Derived;
    }
    match (def.usage.request, given(structure).next()) {
        (false, _) => Making::None,
        (true, Some(_)) => Making::New,
        (true, None) => Making::Default,
    }
}

/// What must be given to make an object.
pub(crate) fn given(structure: &Struct) -> impl Iterator<Item = &Field> {
    structure.fields.iter().filter(|field| field.required && field.constant.is_none())
}

/// The fields that need not be given because they have one value only: what is said of a constructor. Empty where there is none.
pub(crate) fn filled_in(structure: &Struct) -> String {
    let fields = structure.fields.iter().filter(|field| field.constant.is_some());
    let names: Vec<String> = fields.map(|field| code(field.name.ident.trim_start_matches("r#"))).collect();
    match names.as_slice() {
        [others @ .., before, last] => [others, &[format!("{before} and {last}")]].concat().join(", "),
        names => names.concat(),
    }
}

/// What the docs of a constructor say that it makes.
fn made(structure: &Struct) -> Comment {
    let are_absent = structure.fields.iter().any(|field| !field.required && field.constant.is_none());
    let given = if given(structure).next().is_some() { "Makes one of what is required" } else { "Makes one" };
    let filled = filled_in(structure);
    Comment::of(&match (filled.is_empty(), are_absent) {
        (true, true) => format!("{given}; the other members are absent until they are set."),
        (true, false) => "Makes one of all its members.".to_owned(),
        (false, true) => format!("{given}, fills in {filled}, and leaves the other members absent until they are set."),
        (false, false) => format!("{given}, and fills in {filled}."),
    })
}

fn definition(context: &Context<'_>, def: &TypeDef, structure: &Struct) -> Item {
    let name = ident(&def.name.ident);
    let default = (making(def, structure) == Making::Derived).then(|| quote!(Default,));
    let fields = structure.fields.iter().map(|field| self::field(context, field));
    let patterns = structure.patterns.iter().map(|members| matching(context, members));
    let rest = rest(context, structure.additional.as_ref());
    let head = quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug, #default PartialEq)]
        pub struct #name
    };
    Item::block(BlockKind::Struct, super::types::documented(context, def, head), fields.chain(patterns).chain([rest]).collect())
}

fn field(context: &Context<'_>, field: &Field) -> Documented {
    let fallback = format!("The member {}.", code(&field.name.wire));
    // What the type's own docs say word for word need not be said twice.
    let is_repeated = context.definition(&field.ty.kind).is_some_and(|def| def.docs == field.docs);
    let mut comment = if is_repeated { Comment::brief(&field.docs, &fallback) } else { Comment::new(&field.docs, &fallback) };
    comment.note(&notes::field(field));
    let deprecated = field.deprecated.then(|| quote!(#[deprecated]));
    let alias = super::types::member_alias(&field.name);
    let name = ident(&field.name.ident);
    let ty = context.field(field);
    comment.on(quote!(#alias #deprecated pub #name: #ty,))
}

/// The field for the members whose names match a pattern.
fn matching(context: &Context<'_>, members: &PatternMembers) -> Documented {
    let pattern = format!("All members whose names match {}.", code(&members.pattern));
    let mut comment = Comment::new(&members.docs, &pattern);
    if members.docs != Docs::default() {
        comment.note(&pattern);
    }
    let (name, ty) = (ident(&members.ident), context.ty(&members.ty));
    comment.on(quote!(pub #name: std::collections::BTreeMap<String, #ty>,))
}

/// The field for the members that the document does not declare.
fn rest(context: &Context<'_>, additional: Option<&Additional>) -> Documented {
    let Some(additional) = additional else {
        let docs = Comment::of("Members that the document does not declare, kept as they came.");
        return docs.on(quote!(pub unknown: rt::UnknownMembers,));
    };
    let mut docs = Comment::new(&additional.docs, "All further members, by name.");
    docs.note(&notes::additional(additional));
    let name = ident(&additional.ident);
    let ty = context.ty(&additional.ty);
    docs.on(quote!(pub #name: std::collections::BTreeMap<String, #ty>,))
}

/// All constants, as one member, so that they stand together.
fn constants(context: &Context<'_>, structure: &Struct) -> Option<Documented> {
    let tags = structure.constants.iter().map(|tag| {
        let (name, value, docs) = (ident(&tag.name.ident), string_tokens(&tag.value), constant_docs(&tag.name.wire));
        quote!(#docs pub const #name: &'static str = #value;)
    });
    let fields = structure.fields.iter().filter_map(|field| {
        let (name, value) = field.constant.as_ref()?;
        let (docs, name) = (constant_docs(&name.wire), ident(&name.ident));
        let (ty, value) = match only_value(context, &field.ty.kind) {
            Some(variant) => {
                let ty = context.kind(&field.ty.kind);
                (ty.clone(), quote!(#ty::#variant))
            }
            None => constant(value).map(|(ty, value)| (tokens(ty), tokens(&value)))?,
        };
        Some(quote!(#docs pub const #name: #ty = #value;))
    });
    tags.chain(fields).reduce(|all, one| quote!(#all #one)).map(Documented::from)
}

/// The variant of an enumeration that has one.
fn only_value(context: &Context<'_>, kind: &Kind) -> Option<TokenStream> {
    match context.enumeration(kind)?.values.as_slice() {
        [only] => Some(ident(&only.name.ident)),
        _ => None,
    }
}

fn constant_docs(wire: &str) -> TokenStream {
    Comment::of(&format!("What the member {} always is.", code(wire))).attributes()
}

fn constructor(context: &Context<'_>, structure: &Struct) -> TokenStream {
    let given: Vec<&Field> = given(structure).collect();
    let arguments = given.iter().map(|field| {
        let (name, ty) = (ident(&field.name.ident), arguments::constructor(context, &field.ty));
        quote!(#name: #ty)
    });
    let names: Vec<&str> = given.iter().map(|field| field.name.ident.as_str()).collect();
    let exceptions = arguments::lint_exceptions("new", &names);
    let values = structure.fields.iter().map(|field| value(context, field));
    let rest = rest_value(structure);
    let docs = made(structure).attributes();
    quote! {
        #docs
        #exceptions
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #rest }
        }
    }
}

fn default(structure: &Struct) -> TokenStream {
    let values = structure.fields.iter().map(constant_value);
    let rest = rest_value(structure);
    let docs = made(structure).attributes();
    quote! {
        #docs
        fn default() -> Self {
            Self { #(#values,)* #rest }
        }
    }
}

fn rest_value(structure: &Struct) -> TokenStream {
    let maps = structure.patterns.iter().map(|members| &members.ident);
    let maps = maps.chain(structure.additional.iter().map(|additional| &additional.ident)).map(|name| ident(name));
    let unknown = structure.additional.is_none().then(|| quote!(unknown: rt::UnknownMembers::new()));
    quote!(#(#maps: Default::default(),)* #unknown)
}

/// A field's value in the constructor.
fn value(context: &Context<'_>, field: &Field) -> TokenStream {
    if !field.required || field.constant.is_some() {
        return constant_value(field);
    }
    let name = ident(&field.name.ident);
    let value = arguments::into_value(context, &field.ty, &name, field.boxed);
    if value.to_string() == name.to_string() { name } else { quote!(#name: #value) }
}

/// The value of a field that is not given: its constant, or nothing.
fn constant_value(field: &Field) -> TokenStream {
    let name = ident(&field.name.ident);
    let Some((constant_name, value)) = &field.constant else { return quote!(#name: None) };
    let constant_name = ident(&constant_name.ident);
    let mut tokens = quote!(Self::#constant_name);
    if value.is_string() {
        tokens = quote!(#tokens.to_owned());
    }
    if field.ty.nullable {
        tokens = quote!(rt::Nullable::Value(#tokens));
    }
    if field.required { quote!(#name: #tokens) } else { quote!(#name: Some(#tokens)) }
}

fn table(name: &str, structure: &Struct) -> Table {
    let tags = structure.constants.iter().map(|tag| {
        let presence = if tag.required { "constant" } else { "optional_constant" };
        format!("{presence} {} = Self::{}", string(&tag.name.wire), tag.name.ident)
    });
    let fields = structure.fields.iter().map(|field| {
        let presence = match (field.required, field.ty.nullable) {
            (true, _) => "required",
            (false, true) => "tristate",
            (false, false) => "optional",
        };
        format!("{presence} {} {}", field.name.ident, string(&field.name.wire))
    });
    let dropped = structure.dropped.iter().map(|dropped| format!("dropped {}", string(&dropped.name)));
    let mut rows: Vec<Row> = tags.chain(fields).chain(dropped).map(Row::Line).collect();
    let patterns: Vec<String> =
        structure.patterns.iter().map(|members| format!(" matching {} {}", members.ident, string(&members.pattern))).collect();
    let rest = structure.additional.as_ref().map_or("unknown", |additional| additional.ident.as_str());
    if structure.additional.is_some() || !patterns.is_empty() {
        rows.push(Row::Last(format!("..{rest}{}", patterns.concat())));
    }
    Table::new(format!("rt::object! {{ {name} {{"), rows, "} }")
}
