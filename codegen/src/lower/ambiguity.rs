//! Variants of a union by shape that may be taken for one another.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Lowering;
use super::flat::{Flat, Merged};
use super::marks::{Listed, Members, Telling, Valued, marks, telling, telling_all};
use super::node::{JsonType, Use};
use super::types::json_type;
use super::unions::{Candidate, around};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Mark, Type};

/// How deep two variants are compared: what is alike down to here is taken for alike.
const DEEPEST: usize = 8;

/// How many schemas are compared for one union, since unions in unions multiply: what would follow is taken for alike.
const MOST: usize = 20_000;

/// A union of more variants than this is not compared each with each where one member tells all apart.
const MANY: usize = 100;

/// A variant, and what it holds.
type Shaped<'d> = (Type, Candidate<'d>);

/// A variant, after its place in the order in which they are tried.
type Numbered<'a, 'd> = (usize, &'a Shaped<'d>);

/// Two variants that are alike: but for what tells them apart, a value of the later may be read as the earlier.
struct Pair<'a, 'd> {
    earlier: Numbered<'a, 'd>,
    later: Numbered<'a, 'd>,
    telling: Option<Telling<'d>>,
}

impl<'d> Lowering<'d> {
    /// What marks each of the variants, which come in the order in which they are tried. Reports those that nothing tells apart.
    pub(super) fn tell_apart(&mut self, shaped: &[Shaped<'d>]) -> Vec<Vec<Mark>> {
        let mut comparison = Comparison::new(self);
        let mut pairs = comparison.pairs(shaped);
        let valued = |one: Numbered<'_, 'd>| Valued { is_union: one.1.1.flat.is_union(), members: comparison.members(one) };
        let variants: Vec<Valued<'d>> = shaped.iter().enumerate().map(valued).collect();
        // What is told once of a variant is the worst.
        pairs.retain(|pair| pair.telling.as_ref().is_none_or(|telling| !telling.required));
        pairs.sort_by_key(|pair| (pair.later.0, pair.telling.is_some()));
        pairs.iter().for_each(|pair| self.report_ambiguous(pair));
        marks(&variants)
    }

    fn report_ambiguous(&mut self, pair: &Pair<'_, 'd>) {
        let ((_, (_, earlier)), (_, (_, later))) = (pair.earlier, pair.later);
        if !self.reported.insert(later.pointer().child("ambiguous")) {
            return;
        }
        let (which, help) = match &pair.telling {
            Some(Telling { member, .. }) => (format!(" without `{member}`"), format!("require `{member}` in these variants")),
            None if Shape::of(later) == Shape::Array => {
                let help = "make them one array whose items are the alternatives, or put each into an object of its own";
                (String::new(), help.to_owned())
            }
            None => {
                let help = "add a discriminator, or require a property with a single value of its own in each variant";
                (String::new(), help.to_owned())
            }
        };
        let message = format!("a value of this variant{which} may be read as another one, which is tried before it");
        let diagnostic = Diagnostic::new(Code::AmbiguousUnion, &later.pointer(), message);
        self.diagnostics.push(diagnostic.and_at(&earlier.pointer(), "tried before").help(help));
    }
}

/// What variants are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Union,
    Object,
    Array,
    /// Anything else, which is not compared with its like: integers are tried before numbers, and formats before text.
    Scalar,
}

impl Shape {
    fn of(candidate: &Candidate<'_>) -> Self {
        match json_type(&candidate.flat, &candidate.merged) {
            _ if candidate.flat.is_union() => Self::Union,
            Some(JsonType::Object) => Self::Object,
            Some(JsonType::Array) => Self::Array,
            _ => Self::Scalar,
        }
    }
}

/// The variants that are tried before one.
#[derive(Default)]
struct Before<'a, 'd> {
    /// The objects by the first member that they require, with all that they do. So a large union is not compared each with each.
    objects: BTreeMap<Option<&'d str>, Vec<(Numbered<'a, 'd>, Vec<&'d str>)>>,
    others: Vec<(Numbered<'a, 'd>, Shape)>,
}

impl<'a, 'd> Before<'a, 'd> {
    fn push(&mut self, variant: Numbered<'a, 'd>, shape: Shape) {
        if shape == Shape::Object {
            let required: Vec<&str> = variant.1.1.flat.required().into_keys().collect();
            self.objects.entry(required.first().copied()).or_default().push((variant, required));
        } else {
            self.others.push((variant, shape));
        }
    }

