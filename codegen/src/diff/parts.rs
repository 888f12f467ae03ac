//! The parts of a body in `multipart/form-data`, and the fields of a form, on both sides.

use super::bodies::About;
use super::fields::{default_title, defaulted};
use super::kinds;
use super::operations::Call;
use super::types::ALL;
use super::{Finding, Findings, Verdict};
use crate::ir::{Content, ParameterStyle, Part, PartKind};
use crate::render::surface::ItemPath;

/// Compares two contents of one media type beyond their types.
pub(super) fn compare(call: &Call<'_>, old: &Content, new: &Content, about: About<'_>, findings: &mut Findings) {
    match (&old.parts, &new.parts) {
        (None, None) => {}
        (Some(before), Some(after)) => parts(call, before, after, about, findings),
        (before, _) => {
            let (title, sent) = match before {
                None => ("its parts are named now", Verdict::compatible("they are parts that could be sent before")),
                Some(_) => ("its parts are not named any more", Verdict::compatible("any part can be sent")),
            };
            findings
                .push(about("body-type", title.to_owned(), sent).touching(owners(call).map(|owner| ItemPath::new(&owner, ALL))));
        }
    }
    styles(old, new, about, findings);
}

/// The struct of the parts on both sides, as the new side calls it.
fn owners(call: &Call<'_>) -> impl Iterator<Item = String> {
    let [old, new] = [call.old, call.new].map(|placed| placed.named("Parts"));
    [call.pairs.owner(&old), new].into_iter()
}

fn parts(call: &Call<'_>, old: &[Part], new: &[Part], about: About<'_>, findings: &mut Findings) {
    // `new` takes what is required.
    let touching = |finding: Finding, members: &[&str], in_new: bool| {
        let functions = ["new", "default"].into_iter().filter(|_| in_new);
        let members: Vec<&str> = members.iter().copied().chain(functions).collect();
        finding.touching(
            owners(call).flat_map(|owner| members.iter().map(|member| ItemPath::new(&owner, member)).collect::<Vec<_>>()),
        )
    };
    let same = |part: &Part, all: &'_ [Part]| all.iter().position(|other| other.name.wire == part.name.wire);
    for part in new.iter().filter(|part| same(part, old).is_none()) {
        let (word, sent) = match part.required {
            true => ("required", Verdict::breaking("the server refuses requests without it")),
            false => ("optional", Verdict::compatible("it may be left out")),
        };
        let finding =
            at(call, about("part-added", format!("has a new {word} part `{}`", part.name.wire), sent), None, Some(part));
        let finding = part.ty().into_iter().fold(finding, Finding::gaining);
        let advice = if part.required { "give it" } else { "" };
        findings.push(touching(finding, &[&part.name.ident], part.required).advice(advice));
    }
    for part in old {
        let Some(partner) = same(part, new).and_then(|index| new.get(index)) else {
            let sent = Verdict::breaking("the server does not read it any more");
            let finding =
                at(call, about("part-removed", format!("the part `{}` is gone", part.name.wire), sent), Some(part), None);
            let finding = part.ty().into_iter().fold(finding, Finding::losing);
            findings.push(touching(finding, &[&part.name.ident], part.required).advice("do not send it"));
            continue;
        };
        for (code, title, sent, advice) in changes(call, part, partner) {
            let finding =
                at(call, about(code, format!("the part `{}` {title}", part.name.wire), sent), Some(part), Some(partner));
            let finding = part.ty().into_iter().fold(finding, Finding::losing);
            let finding = partner.ty().into_iter().fold(finding, Finding::gaining);
            let in_new = (part.required || partner.required) && code != "part-media";
            findings.push(touching(finding, &[&part.name.ident, &partner.name.ident], in_new).advice(advice));
        }
        if part.default != partner.default {
            let title = default_title(part.default.as_ref(), partner.default.as_ref());
            let title = format!("the part `{}` {title}", part.name.wire);
            let finding = at(call, about("part-default", title, Verdict::default()), Some(part), Some(partner));
            let is_other = part.default.is_some() && partner.default.is_some();
            findings.push(defaulted(finding, true, is_other, &format!("send `{}`", part.name.wire)));
        }
        findings.documentation(part.docs != partner.docs, &partner.pointer);
    }
}

