//! Operations: which there are, what they are called, and how they are signed and paged.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::{Reach, Wire};
use super::pairs::{Pairs, Placed, request_line};
use super::types::ALL;
use super::{Finding, Findings, Verdict, bodies, parameters};
use crate::analyze::traverse::{named, received, sent};
use crate::ir::{Operation, Parameter, SecuritySchemeKind};
use crate::render::surface::{self, ItemPath};
use crate::source::Pointer;

/// An operation on both sides.
pub(super) struct Call<'a> {
    pub(super) pairs: &'a Pairs<'a>,
    pub(super) old: Placed<'a>,
    pub(super) new: Placed<'a>,
}

/// Compares all operations.
pub(super) fn compare(pairs: &Pairs<'_>, findings: &mut Findings) {
    for (old, new) in &pairs.operations {
        let call = Call { pairs, old: *old, new: *new };
        call.name(findings);
        call.security(findings);
        call.server(findings);
        call.paging(findings);
        parameters::compare(&call, findings);
        bodies::compare(&call, findings);
        call.arguments(findings);
    }
    for placed in &pairs.removed {
        let wire = Wire { sent: Verdict::breaking("the server does not know it any more"), received: Verdict::default() };
        let finding = about(placed, "operation-removed", "the operation is gone", wire).at(Some(&placed.operation.pointer), None);
        let owner = pairs.owner(&surface::handle(placed.resource));
        let mut finding = finding.touching(items(&owner, placed, !has_resource(pairs.new, placed)));
        finding.lost = types(placed.operation);
        findings.push(finding.advice(format!("remove the calls of `{}`", placed.call())));
    }
    for placed in &pairs.added {
        let wire = Wire { sent: Verdict::compatible("one more operation"), received: Verdict::default() };
        let finding = about(placed, "operation-added", "is a new operation", wire).at(None, Some(&placed.operation.pointer));
        let mut finding = finding.touching(items(&surface::handle(placed.resource), placed, true));
        finding.gained = types(placed.operation);
        findings.push(finding);
    }
}

fn about(placed: &Placed<'_>, code: &'static str, title: &str, wire: Wire) -> Finding {
    let operation = placed.operation;
    let id = if operation.name.wire.is_empty() { String::new() } else { format!(" ({})", operation.name.wire) };
    Finding::new(code, format!("{} {}{id}", operation.method, operation.path), title)
        .reaching(&Reach::sent_by(placed.call()), wire)
}

/// The items that an operation is; with its handle and how the client gives it, where it is the only one.
fn items(handle: &str, placed: &Placed<'_>, with_handle: bool) -> BTreeSet<ItemPath> {
    let representations = placed.operation.representations.iter().map(|one| &one.marker);
    let markers = representations.chain([&placed.operation.marker]);
    let outputs = markers.map(|marker| format!("{}::{marker}Output", placed.resource.name.ident));
    let request = surface::request(placed.resource, placed.operation);
    let own = outputs.chain([request]).chain(["Body", "Parts"].map(|suffix| placed.named(suffix)));
    let mut items: BTreeSet<ItemPath> = own.map(|owner| ItemPath::new(&owner, ALL)).collect();
    items.insert(ItemPath::new(handle, &placed.operation.name.ident));
    if with_handle {
        items.insert(ItemPath::new(handle, ""));
        items.insert(ItemPath::new("Client", &placed.resource.name.ident));
    }
    items
}

fn has_resource(api: &crate::ir::Api, placed: &Placed<'_>) -> bool {
    api.resources.iter().any(|resource| resource.name.wire == placed.resource.name.wire)
}

fn types(operation: &Operation) -> BTreeSet<crate::ir::TypeId> {
    sent(operation).chain(received(operation)).filter_map(named).collect()
}

