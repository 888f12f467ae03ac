//! The members of two objects that belong together.

use std::collections::BTreeSet;

use super::effects::Wire;
use super::kinds::{self, UseChange};
use super::types::Both;
use super::{Finding, Findings, Verdict, places};
use crate::ir::{Constant, DropReason, Dropped, Field, Struct};
use crate::render::surface::ItemPath;
use crate::source::Pointer;

/// What a view has of a member.
#[derive(Clone, Copy)]
enum Member<'a> {
    Field(&'a Field),
    Tag(&'a Constant),
    Dropped(&'a Dropped),
}

/// Compares the members of two objects.
pub(super) fn compare(both: &Both<'_>, old: &Struct, new: &Struct, findings: &mut Findings) {
    let names: BTreeSet<&str> = names(old).chain(names(new)).collect();
    for name in names {
        match (member(old, name), member(new, name)) {
            (None, Some(new)) => findings.push(added(both, name, new)),
            (Some(old), None) => findings.push(removed(both, name, old)),
            (Some(Member::Field(old)), Some(Member::Field(new))) => field(both, old, new, findings),
            (Some(Member::Field(old)), Some(Member::Dropped(new))) => findings.push(dropped(both, old, new)),
            (Some(Member::Dropped(old)), Some(Member::Field(new))) => findings.push(restored(both, old, new)),
            (Some(Member::Tag(old)), Some(Member::Tag(new))) => tag(both, old, new, findings),
            (Some(Member::Dropped(_)), Some(Member::Dropped(_))) | (None, None) => {}
            (Some(Member::Tag(tag)), Some(other)) | (Some(other), Some(Member::Tag(tag))) => {
                findings.push(tagged(both, name, tag, other));
            }
        }
    }
}

fn names(object: &Struct) -> impl Iterator<Item = &str> {
    let fields = object.fields.iter().map(|field| field.name.wire.as_str());
    let tags = object.constants.iter().map(|tag| tag.name.wire.as_str());
    fields.chain(tags).chain(object.dropped.iter().map(|dropped| dropped.name.as_str()))
}

fn member<'a>(object: &'a Struct, name: &str) -> Option<Member<'a>> {
    let field = object.fields.iter().find(|field| field.name.wire == name).map(Member::Field);
    let tag = || object.constants.iter().find(|tag| tag.name.wire == name).map(Member::Tag);
    field.or_else(tag).or_else(|| object.dropped.iter().find(|dropped| dropped.name == name).map(Member::Dropped))
}

/// A finding about a member; its subject is the object that the document declares it in.
fn finding(both: &Both<'_>, code: &'static str, at: [Option<&Pointer>; 2], title: String, wire: Wire) -> Finding {
    let [old, new] = at;
    let declared = new.or(old).unwrap_or(&both.new.pointer);
    let subject = places::subject(&places::object_of(declared));
    let finding = Finding::new(code, subject, title).reaching(both.reach, wire);
    finding.at(old.or(Some(&both.old.pointer)), new.or(Some(&both.new.pointer)))
}

fn pointer(member: Member<'_>) -> Option<&Pointer> {
    match member {
        Member::Field(field) => Some(&field.pointer),
        Member::Dropped(dropped) => Some(&dropped.pointer),
        Member::Tag(_) => None,
    }
}

/// The items that a member of a view is, and those that follow from it.
fn items(both: &Both<'_>, field: &Field) -> Vec<ItemPath> {
    let constant = field.constant.as_ref().map(|(name, _)| name.ident.as_str());
    let made: &[&str] = if field.required { &["new", "default"] } else { &[] };
    let members: Vec<&str> = [field.name.ident.as_str()].into_iter().chain(constant).chain(made.iter().copied()).collect();
    both.items(&members)
}

fn is_read_only(member: Member<'_>) -> bool {
    match member {
        Member::Field(field) => field.read_only,
        Member::Dropped(dropped) => dropped.reason == DropReason::ReadOnly,
        Member::Tag(_) => false,
    }
}

