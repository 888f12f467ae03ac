//! The bodies and responses of an operation on both sides.

use super::effects::{Reach, Wire};
use super::kinds;
use super::operations::Call;
use super::pairs::{contents, responses};
use super::types::ALL;
use super::{Finding, Findings, Verdict, parts};
use crate::ir::{Content, Header, RequestBody, Response};
use crate::render::surface::ItemPath;

/// Compares what is sent and what comes back.
pub(super) fn compare(call: &Call<'_>, findings: &mut Findings) {
    request(call, findings);
    let both = responses(call.old.operation, call.new.operation);
    for response in &call.old.operation.responses {
        if !both.iter().any(|(old, _)| old.status == response.status) {
            findings.push(without(call, response));
        }
    }
    for response in &call.new.operation.responses {
        if !both.iter().any(|(_, new)| new.status == response.status) {
            findings.push(with(call, response));
        }
    }
    for (old, new) in both {
        respond(call, old, new, findings);
    }
}

/// The items that the body of a request, or of a success, shows in.
fn items(call: &Call<'_>) -> Vec<ItemPath> {
    let both = [call.old, call.new];
    let markers = both.iter().flat_map(|placed| {
        let representations = placed.operation.representations.iter().map(|one| &one.marker);
        representations.chain([&placed.operation.marker]).map(|marker| (placed.resource, marker))
    });
    let outputs = markers.map(|(resource, marker)| ItemPath::new(&format!("{}::{marker}Output", resource.name.ident), ALL));
    let representations = both.iter().flat_map(|placed| &placed.operation.representations);
    let representations = representations.map(|one| call.request(&one.name.ident));
    let own = ["with_body", "items", "headers of the response"].map(|member| call.request(member));
    call.method().into_iter().chain(own).chain(representations).chain(outputs).collect()
}

fn request(call: &Call<'_>, findings: &mut Findings) {
    let at = |finding: Finding| {
        let place = |placed: &super::pairs::Placed<'_>, has: bool| {
            if has { placed.operation.pointer.child("requestBody") } else { placed.operation.pointer.clone() }
        };
        let (old, new) =
            (place(&call.old, call.old.operation.body.is_some()), place(&call.new, call.new.operation.body.is_some()));
        call.at(finding, Some(&old), Some(&new)).touching(items(call))
    };
    let about = |code: &'static str, title: String, sent: Verdict| {
        at(call.finding(code, "request body", title, Wire { sent, received: Verdict::default() }))
    };
    match (&call.old.operation.body, &call.new.operation.body) {
        (None, None) => {}
        (None, Some(new)) => {
            let sent = if new.required {
                Verdict::breaking("the server refuses requests without it")
            } else {
                Verdict::compatible("it may be left out")
            };
            let finding = about("body-added", "is new".to_owned(), sent);
            findings.push(
                new.content
                    .iter()
                    .fold(finding, |finding, content| finding.gaining(&content.ty))
                    .advice("give the call its body"),
            );
        }
        (Some(old), None) => {
            let finding = about("body-removed", "is gone".to_owned(), Verdict::breaking("the server does not read it any more"));
            findings.push(old.content.iter().fold(finding, |finding, content| finding.losing(&content.ty)).advice("send none"));
        }
        (Some(old), Some(new)) => body(old, new, &about, call, findings),
    }
}

