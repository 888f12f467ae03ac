//! The index: all resources, how to sign in, the headers of responses, and how to read the other pages.

use super::links::Target;
use super::markdown::{self, Table};
use super::page::{Page, Written};
use super::responses::header_names;
use crate::ir::{Api, Module, Operation, Resource};
use crate::render::docs::{Comment, first_sentence};
use crate::render::inline::{code, escape};
use crate::render::prose::one_line;
use crate::render::samples::{first, sample};
use crate::render::security::{from_environment, how};
use crate::render::servers::{are_told, called, url};

/// How many calls of a resource are listed, at most.
const MOST: usize = 40;

/// Writes the index.
pub(super) fn index(api: &Api) -> Written {
    let mut page = Page::new(api, Target::Index);
    page.heading(1, &markdown::plain(&api.package.name));
    let title = one_line(&api.title);
    let mut opening = Comment::of(&format!("The reference of the client of {}.", escape(&title)));
    opening.opening(api.docs.description.as_deref().unwrap_or_default());
    let opening = markdown::protect_lines(opening.into_lines());
    page.lines(&opening);
    resources(&mut page);
    first_program(&mut page);
    authorization(&mut page);
    servers(&mut page);
    headers(&mut page);
    reading(&mut page);
    page.finish()
}

fn resources(page: &mut Page<'_>) {
    let api = page.api;
    page.heading(2, "Resources");
    let server = api.default_url();
    if !server.is_empty() {
        page.paragraph(&format!("Paths are those of {}, unless the client is built with another `server`.", code(&server)));
    }
    let mut table = Table::new(["Resource", "Calls", "What it is"]);
    for (index, resource) in api.resources.iter().enumerate() {
        let name = page.link(&code(resource.name.ident.trim_start_matches("r#")), Target::Module(Module::Resource(index)));
        table.row([name, calls(page, index, resource), first_sentence(&resource.docs)]);
    }
    page.table(table);
    if api.types.iter().any(|def| def.module == Module::Shared) {
        let link = page.link("Types that several resources use", Target::Module(Module::Shared));
        page.paragraph(&format!("{link} have a page of their own."));
    }
}

fn first_program(page: &mut Page<'_>) {
    let api = page.api;
    let Some((resource, operation)) = first(api) else { return };
    page.heading(2, "A first program");
    let [name, version] = [&api.package.name, &api.package.version].map(|text| markdown::plain(text));
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";
    page.code("toml", &format!("[dependencies]\n{name} = \"{version}\"\n{tokio}"));
    page.code("rust", &sample(api, resource, operation).code);
}

/// Links to a resource's calls; just their number where it has very many.
fn calls(page: &Page<'_>, index: usize, resource: &Resource) -> String {
    if resource.operations.len() > MOST {
        return format!("{} calls", resource.operations.len());
    }
    let name_of = |operation: &Operation| code(operation.name.ident.trim_start_matches("r#"));
    let link = |(at, operation): (usize, &Operation)| page.link(&name_of(operation), Target::Operation(index, at));
    resource.operations.iter().enumerate().map(link).collect::<Vec<_>>().join(", ")
}

fn authorization(page: &mut Page<'_>) {
    let api = page.api;
    if api.security_schemes.is_empty() {
        return;
    }
    page.heading(2, "Authorization");
    page.paragraph(&from_environment(api, "`Client::from_env()`"));
    for (index, scheme) in api.security_schemes.iter().enumerate() {
        page.name(3, &scheme.name, Target::Scheme(index));
        let prose = markdown::prose(&scheme.docs, "");
        page.lines(&prose);
        let how = markdown::protect_lines(how(scheme).into_lines());
        page.lines(&how);
    }
}

fn servers(page: &mut Page<'_>) {
    let api = page.api;
    if are_told(api) {
        page.heading(2, "Servers");
        page.paragraph(&called(api, "`server` of the client's builder"));
        let mut table = Table::new(["Server", "Description"]);
        api.servers.iter().for_each(|server| table.row([url(server), markdown::cell(&server.docs)]));
        page.table(table);
    }
    if !api.server_variables.is_empty() {
        page.heading(2, "Server variables");
        page.paragraph(
            "They stand in the URLs of servers, and have their defaults unless the client is built with a `server_variable`.",
        );
        let mut table = Table::new(["Variable", "Default", "Values", "Description"]);
        for variable in &api.server_variables {
            let values: Vec<String> = variable.values.iter().map(|value| code(value)).collect();
            table.row([code(&variable.name), code(&variable.default), values.join(", "), markdown::cell(&variable.docs)]);
        }
        page.table(table);
    }
}

fn headers(page: &mut Page<'_>) {
    let api = page.api;
    if api.response_headers.is_empty() {
        return;
    }
    page.place(2, "Response headers", Target::Headers);
    page.paragraph(
        "`send_with_headers()` gives status and headers along with the body, and an `Error` has those of the answer that it \
         stands for. Those that the document declares are fields of `declared`:",
    );
    let names = header_names(&api.resources);
    let mut table = Table::new(["Header", "Field", "Type", "Description"]);
    for header in &api.response_headers {
        let name = names.get(&header.name.wire).unwrap_or(&header.name.wire);
        let field = code(header.name.ident.trim_start_matches("r#"));
        table.row([code(name), field, page.optional(&header.ty), markdown::cell(&header.docs)]);
    }
    page.table(table);
}

fn reading(page: &mut Page<'_>) {
    let krate = page.api.package.name.replace('-', "_");
    page.heading(2, "How to read the pages");
    let lines = [
        "- A required parameter is an argument of the call, in the order of the table. An optional one is a method of the request \
         that the call makes."
            .to_owned(),
        "- A call gives a `Result` whose error is `Error`. It tells what went wrong (`kind()`), and of an answer the status \
         (`status()`), the headers (`headers()`) and the body that the table of responses names (`body::<T>()`)."
            .to_owned(),
        "- *Required* members are always there. *Nullable* ones may be null, which is not the same as absent. *Read-only* ones \
         are never sent, *write-only* ones never come back, *immutable* ones cannot be changed once the resource exists."
            .to_owned(),
        "- Members that the document does not declare are kept in the field `unknown` of each struct, and are sent again with it."
            .to_owned(),
        "- What does not keep its constraints is not sent: the call gives an error of the kind `Validation` that names every place. \
         A *format* is not checked."
            .to_owned(),
        format!(
            "- `Nullable`, `DateTime`, `Date`, `Uuid`, `Base64`, `Bytes`, `File`, `Part`, `Secret` and `Value` are types of the module {}.",
            code(&format!("{krate}::runtime")),
        ),
    ];
    page.lines(&lines);
}
