//! The other media types of a success: a method of the request that asks for each, and a table of what it gives.

use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::ident;
use super::outputs::{Asked, Output, output};
use super::samples::sample_in;
use super::types::{Context, text};
use super::{Documented, Item, Row, Table};
use crate::ir::{Operation, Representation, Resource, successes};

/// The method that asks for a representation.
pub(super) fn method(
    context: &Context<'_>,
    resource: &Resource,
    operation: &Operation,
    representation: &Representation,
) -> Documented {
    let gives = text(&output(context, Asked::of(operation, representation)).ty).replace("rt::", "");
    let about =
        format!("Asks for {}, and gives {}: the last step before sending.", code(&representation.name.wire), code(&gives));
    let mut comment = Comment::of(&about);
    if operation.body.is_some() {
        comment.paragraph("The document does not say whether something in the body has to ask for it, too.");
    }
    // Any other is read as that of the operation is, which has a sample.
    if is_stream(operation, representation) {
        comment.heading("Example");
        comment.sample(&sample_in(context.api, resource, operation, Some(representation)).doctest);
    }
    let (name, marker) = (ident(&representation.name.ident), ident(&representation.marker));
    comment.on(quote! {
        pub fn #name(self) -> Request<#marker, M> {
            self.represented()
        }
    })
}

/// Whether a success in a representation is handed over while it comes.
fn is_stream(operation: &Operation, representation: &Representation) -> bool {
    let contents = successes(&operation.responses).into_iter();
    let mut contents = contents.filter_map(|response| response.content_in(Some(&representation.name.wire)));
    contents.any(|content| content.encoding.is_stream())
}

/// What the representations of a resource are, and the enums of their bodies.
pub(super) fn definitions(context: &Context<'_>, resource: &Resource) -> Vec<Item> {
    let mut items = Vec::new();
    let mut rows = Vec::new();
    for operation in &resource.operations {
        for representation in &operation.representations {
            let output = output(context, Asked::of(operation, representation));
            rows.push(row(resource, operation, representation, &output));
            items.extend(output.definition);
        }
    }
    if !rows.is_empty() {
        items.push(Item::Table(Table::new("rt::representation! {", rows, "}")));
    }
    items
}

fn row(resource: &Resource, operation: &Operation, representation: &Representation, output: &Output) -> Row {
    let method = operation.name.ident.trim_start_matches("r#");
    let docs = vec![format!("The operation of [`{}::{method}`] in {}.", resource.handle, code(&representation.name.wire))];
    let mut rows: Vec<Row> = output.accept.clone().map(Row::Line).into_iter().collect();
    rows.push(Row::Line(format!("output: {}", text(&output.ty))));
    rows.push(Row::group("responses: {", output.rows.clone(), "},"));
    let open = format!("{} = {} {{", representation.marker, operation.marker);
    Row::Group { docs, open, rows, close: "}" }
}
