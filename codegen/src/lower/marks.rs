//! Members whose listed values tell the objects of one variant from those of another, and which of them mark a variant.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::ambiguity::Comparison;
use super::flat::Flat;
use super::node::JsonType;
use super::types::json_type;
use crate::ir::Mark;

/// How deep unions in unions are looked into.
const DEEPEST: usize = 8;

/// The values that the document lists for a member.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) values: Vec<Value>,
    /// Whether the member must be there.
    pub(super) required: bool,
}

/// The members of an object for which the document lists values, null aside.
pub(super) type Members<'d> = BTreeMap<&'d str, Listed>;

/// A variant, as far as its objects are told by values.
pub(super) struct Valued<'d> {
    /// Whether it is a union itself.
    pub(super) is_union: bool,
    pub(super) members: Rc<Members<'d>>,
}

/// What tells the objects of one schema from those of another.
pub(super) struct Telling<'d> {
    pub(super) member: &'d str,
    /// Whether it must be there in one of them: else objects without it are alike.
    pub(super) required: bool,
}

impl<'d> Telling<'d> {
    pub(super) fn new(member: &'d str, one: &Listed, other: &Listed) -> Self {
        Self { member, required: one.required || other.required }
    }
}

/// The marks of the variants of a union: members with one value, where another variant has others. Those with several values are
/// open enums, and a value that they do not list tells against the variant as well. A variant that is a union itself is no
/// enum, whatever its own variants list.
pub(super) fn marks(variants: &[Valued<'_>]) -> Vec<Vec<Mark>> {
    let mut holders = BTreeMap::<&str, HashMap<&Value, BTreeSet<usize>>>::new();
    let mut counts = BTreeMap::<&str, usize>::new();
    for (place, variant) in variants.iter().enumerate() {
        for (name, listed) in variant.members.iter() {
            *counts.entry(name).or_default() += 1;
            for value in &listed.values {
                holders.entry(name).or_default().entry(value).or_default().insert(place);
            }
        }
    }
    let tells = |name: &str, listed: &Listed| {
        let of = holders.get(name);
        let mut sharing = listed.values.iter().filter_map(|value| of?.get(value));
        let count = match listed.values.len() {
            1 => sharing.next().map_or(0, BTreeSet::len),
            _ => sharing.flatten().collect::<BTreeSet<_>>().len(),
        };
        counts.get(name).is_some_and(|all| count < *all)
    };
    let of = |variant: &Valued<'_>| {
        let one = variant.members.iter().filter(|(_, listed)| variant.is_union || listed.values.len() == 1);
        let telling = one.filter(|(name, listed)| tells(name, listed));
        telling.map(|(name, listed)| Mark { member: (*name).to_owned(), values: listed.values.clone() }).collect()
    };
    variants.iter().map(of).collect()
}

/// The member by which objects are best told apart: that has no value in common, must be there if possible, and has few values.
pub(super) fn telling<'d>(one: &Members<'d>, other: &Members<'d>) -> Option<Telling<'d>> {
    let both = one.iter().filter_map(|(name, listed)| Some((*name, listed, other.get(name)?)));
    let apart = both.filter(|(_, one, other)| one.values.iter().all(|value| !other.values.contains(value)));
    let best = apart.min_by_key(|(_, one, other)| {
        (Reverse(one.required || other.required), one.values.len().saturating_add(other.values.len()))
    });
    best.map(|(member, one, other)| Telling::new(member, one, other))
}

/// The member that tells all of these apart: each lists values of its own for it.
pub(super) fn telling_all<'d>(all: &[Rc<Members<'d>>]) -> Option<&'d str> {
    all.first()?.keys().copied().find(|name| {
        let mut owners = HashMap::new();
        all.iter().enumerate().all(|(place, members)| {
            let values = members.get(name).map(|listed| &listed.values);
            values.is_some_and(|values| values.iter().all(|value| *owners.entry(value).or_insert(place) == place))
        })
    })
}

impl<'d> Comparison<'_, 'd> {
    /// The members with listed values that a schema has, whichever of its alternatives an object is.
    pub(super) fn listed(&mut self, flat: &Flat<'d>) -> Members<'d> {
        self.listed_within(flat, DEEPEST).unwrap_or_default()
    }

    /// None: it is never an object.
    fn listed_within(&mut self, flat: &Flat<'d>, depth: usize) -> Option<Members<'d>> {
        let depth = depth.checked_sub(1)?;
        if !flat.is_union() {
            return self.listed_here(flat);
        }
        let alternatives = self.alternatives(flat);
        let mut all = alternatives.iter().filter_map(|one| self.listed_within(one, depth)).collect::<Vec<_>>().into_iter();
        let first = all.next()?;
        Some(all.fold(first, common))
    }

    fn listed_here(&mut self, flat: &Flat<'d>) -> Option<Members<'d>> {
        let merged = self.lowering.merge(flat);
        if json_type(flat, &merged).is_some_and(|one| one != JsonType::Object) {
            return None;
        }
        let required = flat.required();
        let listed = |(name, uses): (&'d str, Vec<_>)| {
            let member = self.lowering.flatten(&uses);
            let mut values = self.lowering.merge(&member).values?;
            let mut seen = HashSet::new();
            values.retain(|value| !value.is_null() && seen.insert(value.clone()));
            let are_plain = !values.is_empty() && values.iter().all(is_plain);
            are_plain.then(|| (name, Listed { values, required: required.contains_key(name) }))
        };
        Some(flat.properties().into_iter().filter_map(listed).collect())
    }
}

/// What the objects of two schemas have in common.
fn common<'d>(one: Members<'d>, mut other: Members<'d>) -> Members<'d> {
    let both = one.into_iter().filter_map(|(name, mut listed)| {
        let more = other.remove(name)?;
        listed.values.extend(more.values);
        listed.required &= more.required;
        Some((name, listed))
    });
    both.collect()
}

/// Whether a value is the same only if it is written the same.
fn is_plain(value: &Value) -> bool {
    value.is_string() || value.is_boolean() || value.is_i64()
}