fn added(both: &Both<'_>, name: &str, member: Member<'_>) -> Finding {
    let is_asked_for = matches!(member, Member::Field(field) if field.required && field.constant.is_none() && both.reach_sends());
    let title = match (is_asked_for, is_read_only(member)) {
        (true, _) => format!("has a new required member `{name}`"),
        (false, true) => format!("has a new member `{name}`, read-only"),
        (false, false) => format!("has a new member `{name}`"),
    };
    let sent = match member {
        Member::Field(_) if is_asked_for => Verdict::breaking("the server refuses requests without it"),
        Member::Field(_) | Member::Tag(_) => Verdict::compatible("it may be left out"),
        Member::Dropped(_) => Verdict::compatible("it is not sent"),
    };
    let wire = Wire { sent, received: Verdict::compatible("old programs keep it among the undeclared members") };
    let finding = finding(both, "member-added", [None, pointer(member)], title, wire);
    let Member::Field(field) = member else { return finding };
    let finding = finding.touching(items(both, field)).gaining(&field.ty);
    let finding = if both.reach_receives() {
        finding.changing_behaviour("it is a field of its own, no longer among the undeclared members")
    } else {
        finding
    };
    let advice = if is_asked_for { format!("give `{}` to `new`", field.name.ident) } else { String::new() };
    finding.advice(advice)
}

fn removed(both: &Both<'_>, name: &str, member: Member<'_>) -> Finding {
    let required = matches!(member, Member::Field(field) if field.required);
    let wire = Wire {
        sent: match member {
            Member::Dropped(_) => Verdict::compatible("it was not sent"),
            Member::Field(_) | Member::Tag(_) => Verdict::breaking("the server does not know it any more"),
        },
        received: if required {
            Verdict::breaking("old programs refuse a reply without it")
        } else {
            Verdict::compatible("it does not come any more")
        },
    };
    let finding = finding(both, "member-removed", [pointer(member), None], format!("the member `{name}` is gone"), wire);
    match member {
        Member::Field(field) => {
            let finding = finding.touching(items(both, field)).losing(&field.ty);
            finding.advice(format!("remove the uses of `{}.{}`", both.old.name.ident, field.name.ident))
        }
        Member::Tag(tag) => finding.touching(both.items(&[&tag.name.ident])),
        Member::Dropped(_) => finding,
    }
}

/// A member that this view has lost, since it does not travel in this direction any more.
fn dropped(both: &Both<'_>, old: &Field, new: &Dropped) -> Finding {
    let (how, where_) = match new.reason {
        DropReason::ReadOnly => ("read-only", "cannot be sent any more"),
        DropReason::WriteOnly => ("write-only", "does not come any more"),
        DropReason::Tag => ("the tag of a union", "is written by the union"),
    };
    let received =
        if old.required { Verdict::breaking("old programs refuse a reply without it") } else { Verdict::compatible(where_) };
    let wire = Wire { sent: Verdict::breaking("the server does not take it any more"), received };
    let title = format!("the member `{}` is {how} now", old.name.wire);
    let finding = finding(both, "member-direction", [Some(&old.pointer), Some(&new.pointer)], title, wire);
    let finding = finding.touching(items(both, old)).losing(&old.ty);
    finding.advice(format!("remove the uses of `{}.{}`: it {where_}", both.old.name.ident, old.name.ident))
}

