//! The page of a resource, and that of the types that several resources share.

use super::links::Target;
use super::markdown::{self, Table};
use super::operations::Site;
use super::page::{Page, Written};
use super::responses::common;
use crate::ir::{Api, Docs, Module, Operation, Resource, TypeId};
use crate::render::docs::first_sentence;
use crate::render::inline::{code, escape};
use crate::render::prose::one_line;
use crate::render::waiters::{duration, phases};

/// The page of a resource.
pub(super) fn resource(api: &Api, index: usize, resource: &Resource, types: &[TypeId]) -> Written {
    let mut page = Page::new(api, Target::Module(Module::Resource(index)));
    let title = markdown::plain(&resource.name.wire);
    page.heading(1, if title.is_empty() { &resource.handle } else { &title });
    let prose = markdown::prose(&resource.docs, "");
    page.lines(&prose);
    let client = code(&format!("client.{}()", resource.name.ident));
    let back = page.link("Index", Target::Index);
    page.paragraph(&format!(
        "Calls are methods of {client}. What each sends and gives, and a program that makes it, is below. {back}"
    ));
    let mut table = Table::new(["Call", "HTTP request", "What it does"]);
    for (at, operation) in resource.operations.iter().enumerate() {
        let call = page.link(&code(&call(operation)), Target::Operation(index, at));
        table.row([call, code(&format!("{} {}", operation.method, operation.path)), brief(&operation.docs)]);
    }
    page.table(table);
    waiting(&mut page, index, resource);
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
pub(super) fn shared(api: &Api, types: &[TypeId]) -> Written {
    let mut page = Page::new(api, Target::Module(Module::Shared));
    page.heading(1, "Shared types");
    let back = page.link("Index", Target::Index);
    let module = code(&format!("{}::types", api.package.name.replace('-', "_")));
    page.paragraph(&format!("Types that several resources use. The module {module} has these and all others. {back}"));
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
        Some(summary) => escape(&one_line(summary)),
        None => first_sentence(docs),
    }
}

/// The section on waiting, where the resource can be waited for.
fn waiting(page: &mut Page<'_>, index: usize, resource: &Resource) {
    let Some(waiter) = &resource.waiter else { return };
    let reads = |operation: &&Operation| operation.name.ident == waiter.operation;
    let Some((at, read)) = resource.operations.iter().enumerate().find(|(_, operation)| reads(operation)) else { return };
    let required = read.parameters.iter().filter(|parameter| parameter.required);
    let arguments: Vec<&str> = required.map(|parameter| parameter.name.ident.trim_start_matches("r#")).collect();
    let call = |method: &str| code(&format!("{method}({}).await", arguments.join(", ")));
    let phase = code(&waiter.phase.join("."));
    let get = page.link(&code(waiter.operation.trim_start_matches("r#")), Target::Operation(index, at));
    let mut ready = format!(
        "- {} calls {get} every {} until {phase} is {}, for {} at most, and gives what {get} gives.",
        call("wait_until_ready"),
        duration(waiter.interval),
        phases(&waiter.done),
        duration(waiter.timeout),
    );
    if !waiter.failed.is_empty() {
        ready.push_str(&format!(" It is an error of the kind `Failed` where {phase} becomes {}.", phases(&waiter.failed)));
    }
    let gone = format!("- {} calls {get} until there is no such resource.", call("wait_until_deleted"));
    page.heading(2, "Waiting");
    page.lines(&[ready, gone]);
}
