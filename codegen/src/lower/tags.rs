//! Tags: the member by which the variants of a union are found, and the values that stand for each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use openapiv3::{Discriminator, OpenAPI};

use super::flat::{Flat, component_pointer};
use super::node::{JsonType, Node, Use, component_name};
use super::types::json_type;
use super::unions::{Candidate, around};
use super::{Lowering, Tag};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Pointer;

/// How deep a union may be a variant of a union for its variants to be found.
const DEEPEST: usize = 8;

/// Which components extend a component that has a discriminator but lists no variants: they are its variants (OpenAPI
/// 3.0.3, "Discriminator Object", inheritance). Those that extend one of them belong to the family, too.
pub(crate) fn collect_families(openapi: &OpenAPI) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut parents = BTreeMap::<&str, Vec<&str>>::new();
    let mut bases = Vec::new();
    for (name, schema) in openapi.components.iter().flat_map(|components| &components.schemas) {
        let Use::Inline { schema, pointer } = Use::new(schema, component_pointer(name)) else { continue };
        let node = Node::read(schema, &pointer);
        if node.data.discriminator.is_some() && node.one_of.is_empty() && node.any_of.is_empty() {
            bases.push(name.as_str());
        }
        let extends = node.all_of.iter().filter_map(|one| if let Use::Component { name, .. } = one { Some(*name) } else { None });
        parents.insert(name, extends.collect());
    }
    let mut families = BTreeMap::new();
    for base in bases {
        let mut family = BTreeSet::new();
        let mut open = vec![base];
        while let Some(parent) = open.pop() {
            let children =
                parents.iter().filter(|(child, all)| **child != base && all.contains(&parent)).map(|(child, _)| *child);
            open.extend(children.filter(|child| family.insert(*child)));
        }
        if !family.is_empty() {
            families.insert(base, family);
        }
    }
    families
}

/// The values that a discriminator's mapping gives a component (OpenAPI 3.0.3, "Discriminator Object").
fn mapped_values(discriminator: &Discriminator, component: &str) -> Vec<String> {
    let mapped = discriminator.mapping.iter().filter(|(_, target)| component_name(target) == component);
    mapped.map(|(value, _)| value.clone()).collect()
}

impl<'d> Lowering<'d> {
    /// The tag that a component carries wherever it is used: it stands for one value of one property.
    pub(crate) fn tag_of(&self, flat: &Flat<'d>) -> Option<Tag> {
        let [name] = flat.components.as_slice() else { return None };
        let mut tags = self.tags.get(name)?.iter();
        match (tags.next(), tags.next()) {
            (Some((property, value)), None) => Some(Tag { property: property.clone(), value: Some(value.clone()) }),
            _ => None,
        }
    }

