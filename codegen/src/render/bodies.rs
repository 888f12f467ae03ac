//! Bodies of requests: the argument that takes one, the step that writes it, and the enum where there is a choice.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string, string_tokens};
use super::parameters::style_name;
use super::types::{Context, text};
use super::{BlockKind, Item, Row, Table, parts};
use crate::ir::{Content, Encoding, Operation};

/// The media type that the runtime's JSON step writes.
pub(super) const JSON: &str = "application/json";

/// A body as a method or setter takes it.
pub(super) struct Body {
    /// The declared type of the argument `body`.
    pub(super) ty: TokenStream,
    /// The step that writes it: `.json(&body)`.
    pub(super) step: TokenStream,
}

/// The body that an operation takes.
pub(super) fn body(context: &Context<'_>, operation: &Operation) -> Option<Body> {
    let content = match operation.body.as_ref()?.content.as_slice() {
        [] => return None,
        [only] => only,
        _ => {
            let name = ident(&name(operation));
            return Some(Body { ty: quote!(impl Into<#name>), step: quote!(.content(&body.into())) });
        }
    };
    let media = string_tokens(sent_as(content));
    let value = context.ty(&content.ty);
    let (ty, step) = match content.encoding {
        Encoding::Json if sent_as(content) == JSON => (value, quote!(.json(&body))),
        Encoding::Json => (value, quote!(.json_as(#media, &body))),
        Encoding::Form if content.styles.is_empty() => (value, quote!(.form(&body))),
        Encoding::Form => {
            let styles = styles(content);
            (value, quote!(.form_as(#styles, &body)))
        }
        Encoding::Multipart => (parts::ty(operation, content), quote!(.multipart(&body))),
        Encoding::Text => (quote!(&str), quote!(.body(#media, body.to_owned()))),
        Encoding::Binary | Encoding::Events | Encoding::Lines | Encoding::Sequence => {
            (quote!(impl Into<rt::Upload>), quote!(.body(#media, body)))
        }
    };
    Some(Body { ty, step })
}

/// What an operation's body defines: its parts, and the choice between media types.
pub(super) fn definitions(context: &Context<'_>, operation: &Operation) -> Vec<Item> {
    let Some(body) = &operation.body else { return Vec::new() };
    let mut items = parts::definition(context, operation, &body.content);
    if body.content.len() > 1 {
        items.push(choice(context, operation, &body.content));
        items.push(Item::Table(table(context, operation, &body.content)));
    }
    items
}

/// The enum of the media types that an operation takes.
pub(super) fn name(operation: &Operation) -> String {
    format!("{}Body", operation.marker)
}

fn choice(context: &Context<'_>, operation: &Operation, contents: &[Content]) -> Item {
    let method = operation.name.ident.trim_start_matches("r#");
    let name = ident(&name(operation));
    let variants = contents.iter().map(|content| {
        let (variant, held) = (ident(&content.variant), held(context, operation, content));
        Comment::of(&format!("{}.", code(&content.media_type))).on(quote!(#variant(#held),))
    });
    let head = Comment::of(&format!("What `{method}` can send, by media type.")).on(quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug)]
        pub enum #name
    });
    Item::block(BlockKind::Enum, head, variants.collect())
}

/// What a variant holds.
pub(super) fn held(context: &Context<'_>, operation: &Operation, content: &Content) -> TokenStream {
    match content.encoding {
        Encoding::Json | Encoding::Form => context.ty(&content.ty),
        Encoding::Multipart => parts::ty(operation, content),
        Encoding::Text => quote!(String),
        Encoding::Binary | Encoding::Events | Encoding::Lines | Encoding::Sequence => quote!(rt::Upload),
    }
}

/// The table of the media types. A value of a type that several of them have is sent in the first.
fn table(context: &Context<'_>, operation: &Operation, contents: &[Content]) -> Table {
    let mut seen = BTreeSet::new();
    let rows = contents.iter().map(|content| {
        let ty = text(&held(context, operation, content));
        let styles = if content.styles.is_empty() { String::new() } else { format!(" with {}", text(&styles(content))) };
        let repeated = if seen.insert(ty.clone()) { "" } else { "; repeated" };
        let form = match content.encoding {
            Encoding::Json => "json",
            Encoding::Form => "form",
            Encoding::Multipart => "multipart",
            Encoding::Text => "text",
            Encoding::Binary | Encoding::Events | Encoding::Lines | Encoding::Sequence => "bytes",
        };
        Row::Line(format!("{}({ty}) = {form} {}{styles}{repeated}", content.variant, string(sent_as(content))))
    });
    Table::new(format!("rt::body! {{ {} {{", name(operation)), rows.collect(), "} }")
}

/// How the members of a form are written.
fn styles(content: &Content) -> TokenStream {
    let members = content.styles.iter().map(|(name, style, explode)| {
        let (name, style) = (string_tokens(name), ident(style_name(*style)));
        quote!(rt::Parameter::query(#name).style(rt::Style::#style, #explode))
    });
    quote!(&[#(#members),*])
}

/// The media type that a request is sent with, where the document gives a range.
fn sent_as(content: &Content) -> &str {
    match (content.encoding, content.media_type.contains('*')) {
        (_, false) => &content.media_type,
        (Encoding::Json, true) => JSON,
        (Encoding::Text, true) => "text/plain",
        (_, true) => "application/octet-stream",
    }
}