impl Call<'_> {
    /// Where it is, in the document and among the operations.
    pub(super) fn finding(&self, code: &'static str, subject: &str, title: impl Into<String>, wire: Wire) -> Finding {
        let subject = if subject.is_empty() { self.line() } else { subject.to_owned() };
        Finding::new(code, subject, title).reaching(&Reach::sent_by(self.new.call()), wire)
    }

    /// At places of the two operations.
    pub(super) fn at(&self, finding: Finding, old: Option<&Pointer>, new: Option<&Pointer>) -> Finding {
        finding.at(old.or(Some(&self.old.operation.pointer)), new.or(Some(&self.new.operation.pointer)))
    }

    fn line(&self) -> String {
        format!("{} {}", self.new.operation.method, self.new.operation.path)
    }

    /// The method that begins the call, on both sides; with the waits, which take the same.
    pub(super) fn method(&self) -> Vec<ItemPath> {
        let old = (self.pairs.owner(&surface::handle(self.old.resource)), &self.old.operation.name.ident);
        let new = (surface::handle(self.new.resource), &self.new.operation.name.ident);
        let waits = self.new.resource.waiter.as_ref().filter(|waiter| waiter.operation == *new.1);
        let waits = waits.iter().flat_map(|_| ["wait_until_ready", "wait_until_deleted"]);
        let waits: Vec<ItemPath> = waits.map(|wait| ItemPath::new(&new.0, wait)).collect();
        [old, new].iter().map(|(owner, method)| ItemPath::new(owner, method)).chain(waits).collect()
    }

    /// What can be set on the request, or belongs to it.
    pub(super) fn request(&self, member: &str) -> ItemPath {
        ItemPath::new(&surface::request(self.new.resource, self.new.operation), member)
    }

    /// A server of its own: that of the whole client is told once.
    fn server(&self, findings: &mut Findings) {
        let (old, new) = (&self.old.operation.server, &self.new.operation.server);
        if old == new {
            return;
        }
        let name =
            |server: &Option<String>| server.as_ref().map_or_else(|| "the client's server".to_owned(), |url| format!("`{url}`"));
        let title = format!("is on {} instead of {}", name(new), name(old));
        let wire = Wire { sent: Verdict::breaking("old programs talk to the old server"), received: Verdict::default() };
        let finding = self.at(self.finding("server-changed", "server", title, wire), None, None);
        let finding = finding.breaking_behaviour("requests go to another server, and so do credentials");
        let advice = match new {
            Some(url) => format!("see that the credentials are for it; tests set it with `server_for({url:?}, …)`"),
            None => "see that the credentials are for it".to_owned(),
        };
        findings.push(finding.advice(advice));
    }

    fn name(&self, findings: &mut Findings) {
        let (old, new) = (self.old.operation, self.new.operation);
        if request_line(old) != request_line(new) {
            let title = format!("is at {} {} instead of {} {}", new.method, new.path, old.method, old.path);
            let wire = Wire { sent: Verdict::breaking("the server does not know the old path"), received: Verdict::default() };
            findings.push(self.at(self.finding("operation-moved", &new.name.wire, title, wire), None, None));
        }
        if self.old.call() != self.new.call() {
            let title = format!("is called `{}` instead of `{}`", self.new.call(), self.old.call());
            let finding = self.finding("operation-renamed", "", title.clone(), Wire::harmless(""));
            let mut finding = self.at(finding, None, None).touching(self.method()).breaking_source(title);
            finding.touching_handles(self);
            finding.items.push(format!("{} → {}", self.old.call(), self.new.call()));
            findings.push(Finding { wire: Verdict::default(), ..finding }.advice(format!("call `{}`", self.new.call())));
        }
        if !old.deprecated && new.deprecated {
            let finding = self.finding("deprecated", "", "is deprecated now", Wire::harmless("it still works"));
            findings.push(self.at(finding, None, None));
        }
        findings.documentation(old.docs != new.docs, &new.pointer);
    }

    fn security(&self, findings: &mut Findings) {
        let (old, new) = (&self.old.operation.security, &self.new.operation.security);
        if old == new {
            return;
        }
        let (before, after) = (by_kind(self.pairs.old, old), by_kind(self.pairs.new, new));
        let is_known = |one: &Vec<_>| after.is_empty() || after.contains(one) || after.contains(&Vec::new());
        // Without any requirement before, programs may have no credential at all.
        let still = if before.is_empty() { after.iter().all(Vec::is_empty) } else { before.iter().all(is_known) };
        let is_same = still && before.len() == after.len();
        let title = match is_same {
            true => format!("is signed in with {}, of the same kind, instead of {}", only(new, old), only(old, new)),
            false => format!("is signed in with {} instead of {}", alternatives(new), alternatives(old)),
        };
        let sent = match still {
            true => Verdict::compatible("a credential that sufficed is of a kind that still does"),
            false => Verdict::breaking("a credential that sufficed may not suffice any more"),
        };
        let code = if is_same { "security-renamed" } else { "security-changed" };
        let finding = self.finding(code, "security", title, Wire { sent, received: Verdict::default() });
        let at = |placed: &Placed<'_>| placed.operation.pointer.child("security");
        let finding = self.at(finding, Some(&at(&self.old)), Some(&at(&self.new)));
        let advice = if still { "" } else { "give the client a credential of the new kind" };
        findings.push(finding.changing_behaviour("the client signs requests in as is declared now").advice(advice));
    }

    fn paging(&self, findings: &mut Findings) {
        let (old, new) = (&self.old.operation.paging, &self.new.operation.paging);
        let style =
            |paging: &Option<crate::ir::Paging>| paging.as_ref().map(|paging| (paging.style.clone(), paging.items.clone()));
        if style(old) == style(new) {
            return;
        }
        let title = match (old, new) {
            (None, _) => "can be read page by page with `items`",
            (_, None) => "cannot be read page by page any more",
            _ => "pages are found in another way",
        };
        let wire = Wire { sent: Verdict::default(), received: Verdict::compatible("see the members that lead to the next page") };
        let finding = self.at(self.finding("paging-changed", "", title, wire), None, None);
        findings.push(finding.touching([self.request("items")]).changing_behaviour("`items` goes on in another way"));
    }

    /// Arguments of one type that change places: a program compiles, and sends something else.
    fn arguments(&self, findings: &mut Findings) {
        let required = |operation: &Operation| -> Vec<Parameter> {
            operation.parameters.iter().filter(|parameter| parameter.required).cloned().collect()
        };
        let (old, new) = (required(self.old.operation), required(self.new.operation));
        let same: BTreeMap<_, _> = super::pairs::parameters(self.old.operation, self.new.operation)
            .into_iter()
            .map(|(one, other)| ((one.location, &one.name.wire), (other.location, &other.name.wire)))
            .collect();
        let moved = old.iter().zip(&new).any(|(one, other)| {
            same.get(&(one.location, &one.name.wire)) != Some(&(other.location, &other.name.wire)) && one.ty.kind == other.ty.kind
        });
        if moved && old.len() == new.len() {
            let list = |all: &[Parameter]| all.iter().map(|one| one.name.ident.clone()).collect::<Vec<_>>().join(", ");
            let title = format!("takes the arguments ({}) instead of ({})", list(&new), list(&old));
            let finding = self.finding("arguments-moved", "", title, Wire::harmless(""));
            let finding =
                self.at(finding, None, None).breaking_behaviour("a call compiles, and sends its arguments as other parameters");
            findings.push(Finding { wire: Verdict::default(), ..finding }.advice("go through the calls"));
        }
    }
}

