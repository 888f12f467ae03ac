//! Responses: what a success gives, and the tables of statuses.

use std::collections::BTreeMap;

use super::links::Target;
use super::markdown::{self, Table};
use super::operations::Site;
use super::page::Page;
use crate::ir::{Content, Docs, Encoding, Header, Operation, Resource, Response, Status};
use crate::render::inline::code;

/// What is said of `default` where no success is declared.
const BOTH: &str = "Any success gives this; any other status is an error with it.";

/// The errors that several operations of a resource answer with in the same way.
pub(super) struct Common<'a> {
    /// Each with the indices of its operations.
    errors: Vec<(&'a Response, Vec<usize>)>,
    /// The statuses of these errors, by operation.
    statuses: Vec<Vec<Status>>,
}

/// Finds the errors that several operations answer with in the same way.
pub(super) fn common(resource: &Resource) -> Common<'_> {
    // Errors of one key are compared in full; the key only keeps that quick.
    let mut found = BTreeMap::<_, Vec<(&Response, Vec<usize>)>>::new();
    for (index, operation) in resource.operations.iter().enumerate() {
        for response in operation.responses.iter().filter(|response| !operation.is_success(response)) {
            let alike = found.entry((response.status, response.docs.description.as_deref())).or_default();
            match alike.iter_mut().find(|(other, _)| *other == response) {
                Some((_, operations)) => operations.push(index),
                None => alike.push((response, vec![index])),
            }
        }
    }
    let mut errors: Vec<(&Response, Vec<usize>)> = found.into_values().flatten().filter(|(_, of)| of.len() > 1).collect();
    errors.sort_by_key(|(response, operations)| (response.status, operations.clone()));
    let mut statuses = vec![Vec::new(); resource.operations.len()];
    for (response, operations) in &errors {
        for operation in operations {
            if let Some(of) = statuses.get_mut(*operation) {
                of.push(response.status);
            }
        }
    }
    Common { errors, statuses }
}

impl Page<'_> {
    /// The table of an operation's responses, and where the errors are that others have, too.
    pub(super) fn responses(&mut self, site: Site<'_>, common: &Common<'_>, operation: &Operation) {
        let statuses = common.statuses.get(site.index).map_or(&[][..], Vec::as_slice);
        let own = operation.responses.iter().filter(|response| !statuses.contains(&response.status));
        let mut table = self.statuses([]);
        for response in own {
            let [status, meaning, body, headers] = self.status(response);
            let is_both = !response.status.is_success() && operation.is_success(response);
            let meaning = if is_both { [meaning, BOTH.to_owned()].join("<br>") } else { meaning };
            table.row([status, meaning.trim_start_matches("<br>").to_owned(), body, headers]);
        }
        self.table(table);
        if !statuses.is_empty() {
            let statuses: Vec<String> = statuses.iter().map(|one| code(&one.to_string())).collect();
            let errors = self.link("Errors", Target::Errors(site.resource_index));
            self.paragraph(&format!("{errors}: {}.", statuses.join(", ")));
        }
    }

    /// The section on the errors that several operations share.
    pub(super) fn errors(&mut self, index: usize, common: &Common<'_>, resource: &Resource) {
        if common.errors.is_empty() {
            return;
        }
        self.place(2, "Errors", Target::Errors(index));
        self.paragraph("Answers that are the same for several calls. `Error::status()` tells which one came.");
        let mut table = self.statuses(["Calls"]);
        for (response, operations) in &common.errors {
            let [status, meaning, body, headers] = self.status(response);
            let calls = if operations.len() == resource.operations.len() {
                "all".to_owned()
            } else {
                let name =
                    |at: &usize| resource.operations.get(*at).map(|one| (*at, code(one.name.ident.trim_start_matches("r#"))));
                let calls = operations.iter().filter_map(name);
                calls.map(|(at, name)| self.link(&name, Target::Operation(index, at))).collect::<Vec<_>>().join(", ")
            };
            table.row([status, meaning, body, headers, calls]);
        }
        self.table(table);
    }

    fn statuses<const N: usize>(&self, more: [&str; N]) -> Table {
        let headers = self.link("Response headers", Target::Headers);
        let mut columns = vec!["Status", "Meaning", "Body", &headers];
        columns.extend(more);
        Table::of(columns)
    }

    fn status(&self, response: &Response) -> [String; 4] {
        let body = match response.content.first() {
            None => "none".to_owned(),
            Some(_) if !response.status.is_success() => {
                response.content.iter().map(|content| self.content(content)).collect::<Vec<_>>().join(", or ")
            }
            Some(content) => self.content(content),
        };
        let headers: Vec<String> = response.headers.iter().map(|header| self.header(header)).collect();
        [code(&response.status.to_string()), markdown::cell(&response.docs), body, headers.join("<br>")]
    }

    /// A body: its type, and the media type where that is not plain JSON.
    pub(super) fn content(&self, content: &Content) -> String {
        let media = code(&content.media_type);
        match content.encoding {
            Encoding::Json if content.media_type == "application/json" => self.ty(&content.ty),
            Encoding::Form => format!("{} as {media}", self.ty(&content.ty)),
            _ => format!("{} as {media}", self.received(content)),
        }
    }

    /// What the client makes of a body.
    pub(super) fn received(&self, content: &Content) -> String {
        match content.encoding {
            Encoding::Json => self.ty(&content.ty),
            Encoding::Text => code("String"),
            Encoding::Form | Encoding::Multipart | Encoding::Binary => code("Bytes"),
            Encoding::Events => format!("{} of {}", code("Events"), self.ty(&content.ty)),
            Encoding::Lines | Encoding::Sequence => format!("{} of {}", code("Lines"), self.ty(&content.ty)),
        }
    }

    /// A header with its type, and what it means where that is not what the index says.
    fn header(&self, header: &Header) -> String {
        let known = self.api.response_headers.iter().find(|known| known.name.wire.eq_ignore_ascii_case(&header.name.wire));
        let is_known = known.is_some_and(|known| known.docs == header.docs);
        let about = if is_known || header.docs == Docs::default() { String::new() } else { markdown::cell(&header.docs) };
        let name = format!("{} ({})", code(&header.name.wire), self.ty(&header.ty));
        if about.is_empty() { name } else { format!("{name}: {about}") }
    }
}

/// The headers of all responses with the name that the document writes first.
pub(super) fn header_names(resources: &[Resource]) -> BTreeMap<String, String> {
    let operations = resources.iter().flat_map(|resource| &resource.operations);
    let headers = operations.flat_map(|operation| &operation.responses).flat_map(|response| &response.headers);
    let mut names = BTreeMap::new();
    for header in headers {
        names.entry(header.name.wire.to_ascii_lowercase()).or_insert_with(|| header.name.wire.clone());
    }
    names
}
