//! What a change does to programs: read off the public surfaces of both clients.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::Pairs;
use super::types::ALL;
use super::{Finding, Level, Verdict};
use crate::analyze::traverse::reachable;
use crate::ir::{Api, TypeId, TypeKind};
use crate::render::surface::{self, ALSO_IN, ItemPath, Surface};

/// The items that differ: what each was, and what it is.
type Differences = BTreeMap<ItemPath, (Option<String>, Option<String>)>;

/// How many items of one change are told.
const ITEMS: usize = 12;

/// Gives every finding its verdict on programs, and makes a finding of every item that changed for no reason given.
pub(super) fn judge(pairs: &Pairs<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    let differences = differences(pairs);
    let mut told = BTreeSet::<ItemPath>::new();
    for finding in &mut findings {
        let touched: Vec<&ItemPath> = differences.keys().filter(|item| is_touched(finding, item)).collect();
        told.extend(touched.iter().map(|item| (*item).clone()));
        finding.judge(&differences, &touched);
    }
    for finding in &mut findings {
        let owners = types_of(pairs, finding);
        let whole =
            |item: &&ItemPath| owners.contains(&item.owner) && is_whole(&differences, &item.owner) && !told.contains(*item);
        let touched: Vec<&ItemPath> = differences.keys().filter(whole).collect();
        told.extend(touched.iter().map(|item| (*item).clone()));
        finding.with_types(&differences, &touched);
    }
    findings.extend(left_over(&differences, &told));
    findings
}

fn differences(pairs: &Pairs<'_>) -> Differences {
    let old: Surface = surface::surface(pairs.old)
        .into_iter()
        .filter_map(|(item, what)| Some((translated(pairs, item)?, pairs.translate(&what))))
        .collect();
    let new = surface::surface(pairs.new);
    let mut differences = Differences::new();
    for (item, what) in &old {
        let now = new.get(item);
        let is_same = now.is_some_and(|now| now == what || takes_as_well(what, now, &new));
        if !is_same {
            differences.insert(item.clone(), (Some(what.clone()), now.cloned()));
        }
    }
    // One path more of a type is nothing to tell.
    let added = new.into_iter().filter(|(item, _)| !old.contains_key(item) && !is_path(item));
    differences.extend(added.map(|(item, what)| (item, (None, Some(what)))));
    differences
}

/// Whether a signature takes what the old one took, by conversion: a body that is one of several is taken as it is.
fn takes_as_well(old: &str, now: &str, new: &Surface) -> bool {
    let mut conversions = new.keys().filter_map(|item| Some((item.owner.as_str(), item.member.strip_prefix("from ")?)));
    conversions.any(|(owner, from)| {
        // A type of the operation's own module is spelt without it.
        let spelt = [owner, owner.rsplit("::").next().unwrap_or(owner)];
        spelt.iter().any(|owner| now.replace(&format!("impl Into<{owner}>"), from) == old)
    })
}

/// Whether this is a further path of a type.
fn is_path(item: &ItemPath) -> bool {
    item.member.starts_with(ALSO_IN)
}

/// An item of the old side as the new side calls it. None for the further paths of a type with another name, and those through
/// a module that is gone: both are told as such.
fn translated(pairs: &Pairs<'_>, item: ItemPath) -> Option<ItemPath> {
    let renamed = pairs.renamed.get(&item.owner);
    if let Some(module) = item.member.strip_prefix(ALSO_IN) {
        let is_there = pairs.new.resources.iter().any(|resource| resource.name.ident == module);
        return Some(item).filter(|_| renamed.is_none() && is_there);
    }
    let owner = renamed.cloned().unwrap_or_else(|| pairs.translate(&item.owner));
    let member = if item.member.contains(' ') { pairs.translate(&item.member) } else { item.member };
    Some(ItemPath { owner, member })
}

fn is_touched(finding: &Finding, item: &ItemPath) -> bool {
    finding.touched.contains(item) || finding.touched.contains(&ItemPath::new(&item.owner, ALL))
}

/// Whether a type is there on one side only.
fn is_whole(differences: &Differences, owner: &str) -> bool {
    differences.contains_key(&ItemPath::new(owner, ""))
}

/// What the types are called that stood, or stand, where something has changed; with all that are within them.
fn types_of(pairs: &Pairs<'_>, finding: &Finding) -> BTreeSet<String> {
    let within = |api: &Api, roots: &BTreeSet<TypeId>| -> Vec<String> {
        let kinds: Vec<&TypeKind> = api.types.iter().map(|def| &def.kind).collect();
        let reached = reachable(&kinds, roots.iter().copied());
        let ids = reached.iter().enumerate().filter(|(_, is_reached)| **is_reached);
        ids.map(|(index, _)| surface::path(api, TypeId(index))).collect()
    };
    let mut owners = BTreeSet::new();
    if !finding.lost.is_empty() {
        owners.extend(within(pairs.old, &finding.lost).iter().map(|path| pairs.owner(path)));
    }
    if !finding.gained.is_empty() {
        owners.extend(within(pairs.new, &finding.gained));
    }
    owners
}

