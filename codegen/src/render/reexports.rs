//! The types that a module has from other modules.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::Item;
use super::gates;
use super::literals::ident;
use crate::ir::{Api, Module};

/// Re-exports of the types that a module has and does not define; None where there are none.
pub(super) fn reexports(api: &Api, module: Module) -> Option<Item> {
    let mut lists = BTreeMap::<(Module, &BTreeSet<String>), Vec<TokenStream>>::new();
    for def in api.types.iter().filter(|def| def.reexports.contains(&module)) {
        lists.entry((def.module, &def.features)).or_default().push(ident(&def.name.ident));
    }
    let uses: Vec<TokenStream> = lists
        .iter()
        .map(|((home, features), names)| {
            let (gate, home) = (gates::attribute(features), ident(api.module_ident(*home)));
            match names.as_slice() {
                [one] => quote!(#gate pub use crate::#home::#one;),
                several => quote!(#gate pub use crate::#home::{#(#several),*};),
            }
        })
        .collect();
    (!uses.is_empty()).then(|| Item::Tokens(quote!(#(#uses)*)))
}
