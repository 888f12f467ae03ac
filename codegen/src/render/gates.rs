//! Cargo features of large clients: which items are there with which.

use std::collections::BTreeSet;

use super::Item;
use super::literals::{string, tokens};
use crate::ir::{Api, Module};
use proc_macro2::TokenStream;

/// The features of which any brings something; empty: it is always there.
pub(crate) type Gate = BTreeSet<String>;

/// What brings a module of a resource: whatever brings its operations, or one of its types.
pub(super) fn of_module(api: &Api, module: Module) -> Gate {
    // Modules refer to the types by name, whichever of these are there.
    let Module::Resource(index) = module else { return Gate::new() };
    let own = api.resources.get(index).filter(|resource| !resource.operations.is_empty());
    let mut gates: Vec<Gate> = own.map(|resource| resource.feature.iter().cloned().collect()).into_iter().collect();
    gates.extend(api.types.iter().filter(|def| def.is_in(module)).map(|def| def.features.clone()));
    if gates.iter().any(Gate::is_empty) { Gate::new() } else { gates.into_iter().flatten().collect() }
}

/// The attribute of what a gate brings, as text. Empty: it is always there.
pub(crate) fn attribute_text(gate: &Gate) -> String {
    let features: Vec<String> = gate.iter().map(|feature| format!("feature = {}", string(feature))).collect();
    match features.as_slice() {
        [] => String::new(),
        [one] => format!("#[cfg({one})]"),
        several => format!("#[cfg(any({}))]", several.join(", ")),
    }
}

/// The same as tokens.
pub(super) fn attribute(gate: &Gate) -> TokenStream {
    tokens(&attribute_text(gate))
}

/// Puts a gate before each item, unless the module around has the same.
pub(super) fn gated(items: Vec<Item>, gate: &Gate, module: &Gate) -> Vec<Item> {
    if gate == module || gate.is_empty() {
        return items;
    }
    items.into_iter().map(|item| Item::Gated(gate.clone(), Box::new(item))).collect()
}

/// Whether the client has a feature for each resource.
pub(super) fn has_features(api: &Api) -> bool {
    api.resources.iter().any(|resource| resource.feature.is_some())
}
