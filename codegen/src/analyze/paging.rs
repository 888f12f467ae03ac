//! Which operations are lists read page by page: recognised by the forms in common use.
//!
//! | in the body | as query parameter | style |
//! |---|---|---|
//! | a URL at `next` (by format, name or example, or in `links`) | a token | the token in that URL |
//! | a token at `next_page_token`, `next_cursor` … | a token | that token |
//! | a URL at `next` … | none | that URL |
//! | a `Link` header | | its `next` relation |
//! | none | `offset` and `limit`, integers | counting |
//!
//! What the settings say of an operation goes before that.

use serde_json::Value;

use super::waiting::leads_to_text;
use crate::diagnostics::Diagnostics;
use crate::ir::{
    Api, Content, Field, Integer, Kind, Operation, Paging, PagingStyle, Parameter, ParameterLocation, Response, Struct, Type,
    TypeDef, TypeKind, successes,
};
use crate::settings::{Paged, Settings, Style};

/// Query parameters that take a page's token, likeliest first.
const TOKENS: [&str; 11] = [
    "page_token",
    "pagetoken",
    "next_page_token",
    "nextpagetoken",
    "page_cursor",
    "cursor",
    "next_token",
    "nexttoken",
    "continuation_token",
    "starting_after",
    "after",
];

/// Members that hold the next page's token or URL, likeliest first.
const NEXT: [&str; 12] = [
    "next",
    "next_page_token",
    "nextpagetoken",
    "next_cursor",
    "nextcursor",
    "next_page_cursor",
    "next_token",
    "nexttoken",
    "next_page",
    "next_url",
    "nextlink",
    "next_link",
];

/// Members that hold the items, likeliest first; any other list counts where it is the only one.
const ITEMS: [&str; 6] = ["data", "items", "results", "entries", "values", "records"];

/// Marks every list that is read page by page, and reports settings that fit nothing.
pub(crate) fn mark(api: &mut Api, settings: &Settings, diagnostics: &mut Diagnostics) {
    let Api { resources, types, .. } = api;
    let mut unused: Vec<&String> = settings.paging.keys().collect();
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let line = format!("{} {}", operation.method, operation.path);
        let Some((name, paged)) = [&operation.name.wire, &line].iter().find_map(|name| settings.paging.get_key_value(*name))
        else {
            operation.paging = recognised(types, operation);
            continue;
        };
        unused.retain(|unused| *unused != name);
        match set(types, operation, paged) {
            Ok(paging) => operation.paging = paging,
            Err(message) => diagnostics.push(settings.misfit_paging(paged, message)),
        }
    }
    // Of a part of a document, settings for what is left out are not wrong.
    let unused = unused.into_iter().filter(|_| settings.include.is_empty());
    for (name, paged) in unused.filter_map(|name| settings.paging.get_key_value(name)) {
        diagnostics.push(settings.misfit_paging(paged, format!("there is no operation `{name}`")));
    }
}

fn recognised(types: &[TypeDef], operation: &Operation) -> Option<Paging> {
    if operation.method != "GET" {
        return None;
    }
    let response = only_success(operation)?;
    let (items, item) = items(types, &whole(response)?.ty)?;
    let style = style(types, operation, response)?;
    Some(Paging { style, items, item })
}

/// What the settings say, held against the operation.
fn set(types: &[TypeDef], operation: &Operation, paged: &Paged) -> Result<Option<Paging>, String> {
    if paged.style == Style::None {
        return Ok(None);
    }
    let body = only_success(operation).and_then(whole).map(|content| &content.ty);
    let body = body.ok_or("the operation has no one body of success that could be a page")?;
    let (items, item) = match &paged.items {
        None => items(types, body).ok_or("no member of the body is a list, or several are: say which with `items`")?,
        Some(path) => list_at(types, body, path).ok_or_else(|| format!("`{path}` leads to no list that is always there"))?,
    };
    let style = set_style(types, operation, body, paged)?;
    Ok(Some(Paging { style, items, item }))
}