/// A member that this view has gained, since it travels in this direction now.
fn restored(both: &Both<'_>, old: &Dropped, new: &Field) -> Finding {
    let sent = if new.required {
        Verdict::breaking("the server refuses requests without it")
    } else {
        Verdict::compatible("it can be sent now")
    };
    let wire = Wire { sent, received: Verdict::compatible("old programs ignore it") };
    let was = match old.reason {
        DropReason::ReadOnly => "read-only",
        DropReason::WriteOnly => "write-only",
        DropReason::Tag => "the tag of a union",
    };
    let title = format!("the member `{}` is not {was} any more", new.name.wire);
    let finding = finding(both, "member-direction", [Some(&old.pointer), Some(&new.pointer)], title, wire);
    let finding = finding.touching(items(both, new)).gaining(&new.ty);
    let advice = if new.required { format!("give `{}` to `new`", new.name.ident) } else { String::new() };
    finding.advice(advice)
}

fn tag(both: &Both<'_>, old: &Constant, new: &Constant, findings: &mut Findings) {
    if old.value != new.value {
        let title = format!("`{}` is always `{}` instead of `{}`", new.name.wire, new.value, old.value);
        let why = "the two sides know it by different values";
        let wire = Wire { sent: Verdict::breaking(why), received: Verdict::breaking(why) };
        findings.push(both.finding("constant-changed", title, wire).breaking_behaviour("another value is sent"));
    }
    both.renamed(&old.name, &new.name, findings);
}

/// A member that is a union's tag on one side only.
fn tagged(both: &Both<'_>, name: &str, tag: &Constant, other: Member<'_>) -> Finding {
    let title = format!("the member `{name}` is a union's tag on one side and not on the other");
    let finding = both.finding("member-changed", title, Wire::harmless("the member is the same"));
    let finding = finding.touching(both.items(&[&tag.name.ident]));
    match other {
        Member::Field(field) => finding.touching(items(both, field)),
        Member::Tag(_) | Member::Dropped(_) => finding,
    }
}

/// A member that both have.
fn field(both: &Both<'_>, old: &Field, new: &Field, findings: &mut Findings) {
    let at = [Some(&old.pointer), Some(&new.pointer)];
    let name = &new.name.wire;
    let about = |code: &'static str, title: String, wire: Wire| {
        finding(both, code, at, format!("the member `{name}` {title}"), wire)
            .touching(both.items(&[&old.name.ident, &new.name.ident]))
    };
    if old.required != new.required {
        findings.push(presence(both, old, new, &about));
    }
    for change in kinds::compare(both.pairs, &old.ty, &new.ty) {
        findings.push(used(both, old, new, change, &about));
    }
    if old.default != new.default {
        findings.push(default(both, old, new, &about));
    }
    if old.constant.as_ref().map(|(_, value)| value) != new.constant.as_ref().map(|(_, value)| value) {
        findings.push(constant(both, old, new, &about));
    }
    if old.boxed != new.boxed {
        let title = if new.boxed { "is in a `Box` now" } else { "is not in a `Box` any more" };
        findings.push(about("member-boxed", title.to_owned(), Wire::harmless("the JSON is the same")));
    }
    if !old.deprecated && new.deprecated {
        findings.push(about("deprecated", "is deprecated now".to_owned(), Wire::harmless("it still works")));
    }
    if old.immutable != new.immutable {
        let title = if new.immutable { "cannot be changed after creation" } else { "can be changed after creation" };
        findings.push(about("member-immutable", title.to_owned(), Wire::harmless("it travels as before")));
    }
    both.renamed(&old.name, &new.name, findings);
    findings.documentation(old.docs != new.docs || old.example != new.example, &new.pointer);
}

