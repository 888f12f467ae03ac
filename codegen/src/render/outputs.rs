//! Responses: what a success gives, what an error's body is, and the rows that say so.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies::JSON;
use super::docs::Comment;
use super::literals::{ident, string};
use super::types::{Context, text};
use super::{BlockKind, Item, Row};
use crate::ir::{Api, Content, Encoding, Kind, Module, Operation, Representation, Response, Status};

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

/// A request of an operation: for what it gives by itself, or for a representation.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    operation: &'a Operation,
    representation: Option<&'a Representation>,
}

impl<'a> Asked<'a> {
    /// For what the operation gives by itself.
    pub(crate) fn plainly(operation: &'a Operation) -> Self {
        Self { operation, representation: None }
    }

    /// For a representation.
    pub(crate) fn of(operation: &'a Operation, representation: &'a Representation) -> Self {
        Self { operation, representation: Some(representation) }
    }

    /// The type that stands for the request.
    pub(crate) fn marker(self) -> &'a str {
        self.representation.map_or(&self.operation.marker, |representation| &representation.marker)
    }

    /// The body that a response has.
    pub(crate) fn content(self, response: &'a Response) -> Option<&'a Content> {
        response.content_in(self.representation.map(|representation| representation.name.wire.as_str()))
    }

    /// The name of the enum of the bodies, where there are several.
    fn several(self) -> String {
        format!("{}Output", self.marker())
    }
}

/// Responses with one body.
struct Group<'a> {
    statuses: Vec<Status>,
    first: &'a Response,
    content: Option<&'a Content>,
}

/// What a successful call gives.
pub(crate) enum Outcome<'a> {
    /// Nothing, since the document declares no success: `()`.
    Undeclared,
    /// Nothing: `()`.
    Nothing,
    /// A body.
    Body(&'a Content),
    /// One of several: an enum of this name.
    Several(String),
}

/// What a successful call gives.
pub(crate) fn outcome<'a>(api: &Api, asked: Asked<'a>) -> Outcome<'a> {
    match successes(&Context::new(api, Module::Shared), asked).as_slice() {
        [] => Outcome::Undeclared,
        [only] => only.content.map_or(Outcome::Nothing, Outcome::Body),
        _ => Outcome::Several(asked.several()),
    }
}

/// The successes. Where the document declares none, `default` is what success looks like too; where it does not
/// declare that either, a success has no body that one could speak of.
fn successes<'a>(context: &Context<'_>, asked: Asked<'a>) -> Vec<Group<'a>> {
    let mut groups = groups(context, asked, Status::is_success);
    if groups.is_empty() {
        let default = asked.operation.responses.iter().find(|response| response.status == Status::Default);
        groups.extend(default.map(|first| Group { statuses: vec![Status::Range(2)], first, content: asked.content(first) }));
    }
    groups
}

/// What a success gives.
pub(super) fn output(context: &Context<'_>, asked: Asked<'_>) -> Output {
    let groups = successes(context, asked);
    let accept = accepted(asked, &groups).map(|media| format!("accept: {}", string(&media)));
    match groups.as_slice() {
        [] => Output { ty: quote!(()), rows: vec![Row::Line("2XX => empty".to_owned())], accept, definition: Vec::new() },
        [only] => {
            let row = Row::Line(format!("{} => {}", statuses(&only.statuses), form(context, only.content)));
            Output { ty: body_type(context, only.content), rows: vec![row], accept, definition: Vec::new() }
        }
        several => {
            let name = asked.several();
            let rows = several.iter().map(|group| row_of_variant(context, &name, group)).collect();
            let mut definition = vec![definition(context, asked, &name, several)];
            definition.extend(bodiless(&name, several));
            Output { ty: ident(&name), rows, accept, definition }
        }
    }
}

/// The rows of the error responses.
pub(super) fn errors(context: &Context<'_>, operation: &Operation) -> Vec<Row> {
    groups(context, Asked::plainly(operation), |status| !status.is_success())
        .iter()
        .map(|group| Row::Line(format!("{} => {}", statuses(&group.statuses), forms(context, group.first))))
        .collect()
}