impl Finding {
    /// What goes with the operation where its group has another name.
    fn touching_handles(&mut self, call: &Call<'_>) {
        let old = (call.pairs.owner(&surface::handle(call.old.resource)), &call.old.resource.name.ident);
        let new = (surface::handle(call.new.resource), &call.new.resource.name.ident);
        for (handle, ident) in [old, new] {
            self.touched.insert(ItemPath::new("Client", ident));
            self.touched.insert(ItemPath::new(&handle, ""));
        }
    }
}

fn alternative(all: &[(String, Vec<String>)]) -> String {
    let scheme = |(name, scopes): &(String, Vec<String>)| match scopes.is_empty() {
        true => format!("`{name}`"),
        false => format!("`{name}` ({})", scopes.join(", ")),
    };
    if all.is_empty() { "no credential".to_owned() } else { all.iter().map(scheme).collect::<Vec<_>>().join(" and ") }
}

type Alternatives = [Vec<(String, Vec<String>)>];

fn alternatives(all: &Alternatives) -> String {
    if all.is_empty() {
        "no credential".to_owned()
    } else {
        all.iter().map(|one| alternative(one)).collect::<Vec<_>>().join(" or ")
    }
}

/// The alternatives that only one side has.
fn only(side: &Alternatives, other: &Alternatives) -> String {
    let own: Vec<_> = side.iter().filter(|one| !other.contains(one)).cloned().collect();
    alternatives(&own)
}

/// Alternatives by what travels, whatever the schemes are called.
fn by_kind<'a>(api: &'a crate::ir::Api, all: &'a Alternatives) -> Vec<Vec<(Option<&'a SecuritySchemeKind>, &'a [String])>> {
    let kind = |name: &str| api.security_schemes.iter().find(|scheme| scheme.name == name).map(|scheme| &scheme.kind);
    all.iter().map(|one| one.iter().map(|(name, scopes)| (kind(name), scopes.as_slice())).collect()).collect()
}
