//! `oneOf` and `anyOf`: tagged unions, unions by shape, and what only looks like a union.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::enums::repr;
use super::flat::{Flat, Merged};
use super::node::{JsonType, Node, Use};
use super::types::{is_tuple, json_type};
use super::{Direction, Lowering, Tag};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{EnumRepr, Format, Kind, Name, Type, TypeKind, Union, Untyped, Variant};
use crate::names::{Scope, variant_ident};
use crate::source::Pointer;

/// The variant that keeps what this version of the client does not know.
const UNKNOWN: &str = "Unknown";

/// A variant on its way into a union.
#[derive(Clone)]
pub(super) struct Candidate<'d> {
    pub(super) uses: Vec<Use<'d>>,
    pub(super) flat: Flat<'d>,
    pub(super) merged: Merged,
    /// The value of the tag that stands for it, and whether the tag must be there.
    pub(super) tag: Option<(String, bool)>,
}

impl<'d> Candidate<'d> {
    /// The component that it is.
    pub(super) fn component(&self) -> Option<&'d str> {
        match self.flat.components.as_slice() {
            [name] => Some(*name),
            _ => None,
        }
    }

    /// The same once for each value that stands for it.
    pub(super) fn tagged(&self, property: &str, values: Vec<String>) -> Vec<Self> {
        let required = self.flat.required().contains_key(property);
        values.into_iter().map(|value| Self { tag: Some((value, required)), ..self.clone() }).collect()
    }

    /// Where the union names it.
    pub(super) fn pointer(&self) -> Pointer {
        self.uses.last().map(|one| one.pointer().clone()).unwrap_or_default()
    }
}

impl<'d> Lowering<'d> {
    /// Takes `null` out of unions. A union of one schema and null is that schema, nullable.
    pub(crate) fn without_null_variants(&mut self, mut flat: Flat<'d>) -> (Flat<'d>, bool) {
        let mut nullable = false;
        let mut transparent = Vec::new();
        for node in flat.nodes.iter_mut().filter(|node| node.is_union()) {
            let before = node.one_of.len() + node.any_of.len();
            let kept_one = self.not_null(&node.one_of);
            let kept_any = self.not_null(&node.any_of);
            let after = kept_one.len() + kept_any.len();
            // The null of a variant is that of the union.
            nullable |= kept_one.iter().chain(&kept_any).any(|variant| self.flatten(std::slice::from_ref(variant)).nullable());
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
            flat.hold_beside_null(inner);
        }
        (flat, nullable)
    }

