//! IR → IR: which drafts are one type, what they are called, where they are placed, what needs a `Box` or a check.

mod bodies;
mod clashes;
mod features;
mod headers;
mod naming;
mod paging;
mod recursion;
pub(crate) mod traverse;
mod unify;
mod unions;
mod usage;
mod validation;
mod waiting;

use crate::diagnostics::Diagnostics;
use crate::ir::Api;
use crate::lower::{Lowered, Places};
use crate::settings::Settings;

/// Completes the IR.
pub(crate) fn analyze(lowered: Lowered, places: &Places<'_>, settings: &Settings, diagnostics: &mut Diagnostics) -> Api {
    let Lowered { mut api, mut drafts } = lowered;
    unify::unify(&mut api, &mut drafts);
    usage::mark(&api, &mut drafts);
    let mut drafts = usage::keep_used(&mut api, drafts);
    naming::name(&mut drafts, places, diagnostics);
    naming::place(&mut drafts, places);
    usage::drop_empty_resources(&mut api, &mut drafts);
    let drafts = usage::sort(&mut api, drafts);
    api.types = drafts.into_iter().map(|draft| draft.def).collect();
    naming::separate_markers(&mut api, diagnostics);
    bodies::require(&mut api);
    headers::collect(&mut api, diagnostics);
    paging::mark(&mut api, settings, diagnostics);
    waiting::mark(&mut api, settings, diagnostics);
    unions::check(&api, diagnostics);
    recursion::break_cycles(&mut api);
    validation::mark(&mut api);
    features::mark(&mut api);
    clashes::report(&api, diagnostics);
    api
}
