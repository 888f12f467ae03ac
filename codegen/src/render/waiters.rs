//! Waiting for a resource to be ready, or gone.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Comment;
use super::inline::code;
use super::literals::{ident, string_tokens};
use super::outputs::{Asked, output};
use super::parameters;
use super::types::Context;
use super::{Documented, Item, operations};
use crate::ir::{Operation, Resource, Waiter};

/// The table that says how the resource is waited for, and the methods that wait. Nothing where the resource has no
/// waiter, or cannot be read.
pub(super) fn waiter(context: &Context<'_>, resource: &Resource) -> Option<(Item, Vec<Documented>)> {
    let waiter = resource.waiter.as_ref()?;
    let read = resource.operations.iter().find(|operation| operation.name.ident == waiter.operation)?;
    let methods = vec![until_ready(context, waiter, read), until_deleted(context, waiter, read)];
    Some((Item::Tokens(table(waiter)), methods))
}

fn table(waiter: &Waiter) -> TokenStream {
    let (phase, message) = (string_tokens(&waiter.phase.join(".")), string_tokens(&waiter.reason.join(".")));
    let done = waiter.done.iter().map(|phase| string_tokens(phase));
    let failed = waiter.failed.iter().map(|phase| string_tokens(phase));
    let number = |number: u64| ident(&number.to_string());
    let gone = waiter.gone.iter().map(|status| number(u64::from(*status)));
    let (interval, timeout, gone_timeout) = (number(waiter.interval), number(waiter.timeout), number(waiter.gone_timeout));
    let pending = waiter.pending.iter().map(|phase| string_tokens(phase));
    let strict = waiter.unknown_fails.then(|| quote!(pending: &[#(#pending),*], unknown_fails: true,));
    quote! {
        static WAITER: rt::Waiter = rt::Waiter {
            phase: #phase,
            done: &[#(#done),*],
            failed: &[#(#failed),*],
            message: #message,
            #strict
            gone: &[#(#gone),*],
            interval: #interval,
            timeout: #timeout,
            gone_timeout: #gone_timeout,
            ..rt::Waiter::DEFAULT
        };
    }
}

fn until_ready(context: &Context<'_>, waiter: &Waiter, read: &Operation) -> Documented {
    let phase = code(&waiter.phase.join("."));
    let mut comment = Comment::of(&format!("Waits until the resource is ready: until {phase} is {}.", phases(&waiter.done)));
    comment.note(&format!("Looks every {}, for {} at most.", duration(waiter.interval), duration(waiter.timeout)));
    if !waiter.failed.is_empty() {
        comment.note(&format!("It is an error where the phase becomes {}.", phases(&waiter.failed)));
    }
    if waiter.unknown_fails {
        comment.note("So is a phase that is not known.");
    }
    let output = output(context, Asked::plainly(read)).ty;
    let (arguments, call) = reading(context, read);
    comment.on(quote! {
        pub fn wait_until_ready(&self, #arguments) -> rt::Wait<#output, M> {
            #call.wait_until_done(&WAITER)
        }
    })
}

fn until_deleted(context: &Context<'_>, waiter: &Waiter, read: &Operation) -> Documented {
    let method = read.name.ident.trim_start_matches("r#");
    let statuses: Vec<String> = waiter.gone.iter().map(u16::to_string).collect();
    let looks = format!("Looks every {}, for {} at most.", duration(waiter.interval), duration(waiter.gone_timeout));
    let until = format!("until [`{method}`](Self::{method}) is answered with {}", statuses.join(" or "));
    let docs = Comment::of(&format!("Waits until the resource is gone: {until}. {looks}"));
    let (arguments, call) = reading(context, read);
    docs.on(quote! {
        pub fn wait_until_deleted(&self, #arguments) -> rt::Wait<(), M> {
            #call.wait_until_gone(&WAITER)
        }
    })
}

/// The arguments of the operation that reads the resource, and its call with them.
fn reading(context: &Context<'_>, read: &Operation) -> (TokenStream, TokenStream) {
    let names: Vec<TokenStream> = operations::required(read).map(|parameter| ident(&parameter.name.ident)).collect();
    let arguments = operations::required(read).zip(&names).map(|(it, name)| parameters::argument(context, it, name));
    let method = ident(&read.name.ident);
    (quote!(#(#arguments),*), quote!(self.#method(#(#names),*)))
}

/// Phases as docs list them.
pub(crate) fn phases(all: &[String]) -> String {
    all.iter().map(|phase| code(phase)).collect::<Vec<_>>().join(" or ")
}

/// A time as docs say it.
pub(crate) fn duration(seconds: u64) -> String {
    let (number, unit) = match seconds {
        s if s > 3600 && s % 3600 == 0 => (s / 3600, "hours"),
        s if s > 60 && s % 60 == 0 => (s / 60, "minutes"),
        s => (s, "seconds"),
    };
    format!("{number} {unit}")
}
