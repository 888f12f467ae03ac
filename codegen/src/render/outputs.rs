//! Responses: what a success gives, what an error's body is, and the rows that say so.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies;
use super::docs::{Comment, first_sentence};
use super::inline::code;
use super::literals::{ident, string};
use super::types::{Context, text};
use super::{Item, Row};
use crate::ir::{Api, Content, Encoding, Module, Operation, Response, Status};

/// What a successful call of an operation gives.
pub(super) struct Output {
    /// Its type.
    pub(super) ty: TokenStream,
    /// The rows `202 => json PrivateLinkAccess`.
    pub(super) rows: Vec<Row>,
    /// The media types to ask for, where they are not just JSON.
    pub(super) accept: Option<String>,
    /// The enum of the bodies, where there are several.
    pub(super) definition: Vec<Item>,
}

/// Responses with one body.
struct Group<'a> {
    statuses: Vec<Status>,
    first: &'a Response,
}

/// Whether a response is a success.
pub(crate) fn is_success(status: Status) -> bool {
    match status {
        Status::Code(code) => (200..300).contains(&code),
        Status::Range(class) => class == 2,
        Status::Default => false,
    }
}

/// What a successful call gives.
pub(crate) enum Outcome<'a> {
    /// Nothing: `()`.
    Nothing,
    /// A body.
    Body(&'a Content),
    /// One of several: an enum of this name.
    Several(String),
}

/// What a successful call of an operation gives.
pub(crate) fn outcome<'a>(api: &Api, operation: &'a Operation) -> Outcome<'a> {
    match successes(&Context { api, module: Module::Shared }, operation).as_slice() {
        [] => Outcome::Nothing,
        [only] => only.first.content.first().map_or(Outcome::Nothing, Outcome::Body),
        _ => Outcome::Several(several_name(operation)),
    }
}

/// The name of the enum of the bodies of an operation that has several.
fn several_name(operation: &Operation) -> String {
    format!("{}Output", operation.marker)
}

/// The successes. Where the document declares none, `default` is what success looks like too; where it does not
/// declare that either, a success has no body that one could speak of.
fn successes<'a>(context: &Context<'_>, operation: &'a Operation) -> Vec<Group<'a>> {
    let mut groups = groups(context, operation, is_success);
    if groups.is_empty() {
        let default = operation.responses.iter().find(|response| response.status == Status::Default);
        groups.extend(default.map(|first| Group { statuses: vec![Status::Range(2)], first }));
    }
    groups
}

/// What a success gives.
pub(super) fn output(context: &Context<'_>, operation: &Operation) -> Output {
    let groups = successes(context, operation);
    let accept = accept(&groups);
    match groups.as_slice() {
        [] => Output { ty: quote!(()), rows: vec![Row::Line("2XX => empty".to_owned())], accept, definition: Vec::new() },
        [only] => {
            let row = Row::Line(format!("{} => {}", statuses(&only.statuses), form(context, only.first)));
            Output { ty: body_type(context, only.first), rows: vec![row], accept, definition: Vec::new() }
        }
        several => {
            let name = several_name(operation);
            let rows = several.iter().map(|group| row_of_variant(context, &name, group)).collect();
            let mut definition = vec![Item::Tokens(definition(context, operation, &name, several))];
            definition.extend(bodiless(&name, several));
            Output { ty: ident(&name), rows, accept, definition }
        }
    }
}

/// The rows of the error responses.
pub(super) fn errors(context: &Context<'_>, operation: &Operation) -> Vec<Row> {
    groups(context, operation, |status| !is_success(status))
        .iter()
        .map(|group| Row::Line(format!("{} => {}", statuses(&group.statuses), form(context, group.first))))
        .collect()
}

/// The line about a response in its method's docs. `usual` is the body that need not be named.
pub(super) fn line(context: &Context<'_>, response: &Response, usual: Option<&str>) -> String {
    let body = match response.content.first() {
        None if usual.is_some() => "No body.".to_owned(),
        None => String::new(),
        Some(content) if matches!(content.encoding, Encoding::Json) => {
            let body = context.link(&content.ty);
            if usual == Some(body.as_str()) { String::new() } else { format!("Body: {body}.") }
        }
        Some(content) => format!("Body: {}.", code(&content.media_type)),
    };
    let about: Vec<String> = [first_sentence(&response.docs), body].into_iter().filter(|text| !text.is_empty()).collect();
    let status = match response.status {
        Status::Code(_) | Status::Range(_) => status(response.status),
        Status::Default => "any other".to_owned(),
    };
    if about.is_empty() { status } else { format!("{status}: {}", about.join(" ")) }
}

/// The body that most of several responses have.
pub(super) fn usual_body(context: &Context<'_>, responses: &[&Response]) -> Option<String> {
    let bodies = responses.iter().filter_map(|response| response.content.first());
    let bodies: Vec<String> = bodies.filter(|it| matches!(it.encoding, Encoding::Json)).map(|it| context.link(&it.ty)).collect();
    let usual = bodies.iter().max_by_key(|body| bodies.iter().filter(|other| other == body).count())?;
    (bodies.iter().filter(|body| *body == usual).count() > 1).then(|| usual.clone())
}

