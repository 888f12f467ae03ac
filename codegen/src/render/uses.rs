//! Which operations send and give a type, for its docs.

use super::types::Context;
use crate::ir::{Kind, Module, Operation, Resource, TypeDef};

/// More operations than this say nothing about a type.
const MOST: usize = 6;

/// Links to the operations whose body a type is. Empty where there are none.
pub(super) fn uses(context: &Context<'_>, def: &TypeDef) -> String {
    let is_it = |kind: &Kind| context.definition(kind).is_some_and(|other| std::ptr::eq(other, def));
    let sent = |it: &Operation| it.body.iter().flat_map(|body| body.content.first()).any(|content| is_it(&content.ty.kind));
    let given = |it: &Operation| {
        let successes = it.responses.iter().filter(|response| response.status.is_success());
        let item = it.paging.iter().map(|paging| &paging.item.kind);
        successes.flat_map(|response| response.content.first()).map(|content| &content.ty.kind).chain(item).any(is_it)
    };
    let sides = [("Sent by", links(context, &sent)), ("Given by", links(context, &given))];
    let sides = sides.iter().filter(|(_, links)| (1..=MOST).contains(&links.len()));
    sides.map(|(verb, links)| format!("{verb} {}.", links.join(", "))).collect::<Vec<_>>().join(" ")
}

fn links(context: &Context<'_>, wanted: &dyn Fn(&Operation) -> bool) -> Vec<String> {
    let resources = context.api.resources.iter().enumerate();
    let all =
        resources.flat_map(|(index, resource)| resource.operations.iter().map(move |operation| (index, resource, operation)));
    all.filter(|(.., operation)| wanted(operation)).map(|(index, resource, it)| link(context, index, resource, it)).collect()
}

fn link(context: &Context<'_>, index: usize, resource: &Resource, operation: &Operation) -> String {
    let call = format!("{}::{}", resource.handle, operation.name.ident.trim_start_matches("r#"));
    if context.module == Module::Resource(index) {
        return format!("[`{call}`]");
    }
    format!("[`{call}`](crate::{}::{call})", resource.name.ident.trim_start_matches("r#"))
}
