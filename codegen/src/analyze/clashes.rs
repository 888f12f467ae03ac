//! Members, values, variants and parameters whose names become one in Rust: one of them has got a number.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Name, TypeDef, TypeKind};
use crate::lower::clash::{Thing, numbered};
use crate::names::{setter_ident, value_ident, variant_ident};
use crate::settings::RenameKind;
use crate::source::Pointer;

/// Reports every name that has a number because another one came first.
pub(crate) fn report(api: &Api, diagnostics: &mut Diagnostics) {
    for def in &api.types {
        let all = match &def.kind {
            TypeKind::Struct(object) => {
                let names: Vec<Named<'_>> = object.fields.iter().map(|field| named(&field.name, &field.pointer)).collect();
                clashes(&names, &[value_ident], Some(RenameKind::Property))
            }
            TypeKind::Enum(list) => {
                let names: Vec<Named<'_>> = list.values.iter().map(|value| value_of(def, &value.name)).collect();
                clashes(&names, &[variant_ident], Some(RenameKind::Value))
            }
            TypeKind::Union(union) => {
                let names: Vec<Named<'_>> = union.variants.iter().map(|one| named(&one.name, &one.pointer)).collect();
                clashes(&names, &[variant_ident], None)
            }
            TypeKind::Tuple(_) | TypeKind::Newtype(_) => Vec::new(),
        };
        all.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
    }
    for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
        let names: Vec<Named<'_>> = operation.parameters.iter().map(|one| named(&one.name, &one.pointer)).collect();
        let all = clashes(&names, &[value_ident, setter_ident], Some(RenameKind::Parameter));
        all.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
    }
    headers(api, diagnostics);
}

/// Headers have no place of their own, since they are of all responses, and no setting renames them.
fn headers(api: &Api, diagnostics: &mut Diagnostics) {
    let root = Pointer::parse("/paths");
    let names: Vec<Named<'_>> = api.response_headers.iter().map(|header| named(&header.name, &root)).collect();
    let help = "each keeps its name as long as both are declared; an overlay can remove the one that nobody reads";
    clashes(&names, &[header_ident], None).into_iter().for_each(|diagnostic| diagnostics.push(diagnostic.help(help)));
}

fn header_ident(wire: &str) -> String {
    value_ident(wire.strip_prefix("x-").unwrap_or(wire))
}

/// A name, and what has it.
struct Named<'a> {
    name: &'a Name,
    thing: Thing,
}

fn named<'a>(name: &'a Name, place: &Pointer) -> Named<'a> {
    Named { name, thing: Thing::by_place(&name.wire, place) }
}

/// A value stands in the list of its type; a setting names it by the list's place and its spelling.
fn value_of<'a>(def: &TypeDef, name: &'a Name) -> Named<'a> {
    let key = def.pointer.child("enum").child(&name.wire).as_str().to_owned();
    Named { name, thing: Thing { wire: name.wire.clone(), place: def.pointer.clone(), key } }
}

/// The clashes of one scope. Without a kind of rename the document has to tell things apart.
fn clashes(names: &[Named<'_>], spellings: &[fn(&str) -> String], kind: Option<RenameKind>) -> Vec<Diagnostic> {
    let clash = |one: &Named<'_>| {
        let ident = &one.name.ident;
        let wanted = spellings.iter().map(|spell| spell(&one.name.wire)).find(|wanted| is_numbered(ident, wanted))?;
        let first = names.iter().find(|other| other.name.ident == wanted)?;
        match kind {
            Some(kind) => Some(numbered(&one.thing, (&wanted, ident), Some(&first.thing), kind)),
            None => Some(unnamed(one, first, &wanted)),
        }
    };
    names.iter().filter_map(clash).collect()
}

/// A clash of variants or headers.
fn unnamed(one: &Named<'_>, first: &Named<'_>, wanted: &str) -> Diagnostic {
    let (wire, ident) = (&one.name.wire, &one.name.ident);
    let message = if *wire == first.name.wire {
        format!("two variants would be called `{wanted}`; this one is called `{ident}`")
    } else {
        format!("`{wire}` and `{}` would both be called `{wanted}`; `{wire}` is called `{ident}`", first.name.wire)
    };
    let help = "give each a `title` of its own, or make it a component; an overlay can";
    let diagnostic = Diagnostic::new(Code::NameClash, &one.thing.place, message).help(help);
    if first.thing.place == one.thing.place {
        return diagnostic;
    }
    diagnostic.and_at(&first.thing.place, format!("this one is called `{wanted}`"))
}

/// Whether a name is another one with a number behind it.
fn is_numbered(ident: &str, wanted: &str) -> bool {
    let bare = wanted.strip_prefix("r#").unwrap_or(wanted);
    let rest = ident.strip_prefix(bare).unwrap_or_default();
    let digits = rest.strip_prefix('_').unwrap_or(rest);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}
