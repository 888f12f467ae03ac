//! Rust code that calls a generated client by the names of the document: written from the generator's IR, which knows
//! what became of each name. What the calls must do is not asked here.
//!
//! The build script uses this file too.

use std::fmt::Write as _;

use basetype::ir::{Api, Content, Encoding, Kind, Operation, Parameter, Status, Type, TypeKind};

/// A function `round_trip(body, value)`: decodes and encodes the JSON body of a name.
pub fn round_trips(api: &Api) -> String {
    let mut arms = String::new();
    for operation in operations(api) {
        let request = operation.body.iter().filter_map(|body| json(&body.content)).map(|content| ("request".to_owned(), content));
        let responses =
            operation.responses.iter().filter_map(|response| Some((status(response.status), json(&response.content)?)));
        for (side, content) in request.chain(responses) {
            let body = format!("{} {} {side}", operation.method, operation.path);
            writeln!(arms, "        {body:?} => wire::round_trip::<{}>(value),", type_path(api, &content.ty)).ok();
        }
    }
    format!(
        "/// Decodes the JSON body of a name, and encodes it again.\n\
         pub(crate) fn round_trip(body: &str, value: &Value) -> Result<Value, String> {{\n    \
         match body {{\n{arms}        other => Err(format!(\"BUG: no body is called {{other}}\")),\n    }}\n}}\n"
    )
}

/// A function `call(client, operation, arguments)`: calls the operation of a method and path.
pub fn calls(api: &Api) -> String {
    let krate = krate(api);
    let mut arms = String::new();
    for resource in &api.resources {
        for operation in &resource.operations {
            let handle = &resource.name.ident;
            write!(arms, "        {:?} => {{\n{}        }}\n", key(operation), call(api, handle, operation)).ok();
        }
    }
    format!(
        "/// Calls an operation with the arguments that there are.\n\
         pub(crate) async fn call(client: &{krate}::Client, operation: &str, arguments: &Arguments) -> Answer {{\n    \
         match operation {{\n{arms}        other => panic!(\"no operation is called {{other}}\"),\n    }}\n}}\n"
    )
}

fn call(api: &Api, handle: &str, operation: &Operation) -> String {
    let (required, optional): (Vec<_>, Vec<_>) = operation.parameters.iter().partition(|parameter| parameter.required);
    let mut arguments: Vec<String> = required.iter().map(|parameter| argument(api, parameter)).collect();
    let body = operation.body.as_ref();
    arguments.extend(body.filter(|body| body.required).map(|_| "arguments.body()".to_owned()));
    let mut out = String::new();
    let is_mutable = !optional.is_empty() || body.is_some_and(|body| !body.required);
    let mutable = if is_mutable { "mut " } else { "" };
    let method = &operation.name.ident;
    writeln!(out, "            let {mutable}request = client.{handle}().{method}({});", arguments.join(", ")).ok();
    for parameter in optional {
        let (name, setter) = (&parameter.name.wire, &parameter.name.ident);
        let value = argument(api, parameter);
        writeln!(
            out,
            "            if arguments.has({name:?}) {{\n                request = request.{setter}({value});\n            }}"
        )
        .ok();
    }
    if body.is_some_and(|body| !body.required) {
        out.push_str("            if arguments.has_body() {\n                request = request.with_body(arguments.body());\n            }\n");
    }
    writeln!(out, "            answer(request.send().await, &[{}])", error_bodies(api, operation)).ok();
    out
}

/// How an error's body is found: by each of the types that the operation's errors have.
fn error_bodies(api: &Api, operation: &Operation) -> String {
    let errors = operation.responses.iter().filter(|response| !is_success(response.status));
    let mut types: Vec<String> =
        errors.filter_map(|response| json(&response.content)).map(|content| type_path(api, &content.ty)).collect();
    types.sort();
    types.dedup();
    let bodies: Vec<String> = types.iter().map(|ty| format!("typed_body::<{ty}>")).collect();
    bodies.join(", ")
}

/// The expression for a parameter's value, as the client's methods take it.
fn argument(api: &Api, parameter: &Parameter) -> String {
    let name = &parameter.name.wire;
    let ty = Type { nullable: false, ..parameter.ty.clone() };
    let (path, is_reference) = match &ty.kind {
        Kind::String => ("String".to_owned(), true),
        Kind::Secret | Kind::Base64 | Kind::Bytes | Kind::Map(_) | Kind::Json(_) => (type_path(api, &ty), true),
        Kind::Named(id) => {
            let is_enum = matches!(api.type_def(*id).map(|def| &def.kind), Some(TypeKind::Enum(_)));
            (type_path(api, &ty), !is_enum)
        }
        _ => (type_path(api, &ty), false),
    };
    format!("{}arguments.value::<{path}>({name:?})", if is_reference { "&" } else { "" })
}

/// The name of an operation: `GET /networks/{id}`.
pub fn key(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.resources.iter().flat_map(|resource| &resource.operations)
}

fn json(content: &[Content]) -> Option<&Content> {
    content.first().filter(|content| content.encoding == Encoding::Json)
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..300) | Status::Range(2))
}

fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

fn krate(api: &Api) -> String {
    api.package.name.replace('-', "_")
}

/// A type as a user of the client writes it.
fn type_path(api: &Api, ty: &Type) -> String {
    let runtime = |name: &str| format!("{}::runtime::{name}", krate(api));
    let path = match &ty.kind {
        Kind::Bool => "bool".to_owned(),
        Kind::I32 => "i32".to_owned(),
        Kind::I64 => "i64".to_owned(),
        Kind::U32 => "u32".to_owned(),
        Kind::U64 => "u64".to_owned(),
        Kind::I128 => "i128".to_owned(),
        Kind::F32 => "f32".to_owned(),
        Kind::F64 => "f64".to_owned(),
        Kind::String => "String".to_owned(),
        Kind::Secret => runtime("Secret"),
        Kind::DateTime => runtime("DateTime"),
        Kind::Date => runtime("Date"),
        Kind::Uuid => runtime("Uuid"),
        Kind::Base64 => runtime("Base64"),
        Kind::Bytes => runtime("Bytes"),
        Kind::Ipv4 => "std::net::Ipv4Addr".to_owned(),
        Kind::Ipv6 => "std::net::Ipv6Addr".to_owned(),
        Kind::Json(_) => runtime("Value"),
        Kind::List(items) => format!("Vec<{}>", type_path(api, items)),
        Kind::Map(values) => format!("std::collections::BTreeMap<String, {}>", type_path(api, values)),
        Kind::Named(id) => match api.type_def(*id) {
            Some(def) => format!("{}::{}::{}", krate(api), api.module_ident(def.module), def.name.ident),
            None => runtime("Value"),
        },
    };
    if ty.nullable { format!("{}<{path}>", runtime("Nullable")) } else { path }
}
