//! Rust code that calls a generated client by the names of the document: written from the generator's IR, which knows
//! what became of each name. What the calls must do is not asked here.
//!
//! The build script uses this file too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use basetype::ir::{
    Api, Content, Encoding, Header, Kind, Operation, Parameter, ParameterLocation, Part, Representation, RequestBody, Resource,
    Response, Status, Type, TypeId, TypeKind, successes,
};

/// A function `round_trip(body, value, shown)`: decodes and encodes the body of a name, or shows what it was decoded to.
pub fn round_trips(api: &Api) -> String {
    let arm = |(body, ty): (String, String)| format!("        {body:?} => wire::round_trip::<{ty}>(value, shown),\n");
    let arms: String = types(api).into_iter().map(arm).collect();
    format!(
        "/// Decodes the body of a name, and encodes it again or shows it.\n\
         pub(crate) fn round_trip(body: &str, value: &Value, shown: bool) -> Result<Value, String> {{\n    \
         match body {{\n{arms}        other => Err(format!(\"BUG: no body is called {{other}}\")),\n    }}\n}}\n"
    )
}

/// The type of each JSON body, by the body's name, as a user of the client writes it.
pub fn types(api: &Api) -> BTreeMap<String, String> {
    let mut types = BTreeMap::new();
    for operation in operations(api) {
        let request = operation.body.iter().filter_map(|body| json(&body.content)).map(|content| ("request".to_owned(), content));
        let responses =
            operation.responses.iter().filter_map(|response| Some((status(response.status), json(&response.content)?)));
        for (side, content) in request.chain(responses) {
            types.insert(format!("{} {} {side}", operation.method, operation.path), type_path(api, &content.ty));
        }
    }
    types
}

/// A function `call(client, operation, arguments)`: calls the operation of a method and path.
pub fn calls(api: &Api) -> String {
    let krate = krate(api);
    let mut arms = String::new();
    for resource in &api.resources {
        for operation in &resource.operations {
            let code = call(api, resource, operation);
            write!(arms, "        {:?} => {{\n{code}        }}\n", key(operation)).ok();
        }
    }
    format!(
        "/// Calls an operation with the arguments that there are.\n\
         pub(crate) async fn call(client: &{krate}::Client, operation: &str, arguments: &Arguments) -> Answer {{\n    \
         match operation {{\n{arms}        other => panic!(\"no operation is called {{other}}\"),\n    }}\n}}\n"
    )
}

fn call(api: &Api, resource: &Resource, operation: &Operation) -> String {
    let (required, optional): (Vec<_>, Vec<_>) = operation.parameters.iter().partition(|parameter| parameter.required);
    let mut arguments: Vec<String> = required.iter().map(|parameter| argument(api, parameter)).collect();
    let body = operation.body.as_ref();
    let body_argument = |body| body_argument(api, resource, operation, body);
    arguments.extend(body.filter(|body| body.required).map(body_argument));
    let mut out = String::new();
    let is_mutable = !optional.is_empty() || body.is_some_and(|body| !body.required);
    let mutable = if is_mutable { "mut " } else { "" };
    let (handle, method) = (&resource.name.ident, &operation.name.ident);
    writeln!(out, "            let {mutable}request = client.{handle}().{method}({});", arguments.join(", ")).ok();
    for parameter in optional {
        let (name, setter) = (name_of(parameter), &parameter.name.ident);
        let value = argument(api, parameter);
        writeln!(
            out,
            "            if arguments.has({name:?}) {{\n                request = request.{setter}({value});\n            }}"
        )
        .ok();
    }
    if let Some(body) = body.filter(|body| !body.required) {
        let value = body_argument(body);
        writeln!(
            out,
            "            if arguments.has_body() {{\n                request = request.with_body({value});\n            }}"
        )
        .ok();
    }
    let errors = error_bodies(api, operation);
    let result = results(api, resource, operation);
    writeln!(out, "            let result = {result};\n            answer(result, &[{errors}])").ok();
    out
}

/// The expression for what comes of sending a request, for what it gives by itself or for another representation.
fn results(api: &Api, resource: &Resource, operation: &Operation) -> String {
    let result = |asked: Option<&Representation>| {
        let step = asked.map(|one| format!(".{}()", one.name.ident)).unwrap_or_default();
        let output = output(api, resource, operation, asked);
        format!("match request{step}.send().await {{ Ok(output) => Ok({output}), Err(error) => Err(error) }}")
    };
    // The same in chunks, where all that a success has is bytes.
    let is_bytes = |response: &&Response| response.content.first().is_some_and(|it| it.encoding == Encoding::Binary);
    let chunks = successes(&operation.responses).iter().all(is_bytes).then(|| {
        let result =
            "match request.as_stream().send().await { Ok(output) => Ok(chunks(output).await), Err(error) => Err(error) }";
        format!("Some(\"in chunks\") => {result}, ")
    });
    if operation.representations.is_empty() && chunks.is_none() {
        return match headers(api, operation) {
            None => result(None),
            Some(headers) => format!("if arguments.wants_headers {{ {headers} }} else {{ {} }}", result(None)),
        };
    }
    let chunks = chunks.unwrap_or_default();
    let arm = |one: &Representation| format!("Some({:?}) => {}, ", one.name.wire, result(Some(one)));
    let arms: Vec<String> = operation.representations.iter().map(arm).collect();
    let other = "other => panic!(\"nothing is {other:?}\")";
    format!("match arguments.accept.as_deref() {{ {chunks}None => {}, {} {other} }}", result(None), arms.concat())
}

