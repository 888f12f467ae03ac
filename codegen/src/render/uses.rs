//! Which operations send and give a type, for its docs.

use std::collections::BTreeMap;

use super::types::Context;
use crate::ir::{Api, Kind, Module, Operation, TypeDef, successes};

/// More operations than this say nothing about a type.
const MOST: usize = 6;

/// Which operations have a type as their body: each is a resource's number and its own number there.
#[derive(Debug)]
pub(crate) struct Uses<'a> {
    sent: Sites<'a>,
    given: Sites<'a>,
}

/// No uses.
pub(super) static NONE: Uses<'static> = Uses { sent: BTreeMap::new(), given: BTreeMap::new() };

/// The operations by the module and the name of the type.
type Sites<'a> = BTreeMap<(Module, &'a str), Vec<(usize, usize)>>;

impl<'a> Uses<'a> {
    /// The uses in an API.
    pub(crate) fn new(api: &'a Api) -> Self {
        let mut uses = Self { sent: Sites::new(), given: Sites::new() };
        for (resource_index, resource) in api.resources.iter().enumerate() {
            for (index, operation) in resource.operations.iter().enumerate() {
                let site = (resource_index, index);
                note(api, &mut uses.sent, sent(operation), site);
                note(api, &mut uses.given, given(operation), site);
            }
        }
        uses
    }

    /// Links to the operations whose body a type is. Empty where there are none.
    pub(super) fn of(&self, context: &Context<'_>, def: &TypeDef) -> String {
        let key = (def.module, def.name.ident.as_str());
        let sides = [("Sent by", self.sent.get(&key)), ("Given by", self.given.get(&key))];
        let sides = sides.into_iter().filter_map(|(verb, sites)| Some((verb, sites?)));
        let shown = sides.filter(|(_, sites)| sites.len() <= MOST);
        let links =
            |sites: &[(usize, usize)]| sites.iter().filter_map(|site| link(context, *site)).collect::<Vec<_>>().join(", ");
        shown.map(|(verb, sites)| format!("{verb} {}.", links(sites))).collect::<Vec<_>>().join(" ")
    }
}

fn note<'a>(api: &'a Api, uses: &mut Sites<'a>, kinds: impl Iterator<Item = &'a Kind>, site: (usize, usize)) {
    for def in kinds.filter_map(|kind| api.definition(kind)) {
        let sites = uses.entry((def.module, def.name.ident.as_str())).or_default();
        if sites.last() != Some(&site) {
            sites.push(site);
        }
    }
}

fn sent(operation: &Operation) -> impl Iterator<Item = &Kind> {
    operation.body.iter().flat_map(|body| body.content.first()).map(|content| &content.ty.kind)
}

fn given(operation: &Operation) -> impl Iterator<Item = &Kind> {
    let item = operation.paging.iter().map(|paging| &paging.item.kind);
    successes(&operation.responses)
        .into_iter()
        .flat_map(|response| response.content.first())
        .map(|content| &content.ty.kind)
        .chain(item)
}

fn link(context: &Context<'_>, (resource_index, index): (usize, usize)) -> Option<String> {
    let resource = context.api.resources.get(resource_index)?;
    let operation = resource.operations.get(index)?;
    let call = format!("{}::{}", resource.handle, operation.name.ident.trim_start_matches("r#"));
    if context.module == Module::Resource(resource_index) {
        return Some(format!("[`{call}`]"));
    }
    Some(format!("[`{call}`](crate::{}::{call})", resource.name.ident.trim_start_matches("r#")))
}
