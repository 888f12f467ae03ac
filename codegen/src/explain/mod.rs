//! What became of a document's operations and schemas: their Rust call, their types, and the places that made them so.

mod fields;
mod text;

pub(crate) use fields::kind_word;
pub use fields::{Locate, Renamed, type_json};
pub use text::text;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::analyze::traverse::{self, received, sent};
use crate::ir::{Api, Content, Kind, Operation, Representation, Resource, Type, TypeId, successes};

/// All operations, in the order of their resources: an array of the objects that [`operation`] makes.
pub fn all(api: &Api) -> Value {
    api.resources.iter().flat_map(|resource| resource.operations.iter().map(|one| describe(api, resource, one))).collect()
}

/// The operation of an operationId, or of a Rust call such as `networks().list`; None where there is none.
///
/// The object has `operation_id` (null where the document gives none), `method`, `path`, and under `rust`: `call`,
/// `request` (the body's type as a full path, null without body) and `responses` (the same by status). Where a success comes in
/// several media types, `representations` has for each method that asks for another: `media_type`, `responses`.
pub fn operation(api: &Api, name: &str) -> Option<Value> {
    let all = api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |one| (resource, one)));
    let mut matching = all.filter(|(resource, one)| one.name.wire == name || call(resource, one) == name);
    matching.next().map(|(resource, one)| describe(api, resource, one))
}

/// The types that the operation of a name sends and receives, with what is within them: a list of what [`type_json`]
/// makes.
pub fn types(api: &Api, name: &str, locate: Locate<'_>, renamed: Renamed<'_>) -> Value {
    let all = api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |one| (resource, one)));
    let named = all.filter(|(resource, one)| one.name.wire == name || call(resource, one) == name).take(1);
    let mut open: Vec<TypeId> = named.flat_map(|(_, one)| sent(one).chain(received(one)).filter_map(traverse::named)).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(def) = api.type_def(id).filter(|_| seen.insert(id)) else { continue };
        traverse::each_type(&def.kind, &mut |ty| open.extend(traverse::named(ty)));
    }
    seen.iter().filter_map(|id| api.type_def(*id)).map(|def| fields::def_json(api, def, locate, renamed)).collect()
}

fn describe(api: &Api, resource: &Resource, operation: &Operation) -> Value {
    let id = Some(&operation.name.wire).filter(|id| !id.is_empty());
    let request = operation.body.as_ref().and_then(|body| body.content.first());
    let responses: Map<String, Value> =
        operation.responses.iter().map(|response| (response.status.to_string(), body(api, response.content.first()))).collect();
    let mut rust = json!({
        "call": call(resource, operation),
        "request": body(api, request),
        "responses": responses,
    });
    let representations: Map<String, Value> =
        operation.representations.iter().map(|one| (one.name.ident.clone(), representation(api, operation, one))).collect();
    if let Some(members) = rust.as_object_mut().filter(|_| !representations.is_empty()) {
        members.insert("representations".to_owned(), representations.into());
    }
    json!({ "operation_id": id, "method": operation.method, "path": operation.path, "rust": rust })
}

/// What comes where the caller asks for another media type.
fn representation(api: &Api, operation: &Operation, one: &Representation) -> Value {
    let successes = successes(&operation.responses).into_iter();
    let responses: Map<String, Value> =
        successes.map(|response| (response.status.to_string(), body(api, response.content_in(Some(&one.name.wire))))).collect();
    json!({ "media_type": one.name.wire, "responses": responses })
}

/// How an operation is called: `networks().list`.
pub(crate) fn call(resource: &Resource, operation: &Operation) -> String {
    format!("{}().{}", resource.name.ident, operation.name.ident)
}

fn body(api: &Api, content: Option<&Content>) -> Value {
    content.map_or(Value::Null, |content| Value::String(type_path(api, &content.ty)))
}

/// The Rust type of a use, with full paths.
pub(crate) fn type_path(api: &Api, ty: &Type) -> String {
    let krate = api.package.name.replace('-', "_");
    let runtime = |name: &str| format!("{krate}::runtime::{name}");
    let path = match &ty.kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Integer(integer) => integer.name().to_owned(),
        Kind::Number(float) => float.name().to_owned(),
        Kind::String => "std::string::String".to_owned(),
        Kind::Secret => runtime("Secret"),
        Kind::Decimal => runtime("Decimal"),
        Kind::Format(format) => match format.module() {
            Some(module) => format!("{module}::{}", format.name()),
            None => runtime(format.name()),
        },
        Kind::Base64 => runtime("Base64"),
        Kind::Bytes => runtime("Bytes"),
        Kind::List(item) => format!("std::vec::Vec<{}>", type_path(api, item)),
        Kind::Map(value) => format!("std::collections::BTreeMap<std::string::String, {}>", type_path(api, value)),
        Kind::Named(id) => api.type_def(*id).map_or_else(String::new, |def| format!("{krate}::{}", def.path())),
        Kind::Json(_) => runtime("Value"),
    };
    if ty.nullable { format!("{}<{path}>", runtime("Nullable")) } else { path }
}
