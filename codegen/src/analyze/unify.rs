//! One resource, one type: drafts of one origin that are the same at every depth become one.
//!
//! Response drafts may differ in what is required; the one type requires what every use requires. Request drafts must be
//! equal. The two views of a schema become one type where they are equal at every depth. Both questions are about
//! recursive types, so they are answered from above: what cannot be told apart is equal.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::traverse::{each_root_mut, each_type_mut, named_mut, reachable, received, sent};
use crate::ir::{Api, Constraints, Field, Kind, Struct, Type, TypeId, TypeKind};
use crate::lower::{Direction, Draft};
use crate::source::Pointer;

/// Makes one of all drafts that are one type: every use of a merged draft becomes a use of its representative.
pub(crate) fn unify(api: &mut Api, drafts: &mut [Draft]) {
    let classes = refine(drafts);
    let chosen = merge_required(api, drafts, &classes);
    redirect(api, drafts, &chosen);
    let views = equal_views(drafts, &chosen);
    redirect(api, drafts, &views);
}

/// Partition refinement: drafts of one origin that say the same start in one class, and are parted by what they use.
fn refine(drafts: &[Draft]) -> Vec<usize> {
    let shapes: Vec<Shape> =
        drafts.iter().map(|draft| Shape::of(&draft.def.kind, draft.origin.direction == Direction::Request)).collect();
    let mut numbers = Numbers::default();
    let mut classes: Vec<usize> =
        drafts.iter().zip(&shapes).map(|(draft, shape)| numbers.of((&draft.origin, &shape.text))).collect();
    let mut count = numbers.count();
    loop {
        let mut numbers = Numbers::default();
        let class_of = |id: &TypeId| classes.get(id.0).copied().unwrap_or(usize::MAX);
        let used = |shape: &Shape| shape.uses.iter().map(class_of).collect::<Vec<_>>();
        let next = classes.iter().zip(&shapes).map(|(class, shape)| numbers.of((*class, used(shape)))).collect();
        classes = next;
        if numbers.count() == count {
            return classes;
        }
        count = numbers.count();
    }
}

/// A number for each distinct key, in the order of their first use.
struct Numbers<K>(BTreeMap<K, usize>);

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> Numbers<K> {
    fn of(&mut self, key: K) -> usize {
        let next = self.0.len();
        *self.0.entry(key).or_insert(next)
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

/// What a definition says: a text that is equal where all is equal but the definitions it uses, and these in their order
/// in the text.
#[derive(Default)]
struct Shape {
    text: String,
    uses: Vec<TypeId>,
}

impl Shape {
    fn of(kind: &TypeKind, with_required: bool) -> Self {
        let mut shape = Self::default();
        match kind {
            TypeKind::Struct(object) => shape.object(object, with_required),
            TypeKind::Enum(list) => {
                shape.add(format_args!("enum"));
                list.values.iter().for_each(|value| shape.add(format_args!(" {:?}", value.name.wire)));
            }
            TypeKind::Union(union) => {
                shape.add(format_args!("union {:?}", union.tag));
                for variant in &union.variants {
                    let required = with_required && variant.tag_required;
                    shape.add(format_args!(" {:?} {required} {:?} ", variant.name.wire, variant.marks));
                    shape.ty(&variant.ty);
                }
            }
            TypeKind::Tuple(tuple) => {
                shape.add(format_args!("tuple"));
                for item in &tuple.items {
                    shape.add(format_args!(" {} ", item.required));
                    shape.ty(&item.ty);
                }
                if let Some(rest) = &tuple.rest {
                    shape.add(format_args!(" rest "));
                    shape.ty(rest);
                }
            }
            TypeKind::Newtype(inner) => {
                shape.add(format_args!("newtype "));
                shape.ty(inner);
            }
        }
        shape
    }

    fn object(&mut self, object: &Struct, with_required: bool) {
        self.add(format_args!("struct"));
        for field in &object.fields {
            let required = with_required && field.required;
            let constant = field.constant.as_ref().map(|(_, value)| value.to_string());
            self.add(format_args!(" {:?} {required} {constant:?} ", field.name.wire));
            self.ty(&field.ty);
        }
        for constant in &object.constants {
            let required = with_required && constant.required;
            self.add(format_args!(" {:?} = {:?} {required}", constant.name.wire, constant.value));
        }
        for members in &object.patterns {
            self.add(format_args!(" matching {:?} ", members.pattern));
            self.ty(&members.ty);
        }
        if let Some(additional) = &object.additional {
            self.add(format_args!(" additional "));
            self.ty(&additional.ty);
        }
        self.add(format_args!(" dropped {:?}", object.dropped.iter().map(|dropped| &dropped.name).collect::<Vec<_>>()));
    }

    fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            Kind::Named(id) => {
                self.uses.push(*id);
                self.add(format_args!("#"));
            }
            Kind::List(_) => self.add(format_args!("list")),
            Kind::Map(_) => self.add(format_args!("map")),
            other => self.add(format_args!("{other:?}")),
        }
        self.add(format_args!(" {}", ty.nullable));
        if ty.constraints != Constraints::default() {
            self.add(format_args!("{:?}", ty.constraints));
        }
        if let Kind::List(inner) | Kind::Map(inner) = &ty.kind {
            self.add(format_args!("<"));
            self.ty(inner);
            self.add(format_args!(">"));
        }
    }

    fn add(&mut self, text: fmt::Arguments<'_>) {
        // A string takes all that is written to it.
        let _ = self.text.write_fmt(text);
    }
}

