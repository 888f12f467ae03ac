//! The page of a resource, and that of the types that several resources share.

use super::links::{Links, Target};
use super::markdown::{self, Table};
use super::operations::Site;
use super::page::{Page, Written};
use super::responses::common;
use crate::ir::{Api, Docs, Module, Operation, Resource, TypeId, Waiter};
use crate::render::docs::first_sentence;
use crate::render::inline::{code, escape};

/// The page of a resource.
pub(super) fn resource(api: &Api, links: &Links, index: usize, resource: &Resource, types: &[TypeId]) -> Written {
    let mut page = Page::new(api, links, Target::Module(Module::Resource(index)));
    let title = markdown::plain(&resource.name.wire);
    page.heading(1, if title.is_empty() { &resource.handle } else { &title });
    let prose = markdown::prose(&resource.docs, "");
    page.lines(&prose);
    let client = code(&format!("client.{}()", resource.name.ident));
    let back = page.link("Index", Target::Index);
    page.paragraph(&format!("Calls are methods of {client}. What each sends and gives, and a program that makes it, is below. {back}"));
    let mut table = Table::new(["Call", "HTTP request", "What it does"]);
    for (at, operation) in resource.operations.iter().enumerate() {
        let call = page.link(&code(&call(operation)), Target::Operation(index, at));
        table.row([call, code(&format!("{} {}", operation.method, operation.path)), brief(&operation.docs)]);
    }
    page.table(table);
    if let Some(waiter) = &resource.waiter {
        page.heading(2, "Waiting");
        page.paragraph(&waiting(waiter));
    }
    let common = common(resource);
    for (at, operation) in resource.operations.iter().enumerate() {
        page.operation(Site { resource, resource_index: index, index: at }, operation, &common);
    }
    page.errors(index, &common, resource);
    if !types.is_empty() {
        page.heading(2, "Types");
        page.types(3, types);
    }
    page.finish()
}

/// The page of the types that several resources share.
pub(super) fn shared(api: &Api, links: &Links, types: &[TypeId]) -> Written {
    let mut page = Page::new(api, links, Target::Module(Module::Shared));
    page.heading(1, "Shared types");
    let back = page.link("Index", Target::Index);
    let module = code(&format!("{}::types", api.package.name.replace('-', "_")));
    page.paragraph(&format!("Types of the module {module}, which several resources use. {back}"));
    page.types(2, types);
    page.finish()
}

/// A call as the table of methods shows it.
fn call(operation: &Operation) -> String {
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut arguments: Vec<&str> = required.map(|parameter| parameter.name.ident.trim_start_matches("r#")).collect();
    arguments.extend(operation.body.as_ref().filter(|body| body.required).map(|_| "body"));
    format!("{}({})", operation.name.ident, arguments.join(", "))
}

/// What an operation does, in a line: its summary, or else the first sentence of its description.
pub(super) fn brief(docs: &Docs) -> String {
    match docs.summary.as_deref().map(str::trim).filter(|summary| !summary.is_empty()) {
        Some(summary) => escape(&summary.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => first_sentence(docs),
    }
}

fn waiting(waiter: &Waiter) -> String {
    let values = |all: &[String]| all.iter().map(|value| code(value)).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "{} is asked again until {} is {}.",
        code(&waiter.operation),
        code(&waiter.phase.join(".")),
        values(&waiter.done),
    );
    if !waiter.failed.is_empty() {
        let reason = if waiter.reason.is_empty() { String::new() } else { format!(", with {}", code(&waiter.reason.join("."))) };
        text.push_str(&format!(" {} is an error{reason}.", values(&waiter.failed)));
    }
    text + &format!(" It looks every {} s, for at most {} s.", waiter.interval, waiter.timeout)
}
