//! The headers that responses declare, as one struct for all operations.

use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string};
use super::types::Context;
use super::{BlockKind, Documented, Item, Row, Table};
use crate::ir::{Docs, Header, HeaderForm};

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
    let rows = headers
        .iter()
        .map(|header| Row::Line(format!("{} {} {}", form(header.form), header.name.ident, string(&header.name.wire))));
    let table = Table::new(format!("rt::headers! {{ {NAME} {{"), rows.collect(), "} }");
    vec![Item::block(BlockKind::Struct, head, fields.collect()), Item::Table(table)]
}

fn field(context: &Context<'_>, header: &Header) -> Documented {
    let wire = code(&header.name.wire);
    let mut comment = Comment::new(&header.docs, &format!("The header {wire}."));
    if header.docs != Docs::default() {
        comment.note(&format!("Header: {wire}."));
    }
    if header.form == HeaderForm::Lines {
        comment.note("Each line that it comes in is an item.");
    }
    let (name, ty) = (ident(&header.name.ident), context.kind(&header.ty.kind));
    comment.on(quote!(pub #name: Option<#ty>,))
}

/// A form as the runtime's table calls it.
fn form(form: HeaderForm) -> &'static str {
    match form {
        HeaderForm::Simple => "simple",
        HeaderForm::Exploded => "exploded",
        HeaderForm::Json => "json",
        HeaderForm::Lines => "lines",
    }
}
