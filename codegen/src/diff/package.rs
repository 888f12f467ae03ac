//! The crate as a whole: what it is called, where it sends to, and how it waits.

use super::{Finding, Findings, Verdict};
use crate::ir::{Api, Resource, Server};
use crate::render::surface::{self, ItemPath};
use crate::source::Pointer;

/// Compares what is said of the crate as a whole.
pub(super) fn compare(old: &Api, new: &Api, findings: &mut Findings) {
    if old.package.name != new.package.name {
        let title = format!("is called `{}` instead of `{}`", new.package.name, old.package.name);
        let mut finding = settings("package-renamed", "the crate", title.clone()).breaking_source(title);
        finding.items.push(format!("{} → {}", old.package.name, new.package.name));
        findings.push(finding.advice(format!("depend on `{}`", new.package.name)));
    }
    let (before, after) = (old.default_url(), new.default_url());
    if before != after {
        let title = format!("the client talks to `{after}` instead of `{before}` unless told otherwise");
        let finding = Finding::new("server-changed", "servers", title).at(Some(&servers()), Some(&servers()));
        let finding = Finding { sent: true, wire: Verdict::breaking("old programs talk to the old server"), ..finding };
        findings.push(finding.breaking_behaviour("requests go to another server").advice("see that the credentials are for it"));
    }
    server_variables(old, new, findings);
    let others = |api: &Api| api.servers.iter().skip(1).map(|server: &Server| server.url.clone()).collect::<Vec<_>>();
    findings.documentation(others(old) != others(new), &servers());
    findings.documentation(old.docs != new.docs || old.title != new.title, &Pointer::parse("/info"));
    if old.environment != new.environment {
        let finding = settings("environment-changed", "`Client::from_env`", "reads other environment variables".to_owned());
        findings.push(
            finding.breaking_behaviour("a program finds no credentials in the old variables").advice("set the new variables"),
        );
    }
    for (old, new) in
        old.resources.iter().filter_map(|one| Some((one, new.resources.iter().find(|other| other.name.wire == one.name.wire)?)))
    {
        waiter(old, new, findings);
        findings.documentation(old.docs != new.docs, &Pointer::parse("/tags").child(&new.name.wire));
    }
}

/// What can be said of the servers' variables.
fn server_variables(old: &Api, new: &Api, findings: &mut Findings) {
    for one in &old.server_variables {
        let other = new.server_variables.iter().find(|other| other.name == one.name);
        let allowed = other.filter(|other| !other.values.is_empty()).map(|other| &other.values);
        let lost = allowed.is_some_and(|now| one.values.is_empty() || one.values.iter().any(|value| !now.contains(value)));
        let title = match other {
            None => format!("`{}` is no variable of a server any more", one.name),
            Some(_) if lost => format!("the server's variable `{}` cannot have all the values that it could", one.name),
            Some(_) => continue,
        };
        let finding = Finding::new("server-changed", "servers", title).at(Some(&servers()), Some(&servers()));
        findings.push(
            finding.breaking_behaviour("a client that sets it so is not built").advice("look at what `server_variable` gets"),
        );
    }
}

fn servers() -> Pointer {
    Pointer::parse("/servers")
}

/// A finding about what the settings say.
fn settings(code: &'static str, subject: &str, title: String) -> Finding {
    Finding::new(code, subject, title)
}

fn waiter(old: &Resource, new: &Resource, findings: &mut Findings) {
    if old.waiter == new.waiter {
        return;
    }
    let title = match (&old.waiter, &new.waiter) {
        (None, _) => "can be waited for",
        (_, None) => "cannot be waited for any more",
        _ => "is waited for in another way",
    };
    let waits = ["wait_until_ready", "wait_until_deleted"].map(|wait| ItemPath::new(&surface::handle(new), wait));
    let finding = settings("waiter-changed", &new.name.ident, title.to_owned()).touching(waits);
    let is_other = old.waiter.is_some() && new.waiter.is_some();
    findings.push(if is_other {
        finding.changing_behaviour("waiting ends in other phases, or looks at other times")
    } else {
        finding
    });
}
