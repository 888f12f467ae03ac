//! A sample program for every operation.

mod examples;
mod pattern;
mod values;

use self::examples::Hint;
use self::values::{Values, call};
use super::literals::string;
use super::outputs::{Asked, Outcome, outcome};
use crate::ir::{
    Api, Content, Encoding, Field, Kind, Operation, PagingStyle, Parameter, Representation, RequestBody, Resource,
    SecuritySchemeKind, Struct, Type, TypeKind,
};
use crate::names::{value_ident, words};

/// The longest chain of calls on one line.
const CHAIN: usize = 59;

/// The longest line.
const LINE: usize = 100;

/// The method of a request that takes a body which may be left out.
pub(crate) const OPTIONAL_BODY: &str = "with_body";

/// A sample of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// A whole program, which needs the client's crate and tokio.
    pub(crate) code: String,
    /// The same as a documentation test of the client's crate: the program's frame is hidden.
    pub(crate) doctest: String,
    /// The same as the crate's first documentation test, which shows how the client is made.
    pub(crate) first: String,
}

/// The sample of an operation.
pub(crate) fn sample(api: &Api, resource: &Resource, operation: &Operation) -> Sample {
    sample_in(api, resource, operation, None)
}

/// The same for one of its representations.
pub(crate) fn sample_in(api: &Api, resource: &Resource, operation: &Operation, asked: Option<&Representation>) -> Sample {
    let mut values = Values::new(api, &["client", "items", "page", "events", "lines"]);
    let steps = steps(api, resource, operation, asked, &mut values);
    values.deprecated |= operation.deprecated;
    Sample {
        code: program(api, operation, &values, &steps),
        doctest: doctest(api, &values, &steps, None),
        first: doctest(api, &values, &steps, Some(&client(api, operation))),
    }
}

/// The operation that is tried first: one that only reads, a list if there is one, and that takes the fewest arguments.
pub(crate) fn first(api: &Api) -> Option<(&Resource, &Operation)> {
    let all = api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |operation| (resource, operation)));
    all.min_by_key(|(_, operation)| {
        let required = operation.parameters.iter().filter(|parameter| parameter.required).count();
        (operation.method != "GET", operation.paging.is_none(), operation.deprecated, required)
    })
}

fn program(api: &Api, operation: &Operation, values: &Values<'_>, steps: &[String]) -> String {
    let mut out = String::new();
    if values.deprecated {
        out.push_str("#![allow(deprecated)]\n\n");
    }
    for line in imports(api, values, true) {
        out.push_str(&format!("{line}\n"));
    }
    out.push_str("\n#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {\n");
    out.push_str(&format!("    let client = {};\n", client(api, operation)));
    for line in steps.iter().flat_map(|step| step.lines()) {
        out.push_str(&format!("    {line}\n"));
    }
    out.push_str("    Ok(())\n}\n");
    out
}

/// `client` makes the client; None: it is given.
fn doctest(api: &Api, values: &Values<'_>, steps: &[String], client: Option<&str>) -> String {
    let mut lines = imports(api, values, client.is_some());
    let given = if client.is_some() { String::new() } else { format!("client: {}::Client", krate(api)) };
    lines.push(format!("# async fn sample({given}) -> Result<(), Box<dyn std::error::Error>> {{"));
    lines.extend(client.map(|client| format!("let client = {};", client.replace("\n    ", "\n"))));
    lines.extend(steps.iter().cloned());
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned()]);
    lines.join("\n")
}