/// Responses of one body side by side. Statuses stand before ranges, and `default` last, as rows are read in order.
fn groups<'a>(context: &Context<'_>, asked: Asked<'a>, wanted: fn(Status) -> bool) -> Vec<Group<'a>> {
    let mut found: Vec<(u8, String, Group<'a>)> = Vec::new();
    for response in asked.operation.responses.iter().filter(|response| wanted(response.status)) {
        let rank = match response.status {
            Status::Code(_) => 0,
            Status::Range(1..=5) => 1,
            Status::Range(_) => continue,
            Status::Default => 2,
        };
        let content = asked.content(response);
        let form = if response.status.is_success() { form(context, content) } else { forms(context, response) };
        match found.iter_mut().find(|(other, same, _)| *other == rank && *same == form) {
            Some((.., group)) => group.statuses.push(response.status),
            None => found.push((rank, form, Group { statuses: vec![response.status], first: response, content })),
        }
    }
    found.sort_by_key(|(rank, ..)| *rank);
    found.into_iter().map(|(.., group)| group).collect()
}

/// How a body is read: the runtime has a function of this name for each.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Text,
    Bytes,
    /// Events whose data is no JSON.
    Texts,
    Events,
    Lines,
    Sequence,
}

impl Form {
    fn of(content: &Content) -> Self {
        let is_text = !content.ty.nullable && matches!(content.ty.kind, Kind::String);
        match content.encoding {
            Encoding::Json => Self::Json,
            Encoding::Text => Self::Text,
            Encoding::Form | Encoding::Multipart | Encoding::Binary => Self::Bytes,
            Encoding::Events if is_text => Self::Texts,
            Encoding::Events => Self::Events,
            Encoding::Lines => Self::Lines,
            Encoding::Sequence => Self::Sequence,
        }
    }

    /// As the table of operations names it.
    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Texts => "texts",
            Self::Events => "events",
            Self::Lines => "lines",
            Self::Sequence => "sequence",
        }
    }
}

/// What a row says after its statuses: the form of the body, and the type that is read where the form leaves it open.
fn form(context: &Context<'_>, content: Option<&Content>) -> String {
    let Some(content) = content else { return "empty".to_owned() };
    let form = Form::of(content);
    match form {
        Form::Json | Form::Events | Form::Lines | Form::Sequence => {
            format!("{} {}", form.name(), text(&context.ty(&content.ty)))
        }
        Form::Text | Form::Bytes | Form::Texts => form.name().to_owned(),
    }
}

/// How an error's body is read: by its media type, of those that are not the first.
fn forms(context: &Context<'_>, response: &Response) -> String {
    let first = form(context, response.content.first());
    let others = response.content.iter().skip(1).map(|other| (other, form(context, Some(other))));
    let others = others.filter(|(_, form)| *form != first);
    let others: String = others.map(|(other, form)| format!(" | {} {form}", string(&other.media_type))).collect();
    first + &others
}