/// The expression for the headers of a success, where the document declares any.
fn headers(api: &Api, operation: &Operation) -> Option<String> {
    let has_headers = operation.responses.iter().any(|response| response.status.is_success() && !response.headers.is_empty());
    let header = |header: &Header| format!("({:?}, json(&declared.{}))", header.name.wire, header.name.ident);
    let all: Vec<String> = api.response_headers.iter().map(header).collect();
    let all = format!("{{ let declared = response.declared; headers(vec![{}]) }}", all.join(", "));
    let result = format!("match request.send_with_headers().await {{ Ok(response) => Ok({all}), Err(error) => Err(error) }}");
    has_headers.then_some(result)
}

/// The expression for a body, as the client's methods take it.
fn body_argument(api: &Api, resource: &Resource, operation: &Operation, body: &RequestBody) -> String {
    let value = |content: &Content| match content.encoding {
        Encoding::Json | Encoding::Form => "arguments.body()".to_owned(),
        Encoding::Text => "arguments.body::<String>()".to_owned(),
        Encoding::Binary | Encoding::Events | Encoding::Lines | Encoding::Sequence => "arguments.bytes()".to_owned(),
        Encoding::Multipart => parts(api, resource, operation, content),
    };
    match body.content.as_slice() {
        [] => "()".to_owned(),
        [only] if only.encoding == Encoding::Text => format!("&{}", value(only)),
        [only] => value(only),
        several => {
            let name = format!("{}::{}::{}Body", krate(api), resource.name.ident, operation.marker);
            let arm =
                |content: &Content| format!("Some({:?}) => {name}::{}({})", content.media_type, content.variant, value(content));
            let arms: Vec<String> = several.iter().map(arm).collect();
            let other = "other => panic!(\"no body is {other:?}\")";
            format!("match arguments.media_type.as_deref() {{ {}, {other} }}", arms.join(", "))
        }
    }
}

/// The expression for a body in parts.
fn parts(api: &Api, resource: &Resource, operation: &Operation, content: &Content) -> String {
    let Some(parts) = &content.parts else { return "arguments.parts()".to_owned() };
    let name = format!("{}::{}::{}Parts", krate(api), resource.name.ident, operation.marker);
    let value = |part: &Part| {
        let wire = &part.name.wire;
        match (part.ty(), part.repeated) {
            (None, false) => format!("arguments.file({wire:?})"),
            (None, true) => format!("arguments.files({wire:?})"),
            (Some(ty), false) => format!("arguments.member::<{}>({wire:?})", type_path(api, ty)),
            (Some(ty), true) => format!("arguments.member::<Vec<{}>>({wire:?})", type_path(api, ty)),
        }
    };
    let (required, optional): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| part.required);
    let given: Vec<String> = required.iter().map(|part| value(part)).collect();
    let made = if given.is_empty() { "default()".to_owned() } else { format!("new({})", given.join(", ")) };
    let set = optional.iter().map(|part| {
        let (field, wire, value) = (&part.name.ident, &part.name.wire, value(part));
        let value = if part.repeated { value } else { format!("Some({value})") };
        format!("if arguments.has_member({wire:?}) {{ parts.{field} = {value}; }}")
    });
    let set: Vec<String> = set.collect();
    let mutable = if set.is_empty() { "" } else { "mut " };
    format!("{{ let {mutable}parts = {name}::{made}; {} parts }}", set.join(" "))
}

