//! The docs of an operation's method.

use std::collections::BTreeMap;

use super::docs::Comment;
use super::inline::code;
use super::operations::{has_headers, required};
use super::samples::{OPTIONAL_BODY, sample};
use super::types::Context;
use super::{headers, parameters, response_docs};
use crate::ir::{Operation, Resource};

/// What a reader has to know to call an operation, and to understand what came of it.
pub(super) fn docs(context: &Context<'_>, resource: &Resource, operation: &Operation) -> Comment {
    let request = code(&format!("{} {}", operation.method, operation.path));
    let mut comment = Comment::new(&operation.docs, &format!("{request}."));
    comment.heading("Example");
    comment.sample(&sample(context.api, resource, operation).doctest);
    comment.section("Arguments", "", arguments(operation));
    comment.section("Optional", "Set on the request, before it is sent:", optional(operation));
    response_docs::sections(context, resource, operation, &mut comment);
    comment.heading("Request");
    let parts = [format!("{request}."), server(operation), signed(operation), response_headers(operation)];
    comment.paragraph(&parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" "));
    comment
}

/// The server that the operation is on, where that is not the client's.
fn server(operation: &Operation) -> String {
    let setter = "[`server_for`](crate::runtime::ClientBuilder::server_for)";
    let line = |server: &String| format!("On the server {}, or where {setter} says that it is.", code(server));
    operation.server.as_ref().map(line).unwrap_or_default()
}

fn arguments(operation: &Operation) -> Vec<Comment> {
    let body = operation.body.as_ref().filter(|body| body.required && body.docs.description.is_some());
    let body = body.map(|body| Comment::new(&body.docs, "").about("`body`"));
    required(operation).map(parameters::about).chain(body).collect()
}

fn optional(operation: &Operation) -> Vec<Comment> {
    let setters = operation.parameters.iter().filter(|parameter| !parameter.required);
    let body = operation.body.as_ref().filter(|body| !body.required);
    let body = body.map(|body| Comment::brief(&body.docs, "").about(&code(OPTIONAL_BODY)));
    setters.map(parameters::about).chain(body).collect()
}

/// Which headers responses have, with the statuses where not all have one.
fn response_headers(operation: &Operation) -> String {
    let mut found = BTreeMap::<&str, Vec<String>>::new();
    for response in &operation.responses {
        for header in &response.headers {
            found.entry(&header.name.wire).or_default().push(response.status.to_string());
        }
    }
    let all: Vec<String> = found
        .iter()
        .map(|(name, statuses)| match statuses.len() == operation.responses.len() {
            true => code(name),
            false => format!("{} ({})", code(name), statuses.join(", ")),
        })
        .collect();
    let typed = if has_headers(operation) { format!(", typed in [`{0}`](crate::{0})", headers::NAME) } else { String::new() };
    if all.is_empty() { String::new() } else { format!("Headers of responses{typed}: {}.", all.join(", ")) }
}

/// What the operation needs to be signed with.
fn signed(operation: &Operation) -> String {
    let scheme = |(name, scopes): &(String, Vec<String>)| {
        let scopes: Vec<String> = scopes.iter().map(|scope| code(scope)).collect();
        let name = format!("[{}](crate#authorization)", code(name));
        if scopes.is_empty() { name } else { format!("{name} (scopes {})", scopes.join(", ")) }
    };
    let alternatives: Vec<String> = operation
        .security
        .iter()
        .map(|all| match all.is_empty() {
            true => "no credential".to_owned(),
            false => all.iter().map(scheme).collect::<Vec<_>>().join(" and "),
        })
        .collect();
    if alternatives.is_empty() { String::new() } else { format!("Signed in with {}.", alternatives.join(" or ")) }
}
