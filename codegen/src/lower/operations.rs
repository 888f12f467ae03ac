//! Operations: their bodies and responses.

use openapiv3::{Operation, PathItem, ReferenceOr, StatusCode};

use super::Lowering;
use super::node::component_name;
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{self, Docs, Name, ParameterLocation, RequestBody, Resource, Response, Status};
use crate::names::type_ident;
use crate::source::Pointer;

impl<'d> Lowering<'d> {
    /// All groups with those operations that the client is to have.
    pub(crate) fn resources(&mut self, selected: Vec<(&'d str, &'d str, &'d Operation)>) -> Vec<Resource> {
        let mut resources: Vec<Resource> = self
            .places
            .groups
            .iter()
            .map(|group| Resource {
                name: Name { wire: group.tag.clone(), ident: group.module.clone() },
                handle: group.handle.clone(),
                docs: tag_docs(self.openapi, &group.tag),
                operations: Vec::new(),
                waiter: None,
                feature: None,
            })
            .collect();
        for (path, method, operation) in selected {
            let Some(ReferenceOr::Item(item)) = self.openapi.paths.paths.get(path) else { continue };
            let Some(names) = self.places.operation(path, method) else { continue };
            let lowered = self.operation(path, method, item, operation);
            if let Some(resource) = resources.get_mut(names.group) {
                resource.operations.push(lowered);
            }
        }
        for resource in &mut resources {
            resource.operations.sort_by(|a, b| a.name.ident.cmp(&b.name.ident));
        }
        resources
    }

    fn operation(&mut self, path: &'d str, method: &'d str, item: &'d PathItem, operation: &'d Operation) -> ir::Operation {
        let at = Pointer::parse("/paths").child(path).child(method);
        let method_ident = self.places.operation(path, method).map(|names| names.method.clone()).unwrap_or_default();
        let body = self.request_body(operation, &at);
        let parameters = self.parameters(path, item, operation, &at, body.is_some());
        self.check_path(path, &parameters, &at);
        let responses = self.responses(method, operation, &at);
        let representations = self.representations(&responses, &parameters, &at);
        ir::Operation {
            marker: type_ident(&method_ident),
            name: Name { wire: operation.operation_id.clone().unwrap_or_default(), ident: method_ident },
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            server: self.own_server(item, operation, &at),
            parameters,
            body,
            responses,
            representations,
            paging: None,
            security: self.security(operation),
            docs: Docs { summary: operation.summary.clone(), description: operation.description.clone() },
            deprecated: operation.deprecated,
            pointer: at,
        }
    }

    /// Every expression of the path has a parameter, and the other way round.
    fn check_path(&mut self, path: &str, parameters: &[ir::Parameter], at: &Pointer) {
        let declared = |name: &str| parameters.iter().any(|p| p.location == ParameterLocation::Path && p.name.wire == name);
        for expression in path.split('{').skip(1).filter_map(|part| part.split_once('}')) {
            if !declared(expression.0) {
                let message = format!("the path has `{{{}}}`, but no path parameter of that name is declared", expression.0);
                let diagnostic = Diagnostic::new(Code::InvalidDocument, &at.parent().unwrap_or_default(), message);
                let help = "declare it under `parameters` with `in: path`";
                self.diagnostics.push(diagnostic.and_at(at, "for this operation").help(help));
            }
        }
        for parameter in parameters.iter().filter(|p| p.location == ParameterLocation::Path) {
            if !path.contains(&format!("{{{}}}", parameter.name.wire)) {
                let message = format!("the path parameter `{}` does not occur in the path", parameter.name.wire);
                let help = "put it into the path as `{name}`, correct its name, or remove it";
                let at = parameter.pointer.child("name");
                self.diagnostics.push(Diagnostic::new(Code::InvalidDocument, &at, message).help(help));
            }
        }
    }

    fn security(&self, operation: &Operation) -> Vec<Vec<(String, Vec<String>)>> {
        let requirements = operation.security.as_ref().or(self.openapi.security.as_ref());
        requirements
            .into_iter()
            .flatten()
            .map(|all| all.iter().map(|(scheme, scopes)| (scheme.clone(), scopes.clone())).collect())
            .collect()
    }

    fn request_body(&mut self, operation: &'d Operation, at: &Pointer) -> Option<RequestBody> {
        let (body, pointer) = match operation.request_body.as_ref()? {
            ReferenceOr::Item(body) => (body, at.child("requestBody")),
            ReferenceOr::Reference { reference } => {
                let name = component_name(reference);
                let declared = self.openapi.components.as_ref().and_then(|components| components.request_bodies.get(name));
                let Some(ReferenceOr::Item(body)) = declared else {
                    self.dangling(at, reference);
                    return None;
                };
                (body, Pointer::parse("/components/requestBodies").child(name))
            }
        };
        let content = self.sent_content(&body.content, &pointer);
        let docs = Docs { summary: None, description: body.description.clone() };
        Some(RequestBody { required: body.required, content, docs })
    }

    fn responses(&mut self, method: &str, operation: &'d Operation, at: &Pointer) -> Vec<Response> {
        let at = at.child("responses");
        let declared = operation.responses.responses.iter().map(|(status, response)| match status {
            StatusCode::Code(code) => (Status::Code(*code), response, at.child(&code.to_string())),
            StatusCode::Range(class) => {
                (Status::Range(u8::try_from(*class).unwrap_or(0)), response, at.child(&status.to_string()))
            }
        });
        let default = operation.responses.default.iter().map(|response| (Status::Default, response, at.child("default")));
        let mut found: Vec<_> = declared.chain(default).collect();
        found.sort_by_key(|(status, ..)| *status);
        let has_success = found.iter().any(|(status, ..)| status.is_success());
        let is_success = |status: Status| status.is_success() || (status == Status::Default && !has_success);
        let read = |(status, response, at)| self.response(status, is_success(status), response, at);
        let mut responses: Vec<Response> = found.into_iter().filter_map(read).collect();
        if method == "head" {
            self.take_bodies_away(&mut responses, &at);
        }
        responses
    }

    /// The answer to HEAD has no body, whatever is declared (RFC 9110 section 9.3.2).
    fn take_bodies_away(&mut self, responses: &mut [Response], at: &Pointer) {
        for response in responses.iter_mut().filter(|response| !response.content.is_empty()) {
            response.content.clear();
            let at = at.child(&response.status.to_string());
            let message = "the answer to HEAD has no body: what is declared of it is left out";
            self.diagnostics.push(Diagnostic::new(Code::Ignored, &at, message));
        }
    }

    fn response(
        &mut self,
        status: Status,
        is_success: bool,
        response: &'d ReferenceOr<openapiv3::Response>,
        at: Pointer,
    ) -> Option<Response> {
        let (response, at) = match response {
            ReferenceOr::Item(response) => (response, at),
            ReferenceOr::Reference { reference } => {
                let name = component_name(reference);
                let declared = self.openapi.components.as_ref().and_then(|components| components.responses.get(name));
                let Some(ReferenceOr::Item(response)) = declared else {
                    self.dangling(&at, reference);
                    return None;
                };
                (response, Pointer::parse("/components/responses").child(name))
            }
        };
        let content = self.received_content(&response.content, &at, is_success);
        let headers = self.headers(response, &at);
        let docs = Docs { summary: None, description: Some(response.description.clone()) };
        Some(Response { status, content, headers, docs })
    }

    pub(crate) fn dangling(&mut self, at: &Pointer, reference: &str) {
        let message = format!("`{reference}` leads nowhere");
        self.diagnostics.push(Diagnostic::new(Code::DanglingReference, at, message).help("define it, or correct the reference"));
    }
}

fn tag_docs(openapi: &openapiv3::OpenAPI, tag: &str) -> Docs {
    let declared = openapi.tags.iter().find(|declared| declared.name == tag);
    Docs { summary: None, description: declared.and_then(|tag| tag.description.clone()) }
}
