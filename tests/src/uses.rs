//! What all uses of a type have in common.
//!
//! A component is one type however its uses sharpen it, so a member that one response requires and another does not may
//! be absent in both. Which members every use requires is found here by visiting all uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Side};
use crate::place::{Direction, Place};

/// The uses of all types in the responses of a document.
#[derive(Debug, Default)]
pub struct Uses {
    /// By type and member: whether every use requires it.
    required: BTreeMap<(String, String), bool>,
    seen: BTreeSet<String>,
}

impl Uses {
    /// Visits all responses, those with errors too.
    pub fn in_responses(document: &Document) -> Self {
        let mut uses = Self::default();
        for body in document.json_bodies().into_iter().filter(|body| body.side != Side::Request) {
            uses.visit(&Place::new(document, &body.pointer, body.schema));
        }
        uses
    }

    /// Whether every use of the type at a place requires a member.
    pub fn all_require(&self, place: &Place<'_>, member: &str) -> bool {
        self.required.get(&(place.type_key(), member.to_owned())).copied().unwrap_or(false)
    }

    fn visit(&mut self, place: &Place<'_>) {
        if !self.seen.insert(place.identity()) {
            return;
        }
        if let Some(union) = place.open_union() {
            union.variants.iter().for_each(|variant| self.visit(&place.pick(&union, variant)));
            return;
        }
        let required = place.required();
        let properties = place.properties();
        let names: BTreeSet<&str> = properties.keys().chain(&required).copied().collect();
        for name in names {
            let is_hidden = properties.get(name).is_some_and(|member| member.is_hidden(Direction::Response));
            let is_required = required.contains(name) && !is_hidden;
            *self.required.entry((place.type_key(), name.to_owned())).or_insert(true) &= is_required;
        }
        let members = properties.into_values().chain(place.additional()).chain(place.patterns().into_values());
        let below = members.chain(place.items()).chain(place.prefix_items());
        below.for_each(|inner| self.visit(&inner));
    }
}
