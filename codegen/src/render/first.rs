//! The first program of the crate's front page.

use super::literals::string;
use super::operations::required;
use crate::ir::{Api, Kind, Operation, Resource, SecuritySchemeKind};

/// A program that reads something, as lines of a documentation test; a list, where there is one that is simple to call.
pub(super) fn program(api: &Api) -> Option<Vec<String>> {
    let operations = || api.resources.iter().flat_map(|resource| resource.operations.iter().map(move |one| (resource, one)));
    let simple = |(_, operation): &(&Resource, &Operation)| operation.method == "GET" && takes_texts(operation);
    let list = operations().filter(simple).find(|(_, operation)| operation.paging.is_some());
    let (resource, operation) = list.or_else(|| operations().find(simple))?;
    let krate = api.package.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let arguments: Vec<String> = required(operation).map(|parameter| string(&format!("<{}>", parameter.name.wire))).collect();
    let call = format!("client.{}().{}({})", resource.name.ident, operation.name.ident, arguments.join(", "));
    let mut lines = vec![
        format!("# async fn first() -> Result<(), {krate}::Error> {{"),
        format!("let client = {krate}::Client::{};", client(api, operation)),
    ];
    if operation.paging.is_some() {
        lines.push(format!("let mut items = {call}.items();"));
        lines.push("while let Some(item) = items.next().await {".to_owned());
        lines.push("    println!(\"{:?}\", item?);".to_owned());
        lines.push("}".to_owned());
    } else {
        lines.push(format!("println!(\"{{:?}}\", {call}.send().await?);"));
    }
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned()]);
    Some(lines)
}

fn takes_texts(operation: &Operation) -> bool {
    let body = operation.body.as_ref().is_some_and(|body| body.required);
    !body && !operation.deprecated && required(operation).all(|parameter| matches!(parameter.ty.kind, Kind::String))
}

/// How the client is made: from the environment where that has what it takes.
fn client(api: &Api, operation: &Operation) -> String {
    if api.environment.basic.is_some() || api.environment.bearer.is_some() {
        return "from_env()?".to_owned();
    }
    let server = if api.servers.is_empty() { ".server(\"https://example.com\")" } else { "" };
    let first = operation.security.first().and_then(|all| all.first());
    let scheme = first.and_then(|(name, _)| api.security_schemes.iter().find(|scheme| scheme.name == *name));
    let credential = match scheme.map(|scheme| &scheme.kind) {
        Some(SecuritySchemeKind::Basic) => ".basic(\"<user>\", \"<password>\")",
        Some(SecuritySchemeKind::ApiKey { .. }) => ".api_key(\"<key>\")",
        Some(SecuritySchemeKind::Bearer | SecuritySchemeKind::OAuth2 { .. } | SecuritySchemeKind::OpenIdConnect) => {
            ".bearer(\"<token>\")"
        }
        Some(SecuritySchemeKind::Other(_)) | None => "",
    };
    format!("builder(){server}{credential}.build()?")
}
