//! How the fields of a type came to be.

use serde_json::{Value, json};

use super::type_path;
use crate::ir::{Api, DropReason, Field, Struct, Tuple, TupleItem, TypeDef, TypeKind};
use crate::settings::RenameKind;
use crate::source::Pointer;

/// Tells where a place of the document stands: `file:line:column`.
pub type Locate<'a> = &'a dyn Fn(&Pointer) -> String;

/// Tells which setting gave a thing of this kind, document's name and place its Rust name, as `file:line:column`; None where
/// none did.
pub type Renamed<'a> = &'a dyn Fn(RenameKind, &str, &Pointer) -> Option<String>;

/// A type by its Rust name or the document's; None where there is none. The object has `name`, `document_name`, `place`,
/// `kind`, and `fields` with type, presence, the places that declare and require each, and the setting that renamed it.
/// A tuple has `items` and, where the document gives it, the type of `further_items` instead.
pub fn type_json(api: &Api, name: &str, locate: Locate<'_>, renamed: Renamed<'_>) -> Option<Value> {
    find(api, name).map(|def| def_json(api, def, locate, renamed))
}

/// The same for a type that has been found.
pub(super) fn def_json(api: &Api, def: &TypeDef, locate: Locate<'_>, renamed: Renamed<'_>) -> Value {
    let items = |tuple: &Tuple| tuple.items.iter().map(|item| item_json(api, item, locate)).collect::<Vec<_>>();
    json!({
        "name": def.name.ident,
        "document_name": def.name.wire,
        "place": locate(&def.pointer),
        "kind": kind(def),
        "sent": def.usage.request,
        "received": def.usage.response,
        "fields": structure(def).map(|object| object.fields.iter().map(|field| field_json(api, field, locate, renamed)).collect::<Vec<_>>()),
        "patterns": structure(def).map(|object| object.patterns.iter().map(|members| json!({
            "name": members.ident,
            "pattern": members.pattern,
            "type": type_path(api, &members.ty),
            "declared": locate(&members.pointer),
        })).collect::<Vec<_>>()),
        "dropped": structure(def).map(|object| object.dropped.iter().map(|dropped| json!({
            "name": dropped.name,
            "reason": reason(dropped.reason),
            "place": locate(&dropped.pointer),
        })).collect::<Vec<_>>()),
        "items": tuple(def).map(items),
        "further_items": tuple(def).and_then(|tuple| tuple.rest.as_ref()).map(|rest| type_path(api, rest)),
    })
}

fn item_json(api: &Api, item: &TupleItem, locate: Locate<'_>) -> Value {
    json!({
        "type": type_path(api, &item.ty),
        "presence": presence(item.required, item.ty.nullable),
        "declared": locate(&item.pointer),
    })
}

fn field_json(api: &Api, field: &Field, locate: Locate<'_>, renamed: Renamed<'_>) -> Value {
    json!({
        "name": field.name.ident,
        "document_name": field.name.wire,
        "type": type_path(api, &field.ty),
        "presence": presence(field.required, field.ty.nullable),
        "declared": field.declared.iter().map(locate).collect::<Vec<_>>(),
        "required_by": field.required_by.iter().map(locate).collect::<Vec<_>>(),
        "renamed_by": renamed(RenameKind::Property, &field.name.wire, &field.pointer),
    })
}

/// The type of a Rust name (with or without its module) or of a document's name.
pub(super) fn find<'a>(api: &'a Api, name: &str) -> Option<&'a TypeDef> {
    let ident = name.rsplit("::").next().unwrap_or(name);
    api.types.iter().find(|def| def.name.ident == ident).or_else(|| api.types.iter().find(|def| def.name.wire == name))
}

pub(super) fn structure(def: &TypeDef) -> Option<&Struct> {
    match &def.kind {
        TypeKind::Struct(object) => Some(object),
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_) => None,
    }
}

fn tuple(def: &TypeDef) -> Option<&Tuple> {
    match &def.kind {
        TypeKind::Tuple(tuple) => Some(tuple),
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Newtype(_) => None,
    }
}

pub(super) fn kind(def: &TypeDef) -> &'static str {
    kind_word(&def.kind)
}

/// The word for a kind of type.
pub(crate) fn kind_word(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::Enum(_) => "enum",
        TypeKind::Union(_) => "union",
        TypeKind::Tuple(_) => "tuple",
        TypeKind::Newtype(_) => "newtype",
    }
}

pub(super) fn presence(required: bool, nullable: bool) -> &'static str {
    match (required, nullable) {
        (true, false) => "required",
        (true, true) => "required, nullable",
        (false, false) => "optional",
        (false, true) => "optional, nullable",
    }
}

pub(super) fn reason(reason: DropReason) -> &'static str {
    match reason {
        DropReason::ReadOnly => "read-only",
        DropReason::WriteOnly => "write-only",
        DropReason::Tag => "the union's tag",
    }
}
