//! Variants of a union by shape that may be taken for one another.

use std::collections::BTreeMap;

use super::Lowering;
use super::flat::Flat;
use super::node::{JsonType, Node, Use};
use super::types::json_type;
use super::unions::{Candidate, is_object};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Kind, Type};

/// How many lists in lists are looked into.
const DEEPEST: usize = 4;

impl<'d> Lowering<'d> {
    /// Reports variants that are told apart by shape and cannot be. Unions in unions are for `analyze` to look at.
    pub(super) fn report_ambiguity(&mut self, shaped: &[(Type, Candidate<'d>)], group: &Node<'d>) {
        self.report_ambiguous_objects(shaped, group);
        self.report_ambiguous_arrays(shaped, group);
    }

    /// Two object variants are ambiguous where a value of the later one can have all that the earlier one requires.
    fn report_ambiguous_objects(&mut self, shaped: &[(Type, Candidate<'d>)], group: &Node<'d>) {
        // What each object requires, once, in a large union by the first of it: a later variant is held against those that
        // require nothing, and those whose first member it has.
        let mut objects = BTreeMap::<Option<&str>, Vec<(usize, &Candidate<'d>, Vec<&str>)>>::new();
        for (index, (ty, later)) in shaped.iter().enumerate() {
            let properties = later.flat.properties();
            let firsts = properties.keys().map(|name| Some(*name)).chain([None]);
            let hiding = firsts.filter_map(|first| {
                objects.get(&first)?.iter().find(|(_, earlier, required)| {
                    let all = required.iter().all(|name| properties.contains_key(name));
                    all && earlier.merged.json_type == later.merged.json_type
                })
            });
            let earlier = hiding.min_by_key(|(index, ..)| *index).map(|(_, earlier, _)| *earlier);
            if is_object(ty, &later.flat) {
                let required: Vec<&str> = later.flat.required().into_keys().collect();
                objects.entry(required.first().copied()).or_default().push((index, later, required));
            }
            if let Some(earlier) = earlier {
                let message =
                    "these variants cannot always be told apart: a value with all that the first requires is taken for it";
                let help = "add a discriminator, or a required property with a single value of its own to each variant";
                self.report_ambiguous(earlier, later, group, message, help);
            }
        }
    }

    /// Two array variants are ambiguous where each item of a value of the later one can be one of the earlier one.
    fn report_ambiguous_arrays(&mut self, shaped: &[(Type, Candidate<'d>)], group: &Node<'d>) {
        let is_array = |(ty, candidate): &&(Type, Candidate<'d>)| {
            matches!(ty.kind, Kind::List(_)) || matches!(ty.kind, Kind::Named(_)) && candidate.flat.prefix_len() > 0
        };
        let arrays: Vec<&(Type, Candidate<'d>)> = shaped.iter().filter(is_array).collect();
        for (index, (ty, later)) in arrays.iter().enumerate() {
            // Two that are one type are one variant.
            let mut earlier = arrays.iter().take(index).filter(|(other, _)| other != ty);
            if let Some((_, earlier)) = earlier.find(|(_, earlier)| self.may_be_array(&earlier.flat, &later.flat, DEEPEST)) {
                let message = "these variants cannot always be told apart: an array whose items fit the first is taken for it";
                let help = "make them one array whose items are the alternatives, or put each into an object of its own";
                self.report_ambiguous(earlier, later, group, message, help);
            }
        }
    }

    fn report_ambiguous(&mut self, a: &Candidate<'d>, b: &Candidate<'d>, group: &Node<'d>, message: &str, help: &str) {
        let Some((a, b)) = a.flat.nodes().next().zip(b.flat.nodes().next()) else { return };
        if self.reported.insert(b.pointer.child("ambiguous")) {
            let diagnostic = Diagnostic::new(Code::AmbiguousUnion, &group.pointer.child(group.alternatives()), message)
                .and_at(&a.pointer, "tried first")
                .and_at(&b.pointer, "may be taken for it")
                .help(help);
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether a value of `later` can be one of `earlier`, as far as its items tell.
    fn may_be_array(&mut self, earlier: &Flat<'d>, later: &Flat<'d>, depth: usize) -> bool {
        let (one, other) = (self.merge(earlier).constraints, self.merge(later).constraints);
        let least = one.min_items.unwrap_or(0).max(other.min_items.unwrap_or(0));
        if other.max_items.is_some_and(|most| most < least) {
            return false;
        }
        // The first item tells lists apart that need not have one: if it is absent, it does not matter which it is.
        let prefix = earlier.prefix_len().max(later.prefix_len());
        let count = usize::try_from(least).unwrap_or(usize::MAX).clamp(1, prefix.max(1));
        (0..count).all(|index| self.may_be(&earlier.item(index), &later.item(index), depth))
    }

    fn may_be(&mut self, earlier: &[Use<'d>], later: &[Use<'d>], depth: usize) -> bool {
        let (one, other) = (self.flatten(earlier), self.flatten(later));
        if one.is_union() || other.is_union() {
            let Some(depth) = depth.checked_sub(1) else { return true };
            let (ones, others) = (alternatives(&one, earlier), alternatives(&other, later));
            return ones.iter().any(|one| others.iter().any(|other| self.may_be(one, other, depth)));
        }
        let types = [&one, &other].map(|flat| {
            let merged = self.merge(flat);
            json_type(flat, &merged)
        });
        match types {
            [Some(JsonType::Object), Some(JsonType::Object)] => {
                let properties = other.properties();
                one.required().keys().all(|name| properties.contains_key(name))
            }
            [Some(JsonType::Array), Some(JsonType::Array)] => depth == 0 || self.may_be_array(&one, &other, depth - 1),
            [Some(JsonType::Number), Some(JsonType::Integer)] | [Some(JsonType::Integer), Some(JsonType::Number)] => true,
            [Some(one), Some(other)] => one == other,
            _ => true,
        }
    }
}

/// What a value can be by itself: each of the alternatives, if there are any.
fn alternatives<'d>(flat: &Flat<'d>, uses: &[Use<'d>]) -> Vec<Vec<Use<'d>>> {
    let all = flat.nodes().flat_map(|node| node.one_of.iter().chain(&node.any_of));
    let all: Vec<Vec<Use<'d>>> = all.map(|one| vec![one.clone()]).collect();
    if all.is_empty() { vec![uses.to_vec()] } else { all }
}