/// The expression that makes JSON of what a success gives.
fn output(api: &Api, resource: &Resource, operation: &Operation, asked: Option<&Representation>) -> String {
    let content = |response: &'_ Response| response.content_in(asked.map(|one| one.name.wire.as_str())).cloned();
    let mut bodies: Vec<(Status, Option<Content>)> = Vec::new();
    for response in successes(&operation.responses) {
        let content = content(response);
        let kind = |content: &Option<Content>| content.as_ref().map(|content| (content.encoding, type_of_body(api, content)));
        let class = |status: Status| matches!(status, Status::Range(_));
        if !bodies.iter().any(|(status, other)| kind(other) == kind(&content) && class(*status) == class(response.status)) {
            bodies.push((response.status, content));
        }
    }
    let shown = |content: &Option<Content>| match content.as_ref().map(|content| content.encoding) {
        None => "Value::Null",
        Some(Encoding::Json | Encoding::Text) => "json(&output)",
        Some(Encoding::Form | Encoding::Multipart | Encoding::Binary) => "bytes(&output)",
        Some(Encoding::Events) => "events(output).await",
        Some(Encoding::Lines | Encoding::Sequence) => "lines(output).await",
    };
    match bodies.as_slice() {
        [] | [(_, None)] => "{ let () = output; Value::Null }".to_owned(),
        [(_, content)] => shown(content).to_owned(),
        several => {
            let marker = asked.map_or(&operation.marker, |one| &one.marker);
            let name = format!("{}::{}::{marker}Output", krate(api), resource.name.ident);
            let arm = |(status, content): &(Status, Option<Content>)| {
                let name = format!("{name}::{}", success_name(*status));
                match content {
                    None => format!("{name} => {}", shown(content)),
                    Some(_) => format!("{name}(output) => {}", shown(content)),
                }
            };
            let arms: Vec<String> = several.iter().map(arm).collect();
            format!("match output {{ {}, other => panic!(\"{{other:?}}\") }}", arms.join(", "))
        }
    }
}

/// What a success is called where there are several (RFC 9110, section 15.3).
fn success_name(status: Status) -> String {
    match status {
        Status::Code(200) => "Ok".to_owned(),
        Status::Code(201) => "Created".to_owned(),
        Status::Code(202) => "Accepted".to_owned(),
        Status::Code(204) => "NoContent".to_owned(),
        Status::Code(206) => "PartialContent".to_owned(),
        Status::Code(code) => format!("Status{code}"),
        Status::Range(_) | Status::Default => "Other".to_owned(),
    }
}

fn type_of_body(api: &Api, content: &Content) -> String {
    let is_typed = content.encoding == Encoding::Json || content.encoding.is_stream();
    if is_typed { type_path(api, &content.ty) } else { String::new() }
}

/// How an error's body is found: by each of the types that the operation's errors have.
fn error_bodies(api: &Api, operation: &Operation) -> String {
    let errors = operation.responses.iter().filter(|response| !response.status.is_success());
    let typed = errors.flat_map(|response| &response.content).map(|content| match content.encoding {
        Encoding::Json => format!("typed_body::<{}>", type_path(api, &content.ty)),
        Encoding::Text => "typed_body::<String>".to_owned(),
        _ => "bytes_body".to_owned(),
    });
    let mut bodies: Vec<String> = typed.collect();
    bodies.sort();
    bodies.dedup();
    bodies.join(", ")
}

/// The expression for a parameter's value, as the client's methods take it.
fn argument(api: &Api, parameter: &Parameter) -> String {
    let name = name_of(parameter);
    let ty = Type { nullable: false, ..parameter.ty.clone() };
    let is_enum = |id: &TypeId| matches!(api.type_def(*id).map(|def| &def.kind), Some(TypeKind::Enum(_)));
    let is_scalar = |kind: &Kind| match kind {
        Kind::Named(id) => is_enum(id),
        Kind::List(_) | Kind::Map(_) | Kind::Bytes | Kind::Json(_) => false,
        _ => true,
    };
    let path = if ty.kind == Kind::String { "String".to_owned() } else { type_path(api, &ty) };
    let by_value = match &ty.kind {
        Kind::String | Kind::Secret | Kind::Base64 => false,
        Kind::List(items) => is_scalar(&items.kind),
        kind => is_scalar(kind),
    };
    format!("{}arguments.value::<{path}>({name:?})", if by_value { "" } else { "&" })
}

/// A parameter among the arguments: `query page_size`.
fn name_of(parameter: &Parameter) -> String {
    let place = match parameter.location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    format!("{place} {}", parameter.name.wire)
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
        Kind::Integer(integer) => integer.name().to_owned(),
        Kind::Number(float) => float.name().to_owned(),
        Kind::String => "String".to_owned(),
        Kind::Secret => runtime("Secret"),
        Kind::Decimal => runtime("Decimal"),
        Kind::Format(format) => match format.module() {
            Some(module) => format!("{module}::{}", format.name()),
            None => runtime(format.name()),
        },
        Kind::Base64 => runtime("Base64"),
        // Within JSON, `binary` means nothing.
        Kind::Bytes => "String".to_owned(),
        Kind::Json(_) => runtime("Value"),
        Kind::List(items) => format!("Vec<{}>", type_path(api, items)),
        Kind::Map(values) => format!("std::collections::BTreeMap<String, {}>", type_path(api, values)),
        Kind::Named(id) => match api.type_def(*id) {
            Some(def) => format!("{}::{}", krate(api), def.path()),
            None => runtime("Value"),
        },
    };
    if ty.nullable { format!("{}<{path}>", runtime("Nullable")) } else { path }
}
