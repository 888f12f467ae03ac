//! Bodies of requests: the argument that takes one, and the step that writes it.

use proc_macro2::TokenStream;
use quote::quote;

use super::literals::string_tokens;
use super::types::Context;
use crate::ir::{Content, Encoding, RequestBody};

/// The media type that the runtime's JSON step writes.
pub(super) const JSON: &str = "application/json";

/// A body as a method or setter takes it.
pub(super) struct Body {
    /// The declared type of the argument `body`.
    pub(super) ty: TokenStream,
    /// The step that writes it: `.json(&body)`.
    pub(super) step: TokenStream,
}

/// The body that the client sends: the first media type that the document offers.
pub(super) fn body(context: &Context<'_>, body: &RequestBody) -> Option<Body> {
    let content = body.content.first()?;
    let media = string_tokens(&content.media_type);
    let value = context.ty(&content.ty);
    let (ty, step) = match content.encoding {
        Encoding::Json if content.media_type == JSON => (value, quote!(.json(&body))),
        Encoding::Json => (value, quote!(.json_as(#media, &body))),
        Encoding::Form => (value, quote!(.form(&body))),
        Encoding::Multipart => (quote!(&[rt::Part]), quote!(.multipart(body))),
        Encoding::Text => (quote!(&str), quote!(.body(#media, body.to_owned()))),
        Encoding::Binary => (quote!(impl Into<rt::Bytes>), quote!(.body(#media, body))),
    };
    Some(Body { ty, step })
}

/// The form of a response's body, as the table of operations names it.
pub(super) fn form(content: &Content) -> &'static str {
    match content.encoding {
        Encoding::Json => "json",
        Encoding::Text => "text",
        Encoding::Form | Encoding::Multipart | Encoding::Binary => "bytes",
    }
}