/// Makes a finding about the body of the request.
pub(super) type About<'a> = &'a dyn Fn(&'static str, String, Verdict) -> Finding;

fn body(old: &RequestBody, new: &RequestBody, about: About<'_>, call: &Call<'_>, findings: &mut Findings) {
    if old.required != new.required {
        let (title, sent) = match new.required {
            true => ("is required now", Verdict::breaking("the server refuses requests without it")),
            false => ("is optional now", Verdict::compatible("it may be left out")),
        };
        findings.push(about("body-presence", title.to_owned(), sent));
    }
    if let Some((before, after)) = media(&old.content, &new.content) {
        let still = old.content.first().is_some_and(|used| new.content.iter().any(|one| one.media_type == used.media_type));
        let sent = match still {
            true => Verdict::compatible("what old programs send is still taken"),
            false => Verdict::breaking("the server does not take what old programs send"),
        };
        let owners = ["Body", "Parts"].iter().flat_map(|suffix| {
            let [old, new] = [call.old, call.new].map(|placed| placed.named(suffix));
            [call.pairs.owner(&old), new]
        });
        let items: Vec<ItemPath> = owners.map(|owner| ItemPath::new(&owner, ALL)).collect();
        let finding = about("body-media", format!("is {after} instead of {before}"), sent).touching(items);
        let finding = old.content.iter().fold(finding, |finding, content| finding.losing(&content.ty));
        findings.push(new.content.iter().fold(finding, |finding, content| finding.gaining(&content.ty)));
    }
    for (old, new) in contents(&old.content, &new.content) {
        parts::compare(call, old, new, about, findings);
        // What is sent in named parts has no type as a whole.
        let is_whole = old.parts.is_none() || new.parts.is_none();
        for change in kinds::compare(call.pairs, &old.ty, &new.ty).into_iter().filter(|_| is_whole) {
            findings
                .push(about("body-type", change.title, change.wire.sent).losing(&old.ty).gaining(&new.ty).advice(change.advice));
        }
    }
    findings.documentation(old.docs != new.docs, &call.new.operation.pointer.child("requestBody"));
}

/// The media types on both sides, where they differ.
fn media(old: &[Content], new: &[Content]) -> Option<(String, String)> {
    let list = |all: &[Content]| all.iter().map(|one| format!("`{}`", one.media_type)).collect::<Vec<_>>().join(" or ");
    let words = |all: &[Content]| if all.is_empty() { "nothing".to_owned() } else { list(all) };
    (list(old) != list(new)).then(|| (words(old), words(new)))
}

fn response_place(placed: &super::pairs::Placed<'_>, response: &Response) -> crate::source::Pointer {
    placed.operation.pointer.child("responses").child(&response.status.to_string())
}

fn about(call: &Call<'_>, code: &'static str, subject: &str, title: String, received: Verdict) -> Finding {
    let wire = Wire { sent: Verdict::default(), received };
    Finding::new(code, subject, title).reaching(&Reach::received_by(call.new.call()), wire)
}

/// A response that is not declared any more.
fn without(call: &Call<'_>, response: &Response) -> Finding {
    let subject = format!("response {}", response.status);
    let finding = about(
        call,
        "response-removed",
        &subject,
        "is not declared any more".to_owned(),
        Verdict::compatible("it does not come any more"),
    );
    let finding = call.at(finding, Some(&response_place(&call.old, response)), None);
    let finding = response.content.iter().fold(finding, |finding, content| finding.losing(&content.ty));
    if call.old.operation.is_success(response) { finding.touching(items(call)) } else { finding }
}

/// A response that is declared now.
fn with(call: &Call<'_>, response: &Response) -> Finding {
    let subject = format!("response {}", response.status);
    let (received, advice) = if call.new.operation.is_success(response) {
        (Verdict::breaking("old programs do not expect a success of this status"), "handle it")
    } else {
        (Verdict::compatible("old programs see an error with this status, its body as it came"), "")
    };
    let finding = about(call, "response-added", &subject, "is declared now".to_owned(), received);
    let finding = call.at(finding, None, Some(&response_place(&call.new, response)));
    let finding = response.content.iter().fold(finding, |finding, content| finding.gaining(&content.ty)).advice(advice);
    if call.new.operation.is_success(response) {
        finding.touching(items(call))
    } else {
        finding.changing_behaviour("its body is decoded as declared")
    }
}

/// A response on both sides.
fn respond(call: &Call<'_>, old: &Response, new: &Response, findings: &mut Findings) {
    let subject = format!("response {}", new.status);
    let places = [response_place(&call.old, old), response_place(&call.new, new)];
    let [old_place, new_place] = &places;
    let about = |code: &'static str, subject: &str, title: String, received: Verdict| {
        let finding = call.at(about(call, code, subject, title, received), Some(old_place), Some(new_place));
        if call.new.operation.is_success(new) { finding.touching(items(call)) } else { finding }
    };
    if old.status != new.status {
        let title = format!("is {} instead of {}", new.status, old.status);
        findings.push(about("response-status", "success", title, Verdict::breaking("old programs do not expect this status")));
    }
    if let Some((before, after)) = media(&old.content, &new.content) {
        let still = old.content.iter().all(|used| new.content.iter().any(|one| one.media_type == used.media_type));
        let received = match still {
            true => Verdict::compatible("what old programs ask for still comes"),
            false => Verdict::breaking("old programs cannot read what comes"),
        };
        let finding = about("response-media", &subject, format!("has {after} instead of {before}"), received);
        let finding = old.content.iter().fold(finding, |finding, content| finding.losing(&content.ty));
        findings.push(new.content.iter().fold(finding, |finding, content| finding.gaining(&content.ty)));
    }
    for (old, new) in contents(&old.content, &new.content) {
        for change in kinds::compare(call.pairs, &old.ty, &new.ty) {
            let finding = about("response-type", &subject, change.title, change.wire.received);
            findings.push(finding.losing(&old.ty).gaining(&new.ty).advice(change.advice));
        }
    }
    headers(call, &old.headers, &new.headers, &about, findings);
    findings.documentation(old.docs != new.docs, new_place);
}