fn krate(api: &Api) -> String {
    api.package.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// The imports in rustfmt's order.
fn imports(api: &Api, values: &Values<'_>, client: bool) -> Vec<String> {
    let krate = krate(api);
    let mut paths: Vec<(String, Vec<String>)> =
        values.imports.iter().map(|(module, types)| (module.clone(), types.iter().cloned().collect())).collect();
    if values.runtime {
        paths.push(("runtime".to_owned(), Vec::new()));
    }
    paths.sort();
    let mut lines: Vec<String> = client.then(|| format!("use {krate}::Client;")).into_iter().collect();
    for (module, types) in paths {
        lines.push(match types.as_slice() {
            [] => format!("use {krate}::{module};"),
            [only] => format!("use {krate}::{module}::{only};"),
            several => several_types(&format!("use {krate}::{module}"), several),
        });
    }
    lines
}

fn several_types(path: &str, types: &[String]) -> String {
    let line = format!("{path}::{{{}}};", types.join(", "));
    if line.len() <= LINE {
        return line;
    }
    let mut lines = vec![format!("{path}::{{"), String::from("   ")];
    for name in types {
        if lines.last().is_some_and(|last| last.len() + name.len() + 2 > LINE) {
            lines.push(String::from("   "));
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(&format!(" {name},"));
        }
    }
    lines.push("};".to_owned());
    lines.join("\n")
}

/// How to make the client: from the environment, as far as the settings name variables.
pub(super) fn client(api: &Api, operation: &Operation) -> String {
    let server = !api.default_url().starts_with("http");
    let server = if server { ".server(\"https://api.example.com\")" } else { "" };
    if server.is_empty() && (api.environment.basic.is_some() || api.environment.bearer.is_some()) {
        return "Client::from_env()?".to_owned();
    }
    let first = operation.security.first().and_then(|all| all.first()).map(|(name, _)| name);
    let scheme = api.security_schemes.iter().find(|scheme| Some(&scheme.name) == first);
    let credential = match scheme.map(|scheme| &scheme.kind) {
        Some(SecuritySchemeKind::Basic) => ".basic(std::env::var(\"API_USER\")?, std::env::var(\"API_PASSWORD\")?)",
        Some(SecuritySchemeKind::Bearer | SecuritySchemeKind::OAuth2 { .. } | SecuritySchemeKind::OpenIdConnect) => {
            ".bearer(std::env::var(\"API_TOKEN\")?)"
        }
        Some(SecuritySchemeKind::ApiKey { .. }) => ".api_key(std::env::var(\"API_KEY\")?)",
        Some(SecuritySchemeKind::Other(_)) | None => "",
    };
    let chain: Vec<String> =
        [server, credential, ".build()?"].iter().filter(|one| !one.is_empty()).map(|one| (*one).to_owned()).collect();
    let line = format!("Client::builder(){}", chain.concat());
    if line.len() <= CHAIN { line } else { format!("Client::builder()\n        {}", chain.join("\n        ")) }
}

/// The statements between making the client and the end.
fn steps(
    api: &Api,
    resource: &Resource,
    operation: &Operation,
    asked: Option<&Representation>,
    values: &mut Values<'_>,
) -> Vec<String> {
    let body = operation.body.as_ref();
    let is_value = |content: &&Content| matches!(content.encoding, Encoding::Json | Encoding::Form);
    let value = body.and_then(|body| body.content.first()).filter(is_value);
    let shows_member = value.is_some_and(|content| values.set_optional(&content.ty));
    let mut arguments = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        arguments.push(argument(values, parameter));
    }
    let mut chain = vec![format!(".{}()", resource.name.ident)];
    let body_value = body.map(|body| (body.required, self::body(values, resource, operation, body)));
    if let Some((true, value)) = &body_value {
        arguments.push(value.clone());
    }
    chain.push(call(&format!(".{}", operation.name.ident), &arguments));
    if !shows_member && let Some(optional) = optional_parameter(operation) {
        let value = argument(values, optional);
        chain.push(format!(".{}({value})", optional.name.ident));
        values.deprecated |= optional.deprecated;
    }
    if let Some((false, value)) = &body_value {
        chain.push(format!(".{OPTIONAL_BODY}({value})"));
    }
    let mut steps = values.statements.clone();
    steps.extend(ending(api, operation, asked, chain));
    steps
}

