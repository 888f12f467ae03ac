//! `oneOf` and `anyOf`: tagged unions, unions by shape, and what only looks like a union.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use openapiv3::{Discriminator, OpenAPI};
use serde_json::Value;

use super::enums::repr;
use super::flat::{Flat, Merged, component_pointer};
use super::node::{JsonType, Node, Use, component_name};
use super::types::is_tuple;
use super::{Direction, Lowering, Tag};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{EnumRepr, Format, Kind, Name, Type, TypeKind, Union, Untyped, Variant};
use crate::names::{Scope, variant_ident};
use crate::source::Pointer;

/// The variant that keeps what this version of the client does not know.
const UNKNOWN: &str = "Unknown";

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

/// Which tags each component carries as variant of some union of the document.
pub(crate) fn collect_tags<'d>(
    nodes: &[Rc<Node<'d>>],
    families: &BTreeMap<&'d str, BTreeSet<&'d str>>,
) -> BTreeMap<&'d str, BTreeSet<(String, String)>> {
    let mut tags = BTreeMap::<&str, BTreeSet<(String, String)>>::new();
    let families: BTreeMap<Pointer, _> = families.iter().map(|(name, family)| (component_pointer(name), family)).collect();
    for node in nodes {
        let Some(discriminator) = &node.data.discriminator else { continue };
        let listed = node.variants();
        let listed = listed.filter_map(|one| if let Use::Component { name, .. } = one { Some(*name) } else { None });
        let family = families.get(&node.pointer).copied().into_iter().flatten().copied();
        for name in listed.chain(family) {
            for value in mapped_values(discriminator, name) {
                tags.entry(name).or_default().insert((discriminator.property_name.clone(), value));
            }
        }
    }
    tags
}

/// The tag values that stand for a component: those mapped to it, else its own name (OpenAPI 3.0.3, "Discriminator Object").
fn mapped_values(discriminator: &Discriminator, component: &str) -> Vec<String> {
    let mapped: Vec<String> = discriminator
        .mapping
        .iter()
        .filter(|(_, target)| component_name(target) == component)
        .map(|(value, _)| value.clone())
        .collect();
    if mapped.is_empty() { vec![component.to_owned()] } else { mapped }
}

/// A variant on its way into a union.
pub(super) struct Candidate<'d> {
    uses: Vec<Use<'d>>,
    pub(super) flat: Flat<'d>,
    pub(super) merged: Merged,
    tag: Option<(String, bool)>,
}