type About<'a> = &'a dyn Fn(&'static str, String, Wire) -> Finding;

fn presence(both: &Both<'_>, old: &Field, new: &Field, about: About<'_>) -> Finding {
    let ident = &new.name.ident;
    let finding = if new.required {
        let wire = Wire {
            sent: Verdict::breaking("the server refuses requests without it"),
            received: Verdict::compatible("it always comes"),
        };
        let finding = about("member-required", "is required now".to_owned(), wire);
        match both.reach_sends() {
            true => finding.advice(format!("give `{ident}` to `new`; it is no `Option` any more")),
            false => finding.advice(format!("`{ident}` is no `Option` any more")),
        }
    } else {
        let wire = Wire {
            sent: Verdict::compatible("it may be left out"),
            received: Verdict::breaking("old programs refuse a reply without it"),
        };
        let finding = about("member-optional", "is optional now".to_owned(), wire);
        finding.advice(format!("`{ident}` is an `Option` now: handle `None`"))
    };
    finding.touching(both.items(&["new", "default"])).at(old.required_by.first(), new.required_by.first())
}

fn used(both: &Both<'_>, old: &Field, new: &Field, change: UseChange, about: About<'_>) -> Finding {
    let (in_signature, behaviour) = (change.is_in_signature(), change.behaviour(both.reach_sends()));
    let code = match change.what {
        "type" => "member-type",
        "null" => "member-null",
        _ => "member-constraint",
    };
    let finding = about(code, change.title, change.wire).losing(&old.ty).gaining(&new.ty).advice(change.advice);
    let finding = Finding { behaviour, ..finding };
    if in_signature { finding.touching(both.items(&["new"])) } else { finding }
}

fn default(both: &Both<'_>, old: &Field, new: &Field, about: About<'_>) -> Finding {
    let finding = about("member-default", default_title(old.default.as_ref(), new.default.as_ref()), Wire::harmless(""));
    let finding = Finding { wire: Verdict::default(), touched: BTreeSet::new(), ..finding };
    defaulted(finding, both.reach_sends(), old.default.is_some() && new.default.is_some(), &format!("set `{}`", new.name.ident))
}

/// What happened to a default.
pub(super) fn default_title(old: Option<&serde_json::Value>, new: Option<&serde_json::Value>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("is `{new}` by default instead of `{old}`"),
        (Some(old), None) => format!("has no default any more; it was `{old}`"),
        (None, Some(new)) => format!("is `{new}` by default now"),
        (None, None) => "has no default".to_owned(),
    }
}

/// What another default means to those who rely on it. The client sends none: the server fills it in.
pub(super) fn defaulted(finding: Finding, sends: bool, is_other: bool, how: &str) -> Finding {
    let finding = match (sends, is_other) {
        (true, true) => finding.breaking_behaviour("requests that leave it out mean something else"),
        (true, false) => finding.changing_behaviour("what a request without it means is declared differently"),
        (false, _) => finding.changing_behaviour("it only says what comes"),
    };
    if sends { finding.advice(format!("{how} where you rely on the default")) } else { finding }
}

fn constant(both: &Both<'_>, old: &Field, new: &Field, about: About<'_>) -> Finding {
    let value = |field: &Field| field.constant.as_ref().map(|(_, value)| value.to_string());
    let title = match (value(old), value(new)) {
        (Some(old), Some(new)) => format!("is always `{new}` instead of `{old}`"),
        (None, Some(new)) => format!("is always `{new}` now"),
        (Some(old), None) => format!("is not always `{old}` any more"),
        (None, None) => "is as it was".to_owned(),
    };
    let sent = if old.constant.is_some() {
        Verdict::compatible("old programs send the old value")
    } else {
        Verdict::breaking("the server takes this one value only")
    };
    let wire = Wire { sent, received: Verdict::compatible("clients keep any value") };
    let finding = about("constant-changed", title, wire);
    let finding = match both.reach_sends() {
        true => finding.breaking_behaviour("`new` fills in another value"),
        false => finding,
    };
    let names = [old, new].into_iter().filter_map(|field| field.constant.as_ref().map(|(name, _)| name.ident.as_str()));
    let names: Vec<&str> = names.chain(["new", "default"]).collect();
    finding.touching(both.items(&names))
}

impl Both<'_> {
    fn reach_sends(&self) -> bool {
        !self.reach.sent.is_empty()
    }

    fn reach_receives(&self) -> bool {
        !self.reach.received.is_empty()
    }
}