/// For every draft the one that stands for its class. The representative of a response class requires what all its
/// members that are in use require.
fn merge_required(api: &Api, drafts: &mut [Draft], classes: &[usize]) -> Vec<TypeId> {
    let used = in_use(api, drafts);
    let mut members = BTreeMap::<usize, Vec<usize>>::new();
    for (index, class) in classes.iter().enumerate() {
        members.entry(*class).or_default().push(index);
    }
    let mut chosen: Vec<TypeId> = (0..drafts.len()).map(TypeId).collect();
    for list in members.values() {
        let Some(representative) = representative(drafts, list, &used) else { continue };
        for index in list {
            if let Some(slot) = chosen.get_mut(*index) {
                *slot = TypeId(representative);
            }
        }
        let uses: Vec<TypeKind> = list
            .iter()
            .filter(|index| used.get(**index) == Some(&true))
            .filter_map(|index| drafts.get(*index).map(|draft| draft.def.kind.clone()))
            .collect();
        if let Some(draft) = drafts.get_mut(representative) {
            require_what_all_require(&mut draft.def.kind, &uses);
        }
    }
    chosen
}

/// The plain member of a class, else the first of those in use. Sharpened requests are one type only if the plain one is
/// among them: what an operation sends is named after it, whatever other operations send.
fn representative(drafts: &[Draft], class: &[usize], used: &[bool]) -> Option<usize> {
    let draft = |index: &usize| drafts.get(*index);
    let plain = class.iter().find(|index| draft(index).is_some_and(|draft| draft.plain));
    let is_response = |index: &&usize| draft(index).is_some_and(|draft| draft.origin.direction == Direction::Response);
    let in_use = class.iter().filter(is_response).filter(|index| used.get(**index) == Some(&true));
    plain.or_else(|| in_use.min_by_key(|index| draft(index).map(|draft| &draft.hint))).copied()
}

fn in_use(api: &Api, drafts: &[Draft]) -> Vec<bool> {
    let kinds: Vec<&TypeKind> = drafts.iter().map(|draft| &draft.def.kind).collect();
    let operations = api.resources.iter().flat_map(|resource| &resource.operations);
    let roots = operations.flat_map(|operation| sent(operation).chain(received(operation)).filter_map(super::traverse::named));
    reachable(&kinds, roots)
}

