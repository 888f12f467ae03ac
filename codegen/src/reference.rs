//! The Markdown reference of a client.
//!
//! | page | what it has |
//! |---|---|
//! | `docs/README.md` | all resources, how to sign in, the headers of responses |
//! | `docs/<module>.md` | a resource: its operations, each with a sample; its errors; its types |
//! | `docs/types.md` | the types that several resources share |
//!
//! Pages are markdown as GitHub reads it. The document's prose goes through the same hands as in the code's docs.

mod definitions;
mod index;
mod links;
mod markdown;
mod operations;
mod page;
mod parts;
mod resources;
mod responses;
mod types;

#[cfg(test)]
mod tests;

use crate::format::Files;
use crate::ir::{Api, Module, TypeId};
use links::Links;
pub(crate) use page::Written;

/// A page of the reference of an API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'a> {
    /// The index.
    Index,
    /// A module, and the types in it.
    Module(Module, &'a [TypeId]),
}

/// Writes a page. None where it would have nothing.
pub(crate) fn page(api: &Api, part: Part<'_>) -> Option<Written> {
    match part {
        Part::Index => Some(index::index(api)),
        Part::Module(Module::Resource(at), types) => {
            api.resources.get(at).map(|resource| resources::resource(api, at, resource, types))
        }
        Part::Module(Module::Shared, types) => (!types.is_empty()).then(|| resources::shared(api, types)),
    }
}

/// The pages by their path in the crate, with links between them.
pub(crate) fn link(pages: &[Written]) -> Files {
    let mut links = Links::default();
    pages.iter().for_each(|page| links.extend(&page.found));
    pages.iter().map(|page| (format!("docs/{}", page.file), page.linked(&links))).collect()
}
