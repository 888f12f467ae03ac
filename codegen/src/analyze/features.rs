//! Cargo features of large clients: one for each resource, so that users compile what they use.
//!
//! A client of fewer than [`LARGE`] operations has none: it compiles in a second or two, and a feature is one more thing to
//! know. In a larger one every resource is a feature, called as its module is, with `-` for `_`; all are on by default.
//! A type is there with every resource that reaches it.

use std::collections::BTreeSet;

use super::traverse::{named, reachable, received, sent};
use crate::ir::{Api, TypeKind};

/// From how many operations on resources are features.
const LARGE: usize = 100;

/// Names that features of the generated crate have for other reasons.
const TAKEN: [&str; 8] = ["blocking", "default", "full", "gzip", "http2", "reqwest", "stream", "tracing"];

/// Gives resources and types their features, if the client is large.
pub(crate) fn mark(api: &mut Api) {
    let operations: usize = api.resources.iter().map(|resource| resource.operations.len()).sum();
    let with_operations = api.resources.iter().filter(|resource| !resource.operations.is_empty()).count();
    if operations < LARGE || with_operations < 2 {
        return;
    }
    let kinds: Vec<&TypeKind> = api.types.iter().map(|def| &def.kind).collect();
    let mut features = vec![BTreeSet::new(); kinds.len()];
    let mut names = Vec::<Option<String>>::new();
    // A type of a header is there with any resource, as the headers are.
    let of_headers = reachable(&kinds, api.response_headers.iter().filter_map(|header| named(&header.ty)));
    for resource in &api.resources {
        let name = (!resource.operations.is_empty()).then(|| feature(&resource.name.ident, &names));
        let roots = resource.operations.iter().flat_map(|operation| sent(operation).chain(received(operation)));
        let reached = reachable(&kinds, roots.filter_map(named));
        for (set, _) in features.iter_mut().zip(reached).filter(|(_, is_reached)| *is_reached) {
            set.extend(name.clone());
        }
        names.push(name);
    }
    for (resource, name) in api.resources.iter_mut().zip(names) {
        resource.feature = name;
    }
    for ((def, set), is_of_headers) in api.types.iter_mut().zip(features).zip(of_headers) {
        // What every resource needs is always there.
        def.features = if set.len() < with_operations && !is_of_headers { set } else { BTreeSet::new() };
    }
}

/// The feature of a module, unlike those that have names already.
fn feature(module: &str, named: &[Option<String>]) -> String {
    let mut name = module.trim_start_matches("r#").replace('_', "-");
    while TAKEN.contains(&name.as_str()) || named.iter().flatten().any(|other| *other == name) {
        name.push_str("-resource");
    }
    name
}