fn body_type(context: &Context<'_>, content: Option<&Content>) -> TokenStream {
    let Some(content) = content else { return quote!(()) };
    let stream_of = |name: &TokenStream| {
        let item = context.ty(&content.ty);
        quote!(rt::#name<#item>)
    };
    match Form::of(content) {
        Form::Json => context.ty(&content.ty),
        Form::Text => quote!(String),
        Form::Bytes => quote!(rt::Bytes),
        Form::Texts => quote!(rt::Events<String>),
        Form::Events => stream_of(&quote!(Events)),
        Form::Lines | Form::Sequence => stream_of(&quote!(Lines)),
    }
}

/// The body that a variant holds; objects are boxed, so that no variant is much larger than the others.
fn variant_type(context: &Context<'_>, group: &Group<'_>) -> Option<TokenStream> {
    let content = group.content?;
    let ty = body_type(context, group.content);
    let is_large = !content.encoding.is_stream() && context.is_struct(&content.ty.kind);
    Some(if is_large { quote!(Box<#ty>) } else { ty })
}

/// The variants of the enum of the bodies, where there are several: each name with what it holds.
pub(super) fn variants(context: &Context<'_>, asked: Asked<'_>) -> Vec<(String, Option<TokenStream>)> {
    let groups = groups(context, asked, Status::is_success);
    if groups.len() < 2 {
        return Vec::new();
    }
    groups.iter().map(|group| (variant_name(group), variant_type(context, group))).collect()
}

fn row_of_variant(context: &Context<'_>, output: &str, group: &Group<'_>) -> Row {
    let variant = variant_name(group);
    let ty = variant_type(context, group).map_or_else(String::new, |ty| text(&ty));
    let (form, variant) = match group.content.map(Form::of) {
        None => (form(context, None), BODILESS.to_owned()),
        // A variant may box what is read.
        Some(Form::Json) => (format!("{} {ty}", Form::Json.name()), variant),
        Some(_) => (form(context, group.content), variant),
    };
    Row::Line(format!("{} => {form} as {output}::{variant}", statuses(&group.statuses)))
}

/// The function that makes the variant without a body: the table wants one from a body.
const BODILESS: &str = "without_body";

fn bodiless(output: &str, groups: &[Group<'_>]) -> Option<Item> {
    let group = groups.iter().find(|group| group.content.is_none())?;
    let (output, variant, name) = (ident(output), ident(&variant_name(group)), ident(BODILESS));
    let function = quote! {
        fn #name((): ()) -> Self {
            Self::#variant
        }
    };
    Some(Item::block(BlockKind::Impl, quote!(impl #output), vec![function.into()]))
}

fn definition(context: &Context<'_>, asked: Asked<'_>, name: &str, groups: &[Group<'_>]) -> Item {
    let method = asked.operation.name.ident.trim_start_matches("r#");
    let form = asked.representation.map(|one| format!(" with `{}`", one.name.ident)).unwrap_or_default();
    let name = ident(name);
    let variants = groups.iter().map(|group| {
        let about = Comment::brief(&group.first.docs, "").about(&statuses(&group.statuses));
        let name = ident(&variant_name(group));
        let held = variant_type(context, group).map(|ty| quote!((#ty)));
        about.on(quote!(#name #held,))
    });
    let has_stream = groups.iter().filter_map(|group| group.content).any(|content| content.encoding.is_stream());
    let derives = if has_stream { quote!(Debug) } else { quote!(Clone, Debug, PartialEq) };
    let head = Comment::of(&format!("What a successful `{method}`{form} gives.")).on(quote! {
        #[non_exhaustive]
        #[derive(#derives)]
        pub enum #name
    });
    Item::block(BlockKind::Enum, head, variants.collect())
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

fn statuses(all: &[Status]) -> String {
    all.iter().map(Status::to_string).collect::<Vec<_>>().join(" | ")
}

/// The media types that the client asks for: what the header `Accept` says.
pub(crate) fn accept(api: &Api, asked: Asked<'_>) -> String {
    accepted(asked, &successes(&Context::new(api, Module::Shared), asked)).unwrap_or_else(|| JSON.to_owned())
}

/// The media types of the successes, or of the errors where no success has a body; unless that is plain JSON, for which the
/// client asks anyway. The one of a representation comes before what other successes have.
fn accepted(asked: Asked<'_>, groups: &[Group<'_>]) -> Option<String> {
    let mut contents: Vec<&Content> = groups.iter().filter_map(|group| group.content).collect();
    if contents.is_empty() {
        contents = asked.operation.responses.iter().flat_map(|response| &response.content).collect();
    }
    contents.retain(|content| content.can_be_asked_for());
    let mut media: Vec<&str> = Vec::new();
    for content in &contents {
        if !media.contains(&content.media_type.as_str()) {
            media.push(&content.media_type);
        }
    }
    let is_plain = contents.iter().all(|one| one.encoding == Encoding::Json && matches!(one.media_type.as_str(), JSON | "*/*"));
    let wanted = asked.representation.map(|one| one.name.wire.as_str());
    let weighed =
        |one: &&str| if wanted.is_none_or(|wanted| wanted == *one) { (*one).to_owned() } else { format!("{one};q=0.5") };
    let media: Vec<String> = media.iter().map(weighed).collect();
    (!is_plain).then(|| media.join(", "))
}
