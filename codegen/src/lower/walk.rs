//! A walk over every schema of a document.

use std::rc::Rc;

use openapiv3::{MediaType, OpenAPI, Parameter, ParameterSchemaOrContent, ReferenceOr, RequestBody, Response};

use super::node::{Extra, Node, Use};
use crate::source::Pointer;

/// Every inline schema of the document; the order is the document's.
pub(crate) fn nodes(openapi: &OpenAPI) -> Vec<Rc<Node<'_>>> {
    let mut found = Vec::new();
    walk(openapi, &mut |node| found.push(Rc::new(node)));
    found
}

fn walk<'d>(openapi: &'d OpenAPI, visit: Visit<'_, 'd>) {
    let root = Pointer::root();
    if let Some(components) = &openapi.components {
        let at = root.child("components");
        for (name, schema) in &components.schemas {
            schema_use(Use::new(schema, at.child("schemas").child(name)), visit);
        }
        for (name, item) in &components.parameters {
            parameter(item, at.child("parameters").child(name), visit);
        }
        for (name, item) in &components.request_bodies {
            request_body(item, at.child("requestBodies").child(name), visit);
        }
        for (name, item) in &components.responses {
            response(item, at.child("responses").child(name), visit);
        }
    }
    for (path, item) in &openapi.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        let at = root.child("paths").child(path);
        for (index, one) in item.parameters.iter().enumerate() {
            parameter(one, at.child("parameters").index(index), visit);
        }
        for (method, operation) in item.iter() {
            let at = at.child(method);
            for (index, one) in operation.parameters.iter().enumerate() {
                parameter(one, at.child("parameters").index(index), visit);
            }
            if let Some(body) = &operation.request_body {
                request_body(body, at.child("requestBody"), visit);
            }
            let at = at.child("responses");
            for (status, one) in &operation.responses.responses {
                response(one, at.child(&status.to_string()), visit);
            }
            if let Some(one) = &operation.responses.default {
                response(one, at.child("default"), visit);
            }
        }
    }
}

type Visit<'a, 'd> = &'a mut dyn FnMut(Node<'d>);

fn schema_use<'d>(one: Use<'d>, visit: Visit<'_, 'd>) {
    // A list of its own instead of recursion: documents may nest deeply.
    let mut open = vec![one];
    while let Some(one) = open.pop() {
        let Some(node) = one.node() else { continue };
        let properties = node.properties.iter().map(|(_, property)| property);
        let parts = properties.chain(&node.items).chain(&node.all_of).chain(&node.one_of).chain(&node.any_of);
        open.extend(parts.cloned());
        if let Some(Extra::Schema(additional)) = &node.additional {
            open.push(additional.clone());
        }
        visit(node);
    }
}

fn content<'d>(content: impl Iterator<Item = (&'d String, &'d MediaType)>, at: &Pointer, visit: Visit<'_, 'd>) {
    let at = at.child("content");
    for (media_type, body) in content {
        if let Some(schema) = &body.schema {
            schema_use(Use::new(schema, at.child(media_type).child("schema")), visit);
        }
    }
}

fn parameter<'d>(item: &'d ReferenceOr<Parameter>, at: Pointer, visit: Visit<'_, 'd>) {
    let ReferenceOr::Item(item) = item else { return };
    match &item.parameter_data_ref().format {
        ParameterSchemaOrContent::Schema(schema) => schema_use(Use::new(schema, at.child("schema")), visit),
        ParameterSchemaOrContent::Content(map) => content(map.iter(), &at, visit),
    }
}

fn request_body<'d>(item: &'d ReferenceOr<RequestBody>, at: Pointer, visit: Visit<'_, 'd>) {
    let ReferenceOr::Item(item) = item else { return };
    content(item.content.iter(), &at, visit);
}

fn response<'d>(item: &'d ReferenceOr<Response>, at: Pointer, visit: Visit<'_, 'd>) {
    let ReferenceOr::Item(item) = item else { return };
    content(item.content.iter(), &at, visit);
}
