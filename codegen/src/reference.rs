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
mod resources;
mod responses;
mod types;

#[cfg(test)]
mod tests;

use crate::format::Files;
use crate::ir::{Api, Module};
use links::Links;
use page::Written;

/// The pages by their path in the crate.
pub(crate) fn pages(api: &Api) -> Files {
    // Where links lead is known once all pages are written. So they are written twice.
    let mut links = Links::default();
    for page in write(api, &links.clone()) {
        links.extend(page.found);
    }
    write(api, &links).into_iter().map(|page| (format!("docs/{}", page.file), page.text)).collect()
}

fn write(api: &Api, links: &Links) -> Vec<Written> {
    let modules = api.types_by_module();
    let types_of = |module| modules.get(&module).map_or(&[][..], Vec::as_slice);
    let mut pages = vec![index::index(api, links)];
    for (at, resource) in api.resources.iter().enumerate() {
        pages.push(resources::resource(api, links, at, resource, types_of(Module::Resource(at))));
    }
    let shared = types_of(Module::Shared);
    if !shared.is_empty() {
        pages.push(resources::shared(api, links, shared));
    }
    pages
}
