//! The headers that responses declare, as one struct for all operations.

use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string};
use super::types::Context;
use super::{BlockKind, Documented, Item, Row, Table};
use crate::ir::{Docs, Header, Kind};

/// The struct's name, at the crate's root.
pub(super) const NAME: &str = "ResponseHeaders";

/// Renders the struct; nothing where no response declares a header.
pub(super) fn headers(context: &Context<'_>, headers: &[Header]) -> Vec<Item> {
    if headers.is_empty() {
        return Vec::new();
    }
    let name = ident(NAME);
    let fields = headers.iter().map(|header| field(context, header));
    let docs = "The headers that the document declares for responses. The docs of an operation say which it has.";
    let head = Comment::of(docs).on(quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #name
    });
    let rows = headers.iter().map(|header| Row::Line(format!("{} {}", header.name.ident, string(&header.name.wire))));
    let table = Table::new(format!("rt::headers! {{ {NAME} {{"), rows.collect(), "} }");
    vec![Item::block(BlockKind::Struct, head, fields.collect()), Item::Table(table)]
}

fn field(context: &Context<'_>, header: &Header) -> Documented {
    let wire = code(&header.name.wire);
    let mut comment = Comment::new(&header.docs, &format!("The header {wire}."));
    if header.docs != Docs::default() {
        comment.note(&format!("Header: {wire}."));
    }
    let (name, ty) = (ident(&header.name.ident), context.kind(&text_kind(&header.ty.kind)));
    comment.on(quote!(pub #name: Option<#ty>,))
}

/// What a header's text is read as: itself, where its type is not one that a text is parsed into.
pub(super) fn text_kind(kind: &Kind) -> Kind {
    match kind {
        Kind::Bool | Kind::Integer(_) | Kind::Number(_) | Kind::Decimal | Kind::Format(_) => kind.clone(),
        Kind::String
        | Kind::Secret
        | Kind::Base64
        | Kind::Bytes
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Named(_)
        | Kind::Json(_) => Kind::String,
    }
}
