//! Operations: a method of the handle, setters of the request, and a row of the table that says what it is.

use quote::quote;

use super::arguments::lint_exceptions;
use super::bodies::{Body, body};
use super::docs::Comment;
use super::literals::{ident, string};
use super::outputs::{Output, errors};
use super::parameters;
use super::types::{Context, alias, text};
use super::{BlockKind, Documented, Item, Row, headers, operation_docs, paging, representations};
use crate::ir::{Operation, Parameter, Resource, successes};

/// The method that begins a call: what is required is an argument.
pub(super) fn method(context: &Context<'_>, resource: &Resource, operation: &Operation) -> Documented {
    let docs = operation_docs::docs(context, resource, operation);
    let alias = alias(&operation.name);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let (name, marker) = (ident(&operation.name.ident), ident(&operation.marker));
    let body = required_body(context, operation);
    let required: Vec<&Parameter> = required(operation).collect();
    // The receiver counts, and so does the body.
    let names =
        required.iter().map(|parameter| parameter.name.ident.as_str()).chain(["self"]).chain(body.as_ref().map(|_| "body"));
    let exceptions = lint_exceptions("", &names.collect::<Vec<_>>());
    let argument = |parameter: &&Parameter| parameters::argument(context, parameter, &ident(&parameter.name.ident));
    let arguments = required.iter().map(argument);
    let step = |parameter: &&Parameter| parameters::step(context, parameter, &ident(&parameter.name.ident));
    let steps = required.iter().map(step);
    let (body_argument, body_step) = match body {
        Some(Body { ty, step }) => (Some(quote!(body: #ty)), Some(step)),
        None => (None, None),
    };
    let arguments = arguments.chain(body_argument);
    docs.on(quote! {
        #alias
        #deprecated
        #exceptions
        pub fn #name(&self, #(#arguments),*) -> Request<#marker, M> {
            Request::new(&self.client) #(#steps)* #body_step
        }
    })
}

/// The parameters that are arguments of the method.
pub(super) fn required(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.required)
}

pub(super) fn required_body(context: &Context<'_>, operation: &Operation) -> Option<Body> {
    operation.body.as_ref().filter(|body| body.required).and_then(|_| body(context, operation))
}

/// The setters of the parameters that may be left out, and the methods that ask for another representation.
pub(super) fn setters(context: &Context<'_>, resource: &Resource, operation: &Operation) -> Option<Item> {
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let mut setters: Vec<Documented> = optional.map(|parameter| parameters::setter(context, parameter)).collect();
    if let Some(optional) = operation.body.as_ref().filter(|body| !body.required)
        && let Some(Body { ty, step }) = body(context, operation)
    {
        let docs = Comment::new(&optional.docs, "The body of the request.");
        setters.push(docs.on(quote! {
            pub fn with_body(self, body: #ty) -> Self {
                self #step
            }
        }));
    }
    setters.extend(operation.representations.iter().map(|one| representations::method(context, resource, operation, one)));
    let marker = ident(&operation.marker);
    (!setters.is_empty()).then(|| Item::block(BlockKind::Impl, quote!(impl<M: rt::Mode> Request<#marker, M>), setters))
}

/// The operation as data.
pub(super) fn row(context: &Context<'_>, handle: &str, operation: &Operation, output: &Output) -> Row {
    // What has no operationId is called by its method and path, in errors and events.
    let line = format!("{} {}", operation.method, operation.path);
    let id = if operation.name.wire.is_empty() { &line } else { &operation.name.wire };
    let mut rows = vec![Row::Line(format!("id: {}", string(id)))];
    rows.extend(operation.server.iter().map(|server| Row::Line(format!("server: {}", string(server)))));
    let alternatives: Vec<Row> = operation.security.iter().map(|all| Row::Line(requirement(all))).collect();
    if !alternatives.is_empty() {
        rows.push(Row::group("security: [", alternatives, "],"));
    }
    rows.extend(output.accept.clone().map(Row::Line));
    rows.push(Row::Line(format!("output: {}", text(&output.ty))));
    rows.push(Row::group("responses: {", output.rows.clone(), "},"));
    let errors = errors(context, operation);
    if !errors.is_empty() {
        rows.push(Row::group("errors: {", errors, "},"));
    }
    if has_headers(operation) {
        rows.push(Row::Line(format!("headers: crate::{}", headers::NAME)));
    }
    if output.definition.is_empty() {
        rows.extend(operation.paging.iter().flat_map(|paging| paging::rows(context, paging)));
    }
    let method = operation.name.ident.trim_start_matches("r#");
    let docs = vec![format!("The operation of [`{handle}::{method}`].")];
    let open = format!("{} = {} {} {{", operation.marker, operation.method, string(&operation.path));
    Row::Group { docs, open, rows, close: "}" }
}

/// Whether a success has headers that the document declares.
pub(super) fn has_headers(operation: &Operation) -> bool {
    successes(&operation.responses).iter().any(|response| !response.headers.is_empty())
}

fn requirement(all: &[(String, Vec<String>)]) -> String {
    let scheme = |(name, scopes): &(String, Vec<String>)| {
        let scopes: Vec<String> = scopes.iter().map(|scope| string(scope)).collect();
        if scopes.is_empty() { string(name) } else { format!("{}({})", string(name), scopes.join(", ")) }
    };
    format!("[{}]", all.iter().map(scheme).collect::<Vec<_>>().join(", "))
}
