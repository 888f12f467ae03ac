//! What the docs of a resource's module say beyond its prose: its operations, and how it comes and goes.

use super::docs::{Comment, first_sentence};
use super::inline::code;
use super::types::Context;
use super::waiters::phases;
use crate::ir::{Kind, Operation, Resource, TypeKind, Waiter, successes};

/// Adds the sections on a resource's operations and on its life.
pub(super) fn sections(context: &Context<'_>, resource: &Resource, comment: &mut Comment) {
    let line = |operation: &Operation| {
        let about = match operation.docs.summary.as_deref().map(super::prose::one_line).filter(|summary| !summary.is_empty()) {
            Some(summary) => super::inline::escape(&summary),
            None => first_sentence(&operation.docs),
        };
        let call = link(resource, method(operation));
        if about.is_empty() { call } else { format!("{call}: {about}") }
    };
    comment.section("Operations", "", resource.operations.iter().map(line).collect());
    comment.section("Life cycle", "", life(context, resource));
}

/// A link to a method of the resource's handle.
fn link(resource: &Resource, method: &str) -> String {
    format!("[`{method}`]({}::{method})", resource.handle)
}

fn method(operation: &Operation) -> &str {
    operation.name.ident.trim_start_matches("r#")
}

/// The steps of a resource's life. None where no operation reads one.
fn life(context: &Context<'_>, resource: &Resource) -> Vec<String> {
    let Some(read) = read(resource) else { return Vec::new() };
    let kind = given(read);
    // What they do, in the words of one or of several.
    let all = |does: [&str; 2], wanted: &dyn Fn(&Operation) -> bool| -> Option<String> {
        let found = resource.operations.iter().filter(|operation| wanted(operation));
        let found: Vec<String> = found.map(|operation| link(resource, method(operation))).collect();
        let [one, several] = does;
        let does = if found.len() == 1 { one } else { several };
        (!found.is_empty()).then(|| format!("{} {does}", found.join(" and ")))
    };
    let is_at = |operation: &Operation| operation.path == read.path;
    let makes = all(["makes", "make"], &|it| {
        matches!(it.method.as_str(), "POST" | "PUT") && !is_at(it) && kind.is_some() && given(it) == kind
    });
    let lists = all(["reads", "read"], &|it| it.paging.as_ref().map(|paging| &paging.item.kind) == kind && kind.is_some());
    let changes = all(["changes", "change"], &|it| matches!(it.method.as_str(), "PATCH" | "PUT" | "POST") && is_at(it));
    let removes = all(["removes", "remove"], &|it| it.method == "DELETE" && is_at(it));
    let get = link(resource, method(read));
    let waiter = resource.waiter.as_ref();
    let gone = waiter
        .filter(|_| removes.is_some())
        .map(|_| format!(", and {} waits until {get} does not find it any more", link(resource, "wait_until_deleted")));
    let steps = [
        makes.map(|makes| format!("{makes} one.")),
        waiter.map(|waiter| ready(context, resource, waiter, kind)),
        Some(format!("{get} reads it{}.", lists.map(|lists| format!(", {lists} all")).unwrap_or_default())),
        changes.map(|changes| format!("{changes} it.")),
        removes.map(|removes| format!("{removes} it{}.", gone.unwrap_or_default())),
    ];
    let steps: Vec<String> = steps.into_iter().flatten().collect();
    if steps.len() > 1 { steps } else { Vec::new() }
}

/// The operation that reads one: the one that waiting calls, else one at whose path something is changed or removed.
fn read(resource: &Resource) -> Option<&Operation> {
    let waits = resource.waiter.as_ref().map(|waiter| waiter.operation.as_str());
    let is_read = |operation: &&Operation| match waits {
        Some(name) => operation.name.ident == name,
        None => {
            let at = |other: &&Operation| other.path == operation.path && other.method != "GET";
            operation.method == "GET" && operation.path.ends_with('}') && resource.operations.iter().any(|it| at(&it))
        }
    };
    resource.operations.iter().find(is_read)
}

/// What a success of an operation holds.
fn given(operation: &Operation) -> Option<&Kind> {
    successes(&operation.responses)
        .into_iter()
        .flat_map(|response| response.content.first())
        .map(|content| &content.ty.kind)
        .next()
}

fn ready(context: &Context<'_>, resource: &Resource, waiter: &Waiter, kind: Option<&Kind>) -> String {
    let phase = code(&waiter.phase.join("."));
    let phase = match kind.and_then(|kind| phase_type(context, kind, &waiter.phase)) {
        Some(path) => format!("{phase} (see [`{path}`])"),
        None => phase,
    };
    let failed = match waiter.failed.as_slice() {
        [] => String::new(),
        failed => format!(" {} ends the wait with an error.", phases(failed)),
    };
    let wait = link(resource, "wait_until_ready");
    format!("{wait} waits until it can be used: until {phase} is {}.{failed}", phases(&waiter.done))
}

/// The path of the enumeration of a resource's phases.
fn phase_type(context: &Context<'_>, kind: &Kind, members: &[String]) -> Option<String> {
    let mut kind = kind;
    for member in members {
        let TypeKind::Struct(structure) = &context.definition(kind)?.kind else { return None };
        kind = &structure.fields.iter().find(|field| field.name.wire == *member)?.ty.kind;
    }
    context.enumeration(kind)?;
    Some(super::types::text(&context.kind(kind)))
}