fn argument(values: &mut Values<'_>, parameter: &Parameter) -> String {
    let hint = Hint::new(&parameter.name.wire, parameter.example.as_ref());
    values.argument(&parameter.ty, &hint).unwrap_or_else(unknown)
}

/// What stands for a value that no finite expression makes.
fn unknown() -> String {
    "todo!()".to_owned()
}

fn body(values: &mut Values<'_>, resource: &Resource, operation: &Operation, body: &RequestBody) -> String {
    let hint = Hint::new("body", None);
    let is_choice = body.content.len() > 1;
    match body.content.first() {
        Some(Content { encoding: Encoding::Text, .. }) if is_choice => format!("{}.to_owned()", string("contents")),
        Some(content) if is_upload(content) && is_choice => {
            values.runtime = true;
            format!("runtime::Upload::from({})", string("contents"))
        }
        Some(content) if is_upload(content) || content.encoding == Encoding::Text => string("contents"),
        Some(Content { encoding: Encoding::Multipart, parts, .. }) => {
            let name = format!("{}Parts", operation.marker);
            values.parts(&resource.name.ident, name, parts.as_deref()).unwrap_or_else(unknown)
        }
        Some(content) => values.exact(&content.ty, &hint).unwrap_or_else(unknown),
        None => unknown(),
    }
}

fn is_upload(content: &Content) -> bool {
    content.encoding == Encoding::Binary || content.encoding.is_stream()
}

/// The optional parameter that tells most: one with an example, and none that only pages.
fn optional_parameter(operation: &Operation) -> Option<&Parameter> {
    let pages = |parameter: &Parameter| match operation.paging.as_ref().map(|paging| &paging.style) {
        Some(
            PagingStyle::TokenInUrl { parameter: token, .. }
            | PagingStyle::Token { parameter: token, .. }
            | PagingStyle::Header { parameter: token, .. }
            | PagingStyle::LinkHeader { parameter: Some(token) }
            | PagingStyle::Number { parameter: token, .. },
        ) => *token == parameter.name.wire,
        Some(PagingStyle::Offset { offset, limit }) => {
            *offset == parameter.name.wire || limit.as_ref() == Some(&parameter.name.wire)
        }
        Some(PagingStyle::Url { .. } | PagingStyle::LinkHeader { parameter: None }) | None => false,
    };
    let score = |parameter: &Parameter| {
        let is_filter = matches!(parameter.ty.kind, Kind::List(_) | Kind::Named(_));
        2 * u8::from(parameter.example.is_some()) + u8::from(parameter.default.is_none()) + u8::from(is_filter)
    };
    let optional =
        operation.parameters.iter().filter(|parameter| !parameter.required && !parameter.deprecated && !pages(parameter));
    let mut best: Option<&Parameter> = None;
    for parameter in optional {
        if best.is_none_or(|best| score(parameter) > score(best)) {
            best = Some(parameter);
        }
    }
    best
}