    pub(super) fn not_null(&mut self, variants: &[Use<'d>]) -> Vec<Use<'d>> {
        variants.iter().filter(|variant| !self.is_null(variant)).cloned().collect()
    }

    fn is_null(&mut self, variant: &Use<'d>) -> bool {
        variant.node().is_some_and(|node| matches!(node.values.as_slice(), [Value::Null]))
    }

    pub(crate) fn resolve_union(&mut self, uses: &[Use<'d>], mut flat: Flat<'d>, merged: Merged, direction: Direction) -> Kind {
        if self.only_requires(&flat) {
            let keyword = flat.nodes().next().map_or("anyOf", Node::alternatives);
            let message = "the alternatives differ only in what they require; the client does not check which of them holds";
            let help = "see to it that one of them holds in what is sent";
            self.lossy(&flat, keyword, message, help);
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
            // A format says nothing more of values that are listed.
            let is_plain = merged.format.is_none() || merged.values.is_some();
            let one = merged.json_type.filter(|one| one.is_scalar() && is_plain && !inner.is_union())?;
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
    pub(super) fn possible(&mut self, variants: Vec<Use<'d>>, beside: &[Use<'d>]) -> Vec<Use<'d>> {
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
        let variants = group.first_variants().iter();
        let candidates: Vec<Candidate<'d>> =
            variants.map(|variant| self.candidate(rest.iter().chain([variant]).cloned().collect())).collect();
        match self.tag(candidates, group) {
            (Some(property), candidates) => self.tagged_union(&property, candidates, direction),
            (None, candidates) => self.union_by_shape(candidates, direction),
        }
    }

    pub(super) fn candidate(&mut self, uses: Vec<Use<'d>>) -> Candidate<'d> {
        let flat = self.flatten(&uses);
        let merged = self.merge(&flat);
        Candidate { uses, flat, merged, tag: None }
    }

    fn tagged_union(&mut self, property: &str, candidates: Vec<Candidate<'d>>, direction: Direction) -> TypeKind {
        let mut by_value = BTreeMap::<String, Vec<(Type, Candidate<'d>)>>::new();
        for candidate in candidates {
            let Some((value, _)) = candidate.tag.clone() else { continue };
            let ty = self.tagged_variant(property, &value, &candidate, direction);
            let alike = by_value.entry(value).or_default();
            if alike.iter().all(|(other, _)| *other != ty) {
                alike.push((ty, candidate));
            }
        }
        let mut scope = Scope::default();
        scope.claim(UNKNOWN);
        let mut variants: Vec<Variant> = Vec::new();
        for (value, mut alike) in by_value {
            // Those of one value are told apart by shape, and called as what they are.
            let is_shared = alike.len() > 1;
            alike.sort_by_cached_key(|(ty, candidate)| self.order(ty, candidate));
            let marks = self.tell_apart(&alike);
            for ((ty, candidate), marks) in alike.into_iter().zip(marks) {
                let name = if is_shared { self.variant_wire_name(&ty, &candidate) } else { value.clone() };
                let name = Name { wire: value.clone(), ident: variant_name(&name, &mut scope) };
                let tag_required = candidate.tag.as_ref().is_some_and(|(_, required)| *required);
                let (docs, pointer) = (candidate.flat.docs(), candidate.pointer());
                variants.push(Variant { name, ty, tag_required, marks, docs, pointer });
            }
        }
        TypeKind::Union(Union { tag: Some(property.to_owned()), variants, unknown: UNKNOWN.to_owned() })
    }

    fn tagged_variant(&mut self, property: &str, value: &str, candidate: &Candidate<'d>, direction: Direction) -> Type {
        let Candidate { uses, flat, merged, .. } = candidate;
        if flat.is_union() {
            // Null is the union's own.
            return Type { nullable: false, ..self.resolve(uses, direction) };
        }
        let lone = Tag { property: property.to_owned(), value: Some(value.to_owned()) };
        let several = flat.components.first().and_then(|name| self.tags.get(name)).is_some_and(|tags| tags.len() > 1);
        let tag = if several { Tag { value: None, ..lone } } else { lone };
        Type::of(Kind::Named(self.declare_tagged(uses, flat.clone(), merged.clone(), direction, Some(tag))))
    }

    fn union_by_shape(&mut self, candidates: Vec<Candidate<'d>>, direction: Direction) -> TypeKind {
        // Null is the union's own.
        let mut resolve = |candidate: &Candidate<'d>| Type { nullable: false, ..self.resolve(&candidate.uses, direction) };
        let mut shaped: Vec<(Type, Candidate<'d>)> =
            candidates.into_iter().map(|candidate| (resolve(&candidate), candidate)).collect();
        // What is recognised by more comes first; the sort is stable, so the document decides between equals.
        shaped.sort_by_cached_key(|(ty, candidate)| self.order(ty, candidate));
        let marks = self.tell_apart(&shaped);
        let mut scope = Scope::default();
        scope.claim(UNKNOWN);
        // Types have no order of their own; what they print as is all that they are.
        let (mut variants, mut types) = (Vec::new(), BTreeSet::new());
        for ((ty, candidate), marks) in shaped.into_iter().zip(marks) {
            if !types.insert(format!("{ty:?}")) {
                continue;
            }
            let wire = self.variant_wire_name(&ty, &candidate);
            let pointer = candidate.pointer();
            let ident = variant_name(&wire, &mut scope);
            let docs = candidate.flat.docs();
            variants.push(Variant { name: Name { wire, ident }, ty, tag_required: false, marks, docs, pointer });
        }
        TypeKind::Union(Union { tag: None, variants, unknown: UNKNOWN.to_owned() })
    }

    /// The order in which variants are tried; lists of one depth as their items are.
    fn order(&mut self, ty: &Type, candidate: &Candidate<'d>) -> Vec<(u8, Reverse<u64>, usize)> {
        let mut order = vec![(rank(ty, candidate), Reverse(demands(candidate)), self.open_members(candidate))];
        if let Kind::List(inner) = &ty.kind {
            let items = self.candidate(candidate.flat.items());
            order.extend(self.order(inner, &items));
        }
        order
    }

    /// How many members can be whatever there is: of what they hold, a variant that has types for it knows more.
    fn open_members(&mut self, candidate: &Candidate<'d>) -> usize {
        let properties = candidate.flat.properties();
        let is_open = |uses: &&Vec<Use<'d>>| {
            let member = self.flatten(uses);
            let (member, _) = self.without_null_variants(member);
            let merged = self.merge(&member);
            let is_plain = member.properties().is_empty() && member.patterns().is_empty() && member.required().is_empty();
            match json_type(&member, &merged) {
                Some(JsonType::Object) => is_plain && member.additional().0.is_empty() && !member.is_union(),
                Some(_) => false,
                None => !member.is_union() && merged.values.is_none(),
            }
        };
        properties.values().filter(is_open).count()
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
        match candidate.merged.values.as_deref() {
            Some([Value::String(value)]) => return value.clone(),
            Some([Value::Number(value)]) => return value.to_string(),
            _ => {}
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
pub(super) fn around<'d>(flat: &Flat<'d>, group: &Node<'d>) -> Vec<Use<'d>> {
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