    /// Those that a value of a variant might be read as, in order.
    fn similar(&self, later: &Candidate<'d>, shape: Shape) -> Vec<Numbered<'a, 'd>> {
        let is_similar = |other: Shape| [shape, other].contains(&Shape::Union) || [shape, other] == [Shape::Array; 2];
        let mut all: Vec<Numbered<'_, 'd>> =
            self.others.iter().filter(|(_, other)| is_similar(*other)).map(|(variant, _)| *variant).collect();
        if shape == Shape::Union {
            all.extend(self.objects.values().flatten().map(|(variant, _)| *variant));
        } else if shape == Shape::Object {
            let members = later.flat.properties();
            let firsts = members.keys().map(|name| Some(*name)).chain([None]);
            let objects = firsts.filter_map(|first| self.objects.get(&first)).flatten();
            let has_all = |required: &[&str]| required.iter().all(|name| members.contains_key(name));
            all.extend(objects.filter(|(_, required)| has_all(required)).map(|(variant, _)| *variant));
        }
        all.sort_by_key(|(index, _)| *index);
        all
    }
}

/// Compares the variants of one union.
pub(super) struct Comparison<'a, 'd> {
    pub(super) lowering: &'a mut Lowering<'d>,
    /// How many schemas may still be compared.
    left: usize,
    /// The members with listed values of the variants that were asked for, by their place.
    members: BTreeMap<usize, Rc<Members<'d>>>,
}