fn set_style(types: &[TypeDef], operation: &Operation, body: &Type, paged: &Paged) -> Result<PagingStyle, String> {
    let missing = |what: &str| format!("this style needs `{what}`");
    let needed = |what: &str, value: &Option<String>| value.clone().ok_or_else(|| missing(what));
    let unneeded = [
        ("next", paged.next.is_some() && !matches!(paged.style, Style::NextUrl | Style::Cursor)),
        ("header", paged.header.is_some() && paged.style != Style::Header),
        ("first", paged.first.is_some() && paged.style != Style::Page),
    ];
    if let Some((what, _)) = unneeded.iter().find(|(_, unneeded)| *unneeded) {
        return Err(format!("`{what}` means nothing in this style"));
    }
    if let Some(parameter) = &paged.parameter {
        let is_it = |it: &Parameter| it.location == ParameterLocation::Query && it.name.wire == *parameter && !it.required;
        if !operation.parameters.iter().any(is_it) {
            return Err(format!("the operation has no optional query parameter `{parameter}`"));
        }
    }
    if let Some(next) = &paged.next {
        let path: Vec<String> = next.split('.').map(str::to_owned).collect();
        if !object(types, body).is_some_and(|object| leads_to_text(types, object, &path)) {
            return Err(format!("`{next}` leads to no text in the body"));
        }
    }
    let path = |next: String| next.split('.').map(str::to_owned).collect::<Vec<_>>();
    Ok(match (paged.style, paged.parameter.clone()) {
        (Style::NextUrl, None) => PagingStyle::Url { next: path(needed("next", &paged.next)?) },
        (Style::NextUrl, Some(parameter)) => PagingStyle::TokenInUrl { next: path(needed("next", &paged.next)?), parameter },
        (Style::Cursor, Some(parameter)) => PagingStyle::Token { next: path(needed("next", &paged.next)?), parameter },
        (Style::Header, Some(parameter)) => PagingStyle::Header { header: needed("header", &paged.header)?, parameter },
        (Style::Link, parameter) => PagingStyle::LinkHeader { parameter },
        (Style::Offset, Some(offset)) => PagingStyle::Offset { offset, limit: None },
        (Style::Page, Some(parameter)) => PagingStyle::Number { parameter, first: paged.first.unwrap_or(1) },
        (Style::None | Style::Cursor | Style::Header | Style::Offset | Style::Page, _) => return Err(missing("parameter")),
    })
}

/// The list that member names lead to through objects that are always there, and its items.
fn list_at(types: &[TypeDef], body: &Type, path: &str) -> Option<(Vec<crate::ir::Name>, Type)> {
    let (mut at, mut names) = (body, Vec::new());
    for member in path.split('.') {
        let is_there = names.is_empty() || names.last().is_some_and(|(_, is_there)| *is_there);
        let field = object(types, at).filter(|_| is_there)?.fields.iter().find(|field| field.name.wire == member)?;
        names.push((field.name.clone(), field.required && !field.ty.nullable && !field.boxed));
        at = &field.ty;
    }
    let Kind::List(item) = &at.kind else { return None };
    Some((names.into_iter().map(|(name, _)| name).collect(), (**item).clone()))
}