/// Responses of one body side by side. Statuses stand before ranges, and `default` last, as rows are read in order.
fn groups<'a>(context: &Context<'_>, operation: &'a Operation, wanted: fn(Status) -> bool) -> Vec<Group<'a>> {
    let mut found: Vec<(u8, String, Group<'a>)> = Vec::new();
    for response in operation.responses.iter().filter(|response| wanted(response.status)) {
        let rank = match response.status {
            Status::Code(_) => 0,
            Status::Range(1..=5) => 1,
            Status::Range(_) => continue,
            Status::Default => 2,
        };
        let form = form(context, response);
        match found.iter_mut().find(|(other, same, _)| *other == rank && *same == form) {
            Some((.., group)) => group.statuses.push(response.status),
            None => found.push((rank, form, Group { statuses: vec![response.status], first: response })),
        }
    }
    found.sort_by_key(|(rank, ..)| *rank);
    found.into_iter().map(|(.., group)| group).collect()
}

fn form(context: &Context<'_>, response: &Response) -> String {
    let Some(content) = response.content.first() else { return "empty".to_owned() };
    match bodies::form(content) {
        "json" => format!("json {}", text(&context.ty(&content.ty))),
        other => other.to_owned(),
    }
}

fn body_type(context: &Context<'_>, response: &Response) -> TokenStream {
    let Some(content) = response.content.first() else { return quote!(()) };
    match bodies::form(content) {
        "json" => context.ty(&content.ty),
        "text" => quote!(String),
        _ => quote!(rt::Bytes),
    }
}

/// The body that a variant holds; objects are boxed, so that no variant is much larger than the others.
fn variant_type(context: &Context<'_>, response: &Response) -> Option<TokenStream> {
    let content = response.content.first()?;
    let ty = body_type(context, response);
    Some(if context.is_struct(&content.ty.kind) { quote!(Box<#ty>) } else { ty })
}

/// The variants of the enum of an operation's bodies, where there are several: each name with what it holds.
pub(super) fn variants(context: &Context<'_>, operation: &Operation) -> Vec<(String, Option<TokenStream>)> {
    let groups = groups(context, operation, is_success);
    if groups.len() < 2 {
        return Vec::new();
    }
    groups.iter().map(|group| (variant_name(group), variant_type(context, group.first))).collect()
}

fn row_of_variant(context: &Context<'_>, output: &str, group: &Group<'_>) -> Row {
    let variant = variant_name(group);
    let ty = variant_type(context, group.first).map_or_else(String::new, |ty| text(&ty));
    let (form, variant) = match group.first.content.first().map(bodies::form) {
        None => ("empty".to_owned(), BODILESS.to_owned()),
        Some("json") => (format!("json {ty}"), variant),
        Some(other) => (other.to_owned(), variant),
    };
    Row::Line(format!("{} => {form} as {output}::{variant}", statuses(&group.statuses)))
}

/// The function that makes the variant without a body: the table wants one from a body.
const BODILESS: &str = "without_body";

fn bodiless(output: &str, groups: &[Group<'_>]) -> Option<Item> {
    let group = groups.iter().find(|group| group.first.content.is_empty())?;
    let (output, variant, name) = (ident(output), ident(&variant_name(group)), ident(BODILESS));
    let function = quote! {
        fn #name((): ()) -> Self {
            Self::#variant
        }
    };
    Some(Item::Impl(quote!(impl #output), vec![function]))
}

fn definition(context: &Context<'_>, operation: &Operation, name: &str, groups: &[Group<'_>]) -> TokenStream {
    let method = operation.name.ident.trim_start_matches("r#");
    let docs = Comment::of(&format!("What a successful `{method}` gives.")).attributes();
    let name = ident(name);
    let variants = groups.iter().map(|group| {
        let about = format!("{}: {}", statuses(&group.statuses), first_sentence(&group.first.docs));
        let docs = Comment::of(about.trim_end_matches([':', ' '])).attributes();
        let name = ident(&variant_name(group));
        let held = variant_type(context, group.first).map(|ty| quote!((#ty)));
        quote!(#docs #name #held,)
    });
    quote! {
        #docs
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// The variant's name: what the first status is called (RFC 9110, section 15.3).
fn variant_name(group: &Group<'_>) -> String {
    match group.statuses.first() {
        Some(Status::Code(200)) => "Ok".to_owned(),
        Some(Status::Code(201)) => "Created".to_owned(),
        Some(Status::Code(202)) => "Accepted".to_owned(),
        Some(Status::Code(203)) => "NonAuthoritative".to_owned(),
        Some(Status::Code(204)) => "NoContent".to_owned(),
        Some(Status::Code(205)) => "ResetContent".to_owned(),
        Some(Status::Code(206)) => "PartialContent".to_owned(),
        Some(Status::Code(207)) => "MultiStatus".to_owned(),
        Some(Status::Code(code)) => format!("Status{code}"),
        Some(Status::Range(_) | Status::Default) | None => "Other".to_owned(),
    }
}

/// A status as a table writes it.
pub(crate) fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

fn statuses(all: &[Status]) -> String {
    all.iter().map(|one| status(*one)).collect::<Vec<_>>().join(" | ")
}

/// The media types of the successes, unless that is plain JSON, for which the client asks anyway.
fn accept(groups: &[Group<'_>]) -> Option<String> {
    let mut media: Vec<&str> = Vec::new();
    for content in groups.iter().filter_map(|group| group.first.content.first()) {
        if !media.contains(&content.media_type.as_str()) && is_legal(content) {
            media.push(&content.media_type);
        }
    }
    let is_plain = media.iter().all(|one| matches!(*one, bodies::JSON | "*/*"));
    (!is_plain).then(|| format!("accept: {}", string(&media.join(", "))))
}

/// Whether a media type can stand in a header.
fn is_legal(content: &Content) -> bool {
    content.media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}