/// Variants that one member tells apart, each with the first that is most like it: if it need not have the member, one that
/// need not either.
fn pairs_by<'s, 'd>(
    member: &'d str,
    all: &[Numbered<'s, 'd>],
    members: &[Rc<Members<'d>>],
) -> impl Iterator<Item = Pair<'s, 'd>> {
    let listed: Vec<(Numbered<'s, 'd>, &Listed)> =
        all.iter().zip(members).filter_map(|(one, members)| Some((*one, members.get(member)?))).collect();
    let first_optional = listed.iter().position(|(_, listed)| !listed.required);
    let pair = |(place, (later, of_later)): (usize, &(Numbered<'s, 'd>, &Listed))| {
        let earlier = first_optional.filter(|first| *first < place && !of_later.required).unwrap_or(0);
        let (earlier, of_earlier) = listed.get(earlier)?;
        Some(Pair { earlier: *earlier, later: *later, telling: Some(Telling::new(member, of_earlier, of_later)) })
    };
    listed.iter().enumerate().skip(1).filter_map(pair).collect::<Vec<_>>().into_iter()
}

impl<'a, 'd> Comparison<'a, 'd> {
    fn new(lowering: &'a mut Lowering<'d>) -> Self {
        Self { lowering, left: MOST, members: BTreeMap::new() }
    }

    /// The variants that are alike, two and two.
    fn pairs<'s>(&mut self, shaped: &'s [Shaped<'d>]) -> Vec<Pair<'s, 'd>> {
        let all: Vec<Numbered<'s, 'd>> = shaped.iter().enumerate().collect();
        if all.len() > MANY {
            let is_object = |one: &Numbered<'s, 'd>| matches!(Shape::of(&one.1.1), Shape::Object | Shape::Union);
            let (objects, others): (Vec<_>, Vec<_>) = all.iter().copied().partition(is_object);
            let members: Vec<Rc<Members<'d>>> = objects.iter().map(|one| self.members(*one)).collect();
            if let Some(member) = telling_all(&members) {
                return pairs_by(member, &objects, &members).chain(self.compared(&others)).collect();
            }
        }
        self.compared(&all)
    }

    /// Each compared with those before it.
    fn compared<'s>(&mut self, all: &[Numbered<'s, 'd>]) -> Vec<Pair<'s, 'd>> {
        let (mut before, mut pairs) = (Before::default(), Vec::new());
        for &later in all {
            if self.left == 0 {
                pairs.extend(all.first().map(|earlier| Pair { earlier: *earlier, later, telling: None }));
                continue;
            }
            let shape = Shape::of(&later.1.1);
            for earlier in before.similar(&later.1.1, shape) {
                // Two that are one type are one variant.
                if earlier.1.0 != later.1.0 && self.may_be(&earlier.1.1.flat, &later.1.1.flat, DEEPEST) {
                    let telling = telling(&self.members(earlier), &self.members(later));
                    pairs.push(Pair { earlier, later, telling });
                }
            }
            before.push(later, shape);
        }
        pairs
    }

    fn members(&mut self, (place, (_, variant)): Numbered<'_, 'd>) -> Rc<Members<'d>> {
        if let Some(known) = self.members.get(&place) {
            return Rc::clone(known);
        }
        let members = Rc::new(self.listed(&variant.flat));
        self.members.insert(place, Rc::clone(&members));
        members
    }

    /// Whether a value of the later schema may be one of the earlier.
    fn may_be(&mut self, earlier: &Flat<'d>, later: &Flat<'d>, depth: usize) -> bool {
        self.left = self.left.saturating_sub(1);
        let Some(depth) = depth.checked_sub(1).filter(|_| self.left > 0) else { return true };
        if earlier.is_union() || later.is_union() {
            let (ones, others) = (self.alternatives(earlier), self.alternatives(later));
            return ones.iter().any(|one| others.iter().any(|other| self.may_be(one, other, depth)));
        }
        let (one, other) = (self.lowering.merge(earlier), self.lowering.merge(later));
        match (json_type(earlier, &one), json_type(later, &other)) {
            (None, _) => true,
            // Where anything is allowed, what is said before it is meant.
            (Some(_), None) => false,
            (Some(JsonType::Object), Some(JsonType::Object)) => self.may_be_object(earlier, later, depth),
            (Some(JsonType::Array), Some(JsonType::Array)) => self.may_be_array((earlier, &one), (later, &other), depth),
            (Some(JsonType::Number | JsonType::Integer), Some(JsonType::Number | JsonType::Integer)) => true,
            (Some(one), Some(other)) => one == other,
        }
    }

    /// Whether the later object can have all that the earlier one requires; or the later map, what the earlier one holds.
    fn may_be_object(&mut self, earlier: &Flat<'d>, later: &Flat<'d>, depth: usize) -> bool {
        let (own, theirs) = (earlier.properties(), later.properties());
        if own.is_empty() && theirs.is_empty() {
            return self.may_be_one(&earlier.additional().0, &later.additional().0, depth);
        }
        // Of two that can be read, the one is taken that knows more.
        if later.required().into_keys().any(|name| !own.contains_key(name)) {
            return false;
        }
        earlier.required().into_keys().all(|name| match (own.get(name), theirs.get(name)) {
            (Some(one), Some(other)) => self.may_be_one(one, other, depth),
            (_, other) => other.is_some(),
        })
    }

    /// Whether the later array can be the earlier one, as far as its items tell.
    fn may_be_array(&mut self, earlier: (&Flat<'d>, &Merged), later: (&Flat<'d>, &Merged), depth: usize) -> bool {
        let (one, other) = (&earlier.1.constraints, &later.1.constraints);
        let least = one.min_items.unwrap_or(0).max(other.min_items.unwrap_or(0));
        if other.max_items.is_some_and(|most| most < least) {
            return false;
        }
        // The first item tells lists apart that need not have one: if it is absent, it does not matter which it is.
        let prefix = earlier.0.prefix_len().max(later.0.prefix_len());
        let count = usize::try_from(least).unwrap_or(usize::MAX).clamp(1, prefix.max(1));
        (0..count).all(|index| self.may_be_one(&earlier.0.item(index), &later.0.item(index), depth))
    }

    fn may_be_one(&mut self, earlier: &[Use<'d>], later: &[Use<'d>], depth: usize) -> bool {
        let (earlier, later) = (self.lowering.flatten(earlier), self.lowering.flatten(later));
        self.may_be(&earlier, &later, depth)
    }

    /// What a value can be by itself: each of the alternatives, if there are any. Null is none of them: the union holds it.
    pub(super) fn alternatives(&mut self, flat: &Flat<'d>) -> Vec<Flat<'d>> {
        let Some(group) = flat.nodes().find(|node| node.is_union()) else { return vec![flat.clone()] };
        let rest = around(flat, group);
        let variants = self.lowering.not_null(group.first_variants());
        let variants = self.lowering.possible(variants, &rest);
        let uses = |variant: &Use<'d>| -> Vec<Use<'d>> { rest.iter().chain([variant]).cloned().collect() };
        variants.iter().map(|variant| self.lowering.flatten(&uses(variant))).collect()
    }
}