fn only_success(operation: &Operation) -> Option<&Response> {
    match successes(&operation.responses).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

fn items(types: &[TypeDef], body: &Type) -> Option<(Vec<crate::ir::Name>, Type)> {
    if let Kind::List(item) = &body.kind {
        return Some((Vec::new(), (**item).clone()));
    }
    let object = object(types, body)?;
    let lists: Vec<&Field> =
        object.fields.iter().filter(|field| matches!(field.ty.kind, Kind::List(_)) && !field.ty.nullable).collect();
    let known = ITEMS.iter().find_map(|name| lists.iter().find(|field| field.name.wire == *name));
    let field = known.or_else(|| lists.first().filter(|_| lists.len() == 1))?;
    match &field.ty.kind {
        Kind::List(item) => Some((vec![field.name.clone()], (**item).clone())),
        _ => None,
    }
}

fn style(types: &[TypeDef], operation: &Operation, response: &Response) -> Option<PagingStyle> {
    let token = TOKENS.iter().find_map(|name| query(operation, name));
    let next = whole(response).and_then(|content| next(types, &content.ty));
    match (next, token) {
        (Some((next, true)), Some(token)) => Some(PagingStyle::TokenInUrl { next, parameter: token.name.wire.clone() }),
        (Some((next, false)), Some(token)) => Some(PagingStyle::Token { next, parameter: token.name.wire.clone() }),
        (Some((next, true)), None) => Some(PagingStyle::Url { next }),
        (Some((_, false)) | None, _) => link_header(response).or_else(|| offset(operation)),
    }
}

/// The member that holds the next page's token or URL, and whether it is a URL.
fn next(types: &[TypeDef], body: &Type) -> Option<(Vec<String>, bool)> {
    let top = object(types, body)?;
    let own = NEXT.iter().find_map(|name| top.fields.iter().find(|field| fold(&field.name.wire) == fold(name)));
    if let Some((field, is_url)) = own.and_then(|field| text(field).map(|is_url| (field, is_url))) {
        return Some((vec![field.name.wire.clone()], is_url));
    }
    ["metadata", "meta", "links", "_links", "paging", "pagination", "response_metadata"].iter().find_map(|outer| {
        let outer = top.fields.iter().find(|field| field.name.wire == *outer)?;
        let inner = object(types, &outer.ty)?;
        let field = NEXT.iter().find_map(|name| inner.fields.iter().find(|field| fold(&field.name.wire) == fold(name)))?;
        let is_link = outer.name.wire.ends_with("links");
        text(field).map(|is_url| (vec![outer.name.wire.clone(), field.name.wire.clone()], is_url || is_link))
    })
}

/// Whether a text member is a URL, by its format, name or example; None where it is no text.
fn text(field: &Field) -> Option<bool> {
    let name = fold(&field.name.wire);
    let is_uri = field.ty.constraints.format.as_deref().is_some_and(|format| format.starts_with("ur"));
    let example = field.example.as_ref().and_then(Value::as_str);
    let is_link = example.is_some_and(|text| text.contains("://") || text.starts_with(['/', '?']));
    let is_url = is_uri || is_link || name.ends_with("url") || name.ends_with("link");
    matches!(field.ty.kind, Kind::String).then_some(is_url)
}

fn link_header(response: &Response) -> Option<PagingStyle> {
    response
        .headers
        .iter()
        .any(|header| header.name.wire.eq_ignore_ascii_case("link"))
        .then_some(PagingStyle::LinkHeader { parameter: None })
}

fn offset(operation: &Operation) -> Option<PagingStyle> {
    let number = |name| {
        query(operation, name).filter(|parameter| matches!(parameter.ty.kind, Kind::Integer(integer) if integer != Integer::I128))
    };
    let (offset, limit) = (number("offset")?, number("limit")?);
    Some(PagingStyle::Offset { offset: offset.name.wire.clone(), limit: Some(limit.name.wire.clone()) })
}

fn query<'a>(operation: &'a Operation, name: &str) -> Option<&'a Parameter> {
    let matches =
        |parameter: &&Parameter| parameter.location == ParameterLocation::Query && fold(&parameter.name.wire) == fold(name);
    operation.parameters.iter().filter(|parameter| !parameter.required).find(matches)
}

/// `nextPageToken`, `next_page_token` and `next-page-token` are one name.
fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn object<'a>(types: &'a [TypeDef], ty: &Type) -> Option<&'a Struct> {
    let Kind::Named(id) = ty.kind else { return None };
    match &types.get(id.0)?.kind {
        TypeKind::Struct(object) => Some(object),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => None,
    }
}

/// The body of a response that comes as a whole.
fn whole(response: &Response) -> Option<&Content> {
    response.content.first().filter(|content| !content.encoding.is_stream())
}
