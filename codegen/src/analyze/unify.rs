//! One resource, one type: drafts of one origin that are the same at every depth become one.
//!
//! Response drafts may differ in what is required; the one type requires what every use requires. Request drafts must be
//! equal. The two views of a schema become one type where they are equal at every depth. Both questions are about
//! recursive types, so they are answered from above: what cannot be told apart is equal.

use std::collections::BTreeMap;

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

/// Partition refinement: drafts of one origin start in one class, and are parted by what their members are.
fn refine(drafts: &[Draft]) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    let mut classes: Vec<usize> = drafts
        .iter()
        .map(|draft| {
            let next = numbers.len();
            *numbers.entry(&draft.origin).or_insert(next)
        })
        .collect();
    let mut count = numbers.len();
    loop {
        let mut numbers = BTreeMap::new();
        let next: Vec<usize> = drafts
            .iter()
            .zip(&classes)
            .map(|(draft, class)| {
                let with_required = draft.origin.direction == Direction::Request;
                let shape = shape(&draft.def.kind, with_required, &|id| classes.get(id.0).copied().unwrap_or(usize::MAX));
                let next = numbers.len();
                *numbers.entry((*class, shape)).or_insert(next)
            })
            .collect();
        let refined = numbers.len();
        classes = next;
        if refined == count {
            return classes;
        }
        count = refined;
    }
}

/// A text that is equal for equal shapes, given what number each definition has.
fn shape(kind: &TypeKind, with_required: bool, number: &dyn Fn(TypeId) -> usize) -> String {
    let mut out = String::new();
    match kind {
        TypeKind::Struct(object) => struct_shape(object, with_required, number, &mut out),
        TypeKind::Enum(list) => {
            out.push_str("enum");
            list.values.iter().for_each(|value| out.push_str(&format!(" {:?}", value.name.wire)));
        }
        TypeKind::Union(union) => {
            out.push_str(&format!("union {:?}", union.tag));
            for variant in &union.variants {
                let required = with_required && variant.tag_required;
                out.push_str(&format!(" {:?} {} {required} ", variant.name.wire, variant.writes_tag));
                type_shape(&variant.ty, number, &mut out);
            }
        }
        TypeKind::Newtype(inner) => {
            out.push_str("newtype ");
            type_shape(inner, number, &mut out);
        }
    }
    out
}

fn struct_shape(object: &Struct, with_required: bool, number: &dyn Fn(TypeId) -> usize, out: &mut String) {
    out.push_str("struct");
    for field in &object.fields {
        let required = with_required && field.required;
        let constant = field.constant.as_ref().map(|(_, value)| value.to_string());
        out.push_str(&format!(" {:?} {required} {constant:?} ", field.name.wire));
        type_shape(&field.ty, number, out);
    }
    for constant in &object.constants {
        let required = with_required && constant.required;
        out.push_str(&format!(" {:?} = {:?} {required}", constant.name.wire, constant.value));
    }
    if let Some(additional) = &object.additional {
        out.push_str(" additional ");
        type_shape(&additional.ty, number, out);
    }
    out.push_str(&format!(" dropped {:?}", object.dropped.iter().map(|dropped| &dropped.name).collect::<Vec<_>>()));
}

fn type_shape(ty: &Type, number: &dyn Fn(TypeId) -> usize, out: &mut String) {
    let kind = match &ty.kind {
        Kind::Named(id) => format!("#{}", number(*id)),
        Kind::List(_) => "list".to_owned(),
        Kind::Map(_) => "map".to_owned(),
        other => format!("{other:?}"),
    };
    out.push_str(&format!("{kind} {}", ty.nullable));
    if ty.constraints != Constraints::default() {
        out.push_str(&format!("{:?}", ty.constraints));
    }
    if let Kind::List(inner) | Kind::Map(inner) = &ty.kind {
        out.push('<');
        type_shape(inner, number, out);
        out.push('>');
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

fn require_what_all_require(kind: &mut TypeKind, uses: &[TypeKind]) {
    if uses.is_empty() {
        return;
    }
    match kind {
        TypeKind::Struct(object) => {
            let structs: Vec<&Struct> =
                uses.iter().filter_map(|one| if let TypeKind::Struct(s) = one { Some(s) } else { None }).collect();
            for field in &mut object.fields {
                let same = |other: &&Field| other.name.wire == field.name.wire;
                let others: Vec<&Field> = structs.iter().filter_map(|one| one.fields.iter().find(same)).collect();
                field.required = others.iter().all(|other| other.required);
                merge_places(&mut field.declared, others.iter().flat_map(|other| &other.declared));
                merge_places(&mut field.required_by, others.iter().flat_map(|other| &other.required_by));
            }
            for constant in &mut object.constants {
                constant.required =
                    structs.iter().all(|one| one.constants.iter().any(|other| other.name == constant.name && other.required));
            }
        }
        TypeKind::Union(union) => {
            for variant in &mut union.variants {
                variant.tag_required = uses.iter().all(|one| match one {
                    TypeKind::Union(other) => other.variants.iter().any(|v| v.name.wire == variant.name.wire && v.tag_required),
                    _ => true,
                });
            }
        }
        TypeKind::Enum(_) | TypeKind::Newtype(_) => {}
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
    let mut pairs = view_pairs(drafts, chosen);
    loop {
        let partner: BTreeMap<usize, usize> = pairs.iter().map(|(request, response)| (*request, *response)).collect();
        let number = |id: TypeId| partner.get(&id.0).copied().unwrap_or(id.0);
        let before = pairs.len();
        pairs.retain(|(request, response)| match (drafts.get(*request), drafts.get(*response)) {
            (Some(a), Some(b)) => shape(&a.def.kind, true, &number) == shape(&b.def.kind, true, &number),
            _ => false,
        });
        if pairs.len() == before {
            break;
        }
    }
    let mut target: Vec<TypeId> = (0..drafts.len()).map(TypeId).collect();
    for (request, response) in pairs {
        if let Some(slot) = target.get_mut(request) {
            *slot = TypeId(response);
        }
    }
    target
}

/// The representatives that are the request and the response view of one schema, or of one place that sharpens it.
fn view_pairs(drafts: &[Draft], chosen: &[TypeId]) -> Vec<(usize, usize)> {
    type View<'a> = (&'a Pointer, &'a Option<crate::lower::Tag>, Option<&'a Pointer>);
    let mut responses = BTreeMap::<View<'_>, usize>::new();
    let mut requests = Vec::<(View<'_>, usize)>::new();
    for (index, draft) in drafts.iter().enumerate() {
        if chosen.get(index) != Some(&TypeId(index)) {
            continue;
        }
        let view = (&draft.origin.pointer, &draft.origin.tag, (!draft.plain).then_some(&draft.hint));
        match draft.origin.direction {
            Direction::Request => requests.push((view, index)),
            Direction::Response => {
                responses.insert(view, index);
            }
        }
    }
    requests.into_iter().filter_map(|(view, request)| Some((request, *responses.get(&view)?))).collect()
}
