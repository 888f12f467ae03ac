//! The parameters of an operation on both sides.

use super::effects::Wire;
use super::fields::{default_title, defaulted};
use super::kinds;
use super::operations::Call;
use super::pairs;
use super::{Finding, Findings, Verdict};
use crate::ir::{Parameter, ParameterLocation};

/// Compares the parameters of both sides.
pub(super) fn compare(call: &Call<'_>, findings: &mut Findings) {
    let both = pairs::parameters(call.old.operation, call.new.operation);
    let is_kept =
        |parameter: &Parameter| both.iter().any(|(old, new)| std::ptr::eq(*old, parameter) || std::ptr::eq(*new, parameter));
    let gone = call.old.operation.parameters.iter().filter(|parameter| !is_kept(parameter));
    gone.for_each(|parameter| findings.push(removed(call, parameter)));
    let come = call.new.operation.parameters.iter().filter(|parameter| !is_kept(parameter));
    come.for_each(|parameter| findings.push(added(call, parameter)));
    for (old, new) in both {
        parameter(call, old, new, findings);
    }
}

/// What a parameter is called in reports.
fn subject(parameter: &Parameter) -> String {
    let location = match parameter.location {
        ParameterLocation::Path => "path parameter",
        ParameterLocation::Query => "query parameter",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    format!("{location} `{}`", parameter.name.wire)
}

fn added(call: &Call<'_>, parameter: &Parameter) -> Finding {
    let ident = &parameter.name.ident;
    let (title, sent, advice) = if parameter.required {
        let why = Verdict::breaking("the server refuses requests without it");
        ("is a new required parameter", why, format!("give `{ident}` to the call"))
    } else {
        ("is a new optional parameter", Verdict::compatible("it may be left out"), String::new())
    };
    let wire = Wire { sent, received: Verdict::default() };
    let finding = call.finding("parameter-added", &subject(parameter), title, wire);
    let items = if parameter.required { call.method() } else { vec![call.request(ident)] };
    call.at(finding, None, Some(&parameter.pointer)).touching(items).gaining(&parameter.ty).advice(advice)
}

fn removed(call: &Call<'_>, parameter: &Parameter) -> Finding {
    let ident = &parameter.name.ident;
    let wire = Wire { sent: Verdict::breaking("the server does not know it any more"), received: Verdict::default() };
    let finding = call.finding("parameter-removed", &subject(parameter), "is gone", wire);
    let (items, advice) = if parameter.required {
        (call.method(), format!("do not give `{ident}` to the call any more"))
    } else {
        (vec![call.request(ident)], format!("remove the calls of `{ident}`"))
    };
    call.at(finding, Some(&parameter.pointer), None).touching(items).losing(&parameter.ty).advice(advice)
}

/// A parameter that both have.
fn parameter(call: &Call<'_>, old: &Parameter, new: &Parameter, findings: &mut Findings) {
    let items = || {
        let setters = [old, new].into_iter().filter(|one| !one.required).map(|one| call.request(&one.name.ident));
        let method = if old.required || new.required { call.method() } else { Vec::new() };
        setters.chain(method).collect::<Vec<_>>()
    };
    let about = |code: &'static str, title: String, wire: Wire| {
        call.at(call.finding(code, &subject(new), title, wire), Some(&old.pointer), Some(&new.pointer))
    };
    let received = Verdict::default;
    if old.required != new.required {
        let finding = if new.required {
            let sent = Verdict::breaking("the server refuses requests without it");
            let finding = about("parameter-required", "is required now".to_owned(), Wire { sent, received: received() });
            finding.advice(format!("give `{}` to the call: it is an argument now", new.name.ident))
        } else {
            let sent = Verdict::compatible("it may be left out");
            let finding = about("parameter-optional", "is optional now".to_owned(), Wire { sent, received: received() });
            finding.advice(format!("set it with `.{}(…)`: it is no argument any more", new.name.ident))
        };
        findings.push(finding.touching(items()));
    }
    for change in kinds::compare(call.pairs, &old.ty, &new.ty) {
        let behaviour = change.behaviour(true);
        let (code, touched) = match change.what {
            "type" => ("parameter-type", items()),
            "null" => ("parameter-null", items()),
            _ => ("parameter-constraint", Vec::new()),
        };
        let wire = Wire { sent: change.wire.sent, received: received() };
        let finding = about(code, change.title, wire).touching(touched).losing(&old.ty).gaining(&new.ty);
        findings.push(Finding { behaviour, ..finding }.advice(change.advice));
    }
    if (old.style, old.explode, old.allow_reserved) != (new.style, new.explode, new.allow_reserved) {
        let sent = Verdict::breaking("the server reads it in another form than old programs write");
        let finding = about("parameter-form", "is written in another form".to_owned(), Wire { sent, received: received() });
        findings.push(finding.changing_behaviour("it is written in the new form"));
    }
    if old.default != new.default {
        let title = default_title(old.default.as_ref(), new.default.as_ref());
        let finding = about("parameter-default", title, Wire { sent: received(), received: received() });
        let is_other = old.default.is_some() && new.default.is_some();
        findings.push(defaulted(finding, true, is_other, &format!("set `{}`", new.name.ident)));
    }
    if old.location == ParameterLocation::Path && old.name.wire != new.name.wire {
        let title = format!("was called `{}`", old.name.wire);
        findings.push(about(
            "parameter-renamed",
            title,
            Wire { sent: Verdict::compatible("the path is the same"), received: received() },
        ));
    } else if old.name.ident != new.name.ident {
        let title = format!("is called `{}` in Rust instead of `{}`", new.name.ident, old.name.ident);
        let finding = about("item-renamed", title, Wire { sent: received(), received: received() }).touching(items());
        findings.push(finding.advice(format!("use `{}`", new.name.ident)));
    }
    if !old.deprecated && new.deprecated {
        let sent = Verdict::compatible("it still works");
        findings.push(about("deprecated", "is deprecated now".to_owned(), Wire { sent, received: received() }));
    }
    findings.documentation(old.docs != new.docs || old.example != new.example, &new.pointer);
}
