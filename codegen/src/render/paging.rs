//! Lists that are read page by page: the rows of an operation's table that say how.

use super::Row;
use super::literals::string;
use super::types::{Context, text};
use crate::ir::{Paging, PagingStyle};

/// The rows `paging: …` and `items: …`.
pub(super) fn rows(context: &Context<'_>, paging: &Paging) -> [Row; 2] {
    let at = |members: &[String]| string(&members.join("."));
    let style = match &paging.style {
        PagingStyle::TokenInUrl { next, parameter } => format!("next_url({}, {})", at(next), string(parameter)),
        PagingStyle::Token { next, parameter } => format!("cursor({}, {})", at(next), string(parameter)),
        PagingStyle::Url { next } => format!("next_url({})", at(next)),
        PagingStyle::Header { header, parameter } => format!("header({}, {})", string(header), string(parameter)),
        PagingStyle::LinkHeader { parameter } => format!("link({})", parameter.as_deref().map(string).unwrap_or_default()),
        PagingStyle::Offset { offset, limit: _ } => format!("offset({})", string(offset)),
        PagingStyle::Number { parameter, first } => format!("number({}, {first})", string(parameter)),
    };
    let members: Vec<&str> = paging.items.iter().map(|name| name.ident.as_str()).collect();
    let items = if members.is_empty() { "self".to_owned() } else { members.join(".") };
    let item = text(&context.ty(&paging.item));
    [Row::Line(format!("paging: {style}")), Row::Line(format!("items: {items} -> {item}"))]
}