/// The call, and what is printed of its result.
fn ending(api: &Api, operation: &Operation, asked: Option<&Representation>, mut chain: Vec<String>) -> Vec<String> {
    if let Some(paging) = operation.paging.as_ref().filter(|_| asked.is_none()) {
        chain.push(".items()".to_owned());
        let name = name_of(api, &paging.item);
        let (place, access) = printed(api, &paging.item, &format!("{name}?"));
        return vec![
            format!("let mut items = {};", chained(chain, "let mut items = ".len())),
            format!("while let Some({name}) = items.next().await {{\n    println!(\"{place}\", {access});\n}}"),
        ];
    }
    chain.extend(asked.map(|representation| format!(".{}()", representation.name.ident)));
    let outcome = outcome(api, asked.map_or(Asked::plainly(operation), |one| Asked::of(operation, one)));
    chain.push(
        if matches!(outcome, Outcome::Nothing | Outcome::Undeclared) { ".send_with_headers()" } else { ".send()" }.to_owned(),
    );
    chain.push(".await?".to_owned());
    let (name, print) = match outcome {
        Outcome::Nothing | Outcome::Undeclared => ("response".to_owned(), "println!(\"{}\", response.status);".to_owned()),
        Outcome::Several(_) => ("output".to_owned(), "println!(\"{output:?}\");".to_owned()),
        Outcome::Body(Content { encoding: Encoding::Text, .. }) => ("text".to_owned(), "println!(\"{text}\");".to_owned()),
        Outcome::Body(Content { encoding: Encoding::Json, ty, .. }) => {
            let name = name_of(api, ty);
            let print = match printed(api, ty, &name) {
                (place, access) if access == name && !name.starts_with("r#") => {
                    format!("println!(\"{}\");", place.replacen('{', &format!("{{{name}"), 1))
                }
                (place, access) => format!("println!(\"{place}\", {access});"),
            };
            (name, print)
        }
        Outcome::Body(Content { encoding: Encoding::Events, .. }) => return stream(chain, "events", "event", "event?.data"),
        Outcome::Body(Content { encoding: Encoding::Lines | Encoding::Sequence, .. }) => {
            return stream(chain, "lines", "line", "line?");
        }
        Outcome::Body(_) => ("bytes".to_owned(), "println!(\"{} bytes\", bytes.len());".to_owned()),
    };
    let binding = format!("let {name} = ");
    vec![format!("{binding}{};", chained(chain, binding.len())), print]
}

/// A call that gives a stream, and what is printed of each of its items.
fn stream(chain: Vec<String>, name: &str, item: &str, access: &str) -> Vec<String> {
    let binding = format!("let mut {name} = ");
    vec![
        format!("{binding}{};", chained(chain, binding.len())),
        format!("while let Some({item}) = {name}.next().await {{\n    println!(\"{{:?}}\", {access});\n}}"),
    ]
}

/// A chain of calls on the client, as rustfmt would print it behind `before` characters.
fn chained(chain: Vec<String>, before: usize) -> String {
    let line = format!("client{}", chain.concat());
    let has_lines = chain.iter().any(|step| step.contains('\n'));
    if line.chars().count() <= CHAIN && !has_lines && before + line.chars().count() < LINE {
        return line;
    }
    let steps = chain.iter().map(|step| step.replace('\n', "\n    "));
    format!("client\n    {}", steps.collect::<Vec<_>>().join("\n    "))
}

/// The name of a result: the last word of its type's.
fn name_of(api: &Api, ty: &Type) -> String {
    let word = match &ty.kind {
        Kind::Named(id) => api.type_def(*id).and_then(|def| words(&def.name.ident).pop()),
        Kind::List(_) => Some("list".to_owned()),
        _ => None,
    };
    match word.map(|word| value_ident(&word)) {
        Some(name) if !name.starts_with("r#") && name != "client" && name != "items" => name,
        _ => "result".to_owned(),
    }
}

/// What to print of a value: the placeholder, and the expression. Its identifier or another text if it has one, else all
/// of it.
fn printed(api: &Api, ty: &Type, value: &str) -> (&'static str, String) {
    let structure = match &ty.kind {
        Kind::Named(id) if !ty.nullable => match api.type_def(*id).map(|def| &def.kind) {
            Some(TypeKind::Struct(structure)) => Some(structure),
            _ => None,
        },
        _ => None,
    };
    let telling = |structure: &Struct| {
        let is_text = |field: &&Field| matches!(field.ty.kind, Kind::String) && !field.deprecated && field.constant.is_none();
        let texts = || structure.fields.iter().filter(is_text);
        let named = ["id", "name"].iter().find_map(|wire| texts().find(|field| field.name.wire == *wire));
        let field = named.or_else(|| texts().min_by_key(|field| !field.required))?;
        let place = if field.required && !field.ty.nullable { "{}" } else { "{:?}" };
        Some((place, format!("{value}.{}", field.name.ident)))
    };
    structure.and_then(telling).unwrap_or_else(|| ("{:?}", value.to_owned()))
}
