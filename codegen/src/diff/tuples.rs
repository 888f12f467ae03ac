//! The items of two tuples that belong together.

use super::effects::Wire;
use super::kinds;
use super::types::Both;
use super::{Finding, Findings, Verdict};
use crate::ir::{Tuple, Type};
use crate::render::surface::{self, ItemPath};

/// Compares two tuples, position by position.
pub(super) fn compare(both: &Both<'_>, old: &Tuple, new: &Tuple, findings: &mut Findings) {
    for index in 0..old.items.len().max(new.items.len()) {
        match (old.items.get(index), new.items.get(index)) {
            (Some(before), Some(after)) => {
                for change in kinds::compare(both.pairs, &before.ty, &after.ty) {
                    let title = format!("the item {index} {}", change.title);
                    let finding = both.finding("item-changed", title, change.wire).losing(&before.ty).gaining(&after.ty);
                    findings.push(finding.touching(items(both, &[index])).advice(change.advice));
                }
                if before.required != after.required {
                    findings.push(presence(both, index, after.required));
                }
                findings.documentation(before.docs != after.docs, &after.pointer);
            }
            (None, Some(item)) => findings.push(added(both, index, old, &item.ty, item.required)),
            (Some(item), None) => findings.push(removed(both, index, &item.ty, item.required)),
            (None, None) => {}
        }
    }
    rest(both, old, new, findings);
}

/// The fields of positions, and what makes a tuple.
fn items(both: &Both<'_>, positions: &[usize]) -> Vec<ItemPath> {
    let positions: Vec<String> = positions.iter().map(usize::to_string).collect();
    let members: Vec<&str> = positions.iter().map(String::as_str).chain(["new", "default"]).collect();
    both.items(&members)
}

fn presence(both: &Both<'_>, index: usize, is_now_required: bool) -> Finding {
    let (title, wire) = if is_now_required {
        let wire = Wire {
            sent: Verdict::breaking("the server refuses requests without it"),
            received: Verdict::compatible("it always comes"),
        };
        ("is required now", wire)
    } else {
        let wire = Wire {
            sent: Verdict::compatible("it may be left out"),
            received: Verdict::breaking("old programs refuse a reply without it"),
        };
        ("is optional now", wire)
    };
    both.finding("item-presence", format!("the item {index} {title}"), wire).touching(items(both, &[index]))
}

fn added(both: &Both<'_>, index: usize, old: &Tuple, ty: &Type, required: bool) -> Finding {
    let sent = if required {
        Verdict::breaking("the server refuses requests without it")
    } else {
        Verdict::compatible("it may be left out")
    };
    let received = match &old.rest {
        None => Verdict::compatible("old programs keep it among the undeclared items"),
        Some(_) => Verdict::breaking("old programs read it as one of the further items"),
    };
    let title = format!("has a new item {index}{}", if required { ", required" } else { "" });
    let finding = both.finding("item-added", title, Wire { sent, received }).gaining(ty);
    finding.touching(items(both, &[index, index + 1])).advice("the further items are the last field")
}

fn removed(both: &Both<'_>, index: usize, ty: &Type, required: bool) -> Finding {
    let received = if required {
        Verdict::breaking("old programs refuse a reply without it")
    } else {
        Verdict::compatible("it does not come any more")
    };
    let wire = Wire { sent: Verdict::breaking("the server does not know it any more"), received };
    let finding = both.finding("item-removed", format!("the item {index} is gone"), wire).losing(ty);
    finding.touching(items(both, &[index, index + 1])).advice("the further items are the last field")
}

/// What the document says of the items that follow.
fn rest(both: &Both<'_>, old: &Tuple, new: &Tuple, findings: &mut Findings) {
    let field = |tuple: &Tuple| tuple.items.len();
    if old.closed != new.closed {
        let title = if new.closed { "declares that it has no further items" } else { "may have further items now" };
        let wire =
            Wire { sent: Verdict::compatible("clients do not add any"), received: Verdict::compatible("clients keep them") };
        findings.push(both.finding("further-items", title, wire));
    }
    let text = |tuple: &Tuple, api| tuple.rest.as_ref().map(|rest| surface::type_text(api, rest));
    let (before, after) = (text(old, both.pairs.old).map(|text| both.pairs.translate(&text)), text(new, both.pairs.new));
    if before != after {
        let words = |ty: Option<String>| ty.map_or_else(|| "kept as they are".to_owned(), |ty| format!("`{ty}`"));
        let title = format!("its further items are {} instead of {}", words(after), words(before));
        let why = "further items are other values";
        let wire = Wire { sent: Verdict::breaking(why), received: Verdict::breaking(why) };
        findings.push(both.finding("further-items", title, wire).touching(items(both, &[field(old), field(new)])));
    }
}
