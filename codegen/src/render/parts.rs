//! Bodies in `multipart/form-data`: a struct with a field for each part.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments;
use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string};
use super::types::{Context, member_alias};
use super::{BlockKind, Item, Row, Table, notes, validation};
use crate::ir::{Content, Operation, Part, PartKind};

/// The type of a body in parts.
pub(super) fn ty(operation: &Operation, content: &Content) -> TokenStream {
    if content.parts.is_some() { ident(&name(operation)) } else { quote!(Vec<rt::Part>) }
}

/// The struct's name.
pub(crate) fn name(operation: &Operation) -> String {
    format!("{}Parts", operation.marker)
}

/// The struct of the parts that the document names.
pub(super) fn definition(context: &Context<'_>, operation: &Operation, contents: &[Content]) -> Vec<Item> {
    let Some(parts) = contents.iter().find_map(|content| content.parts.as_ref()) else { return Vec::new() };
    let name = name(operation);
    let mut items = vec![structure(context, operation, parts)];
    if parts.iter().any(is_argument) {
        let type_name = ident(&name);
        items.push(Item::block(BlockKind::Impl, quote!(impl #type_name), vec![constructor(context, parts).into()]));
    }
    items.push(Item::Table(Table::new(format!("rt::parts! {{ {name} {{"), parts.iter().map(row).collect(), "} }")));
    items
}

fn structure(context: &Context<'_>, operation: &Operation, parts: &[Part]) -> Item {
    let method = operation.name.ident.trim_start_matches("r#");
    let name = ident(&name(operation));
    let default = (!parts.iter().any(is_argument)).then(|| quote!(Default,));
    let fields = parts.iter().map(|part| {
        let mut docs = Comment::new(&part.docs, &format!("The part {}.", code(&part.name.wire)));
        let notes = [notes::part(part), notes::on_the_wire(&part.name).unwrap_or_default()];
        docs.note(notes.join(" ").trim());
        let alias = member_alias(&part.name);
        let deprecated = part.deprecated.then(|| quote!(#[deprecated]));
        let (name, ty) = (ident(&part.name.ident), field(context, part));
        docs.on(quote!(#alias #deprecated pub #name: #ty,))
    });
    let more = Comment::of("Parts that the document does not name.").on(quote!(pub more: Vec<rt::Part>,));
    let head = Comment::of(&format!("The parts of the body of `{method}`.")).on(quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug, #default)]
        pub struct #name
    });
    Item::block(BlockKind::Struct, head, fields.chain([more]).collect())
}

/// The declared type of a field.
pub(super) fn field(context: &Context<'_>, part: &Part) -> TokenStream {
    let value = value(context, part);
    match (part.repeated, part.required) {
        (true, _) => quote!(Vec<#value>),
        (false, true) => value,
        (false, false) => quote!(Option<#value>),
    }
}

/// The declared types of the constructor's arguments.
pub(super) fn arguments(context: &Context<'_>, parts: &[Part]) -> Vec<TokenStream> {
    let declared = |part: &Part| {
        let ty = match part.ty() {
            None => quote!(impl Into<rt::File>),
            Some(ty) => arguments::constructor(context, ty),
        };
        if part.repeated { quote!(impl IntoIterator<Item = #ty>) } else { ty }
    };
    parts.iter().filter(|part| is_argument(part)).map(declared).collect()
}

/// Whether it has to be given.
pub(crate) fn is_argument(part: &Part) -> bool {
    part.required
}

fn value(context: &Context<'_>, part: &Part) -> TokenStream {
    part.ty().map_or_else(|| quote!(rt::File), |ty| context.ty(ty))
}

fn constructor(context: &Context<'_>, parts: &[Part]) -> TokenStream {
    let given: Vec<&Part> = parts.iter().filter(|part| is_argument(part)).collect();
    let arguments = given.iter().zip(arguments(context, parts)).map(|(part, ty)| {
        let name = ident(&part.name.ident);
        quote!(#name: #ty)
    });
    let names: Vec<&str> = given.iter().map(|part| part.name.ident.as_str()).collect();
    let exceptions = arguments::lint_exceptions("new", &names);
    let values = parts.iter().map(|part| initial(context, part));
    quote! {
        /// Makes one of what is required; the other parts are absent until they are set.
        #exceptions
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* more: Vec::new() }
        }
    }
}

/// A field's value in the constructor.
fn initial(context: &Context<'_>, part: &Part) -> TokenStream {
    let name = ident(&part.name.ident);
    if !is_argument(part) {
        return quote!(#name: Default::default());
    }
    let one = |given: &TokenStream| match part.ty() {
        None => quote!(#given.into()),
        Some(ty) => arguments::into_value(context, ty, given, false),
    };
    if !part.repeated {
        let value = one(&name);
        return if value.to_string() == name.to_string() { name } else { quote!(#name: #value) };
    }
    let item = quote!(one);
    let value = one(&item);
    match value.to_string() {
        text if text == item.to_string() => quote!(#name: #name.into_iter().collect()),
        text if text == quote!(one.into()).to_string() => quote!(#name: #name.into_iter().map(Into::into).collect()),
        _ => quote!(#name: #name.into_iter().map(|one| #value).collect()),
    }
}

fn row(part: &Part) -> Row {
    let presence = match (part.repeated, part.required) {
        (true, true) => "required_list",
        (true, false) => "list",
        (false, true) => "required",
        (false, false) => "optional",
    };
    let form = match part.kind {
        PartKind::File => "file",
        PartKind::Text(_) => "text",
        PartKind::Json(_) => "json",
    };
    let media = part.media_type.as_ref().map(|media_type| format!(" {}", string(media_type))).unwrap_or_default();
    let rules = validation::rules(&part.whole());
    let rules = if rules.is_empty() { rules } else { format!(" [{rules}]") };
    Row::Line(format!("{presence} {} {} = {form}{media}{rules}", part.name.ident, string(&part.name.wire)))
}
