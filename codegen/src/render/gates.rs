//! Cargo features of large clients: which items are there with which.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::Item;
use super::literals::string_tokens;
use crate::ir::{Api, Module};

/// The features of which any brings something; empty: it is always there.
pub(super) type Gate = BTreeSet<String>;

/// What brings a module of a resource: whatever brings its operations, or one of its types.
pub(super) fn of_module(api: &Api, module: Module) -> Gate {
    // Modules refer to the types by name, whichever of these are there.
    let Module::Resource(index) = module else { return Gate::new() };
    let own = api.resources.get(index).filter(|resource| !resource.operations.is_empty());
    let mut gates: Vec<Gate> = own.map(|resource| resource.feature.iter().cloned().collect()).into_iter().collect();
    gates.extend(api.types.iter().filter(|def| def.is_in(module)).map(|def| def.features.clone()));
    if gates.iter().any(Gate::is_empty) { Gate::new() } else { gates.into_iter().flatten().collect() }
}

/// The attribute of what a gate brings.
pub(super) fn attribute(gate: &Gate) -> Option<TokenStream> {
    let features: Vec<TokenStream> = gate.iter().map(|feature| string_tokens(feature)).collect();
    match features.as_slice() {
        [] => None,
        [one] => Some(quote!(#[cfg(feature = #one)])),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
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
