//! The crate's front page: what a reader wants to know before the first call.

use std::collections::{BTreeMap, BTreeSet};

use super::docs::{Comment, first_sentence};
use super::gates::has_features;
use super::inline::code;
use super::library::title;
use super::manifest::FEATURES;
use super::samples::{first, sample};
use super::security::{from_environment, how};
use super::servers;
use crate::ir::{Api, Kind, Operation, Resource, SecurityScheme, TypeId};

const CALLS: &str = "A method of a resource makes a request: what is required is an argument, what is optional is a method of \
    the request. Nothing is sent before `send`, or before the first item or page of a list is asked for.";

const ERRORS: &str = "Every call may end in an [`Error`]. [`Error::kind`] tells what went wrong, as one of [`ErrorKind`]. Of an \
    answer it keeps the [status](Error::status), the [headers](Error::headers), the [request's name at the \
    service](Error::request_id) and the [body](Error::raw_body)";

const CHECKED: &str = "A request that breaks a constraint of the document is not sent: its error is of the kind \
    [`Validation`](ErrorKind::Validation) and names every place.";

const RETRIES: &str = "What is safe to repeat is tried again after a broken connection, a time limit, 429 and most statuses from \
    500 on; anything else only where the service cannot have acted on it. Delays grow, are random, and are at least what the \
    service asks for. [`RetryPolicy`](runtime::RetryPolicy) says how often, and is set for a client with \
    [`retry`](runtime::ClientBuilder::retry), or for a call with the method of the same name.";

const TESTS: &str = "[`Client::with_transport`] takes a [`ReplayTransport`](runtime::testing::ReplayTransport) in place of the \
    network, and a [`RecordingTransport`](runtime::testing::RecordingTransport) writes down what it can replay.";

const RESOURCES: &str = "`full` (on by default): all resources. Each is also a feature of its own, called as its module with `-` for \
    `_`; a type is there with every resource that needs it.";

/// The lines of the crate's docs.
pub(super) fn front_page(api: &Api) -> Vec<String> {
    let mut comment = Comment::of(&format!("A client of {}.", title(api)));
    comment.opening(api.docs.description.as_deref().unwrap_or_default());
    if let Some((resource, operation)) = first(api) {
        comment.heading("First program");
        comment.sample(&sample(api, resource, operation).first);
    }
    authorization(api, &mut comment, "[`Client::from_env`]");
    servers::sections(api, &mut comment);
    comment.section("Resources", CALLS, resources(api));
    comment.heading("Errors");
    comment.paragraph(&errors(api));
    comment.paragraph(CHECKED);
    comment.heading("Retries");
    comment.paragraph(RETRIES);
    comment.heading("Tests");
    comment.paragraph(TESTS);
    comment.section("Cargo features", "", features(api));
    comment.into_lines()
}

/// How to sign in; `from_env` is what the client's constructor is called where the lines are read.
pub(super) fn authorization(api: &Api, comment: &mut Comment, from_env: &str) {
    let scheme = |scheme: &SecurityScheme| how(scheme).about(&code(&scheme.name));
    let schemes: Vec<Comment> = api.security_schemes.iter().map(scheme).collect();
    comment.section("Authorization", &from_environment(api, from_env), schemes);
}

fn resources(api: &Api) -> Vec<String> {
    let line = |resource: &Resource| {
        // In rustdoc's paths a `#` begins a fragment, even that of a raw identifier.
        let module = resource.name.ident.trim_start_matches("r#");
        let about = first_sentence(&resource.docs);
        let link = format!("[`{module}`](mod@{module})");
        if about.is_empty() { link } else { format!("{link}: {about}") }
    };
    api.resources.iter().filter(|resource| !resource.operations.is_empty()).map(line).collect()
}

/// What an error keeps, with the body that most have.
fn errors(api: &Api) -> String {
    let typed = "[`Error::body`] gives it as the type that the document declares.";
    match usual_body(api) {
        Some(body) => format!("{ERRORS}, which is mostly a {body}: {typed}"),
        None => format!("{ERRORS}; {typed}"),
    }
}

/// The type that more than half of the operations with an error's body have as one. What comes once is not usual.
fn usual_body(api: &Api) -> Option<String> {
    let operations = api.resources.iter().flat_map(|resource| &resource.operations);
    let all: Vec<BTreeSet<Option<TypeId>>> = operations.map(error_bodies).filter(|bodies| !bodies.is_empty()).collect();
    let mut counts = BTreeMap::new();
    for id in all.iter().flatten().flatten() {
        *counts.entry(*id).or_insert(0) += 1;
    }
    let (id, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let def = api.type_def(id).filter(|_| count > 1 && 2 * count > all.len())?;
    Some(format!("[`{}`]({})", def.name.ident, def.path()))
}

/// The bodies of an operation's errors: the types that have a name, and None for any other.
fn error_bodies(operation: &Operation) -> BTreeSet<Option<TypeId>> {
    let errors = operation.responses.iter().filter(|response| !operation.is_success(response));
    let kinds = errors.filter_map(|response| response.content.first()).map(|content| &content.ty.kind);
    kinds.map(|kind| if let Kind::Named(id) = kind { Some(*id) } else { None }).collect()
}

/// The crate's features, one a line.
pub(super) fn features(api: &Api) -> Vec<String> {
    let line = |(name, default, what): &(&str, bool, &str)| {
        format!("`{name}`{}: {what}", if *default { " (on by default)" } else { "" })
    };
    FEATURES.iter().map(line).chain(has_features(api).then(|| RESOURCES.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::settings::Settings;
    use crate::source::{NoFiles, Text};

    /// The body of most errors of operations whose errors have these bodies.
    fn usual(errors: &[&str]) -> Option<String> {
        let text = |text: String| Text { name: "api.yaml".to_owned(), text };
        let content = |schema: &str| format!("content: {{application/json: {{schema: {schema}}}}}");
        let response = |name: &str| match name {
            "" => String::new(),
            "text" => format!("'400': {{description: No., {}}}", content("{type: string}")),
            name => format!("'400': {{description: No., {}}}", content(&format!("{{$ref: '#/components/schemas/{name}'}}"))),
        };
        let paths = errors.iter().enumerate().map(|(index, name)| {
            format!(
                "/{index}: {{get: {{operationId: get{index}, responses: {{'204': {{description: Yes.}}, {}}}}}}}",
                response(name)
            )
        });
        let document = format!(
            "{{openapi: 3.0.3, info: {{title: T, version: '1'}}, components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}, \
             B: {{type: object, properties: {{b: {{type: string}}}}}}}}}}, paths: {{{}}}}}",
            paths.collect::<Vec<_>>().join(", ")
        );
        let settings = Settings::parse(text(String::new()), &mut Diagnostics::default())?;
        let input = crate::Input { document: text(document), overlays: Vec::new(), settings, loader: &NoFiles };
        let outcome = crate::generate(&input);
        assert!(outcome.api.is_some(), "{}", outcome.report.text(false));
        usual_body(&outcome.api?)
    }

    #[test]
    fn the_usual_body_is_that_of_more_than_half() {
        let a = Some("[`A`](types::A)".to_owned());
        assert_eq!(usual(&["A", "A", "B", "", ""]), a);
        assert_eq!(usual(&["A", "B"]), None);
        assert_eq!(usual(&["A", "text"]), None);
        assert_eq!(usual(&["A", "", ""]), None);
        assert_eq!(usual(&["", ""]), None);
    }
}
