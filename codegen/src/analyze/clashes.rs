//! Members, values, variants and parameters whose names become one in Rust: one of them has got a number.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Name, TypeKind};
use crate::names::{setter_ident, value_ident, variant_ident};
use crate::source::Pointer;

/// Reports every name that has a number because another one came first.
pub(crate) fn report(api: &Api, diagnostics: &mut Diagnostics) {
    for def in &api.types {
        match &def.kind {
            TypeKind::Struct(object) => {
                let names: Vec<(&Name, &Pointer)> = object.fields.iter().map(|field| (&field.name, &field.pointer)).collect();
                scope(&names, &[value_ident], diagnostics);
            }
            TypeKind::Enum(list) => {
                let names: Vec<(&Name, &Pointer)> = list.values.iter().map(|value| (&value.name, &def.pointer)).collect();
                scope(&names, &[variant_ident], diagnostics);
            }
            TypeKind::Union(union) => {
                let names: Vec<(&Name, &Pointer)> = union.variants.iter().map(|one| (&one.name, &def.pointer)).collect();
                scope(&names, &[variant_ident], diagnostics);
            }
            TypeKind::Newtype(_) => {}
        }
    }
    for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
        let names: Vec<(&Name, &Pointer)> = operation.parameters.iter().map(|one| (&one.name, &one.pointer)).collect();
        scope(&names, &[value_ident, setter_ident], diagnostics);
    }
    let root = Pointer::parse("/paths");
    let names: Vec<(&Name, &Pointer)> = api.response_headers.iter().map(|header| (&header.name, &root)).collect();
    scope(&names, &[header_ident], diagnostics);
}

fn header_ident(wire: &str) -> String {
    value_ident(wire.strip_prefix("x-").unwrap_or(wire))
}

/// The names of one scope, each with its place.
fn scope(names: &[(&Name, &Pointer)], spellings: &[fn(&str) -> String], diagnostics: &mut Diagnostics) {
    for (name, pointer) in names {
        let wanted = spellings.iter().map(|spell| spell(&name.wire)).find(|wanted| is_numbered(&name.ident, wanted));
        let Some(wanted) = wanted else { continue };
        let Some((first, place)) = names.iter().find(|(other, _)| other.ident == wanted) else { continue };
        let message =
            format!("`{}` and `{}` become the same Rust name; this one is called `{}`", name.wire, first.wire, name.ident);
        let help = "give one of them a name of its own under `[rename]` in the settings";
        diagnostics.push(
            Diagnostic::new(Code::NameClash, pointer, message).and_at(place, format!("`{}` is here", first.wire)).help(help),
        );
    }
}

/// Whether a name is another one with a number behind it.
fn is_numbered(ident: &str, wanted: &str) -> bool {
    let bare = wanted.strip_prefix("r#").unwrap_or(wanted);
    let rest = ident.strip_prefix(bare).unwrap_or_default();
    let digits = rest.strip_prefix('_').unwrap_or(rest);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}
