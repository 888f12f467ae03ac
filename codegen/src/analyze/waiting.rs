//! How one waits for resources: the settings, held against what the document has.

use crate::diagnostics::Diagnostics;
use crate::ir::{Api, Kind, Operation, Resource, Struct, TypeDef, TypeKind, Waiter};
use crate::settings::{Settings, UnknownPhase, Wait};

/// Gives every resource that the settings name its waiter, and reports what fits nothing.
pub(crate) fn mark(api: &mut Api, settings: &Settings, diagnostics: &mut Diagnostics) {
    let Api { resources, types, .. } = api;
    for (name, wait) in &settings.waits {
        let resource = resources.iter_mut().find(|resource| resource.name.ident == *name);
        let result = match resource {
            None => Err((None, format!("there is no resource `{name}` to wait for"))),
            Some(resource) => waiter(types, resource, wait).map(|waiter| resource.waiter = Some(waiter)),
        };
        // A client of a part of the document need not have what a wait is for.
        if let Err((key, message)) = result
            && settings.include.is_empty()
        {
            diagnostics.push(settings.misfit(name, wait, key, message));
        }
    }
}

/// The waiter; else which of the settings does not fit, and why.
fn waiter(types: &[TypeDef], resource: &Resource, wait: &Wait) -> Result<Waiter, (Option<&'static str>, String)> {
    let misfit = |key: &'static str, message: String| (Some(key), message);
    let operation = resource.operations.iter().find(|operation| operation.name.ident == wait.operation);
    let operation = operation.ok_or_else(|| {
        misfit("operation", format!("`{}` has no method `{}` to look with", resource.name.ident, wait.operation))
    })?;
    let body = body(types, operation)
        .ok_or_else(|| misfit("operation", format!("`{}` gives no object with a phase", wait.operation)))?;
    if wait.ready.is_empty() {
        return Err(misfit("ready", format!("nothing says when `{}` is ready: `ready` has no phase", resource.name.ident)));
    }
    if wait.gone.is_empty() {
        return Err(misfit("gone", format!("nothing says when `{}` is gone: `gone` has no status", resource.name.ident)));
    }
    let path = |dotted: &str| dotted.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (phase, reason) = (path(&wait.phase), path(&wait.reason));
    if !leads_to_text(types, body, &phase) {
        return Err(misfit("phase", format!("`{}` leads to no text in what `{}` gives", wait.phase, wait.operation)));
    }
    let reason = if leads_to_text(types, body, &reason) { reason } else { Vec::new() };
    Ok(Waiter {
        operation: wait.operation.clone(),
        phase,
        reason,
        done: wait.ready.clone(),
        failed: wait.failed.clone(),
        pending: wait.pending.clone(),
        unknown_fails: wait.unknown == UnknownPhase::Fail,
        gone: wait.gone.clone(),
        interval: wait.interval,
        timeout: wait.timeout,
        gone_timeout: wait.gone_timeout,
    })
}

fn body<'a>(types: &'a [TypeDef], operation: &Operation) -> Option<&'a Struct> {
    let success = operation.responses.iter().find(|response| !response.content.is_empty())?;
    object(types, &success.content.first()?.ty.kind)
}

fn object<'a>(types: &'a [TypeDef], kind: &Kind) -> Option<&'a Struct> {
    let Kind::Named(id) = kind else { return None };
    match &types.get(id.0)?.kind {
        TypeKind::Struct(object) => Some(object),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => None,
    }
}

pub(super) fn leads_to_text(types: &[TypeDef], body: &Struct, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    let Some(field) = body.fields.iter().find(|field| field.name.wire == *first) else { return false };
    match (&field.ty.kind, rest) {
        (Kind::String, []) => true,
        (Kind::Named(id), []) => types.get(id.0).is_some_and(|def| matches!(def.kind, TypeKind::Enum(_))),
        (kind, rest) => object(types, kind).is_some_and(|inner| leads_to_text(types, inner, rest)),
    }
}
