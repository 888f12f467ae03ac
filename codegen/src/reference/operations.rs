//! The section of an operation.

use super::definitions::deprecated;
use super::links::Target;
use super::markdown::{self, Table};
use super::page::Page;
use super::responses::Common;
use crate::ir::{Api, Content, Encoding, Operation, Parameter, ParameterLocation, RequestBody, Resource};
use crate::render::inline::code;
use crate::render::notes;
use crate::render::outputs::{Asked, Outcome, accept, outcome};
use crate::render::response_docs::UNDECLARED;
use crate::render::samples::{OPTIONAL_BODY, sample};

/// Where an operation stands: its resource with its index, and its own index there.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) resource: &'a Resource,
    pub(super) resource_index: usize,
    pub(super) index: usize,
}

impl Page<'_> {
    /// The section of an operation.
    pub(super) fn operation(&mut self, site: Site<'_>, operation: &Operation, common: &Common<'_>) {
        let target = Target::Operation(site.resource_index, site.index);
        self.name(2, operation.name.ident.trim_start_matches("r#"), target);
        if operation.deprecated {
            self.paragraph("**Deprecated.**");
        }
        let prose = markdown::prose(&operation.docs, "");
        self.lines(&prose);
        let id = &operation.name.wire;
        let id = if id.is_empty() { String::new() } else { format!(", operation {}", code(id)) };
        self.paragraph(&format!("{}{id}", code(&format!("{} {}", operation.method, operation.path))));
        self.code("rust", &sample(self.api, site.resource, operation).code);
        self.parameters(site, operation);
        self.parts(site, operation);
        self.heading(3, "Return type");
        let returned = self.returned(operation);
        self.paragraph(&returned);
        self.representations(operation);
        self.heading(3, "Authorization");
        let security = self.security(operation);
        self.paragraph(&security);
        if let Some(server) = &operation.server {
            self.heading(3, "Server");
            let setter = code("server_for");
            self.paragraph(&format!("{}, or where {setter} of the client's builder says that it is.", code(server)));
        }
        self.heading(3, "Request headers");
        self.paragraph(&sent_headers(self.api, operation));
        self.heading(3, "Responses");
        self.responses(site, common, operation);
    }

    fn parameters(&mut self, site: Site<'_>, operation: &Operation) {
        let mut table = Table::new(["Name", "Sent as", "Type", "Presence", "Constraints", "Default", "Description"]);
        for parameter in &operation.parameters {
            let about = markdown::cell(&parameter.docs);
            table.row([
                code(parameter.name.ident.trim_start_matches("r#")),
                sent_as(parameter),
                self.parameter_type(parameter),
                presence(parameter.required),
                notes::ty(&parameter.ty).join(" "),
                parameter.default.as_ref().map(notes::shown).unwrap_or_default(),
                deprecated(parameter.deprecated, about),
            ]);
        }
        if let Some(body) = &operation.body {
            let [ty, limits, about] = self.body(site, operation, body);
            let name = if body.required { "body" } else { OPTIONAL_BODY };
            table.row([code(name), "body".to_owned(), ty, presence(body.required), limits, String::new(), about]);
        }
        if !table.is_empty() {
            self.heading(3, "Parameters");
            self.table(table);
        }
    }

    /// The type of a body, its constraints, and what it means.
    fn body(&self, site: Site<'_>, operation: &Operation, body: &RequestBody) -> [String; 3] {
        let mut about = markdown::cell(&body.docs);
        let other = |content: &Content| match content.encoding {
            Encoding::Multipart => format!("{} ({})", code(&content.media_type), self.parts_type(site, operation, content)),
            _ => code(&content.media_type),
        };
        let others: Vec<String> = body.content.iter().skip(1).map(other).collect();
        if !others.is_empty() {
            let others = format!("Also sent as {}: a choice of the caller.", others.join(", "));
            about = if about.is_empty() { others } else { format!("{about}<br>{others}") };
        }
        let Some(content) = body.content.first() else { return [String::new(), String::new(), about] };
        let media = code(&content.media_type);
        let ty = match content.encoding {
            Encoding::Json | Encoding::Form => self.content(content),
            Encoding::Multipart => format!("{} as {media}", self.parts_type(site, operation, content)),
            Encoding::Text => format!("{} as {media}", code("&str")),
            Encoding::Binary | Encoding::Events | Encoding::Lines | Encoding::Sequence => {
                format!("{} as {media}", code("impl Into<Upload>"))
            }
        };
        [ty, notes::ty(&content.ty).join(" "), about]
    }

    /// What a call gives.
    fn returned(&self, operation: &Operation) -> String {
        let mut returned = self.outcome(Asked::plainly(operation));
        if let Outcome::Body(Content { encoding: Encoding::Binary, .. }) = outcome(self.api, Asked::plainly(operation)) {
            returned.push_str(&format!(", or after {} a {} of any length", code("as_stream()"), code("ByteStream")));
        }
        match &operation.paging {
            Some(paging) => format!(
                "{returned} from `send()`, which is one page. `items()` goes through the items of all pages, of the type {}, \
                 and `pages()` through the pages; both fetch a page when it is needed.",
                self.ty(&paging.item),
            ),
            None => returned,
        }
    }

    /// What a successful call gives.
    fn outcome(&self, asked: Asked<'_>) -> String {
        match outcome(self.api, asked) {
            Outcome::Undeclared => format!("{}: {UNDECLARED}", code("()")),
            Outcome::Nothing => format!("{}: a success has no body.", code("()")),
            Outcome::Body(content) => self.received(content),
            Outcome::Several(name) => format!("{}, an enum with a variant for each kind of success below.", code(&name)),
        }
    }

    /// The other media types of a success: how each is asked for, and what it gives.
    fn representations(&mut self, operation: &Operation) {
        let mut table = Table::new(["Method of the request", "Media type", "Return type"]);
        for one in &operation.representations {
            let gives = self.outcome(Asked::of(operation, one));
            table.row([code(&format!("{}()", one.name.ident)), code(&one.name.wire), gives]);
        }
        if !table.is_empty() {
            self.heading(3, "Other representations");
            self.table(table);
        }
    }

    /// What an operation has to be signed in with.
    fn security(&self, operation: &Operation) -> String {
        let scheme = |(name, scopes): &(String, Vec<String>)| {
            let index = self.api.security_schemes.iter().position(|scheme| scheme.name == *name);
            let name = code(name);
            let name = index.map_or_else(|| name.clone(), |index| self.link(&name, Target::Scheme(index)));
            let scopes: Vec<String> = scopes.iter().map(|scope| code(scope)).collect();
            if scopes.is_empty() { name } else { format!("{name} with {}", scopes.join(", ")) }
        };
        let alternatives: Vec<String> = operation
            .security
            .iter()
            .map(|all| match all.is_empty() {
                true => "none".to_owned(),
                false => all.iter().map(scheme).collect::<Vec<_>>().join(" and "),
            })
            .collect();
        if alternatives.is_empty() { "None.".to_owned() } else { alternatives.join(", or ") }
    }
}

fn presence(required: bool) -> String {
    if required { "required" } else { "optional" }.to_owned()
}

fn sent_as(parameter: &Parameter) -> String {
    let location = match parameter.location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    format!("{location} {}", code(&parameter.name.wire))
}

fn sent_headers(api: &Api, operation: &Operation) -> String {
    let accept = code(&format!("Accept: {}", accept(api, Asked::plainly(operation))));
    match operation.body.as_ref().and_then(|body| body.content.first()) {
        Some(content) => format!("{accept}, {}", code(&format!("Content-Type: {}", content.media_type))),
        None => accept,
    }
}