impl Candidate<'_> {
    /// Where the union names it.
    fn pointer(&self) -> Pointer {
        self.uses.last().map(|one| one.pointer().clone()).unwrap_or_default()
    }
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
            self.lossy(&flat, "discriminator", "the variants that extend this schema are lost where it is extended in place");
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

    /// Takes `null` out of unions. A union of one schema and null is that schema, nullable.
    pub(crate) fn without_null_variants(&mut self, mut flat: Flat<'d>) -> (Flat<'d>, bool) {
        let mut nullable = false;
        let mut transparent = Vec::new();
        for node in flat.nodes.iter_mut().filter(|node| node.is_union()) {
            let before = node.one_of.len() + node.any_of.len();
            let kept_one = self.not_null(&node.one_of);
            let kept_any = self.not_null(&node.any_of);
            let after = kept_one.len() + kept_any.len();
            let node = Rc::make_mut(node);
            node.one_of = kept_one;
            node.any_of = kept_any;
            nullable |= after < before;
            let was_optional = after < before || node.data.nullable;
            if after == 1 && was_optional && node.data.discriminator.is_none() {
                transparent.append(&mut node.one_of);
                transparent.append(&mut node.any_of);
            }
        }
        for one in &transparent {
            let inner = self.flatten(std::slice::from_ref(one));
            flat.components.extend(inner.components);
            flat.nodes.extend(inner.nodes);
        }
        (flat, nullable)
    }

    fn not_null(&mut self, variants: &[Use<'d>]) -> Vec<Use<'d>> {
        variants.iter().filter(|variant| !self.is_null(variant)).cloned().collect()
    }

    fn is_null(&mut self, variant: &Use<'d>) -> bool {
        variant.node().is_some_and(|node| matches!(node.values.as_slice(), [Value::Null]))
    }

    pub(crate) fn resolve_union(&mut self, uses: &[Use<'d>], mut flat: Flat<'d>, merged: Merged, direction: Direction) -> Kind {
        if self.only_requires(&flat) {
            let keyword = flat.nodes().next().map_or("anyOf", Node::alternatives);
            let message = "the alternatives differ only in what they require; the client does not check which of them holds";
            self.lossy(&flat, keyword, message);
            flat.forget_unions();
            return self.resolve_object(uses, flat, merged, direction);
        }
        if let Some(kind) = self.scalar_union(uses, &flat, direction) {
            return kind;
        }
        if self.only_bounds(&flat) {
            self.report_alternatives(&flat.pointer());
            flat.forget_unions();
            return self.resolve_kind(uses, flat, merged, direction);
        }
        Kind::Named(self.declare(uses, flat, merged, direction))
    }

    /// Whether all variants of all unions only add `required`.
    fn only_requires(&mut self, flat: &Flat<'d>) -> bool {
        let only_requires = |node: Node<'d>| {
            !node.required.is_empty() && node.properties.iter().all(|(_, one)| is_silent(one)) && node.all_of.is_empty()
        };
        let mut variants = flat.nodes().flat_map(Node::variants);
        variants.all(|variant| variant.node().is_some_and(only_requires))
    }

    /// A union of scalars of one type is that scalar; with listed values it is an open enum of them: of texts where some
    /// variant lists any, of numbers where all do.
    fn scalar_union(&mut self, uses: &[Use<'d>], flat: &Flat<'d>, direction: Direction) -> Option<Kind> {
        let variants: Vec<Use<'d>> = flat.nodes().flat_map(Node::variants).cloned().collect();
        let beside: Vec<Use<'d>> = flat.nodes().filter(|node| node.shapes_beside_unions()).map(Node::bare).collect();
        let variants = self.possible(variants, &beside);
        let mut found: Option<JsonType> = None;
        let (mut values, mut listed, mut constrained) = (Vec::new(), 0, None);
        for variant in &variants {
            let alone = self.flatten(std::slice::from_ref(variant));
            let inner = self.flatten(&beside.iter().chain([variant]).cloned().collect::<Vec<_>>());
            let merged = self.merge(&inner);
            let one = merged.json_type.filter(|one| one.is_scalar() && merged.format.is_none() && !inner.is_union())?;
            if *found.get_or_insert(one) != one {
                return None;
            }
            if alone.nodes().any(|node| !node.constraints.is_empty()) {
                constrained = constrained.or_else(|| Some(alone.pointer()));
            }
            listed += usize::from(merged.values.is_some());
            values.extend(merged.values.unwrap_or_default());
        }
        let json_type = found?;
        let is_enum = json_type == JsonType::String && !values.is_empty() || listed == variants.len();
        if !is_enum && listed > 0 {
            constrained = constrained.or_else(|| Some(flat.pointer()));
        }
        if let Some(at) = constrained {
            self.report_alternatives(&at);
        }
        Some(match json_type {
            _ if is_enum => {
                let merged = Merged { json_type: found, values: Some(values), extensible: true, ..Merged::default() };
                Kind::Named(self.declare(uses, flat.clone(), merged, direction))
            }
            JsonType::Integer => super::scalars::integer(None, &self.merge(flat).constraints),
            JsonType::Number => super::scalars::number(None),
            JsonType::Boolean => Kind::Bool,
            JsonType::String | JsonType::Object | JsonType::Array => Kind::String,
        })
    }

    /// Without the variants that list none of the values that are allowed beside the union. Where none is left, all of them: to
    /// merge them says what contradicts what.
    fn possible(&mut self, variants: Vec<Use<'d>>, beside: &[Use<'d>]) -> Vec<Use<'d>> {
        let around = self.flatten(beside);
        let Some(allowed) = self.merge(&around).values else { return variants };
        let allowed: HashSet<Value> = allowed.into_iter().collect();
        let mut holds = |variant: &&Use<'d>| {
            let alone = self.flatten(std::slice::from_ref(*variant));
            self.merge(&alone).values.is_none_or(|own| own.iter().any(|value| allowed.contains(value)))
        };
        let possible: Vec<Use<'d>> = variants.iter().filter(|variant| holds(variant)).cloned().collect();
        if possible.is_empty() { variants } else { possible }
    }

    fn report_alternatives(&mut self, at: &Pointer) {
        if self.reported.insert(at.child("unchecked")) {
            let message = "which of the alternatives a value satisfies is not checked: what they ask beyond its type";
            let help = "state what holds for all of them beside the alternatives, where it is checked before sending";
            self.diagnostics.push(Diagnostic::new(Code::Unchecked, at, message).help(help));
        }
    }

    /// Whether all variants of all unions only bound the value.
    fn only_bounds(&mut self, flat: &Flat<'d>) -> bool {
        let mut variants = flat.nodes().flat_map(Node::variants);
        variants.all(|variant| variant.node().is_some_and(|node| node.bounds_only()))
    }

    pub(crate) fn define_union(&mut self, flat: &Flat<'d>, direction: Direction) -> TypeKind {
        let Some(group) = flat.nodes().find(|node| node.is_union()) else {
            return TypeKind::Newtype(Type::of(Kind::Json(Untyped::FreeForm)));
        };
        let rest = around(flat, group);
        let alternatives = if group.one_of.is_empty() { &group.any_of } else { &group.one_of };
        let mut candidates: Vec<Candidate<'d>> =
            alternatives.iter().map(|variant| self.candidate(rest.iter().chain([variant]).cloned().collect())).collect();
        let property = match &group.data.discriminator {
            Some(discriminator) => self.tag_candidates(discriminator, &mut candidates, group),
            None => self.implicit_tag(&mut candidates),
        };
        match property {
            Some(property) => self.tagged_union(&property, candidates, direction),
            None => self.union_by_shape(candidates, group, direction),
        }
    }

    /// Adds the tags that components carry in unions without discriminator, so that a component is one type wherever it is used.
    pub(crate) fn collect_implicit_tags(&mut self, nodes: &[Rc<Node<'d>>]) {
        let is_implicit =
            |node: &&Rc<Node<'d>>| node.data.discriminator.is_none() && node.one_of.is_empty() != node.any_of.is_empty();
        // What is wrong with a schema is found where it is used.
        let fresh = self.diagnostics.fresh();
        let kept = (std::mem::replace(&mut self.diagnostics, fresh), self.reported.clone(), self.followed.clone());
        for union in nodes.iter().filter(is_implicit) {
            let variants = self.not_null(if union.one_of.is_empty() { &union.any_of } else { &union.one_of });
            let mut candidates: Vec<Candidate<'d>> =
                variants.iter().map(|variant| self.candidate(vec![variant.clone()])).collect();
            let Some(property) = self.implicit_tag(&mut candidates) else { continue };
            for candidate in candidates {
                if let ([Use::Component { name, .. }], Some((value, _))) = (candidate.uses.as_slice(), candidate.tag) {
                    self.tags.entry(name).or_default().insert((property.clone(), value));
                }
            }
        }
        (self.diagnostics, self.reported, self.followed) = kept;
    }

    fn candidate(&mut self, uses: Vec<Use<'d>>) -> Candidate<'d> {
        let flat = self.flatten(&uses);
        let merged = self.merge(&flat);
        Candidate { uses, flat, merged, tag: None }
    }

    /// Gives every candidate its tag values by the discriminator; a candidate with several values becomes several.
    fn tag_candidates(
        &mut self,
        discriminator: &Discriminator,
        candidates: &mut Vec<Candidate<'d>>,
        group: &Node<'d>,
    ) -> Option<String> {
        let property = discriminator.property_name.clone();
        let mut tagged = Vec::new();
        for candidate in candidates.iter() {
            let required = candidate.flat.required().contains_key(property.as_str());
            let values = match candidate.flat.components.as_slice() {
                [name] => mapped_values(discriminator, name),
                _ => self.constant_of(candidate, &property).into_iter().collect(),
            };
            if values.is_empty() {
                let message = format!(
                    "a variant of this union has no name and no single value for `{property}`, so the discriminator cannot find it"
                );
                let help = "make the variant a component, or give its tag property a single-value `enum`";
                let diagnostic = Diagnostic::new(Code::AmbiguousUnion, &group.pointer.child("discriminator"), message);
                self.diagnostics.push(diagnostic.and_at(&candidate.flat.pointer(), "this variant").help(help));
                return None;
            }
            for value in values {
                tagged.push(Candidate {
                    uses: candidate.uses.clone(),
                    flat: candidate.flat.clone(),
                    merged: candidate.merged.clone(),
                    tag: Some((value, required)),
                });
            }
        }
        *candidates = tagged;
        Some(property)
    }

    /// A property that every variant requires with one value of its own serves as tag without a discriminator.
    fn implicit_tag(&mut self, candidates: &mut [Candidate<'d>]) -> Option<String> {
        if candidates.len() < 2 {
            return None;
        }
        let first = candidates.first()?;
        let names: Vec<&str> = first.flat.required().into_keys().collect();
        for name in names {
            let values: Vec<Option<String>> = candidates
                .iter()
                .map(|candidate| {
                    let required = candidate.flat.required().contains_key(name);
                    if required { self.constant_of(candidate, name) } else { None }
                })
                .collect();
            let distinct: BTreeSet<&String> = values.iter().flatten().collect();
            if distinct.len() == candidates.len() {
                for (candidate, value) in candidates.iter_mut().zip(values) {
                    candidate.tag = value.map(|value| (value, true));
                }
                return Some(name.to_owned());
            }
        }
        None
    }

    fn constant_of(&mut self, candidate: &Candidate<'d>, property: &str) -> Option<String> {
        let uses = candidate.flat.properties().remove(property)?;
        let flat = self.flatten(&uses);
        match self.merge(&flat).values.as_deref() {
            Some([Value::String(value)]) => Some(value.clone()),
            _ => None,
        }
    }

    fn tagged_union(&mut self, property: &str, candidates: Vec<Candidate<'d>>, direction: Direction) -> TypeKind {
        let mut scope = Scope::default();
        scope.claim(UNKNOWN);
        let mut variants: Vec<Variant> = Vec::new();
        let mut sorted = candidates;
        sorted.sort_by(|a, b| a.tag.cmp(&b.tag));
        for candidate in sorted {
            let Some((value, tag_required)) = candidate.tag.clone() else { continue };
            if variants.last().is_some_and(|variant| variant.name.wire == value) {
                let at = candidate.flat.nodes().next().map(|node| node.pointer.clone()).unwrap_or_default();
                let message = format!("two variants of this union have the tag value `{value}`; the first is used");
                let help = "give each variant a tag value of its own: in its `enum`, or in the `mapping` of the discriminator";
                self.diagnostics.push(Diagnostic::new(Code::AmbiguousUnion, &at, message).help(help));
                continue;
            }
            let (docs, pointer) = (candidate.flat.docs(), candidate.pointer());
            let (ty, writes_tag) = self.tagged_variant(property, &value, candidate, direction);
            let ident = variant_name(&value, &mut scope);
            variants.push(Variant { name: Name { wire: value, ident }, ty, writes_tag, tag_required, docs, pointer });
        }
        TypeKind::Union(Union { tag: Some(property.to_owned()), variants, unknown: UNKNOWN.to_owned() })
    }

    fn tagged_variant(&mut self, property: &str, value: &str, candidate: Candidate<'d>, direction: Direction) -> (Type, bool) {
        let Candidate { uses, flat, merged, .. } = candidate;
        let nested = flat.nodes().any(|node| !node.one_of.is_empty() || !node.any_of.is_empty());
        if nested {
            return (self.resolve(&uses, direction), true);
        }
        let lone = Tag { property: property.to_owned(), value: Some(value.to_owned()) };
        let several = flat.components.first().and_then(|name| self.tags.get(name)).is_some_and(|tags| tags.len() > 1);
        let tag = if several { Tag { value: None, ..lone } } else { lone };
        let writes_tag = tag.value.is_some();
        let id = self.declare_tagged(&uses, flat, merged, direction, Some(tag));
        (Type::of(Kind::Named(id)), writes_tag)
    }

    fn union_by_shape(&mut self, candidates: Vec<Candidate<'d>>, group: &Node<'d>, direction: Direction) -> TypeKind {
        let mut shaped: Vec<(Type, Candidate<'d>)> =
            candidates.into_iter().map(|candidate| (self.resolve(&candidate.uses, direction), candidate)).collect();
        // What is recognised by more comes first; the sort is stable, so the document decides between equals.
        shaped.sort_by_key(|(ty, candidate)| (rank(ty, candidate), std::cmp::Reverse(demands(candidate))));
        self.report_ambiguous_objects(&shaped, group);
        self.report_ambiguous_arrays(&shaped, group);
        let mut scope = Scope::default();
        scope.claim(UNKNOWN);
        // Types have no order of their own; what they print as is all that they are.
        let (mut variants, mut types) = (Vec::new(), BTreeSet::new());
        for (ty, candidate) in shaped {
            if !types.insert(format!("{ty:?}")) {
                continue;
            }
            let wire = self.variant_wire_name(&ty, &candidate);
            let pointer = candidate.pointer();
            let ident = variant_name(&wire, &mut scope);
            let docs = candidate.flat.docs();
            variants.push(Variant { name: Name { wire, ident }, ty, writes_tag: false, tag_required: false, docs, pointer });
        }
        TypeKind::Union(Union { tag: None, variants, unknown: UNKNOWN.to_owned() })
    }

    /// What a variant is called: as its component; by its title; by its one value, or the one member that it alone requires;
    /// or by what kind of value it is.
    fn variant_wire_name(&mut self, ty: &Type, candidate: &Candidate<'d>) -> String {
        // The variant is what is used last; what stands around the union comes before it.
        let Some(own) = candidate.uses.last() else { return kind_name(&ty.kind).to_owned() };
        if let Use::Component { name, .. } = own {
            return self.places.component(name);
        }
        let node = candidate.flat.nodes().find(|node| node.pointer == *own.pointer());
        if let Some(title) = node.and_then(|node| node.data.title.clone()).filter(|title| title.len() <= 40) {
            return title;
        }
        if let Some([Value::String(value)]) = candidate.merged.values.as_deref() {
            return value.clone();
        }
        let within = format!("{}/", own.pointer().as_str());
        let required = candidate.flat.required();
        let mut alone = required.iter().filter(|(_, at)| **at == own.pointer() || at.as_str().starts_with(&within));
        match (alone.next(), alone.next(), candidate.flat.components.as_slice()) {
            (Some((name, _)), None, _) => (*name).to_owned(),
            (_, _, [name]) => self.places.component(name),
            _ => self.kind_name(ty, &candidate.flat, &candidate.merged),
        }
    }

    /// What kind of value it is; of a list, with what its items are.
    fn kind_name(&mut self, ty: &Type, flat: &Flat<'d>, merged: &Merged) -> String {
        let Kind::List(inner) = &ty.kind else {
            let name = match &ty.kind {
                Kind::Named(_) if merged.values.is_some() => "Enum",
                Kind::Named(_) if is_tuple(flat, merged) => "Tuple",
                kind => kind_name(kind),
            };
            return name.to_owned();
        };
        let items = self.flatten(&flat.items());
        let item = match (items.components.as_slice(), &inner.kind) {
            ([name], _) => self.places.component(name),
            (_, Kind::Named(_) | Kind::Json(_)) => String::new(),
            _ => {
                let merged = self.merge(&items);
                self.kind_name(inner, &items, &merged)
            }
        };
        item + "List"
    }
}

fn is_silent(one: &Use<'_>) -> bool {
    one.node().is_some_and(|node| node.is_silent())
}

fn variant_name(wire: &str, scope: &mut Scope) -> String {
    match variant_ident(wire) {
        ident if ident == UNKNOWN => scope.claim_numbered("UnknownVariant"),
        ident => scope.claim_numbered(&ident),
    }
}

pub(super) fn is_object(ty: &Type, flat: &Flat<'_>) -> bool {
    matches!(ty.kind, Kind::Named(_)) && flat.nodes().any(|node| !node.properties.is_empty() || !node.required.is_empty())
}

/// What holds beside the alternatives of a union. Of several unions, the first is told apart, and the others within each
/// of its variants; so are `oneOf` and `anyOf` of one schema.
fn around<'d>(flat: &Flat<'d>, group: &Node<'d>) -> Vec<Use<'d>> {
    let is_group = |node: &&Node<'d>| node.pointer == group.pointer;
    let both = !group.one_of.is_empty() && !group.any_of.is_empty();
    let is_plain = |node: &&Node<'d>| node.shapes_beside_unions() && (!node.is_union() || is_group(node) && !both);
    let unions = flat.nodes().filter(|node| node.is_union() && !is_group(node));
    let second = both.then(|| group.one_of_aside());
    flat.nodes().filter(is_plain).map(Node::bare).chain(second).chain(unions.map(Node::alone)).collect()
}

/// How many members, or items of a tuple, must be there.
fn demands(candidate: &Candidate<'_>) -> u64 {
    let members = u64::try_from(candidate.flat.required().len()).unwrap_or(u64::MAX);
    let items = candidate.merged.constraints.min_items.filter(|_| candidate.flat.prefix_len() > 0);
    members.max(items.unwrap_or(0))
}

/// The order in which variants are tried: what accepts less comes first.
fn rank(ty: &Type, candidate: &Candidate<'_>) -> u8 {
    let flat = &candidate.flat;
    let is_any = |values: &Vec<Value>| repr(values) == EnumRepr::Json;
    match &ty.kind {
        Kind::Bool => 0,
        Kind::Integer(_) => 1,
        Kind::Number(_) | Kind::Decimal => 2,
        Kind::Format(_) => 3,
        Kind::Named(_) if is_object(ty, flat) => 6,
        Kind::Named(_) if flat.prefix_len() > 0 => 7,
        // An open list of values of any type takes every value.
        Kind::Named(_) if candidate.merged.values.as_ref().is_some_and(is_any) => 10,
        Kind::Named(_) => 4,
        Kind::String | Kind::Secret | Kind::Base64 | Kind::Bytes => 5,
        Kind::List(_) => 8,
        Kind::Map(_) => 9,
        Kind::Json(_) => 10,
    }
}

fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Bool => "Bool",
        Kind::Integer(_) => "Integer",
        Kind::Number(_) => "Number",
        Kind::Decimal => "Decimal",
        Kind::Format(Format::DateTime) => "DateTime",
        Kind::Format(Format::Date) => "Date",
        Kind::Format(Format::Uuid) => "Uuid",
        Kind::Format(Format::Ipv4 | Format::Ipv6) => "IpAddress",
        Kind::String | Kind::Secret => "String",
        Kind::Base64 | Kind::Bytes => "Bytes",
        Kind::List(_) => "List",
        Kind::Map(_) => "Map",
        Kind::Named(_) => "Object",
        Kind::Json(_) => "Json",
    }
}
