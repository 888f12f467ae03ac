//! The Markdown reference of a client, and the sample programs that it shows.
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
mod samples;
mod types;

#[cfg(test)]
mod tests;

pub use samples::Sample;

use crate::format::Files;
use crate::ir::{Api, Kind, Module, Type, TypeDef};
use links::Links;
use page::Written;

/// A sample program for every operation, in the order of the resources.
pub fn samples(api: &Api) -> Vec<Sample> {
    let of = |resource| move |operation| samples::sample(api, resource, operation);
    api.resources.iter().flat_map(|resource| resource.operations.iter().map(of(resource))).collect()
}

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

/// The definition of a type that is a name.
fn definition<'a>(api: &'a Api, ty: &Type) -> Option<&'a TypeDef> {
    let Kind::Named(id) = ty.kind else { return None };
    api.type_def(id)
}
