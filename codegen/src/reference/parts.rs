//! The section of a body in `multipart/form-data`: a table of its parts.

use super::definitions::deprecated;
use super::links::Target;
use super::markdown::{self, Table};
use super::operations::Site;
use super::page::Page;
use crate::ir::{Content, Operation, Part, PartKind};
use crate::render::inline::code;
use crate::render::notes;
use crate::render::parts::{is_argument, name};

impl Page<'_> {
    /// The type of a body in parts.
    pub(super) fn parts_type(&self, site: Site<'_>, operation: &Operation, content: &Content) -> String {
        let parts = Target::Parts(site.resource_index, site.index);
        if content.parts.is_some() { self.link(&code(&name(operation)), parts) } else { code("Vec<Part>") }
    }

    /// The section of the parts of an operation's body, where the document names some.
    pub(super) fn parts(&mut self, site: Site<'_>, operation: &Operation) {
        let mut contents = operation.body.iter().flat_map(|body| &body.content);
        let Some(parts) = contents.find_map(|content| content.parts.as_ref()) else { return };
        self.name(3, &name(operation), Target::Parts(site.resource_index, site.index));
        self.paragraph(&made(operation, parts));
        let mut table = Table::new(["Field", "Wire name", "Type", "Sent as", "Presence", "Constraints", "Description"]);
        for part in parts {
            let ident = part.name.ident.trim_start_matches("r#");
            let wire = if part.name.wire == ident { String::new() } else { code(&part.name.wire) };
            let about = deprecated(part.deprecated, markdown::cell(&part.docs));
            table.row([code(ident), wire, self.part_type(part), sent_as(part), presence(part), notes::part(part), about]);
        }
        let none = String::new;
        let more = "Parts that the document does not name.".to_owned();
        table.row([code("more"), none(), code("Vec<Part>"), none(), none(), none(), more]);
        self.table(table);
    }

    /// The declared type of a field.
    fn part_type(&self, part: &Part) -> String {
        match (part.ty(), part.repeated, part.required) {
            (None, true, _) => code("Vec<File>"),
            (None, false, true) => code("File"),
            (None, false, false) => code("Option<File>"),
            (Some(ty), true, _) => self.list_type(ty),
            (Some(ty), false, true) => self.ty(ty),
            (Some(ty), false, false) => self.optional(ty),
        }
    }
}

/// How a value is made.
fn made(operation: &Operation, parts: &[Part]) -> String {
    let given: Vec<&str> =
        parts.iter().filter(|part| is_argument(part)).map(|part| part.name.ident.trim_start_matches("r#")).collect();
    let function = if given.is_empty() { "default" } else { "new" };
    format!("Made with {}.", code(&format!("{}::{function}({})", name(operation), given.join(", "))))
}

fn sent_as(part: &Part) -> String {
    let form = match part.kind {
        PartKind::File => "file",
        PartKind::Text(_) => "text",
        PartKind::Json(_) => "JSON",
    };
    part.media_type.as_ref().map_or_else(|| form.to_owned(), |media_type| format!("{form}, {}", code(media_type)))
}

fn presence(part: &Part) -> String {
    match (part.required, part.repeated) {
        (true, false) => "required",
        (true, true) => "required, one for each item",
        (false, false) => "optional",
        (false, true) => "optional, one for each item",
    }
    .to_owned()
}