fn at(call: &Call<'_>, finding: Finding, old: Option<&Part>, new: Option<&Part>) -> Finding {
    let finding = Finding { old: Default::default(), new: Default::default(), ..finding };
    call.at(finding, old.map(|part| &part.pointer), new.map(|part| &part.pointer))
}

/// What has changed of a part: code, title, what it does to those who send, and what to do.
fn changes(call: &Call<'_>, old: &Part, new: &Part) -> Vec<(&'static str, String, Verdict, String)> {
    let mut found = Vec::new();
    let mut note = |code, title: String, sent, advice: &str| found.push((code, title, sent, advice.to_owned()));
    match (old.required, new.required) {
        (false, true) => {
            let sent = Verdict::breaking("the server refuses requests without it");
            note("part-required", "is required now".to_owned(), sent, "give it");
        }
        (true, false) => note("part-optional", "is optional now".to_owned(), Verdict::compatible("it may be left out"), ""),
        _ => {}
    }
    match (old.repeated, new.repeated) {
        (false, true) => {
            note("part-repeated", "can be there several times".to_owned(), Verdict::compatible("one is still taken"), "")
        }
        (true, false) => {
            let sent = Verdict::breaking("the server takes one at most");
            note("part-repeated", "can be there once only".to_owned(), sent, "send one");
        }
        _ => {}
    }
    let (before, after) = (holds(old), holds(new));
    if before != after {
        let sent = Verdict::breaking("the server reads it as another kind of value");
        note("part-type", format!("holds {after} instead of {before}"), sent, "send it so");
    } else if let (Some(before), Some(after)) = (old.ty(), new.ty()) {
        for change in kinds::compare(call.pairs, before, after) {
            note("part-type", change.title, change.wire.sent, &change.advice);
        }
    }
    let media =
        |part: &Part| part.media_type.as_ref().map_or_else(|| "no media type of its own".to_owned(), |it| format!("`{it}`"));
    if old.media_type != new.media_type {
        let title = format!("is sent with {} instead of {}", media(new), media(old));
        note("part-media", title, Verdict::breaking("the server may refuse the media type that old programs name"), "");
    }
    if !old.deprecated && new.deprecated {
        note("deprecated", "is deprecated now".to_owned(), Verdict::compatible("it still works"), "");
    }
    if old.name.ident != new.name.ident {
        let title = format!("is called `{}` in Rust instead of `{}`", new.name.ident, old.name.ident);
        note("item-renamed", title, Verdict::default(), &format!("use `{}`", new.name.ident));
    }
    found
}

fn holds(part: &Part) -> &'static str {
    match part.kind {
        PartKind::File => "a file",
        PartKind::Text(_) => "text",
        PartKind::Json(_) => "JSON",
    }
}

/// How fields of a form are written, where that is not as `form`, exploded.
fn styles(old: &Content, new: &Content, about: About<'_>, findings: &mut Findings) {
    let of = |content: &Content, name: &str| {
        let style = content.styles.iter().find(|(field, ..)| field == name);
        style.map_or((ParameterStyle::Form, true), |(_, style, explode)| (*style, *explode))
    };
    let mut names: Vec<&String> = old.styles.iter().chain(&new.styles).map(|(name, ..)| name).collect();
    names.sort();
    names.dedup();
    for name in names.into_iter().filter(|name| of(old, name) != of(new, name)) {
        let title = format!("the field `{name}` is written in another form");
        let sent = Verdict::breaking("the server reads it in another form than old programs write");
        findings.push(about("body-form", title, sent).changing_behaviour("it is written in the new form"));
    }
}