    /// Makes a union of a component whose variants extend it, where it is used as it is.
    pub(crate) fn with_family(&mut self, mut flat: Flat<'d>) -> Flat<'d> {
        let [base] = flat.components.as_slice() else { return flat };
        let Some(family) = self.families.get(base) else { return flat };
        let at = component_pointer(base);
        if flat.shaping().any(|node| flat.is_own(node)) {
            let message = "the variants that extend this schema are lost where it is extended in place";
            let help = "refer to the schema as it is, or list its variants in a `oneOf`";
            self.lossy(&flat, "discriminator", message, help);
            return flat;
        }
        let variants: Vec<Use<'d>> = family.iter().map(|name| Use::Component { name, pointer: at.clone() }).collect();
        for node in flat.nodes.iter_mut().map(Rc::make_mut) {
            node.properties.clear();
            node.patterns.clear();
            node.required = &[];
            node.additional = None;
            if node.pointer == at {
                node.one_of.clone_from(&variants);
            }
        }
        flat
    }

    /// Finds out which tags each component carries as variant of some union of the document, so that it is one type wherever it
    /// is used.
    pub(crate) fn collect_tags(&mut self, nodes: &[Rc<Node<'d>>]) {
        let families: BTreeMap<Pointer, BTreeSet<&'d str>> =
            self.families.iter().map(|(name, family)| (component_pointer(name), family.clone())).collect();
        let is_union =
            |node: &&Rc<Node<'d>>| node.data.discriminator.is_some() || node.one_of.is_empty() != node.any_of.is_empty();
        // What is wrong with a schema is found where it is used.
        let fresh = self.diagnostics.fresh();
        let kept = (std::mem::replace(&mut self.diagnostics, fresh), self.reported.clone(), self.followed.clone());
        for node in nodes.iter().filter(is_union) {
            let family = families.get(&node.pointer).into_iter().flatten();
            let family = family.map(|name| Use::Component { name, pointer: node.pointer.clone() });
            let variants = self.not_null(&node.variants().cloned().chain(family).collect::<Vec<_>>());
            let candidates = variants.iter().map(|variant| self.candidate(vec![variant.clone()])).collect();
            let (Some(property), candidates) = self.tag(candidates, node) else { continue };
            for candidate in candidates {
                if let ([Use::Component { name, .. }], Some((value, _))) = (candidate.uses.as_slice(), candidate.tag) {
                    self.tags.entry(name).or_default().insert((property.clone(), value));
                }
            }
        }
        (self.diagnostics, self.reported, self.followed) = kept;
    }

    /// The member by which variants are found, if there is one, and the variants, each with the value that stands for it.
    pub(super) fn tag(&mut self, candidates: Vec<Candidate<'d>>, group: &Node<'d>) -> (Option<String>, Vec<Candidate<'d>>) {
        let Some(discriminator) = &group.data.discriminator else { return self.implicit_tag(candidates) };
        if !self.are_objects(&candidates, group) {
            return (None, candidates);
        }
        let mut tagged = Vec::new();
        for candidate in &candidates {
            match self.by_discriminator(candidate, discriminator, group, 0) {
                Some(found) => tagged.extend(found),
                None => return (None, candidates),
            }
        }
        (Some(discriminator.property_name.clone()), tagged)
    }

    /// Whether all variants of a union with a discriminator can have the member that it names.
    fn are_objects(&mut self, candidates: &[Candidate<'d>], group: &Node<'d>) -> bool {
        let is_object = |candidate: &Candidate<'d>| {
            let json_type = json_type(&candidate.flat, &candidate.merged);
            candidate.flat.is_union() || json_type.is_none_or(|one| one == JsonType::Object)
        };
        let Some(other) = candidates.iter().find(|candidate| !is_object(candidate)) else { return true };
        let message =
            "a variant of this union is no object, so the discriminator cannot find it: variants are told apart by shape";
        let help = "take the discriminator away, or make every variant an object";
        let diagnostic = Diagnostic::new(Code::AmbiguousUnion, &group.pointer.child("discriminator"), message);
        self.diagnostics.push(diagnostic.and_at(&other.flat.pointer(), "this variant").help(help));
        false
    }

    /// A candidate as often as there are values that stand for it; in place of a union that goes by the same member, its variants.
    fn by_discriminator(
        &mut self,
        candidate: &Candidate<'d>,
        discriminator: &Discriminator,
        group: &Node<'d>,
        depth: usize,
    ) -> Option<Vec<Candidate<'d>>> {
        let property = discriminator.property_name.as_str();
        let name = candidate.component();
        let mapped = name.map(|name| mapped_values(discriminator, name)).unwrap_or_default();
        if !mapped.is_empty() {
            return Some(candidate.tagged(property, mapped));
        }
        if candidate.flat.is_union()
            && depth < DEEPEST
            && let Some(variants) = self.variants_of(candidate, property, depth)
        {
            return Some(variants);
        }
        let values = self.values_of(candidate, property);
        match name {
            Some(name) if values.is_empty() || values.iter().any(|value| value == name) => {
                Some(candidate.tagged(property, vec![name.to_owned()]))
            }
            Some(name) => {
                self.report_unmapped(name, property, &values, group);
                Some(candidate.tagged(property, values))
            }
            None if values.is_empty() => {
                self.report_untagged(candidate, property, group);
                None
            }
            None => Some(candidate.tagged(property, values)),
        }
    }

    /// The variants of a union that is a variant itself, if they are found by the same member.
    fn variants_of(&mut self, candidate: &Candidate<'d>, property: &str, depth: usize) -> Option<Vec<Candidate<'d>>> {
        let group = candidate.flat.nodes().find(|node| node.is_union())?;
        let rest = around(&candidate.flat, group);
        let mut tagged = Vec::new();
        for variant in group.first_variants() {
            let inner = self.candidate(rest.iter().chain([variant]).cloned().collect());
            let found = match &group.data.discriminator {
                Some(discriminator) if discriminator.property_name == property => {
                    self.by_discriminator(&inner, discriminator, group, depth + 1)?
                }
                Some(_) => return None,
                None => match self.values_of(&inner, property) {
                    values if values.is_empty() => return None,
                    values => inner.tagged(property, values),
                },
            };
            tagged.extend(found);
        }
        Some(tagged)
    }

    /// A discriminator without a mapping finds a variant by its name, which the variant itself may not allow.
    fn report_unmapped(&mut self, name: &str, property: &str, values: &[String], group: &Node<'d>) {
        let at = group.pointer.child("discriminator");
        let listed = values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
        if self.reported.insert(at.child("mapping")) {
            let message = format!(
                "without a `mapping`, `{property}` would have to be `{name}`, which that schema does not allow: its own {listed} is \
                 taken, and so are those of the other variants"
            );
            let help = "add a `mapping` from each value to its schema";
            self.diagnostics.push(Diagnostic::new(Code::Repaired, &at, message).help(help));
        }
    }

    fn report_untagged(&mut self, candidate: &Candidate<'d>, property: &str, group: &Node<'d>) {
        let message = format!(
            "a variant of this union has no name and no single value for `{property}`, so the discriminator cannot find it"
        );
        let help = "make the variant a component, or give its tag property a single-value `enum`";
        let diagnostic = Diagnostic::new(Code::AmbiguousUnion, &group.pointer.child("discriminator"), message);
        self.diagnostics.push(diagnostic.and_at(&candidate.flat.pointer(), "this variant").help(help));
    }

    /// A property that every variant requires with values of its own serves as tag without a discriminator.
    fn implicit_tag(&mut self, mut candidates: Vec<Candidate<'d>>) -> (Option<String>, Vec<Candidate<'d>>) {
        if candidates.len() < 2 {
            return (None, candidates);
        }
        let names: Vec<String> =
            candidates.first().map(|first| first.flat.required().into_keys().map(str::to_owned).collect()).unwrap_or_default();
        for name in names {
            let values: Vec<Option<String>> = candidates
                .iter()
                .map(|candidate| match candidate.flat.required().contains_key(name.as_str()) {
                    true => self.constant_of(candidate, &name),
                    false => None,
                })
                .collect();
            let distinct: BTreeSet<&String> = values.iter().flatten().collect();
            if distinct.len() == candidates.len() {
                for (candidate, value) in candidates.iter_mut().zip(values) {
                    candidate.tag = value.map(|value| (value, true));
                }
                return (Some(name), candidates);
            }
        }
        (None, candidates)
    }

    fn constant_of(&mut self, candidate: &Candidate<'d>, property: &str) -> Option<String> {
        let mut values = self.values_of(candidate, property);
        values.pop().filter(|_| values.is_empty())
    }

    /// The texts that a property can be, where the document lists them and nothing else is allowed.
    fn values_of(&mut self, candidate: &Candidate<'d>, property: &str) -> Vec<String> {
        let Some(uses) = candidate.flat.properties().remove(property) else { return Vec::new() };
        let flat = self.flatten(&uses);
        let listed = self.merge(&flat).values.unwrap_or_default();
        let texts = listed.iter().map(|value| value.as_str().map(str::to_owned));
        texts.collect::<Option<Vec<String>>>().unwrap_or_default()
    }
}
