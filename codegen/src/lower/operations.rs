//! Operations: their bodies and responses.

use openapiv3::{MediaType, Operation, PathItem, ReferenceOr, StatusCode};

use super::node::{Use, component_name};
use super::{Direction, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{
    self, Content, Docs, Encoding, Header, Kind, Name, ParameterLocation, RequestBody, Resource, Response, Status, Type, Untyped,
};
use crate::names::{Scope, type_ident, value_ident};
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
        ir::Operation {
            marker: type_ident(&method_ident),
            name: Name { wire: operation.operation_id.clone().unwrap_or_default(), ident: method_ident },
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            parameters,
            body,
            responses: self.responses(operation, &at),
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
                self.diagnostics.push(
                    Diagnostic::new(Code::InvalidDocument, at, message).help("declare it under `parameters` with `in: path`"),
                );
            }
        }
        for parameter in parameters.iter().filter(|p| p.location == ParameterLocation::Path) {
            if !path.contains(&format!("{{{}}}", parameter.name.wire)) {
                let message = format!("the path parameter `{}` does not occur in the path", parameter.name.wire);
                self.diagnostics.push(Diagnostic::new(Code::InvalidDocument, &parameter.pointer, message));
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
        let content = self.content(&body.content, &pointer, Direction::Request);
        let docs = Docs { summary: None, description: body.description.clone() };
        Some(RequestBody { required: body.required, content, docs })
    }

    fn responses(&mut self, operation: &'d Operation, at: &Pointer) -> Vec<Response> {
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
        found.into_iter().filter_map(|(status, response, at)| self.response(status, response, at)).collect()
    }

    fn response(&mut self, status: Status, response: &'d ReferenceOr<openapiv3::Response>, at: Pointer) -> Option<Response> {
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
        let content = self.content(&response.content, &at, Direction::Response);
        let headers = self.headers(response, &at);
        let docs = Docs { summary: None, description: Some(response.description.clone()) };
        Some(Response { status, content, headers, docs })
    }

    fn headers(&mut self, response: &'d openapiv3::Response, at: &Pointer) -> Vec<Header> {
        let mut scope = Scope::default();
        let mut headers = Vec::new();
        for (name, header) in &response.headers {
            let (header, at) = match header {
                ReferenceOr::Item(header) => (header, at.child("headers").child(name)),
                ReferenceOr::Reference { reference } => {
                    let target = component_name(reference);
                    let declared = self.openapi.components.as_ref().and_then(|components| components.headers.get(target));
                    let Some(ReferenceOr::Item(header)) = declared else {
                        self.dangling(&at.child("headers").child(name), reference);
                        continue;
                    };
                    (header, Pointer::parse("/components/headers").child(target))
                }
            };
            let ty = match &header.format {
                openapiv3::ParameterSchemaOrContent::Schema(schema) => {
                    self.resolve(&[Use::new(schema, at.child("schema"))], Direction::Response)
                }
                openapiv3::ParameterSchemaOrContent::Content(_) => Type::of(Kind::String),
            };
            let docs = Docs { summary: None, description: header.description.clone() };
            let name = Name { wire: name.clone(), ident: scope.claim_numbered(&value_ident(name)) };
            headers.push(Header { name, required: header.required, ty, docs });
        }
        headers.sort_by(|a, b| a.name.cmp(&b.name));
        headers
    }

    /// The media types of a body, JSON first: the client sends and asks for the first.
    fn content(&mut self, content: &'d openapiv3::Content, at: &Pointer, direction: Direction) -> Vec<Content> {
        let mut all: Vec<Content> = Vec::new();
        for (media_type, body) in content {
            let place = at.child("content").child(media_type);
            if is_xml(media_type) {
                self.report_xml(&place, media_type, content.len() > 1);
                if content.len() > 1 {
                    continue;
                }
            }
            let encoding = encoding(media_type);
            all.push(Content { media_type: media_type.clone(), encoding, ty: self.body_type(body, encoding, &place, direction) });
        }
        all.sort_by(|a, b| (preference(a.encoding), &a.media_type).cmp(&(preference(b.encoding), &b.media_type)));
        all
    }

    fn report_xml(&mut self, at: &Pointer, media_type: &str, has_others: bool) {
        let (code, message) = if has_others {
            (Code::Ignored, format!("`{media_type}` is left out: the client uses another media type of this body"))
        } else {
            (Code::Lossy, format!("`{media_type}` is handed over as bytes: XML is not decoded"))
        };
        self.diagnostics.push(Diagnostic::new(code, at, message));
    }

    fn body_type(&mut self, body: &'d MediaType, encoding: Encoding, at: &Pointer, direction: Direction) -> Type {
        match (encoding, &body.schema) {
            (Encoding::Binary, _) => Type::of(Kind::Bytes),
            (Encoding::Text, _) => Type::of(Kind::String),
            (_, Some(schema)) => self.resolve(&[Use::new(schema, at.child("schema"))], direction),
            (_, None) => Type::of(Kind::Json(Untyped::FreeForm)),
        }
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

/// How a media type is encoded (RFC 6838 names; `+json` by RFC 6839).
fn encoding(media_type: &str) -> Encoding {
    match essence(media_type).as_str() {
        "application/json" | "*/*" => Encoding::Json,
        "application/x-www-form-urlencoded" => Encoding::Form,
        essence if essence.ends_with("+json") || essence.ends_with("/json") => Encoding::Json,
        essence if essence.starts_with("multipart/") => Encoding::Multipart,
        essence if essence.starts_with("text/") && !is_xml(essence) => Encoding::Text,
        _ => Encoding::Binary,
    }
}

/// A media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

fn preference(encoding: Encoding) -> u8 {
    match encoding {
        Encoding::Json => 0,
        Encoding::Form => 1,
        Encoding::Multipart => 2,
        Encoding::Text => 3,
        Encoding::Binary => 4,
    }
}
