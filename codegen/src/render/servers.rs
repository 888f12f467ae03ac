//! The servers of the document, and of single operations, on the crate's front page.

use super::docs::{Comment, first_sentence};
use super::inline::code;
use crate::ir::{Api, Server, ServerVariable};

const VARIABLES: &str = "They stand in the URLs of servers. [`server_variable`](runtime::ClientBuilder::server_variable) says what they \
    are, if not their defaults.";

const OWN: &str = "Some operations are on servers of their own. [`server_for`](runtime::ClientBuilder::server_for) says where one \
    of these is, as [`server`](runtime::ClientBuilder::server) does for all other operations. Credentials are sent to these servers \
    and nowhere else: no redirect is followed, and the next page of a list is asked for where the first came from.";

/// Adds what there is to choose from.
pub(super) fn sections(api: &Api, comment: &mut Comment) {
    if are_told(api) {
        let called = called(api, "[`server`](runtime::ClientBuilder::server)");
        comment.section("Servers", &called, api.servers.iter().map(server).collect());
    }
    comment.section("Server variables", VARIABLES, api.server_variables.iter().map(variable).collect());
    comment.section("Servers of single operations", OWN, api.own_servers().into_iter().map(|own| operations(api, own)).collect());
}

/// Whether there is something to say of the document's servers: there is a choice, or none that can be called.
pub(crate) fn are_told(api: &Api) -> bool {
    api.servers.len() > 1 || api.servers.iter().any(|server| server.url.is_empty())
}

/// Which of the servers a client calls. `setter` is what the method is called where this is read.
pub(crate) fn called(api: &Api, setter: &str) -> String {
    let can_be = |server: &Server| !server.url.is_empty();
    match (api.servers.first().is_some_and(can_be), api.servers.iter().any(can_be)) {
        (true, _) => format!("The client calls the first of these, unless {setter} says another."),
        (false, true) => {
            format!("The first of these cannot be called as it is, so {setter} has to say which one the client calls.")
        }
        (false, false) => format!("None of these can be called as it is, so {setter} has to say where the service is."),
    }
}

/// The URL of a server.
pub(crate) fn url(server: &Server) -> String {
    code(&server.written)
}

fn server(server: &Server) -> String {
    about(url(server), &first_sentence(&server.docs))
}

fn variable(variable: &ServerVariable) -> String {
    let values: Vec<String> = variable.values.iter().map(|value| code(value)).collect();
    let of = if values.is_empty() { String::new() } else { format!(", of {}", values.join(", ")) };
    about(format!("{} is {}{of}", code(&variable.name), code(&variable.default)), &first_sentence(&variable.docs))
}

fn about(what: String, docs: &str) -> String {
    if docs.is_empty() { what } else { format!("{what}: {docs}") }
}

/// A server with the operations that are on it.
fn operations(api: &Api, server: &str) -> String {
    let all = api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |one| (resource, one)));
    let own = all.filter(|(_, operation)| operation.server.as_deref() == Some(server));
    let calls: Vec<String> =
        own.map(|(resource, operation)| code(&format!("{}().{}", resource.name.ident, operation.name.ident))).collect();
    format!("{}: {}", code(server), calls.join(", "))
}