type Respond<'a> = &'a dyn Fn(&'static str, &str, String, Verdict) -> Finding;

fn headers(call: &Call<'_>, old: &[Header], new: &[Header], about: Respond<'_>, findings: &mut Findings) {
    let is_in = |header: &Header, all: &[Header]| all.iter().any(|one| one.name.wire.eq_ignore_ascii_case(&header.name.wire));
    let item = |header: &Header| {
        let all = call.pairs.old.response_headers.iter().chain(&call.pairs.new.response_headers);
        let same = all.filter(|one| one.name.wire.eq_ignore_ascii_case(&header.name.wire));
        let members: Vec<&str> = same.map(|one| one.name.ident.as_str()).chain([""]).collect();
        members.into_iter().map(|member| ItemPath::new("ResponseHeaders", member)).collect::<Vec<_>>()
    };
    for header in new.iter().filter(|header| !is_in(header, old)) {
        let subject = format!("response header `{}`", header.name.wire);
        let finding = about("header-added", &subject, "is declared now".to_owned(), Verdict::compatible("it is one more"));
        findings.push(finding.touching(item(header)));
    }
    let same = |header: &Header| new.iter().find(|one| one.name.wire.eq_ignore_ascii_case(&header.name.wire));
    for (old, new) in old.iter().filter_map(|header| Some((header, same(header)?))) {
        let subject = format!("response header `{}`", new.name.wire);
        if old.required != new.required {
            let (code, title, why) = match new.required {
                true => ("header-required", "is always there now", "it still comes"),
                false => ("header-optional", "may be absent now", "old programs take it for absent"),
            };
            findings.push(about(code, &subject, title.to_owned(), Verdict::compatible(why)));
        }
        if old.form != new.form {
            let received = Verdict::breaking("old programs read it as it was written before");
            findings.push(about("header-form", &subject, "is written in another way".to_owned(), received));
        }
        for change in kinds::compare(call.pairs, &old.ty, &new.ty) {
            let finding = about("header-type", &subject, change.title, change.wire.received).touching(item(new));
            findings.push(finding.losing(&old.ty).gaining(&new.ty).advice(change.advice));
        }
    }
    for header in old.iter().filter(|header| !is_in(header, new)) {
        let subject = format!("response header `{}`", header.name.wire);
        let received = Verdict::compatible("old programs take it for absent");
        let finding = about("header-removed", &subject, "is not declared any more".to_owned(), received);
        findings.push(finding.touching(item(header)).advice("do not rely on it"));
    }
}