/// All are of one class, so they have the same members in the same order.
fn require_what_all_require(kind: &mut TypeKind, uses: &[TypeKind]) {
    if uses.is_empty() {
        return;
    }
    match kind {
        TypeKind::Struct(object) => {
            let structs: Vec<&Struct> =
                uses.iter().filter_map(|one| if let TypeKind::Struct(s) = one { Some(s) } else { None }).collect();
            for (place, field) in object.fields.iter_mut().enumerate() {
                let others: Vec<&Field> = structs.iter().filter_map(|one| one.fields.get(place)).collect();
                field.required = others.iter().all(|other| other.required);
                merge_places(&mut field.declared, others.iter().flat_map(|other| &other.declared));
                merge_places(&mut field.required_by, others.iter().flat_map(|other| &other.required_by));
            }
            for (place, constant) in object.constants.iter_mut().enumerate() {
                constant.required = structs.iter().all(|one| one.constants.get(place).is_some_and(|other| other.required));
            }
        }
        TypeKind::Union(union) => {
            for (place, variant) in union.variants.iter_mut().enumerate() {
                variant.tag_required = uses.iter().all(|one| match one {
                    TypeKind::Union(other) => other.variants.get(place).is_some_and(|other| other.tag_required),
                    _ => true,
                });
            }
        }
        TypeKind::Enum(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => {}
    }
}

fn merge_places<'a>(places: &mut Vec<Pointer>, others: impl Iterator<Item = &'a Pointer>) {
    places.extend(others.cloned());
    places.sort();
    places.dedup();
}

/// Points every use of a draft to the one chosen for it.
fn redirect(api: &mut Api, drafts: &mut [Draft], chosen: &[TypeId]) {
    let mut follow = |ty: &mut Type| {
        if let Some(id) = named_mut(ty)
            && let Some(target) = chosen.get(id.0)
        {
            *id = *target;
        }
    };
    for draft in drafts.iter_mut() {
        each_type_mut(&mut draft.def.kind, &mut follow);
    }
    each_root_mut(api, &mut follow);
}

/// For every draft the one that stands for both views of its schema, where they are equal at every depth: the greatest
/// set of pairs in which equal members lead to equal pairs.
fn equal_views(drafts: &[Draft], chosen: &[TypeId]) -> Vec<TypeId> {
    let shape = |index: usize| drafts.get(index).map(|draft| Shape::of(&draft.def.kind, true)).unwrap_or_default();
    let pairs = view_pairs(drafts, chosen)
        .into_iter()
        .map(|(request, response)| Pair { request: (request, shape(request)), response: (response, shape(response)) });
    let mut views: Vec<Pair> = pairs.filter(|view| view.request.1.text == view.response.1.text).collect();
    loop {
        let partner: BTreeMap<usize, usize> = views.iter().map(|view| (view.request.0, view.response.0)).collect();
        let number = |id: &TypeId| partner.get(&id.0).copied().unwrap_or(id.0);
        let before = views.len();
        views.retain(|view| view.request.1.uses.iter().map(number).eq(view.response.1.uses.iter().map(number)));
        if views.len() == before {
            break;
        }
    }
    let mut target: Vec<TypeId> = (0..drafts.len()).map(TypeId).collect();
    for view in views {
        if let Some(slot) = target.get_mut(view.request.0) {
            *slot = TypeId(view.response.0);
        }
    }
    target
}

/// The request and the response view of a schema: the number of each draft, and what it says.
struct Pair {
    request: (usize, Shape),
    response: (usize, Shape),
}

/// The representatives that are the request and the response view of one schema, or of one place that sharpens it.
fn view_pairs(drafts: &[Draft], chosen: &[TypeId]) -> Vec<(usize, usize)> {
    type View<'a> = (&'a Pointer, &'a Option<crate::lower::Tag>, Option<(&'a [Pointer], &'a Pointer)>);
    let mut responses = BTreeMap::<View<'_>, usize>::new();
    let mut requests = Vec::<(View<'_>, usize)>::new();
    for (index, draft) in drafts.iter().enumerate() {
        if chosen.get(index) != Some(&TypeId(index)) {
            continue;
        }
        let view = (&draft.origin.pointer, &draft.origin.tag, (!draft.plain).then_some((draft.around.as_slice(), &draft.hint)));
        match draft.origin.direction {
            Direction::Request => requests.push((view, index)),
            Direction::Response => {
                responses.insert(view, index);
            }
        }
    }
    requests.into_iter().filter_map(|(view, request)| Some((request, *responses.get(&view)?))).collect()
}