impl Finding {
    fn judge(&mut self, differences: &Differences, touched: &[&ItemPath]) {
        // What is called is told before what it is made of.
        let is_part = |item: &&&ItemPath| item.owner == "Client" || item.owner.starts_with("Request<");
        let (parts, whole): (Vec<&ItemPath>, Vec<&ItemPath>) = touched.iter().partition(is_part);
        let lines = whole.into_iter().chain(parts).filter(|item| !is_marker(item));
        let lines = lines.filter_map(|item| Some((item, differences.get(item)?)));
        let (breaking, other): (Vec<_>, Vec<_>) = lines.partition(|(_, (old, _))| old.is_some());
        let verdict = match (breaking.first(), other.first()) {
            (Some((item, what)), _) => Verdict::breaking(line(item, what)),
            (None, Some((item, what))) => Verdict::compatible(line(item, what)),
            (None, None) => Verdict::default(),
        };
        self.source = std::mem::take(&mut self.source).max(verdict);
        self.items.extend(breaking.iter().chain(&other).map(|(item, what)| line(item, what)));
        self.items.truncate(ITEMS);
        // An item that is not nameable any more, or of another type, is nothing that a compiled program could notice.
        if self.source.level == Level::Breaking && self.behaviour.level == Level::Compatible {
            self.behaviour = Verdict::default();
        }
    }

    /// Notes whole types that come or go with the change.
    fn with_types(&mut self, differences: &Differences, touched: &[&ItemPath]) {
        let whole = touched.iter().filter(|item| item.member.is_empty());
        for item in whole {
            let Some(what) = differences.get(*item) else { continue };
            let text = line(item, what);
            let verdict = if what.0.is_some() { Verdict::breaking(text.clone()) } else { Verdict::compatible(text.clone()) };
            self.source = std::mem::take(&mut self.source).max(verdict);
            if self.items.len() < ITEMS {
                self.items.push(text);
            }
        }
    }
}

/// Whether this is the type that stands for an operation, which no program names.
fn is_marker(item: &ItemPath) -> bool {
    item.member.is_empty() && item.owner.starts_with("Request<")
}

/// An item with what became of it, as `networks::NetworkSpec.zone: Option<String> → gone`.
fn line(item: &ItemPath, (old, new): &(Option<String>, Option<String>)) -> String {
    let name = match item.member.as_str() {
        "" => item.owner.clone(),
        member if member.starts_with(ALSO_IN) => {
            let name = item.owner.rsplit("::").next().unwrap_or_default();
            format!("{}::{name}", member.trim_start_matches(ALSO_IN))
        }
        member => {
            let what = old.as_ref().or(new.as_ref()).map_or("", String::as_str);
            let is_field = !["fn", "const", "variant"].iter().any(|word| what.starts_with(word));
            format!("{}{}{member}", item.owner, if is_field { "." } else { "::" })
        }
    };
    match (old, new) {
        (Some(old), Some(new)) => format!("{name}: {old} → {new}"),
        (Some(_), None) => format!("{name} is gone"),
        (None, Some(new)) => format!("{name}: {new} is new"),
        (None, None) => name,
    }
}

/// Items whose change nothing in the document explains by itself: a finding for each type that has some.
fn left_over(differences: &Differences, told: &BTreeSet<ItemPath>) -> Vec<Finding> {
    let mut by_owner = BTreeMap::<&str, Vec<&ItemPath>>::new();
    for item in differences.keys().filter(|item| !told.contains(*item)) {
        by_owner.entry(&item.owner).or_default().push(item);
    }
    by_owner
        .into_iter()
        .map(|(owner, items)| {
            let is_whole = items.iter().any(|item| item.member.is_empty());
            let is_gone = is_whole && items.iter().all(|item| differences.get(*item).is_some_and(|(_, new)| new.is_none()));
            let is_elsewhere = items.iter().all(|item| is_path(item));
            let title = match (is_whole, is_gone) {
                (true, true) => "is gone: nothing uses it any more",
                (true, false) => "is another type",
                (false, _) if is_elsewhere => "is gone from a module that had it, too",
                (false, _) => "has other items in Rust, since it is used in another way",
            };
            let mut finding = Finding::new("rust-item", owner, title);
            if is_elsewhere {
                finding = finding.advice(format!("use `{owner}`, a path that stays"));
            }
            finding.judge(differences, &items);
            finding
        })
        .collect()
}
