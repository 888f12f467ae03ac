//! The headers that responses declare, as one set: which of them a response has is known only when it is there.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, EnumRepr, Header, HeaderForm, Kind, Name, Struct, Type, TypeKind};
use crate::names::{Scope, value_ident};

/// Collects every declared response header. Names are compared without case (RFC 9110, 5.1). A header that is declared
/// with different types is text, and a diagnostic says so. `Content-Type` is never declared this way (OpenAPI 3.0.3, "Response Object").
pub(crate) fn collect(api: &mut Api, diagnostics: &mut Diagnostics) {
    let mut found = BTreeMap::<String, Vec<&Header>>::new();
    let operations = api.resources.iter().flat_map(|resource| &resource.operations);
    for header in operations.flat_map(|operation| &operation.responses).flat_map(|response| &response.headers) {
        let wire = header.name.wire.to_ascii_lowercase();
        if wire != "content-type" {
            found.entry(wire).or_default().push(header);
        }
    }
    let mut scope = Scope::default();
    let headers = found.into_iter().filter_map(|(wire, declared)| {
        let (form, ty) = value(api, &wire, &declared, diagnostics)?;
        let bare = wire.strip_prefix("x-").unwrap_or(&wire);
        let ident = scope.claim_numbered(&value_ident(&bare.replace("ratelimit", "rate-limit")));
        let first = (*declared.first()?).clone();
        Some(Header { name: Name { wire, ident }, required: false, form, ty, ..first })
    });
    api.response_headers = headers.collect();
}

/// How a header is read, by all declarations of it.
fn value(api: &Api, wire: &str, declared: &[&Header], diagnostics: &mut Diagnostics) -> Option<(HeaderForm, Type)> {
    let text = (HeaderForm::Simple, Type::of(Kind::String));
    let (first, others) = declared.split_first()?;
    let ty = Type { nullable: false, ..first.ty.clone() };
    if let Some(other) = others.iter().find(|other| other.ty.kind != ty.kind || is_told_apart(api, first, other)) {
        let message = format!("the header `{wire}` is declared in two ways, so it is handed over as text");
        let diagnostic = Diagnostic::new(Code::Lossy, &other.pointer, message).and_at(&first.pointer, "otherwise here");
        diagnostics.push(diagnostic.help("declare it once under `components.headers`, and refer to it"));
        return Some(text);
    }
    let is_text = |kind: &Kind| matches!(kind, Kind::String | Kind::Json(_));
    Some(match &ty.kind {
        Kind::List(item) if wire == "set-cookie" && is_text(&item.kind) => (HeaderForm::Lines, list_of_texts()),
        kind if wire == "set-cookie" && is_text(kind) => (HeaderForm::Lines, list_of_texts()),
        _ if first.form == HeaderForm::Json || is_simple(api, &ty.kind) => (first.form, ty),
        Kind::Json(_) => text,
        _ => {
            let message = format!("the header `{wire}` is handed over as text: style `simple` does not say enough for its type");
            let help = "describe it as a value, a list of values or an object of values; or as JSON, under `content`";
            diagnostics.push(Diagnostic::new(Code::Lossy, &first.pointer, message).help(help));
            text
        }
    })
}

fn list_of_texts() -> Type {
    Type::of(Kind::List(Box::new(Type::of(Kind::String))))
}

/// Whether two declarations of one type are written differently.
fn is_told_apart(api: &Api, one: &Header, other: &Header) -> bool {
    let is_object = matches!(one.ty.kind, Kind::Map(_)) || api.definition(&one.ty.kind).is_some_and(|def| def.is_struct());
    one.form != other.form && (is_object || [one.form, other.form].contains(&HeaderForm::Json))
}

/// Whether a text in style `simple` can be read as this: a value, a list of values, or an object of values.
fn is_simple(api: &Api, kind: &Kind) -> bool {
    match kind {
        Kind::List(item) => is_value(api, &item.kind),
        Kind::Map(value) => is_value(api, &value.kind),
        Kind::Named(_) => match api.definition(kind).map(|def| &def.kind) {
            Some(TypeKind::Struct(object)) => is_object_of_values(api, object),
            _ => is_value(api, kind),
        },
        _ => is_value(api, kind),
    }
}

fn is_object_of_values(api: &Api, object: &Struct) -> bool {
    let fields = object.fields.iter().map(|field| &field.ty);
    let patterns = object.patterns.iter().map(|members| &members.ty);
    let additional = object.additional.iter().map(|additional| &additional.ty);
    fields.chain(patterns).chain(additional).all(|ty| is_value(api, &ty.kind))
}

/// Whether a text without commas can be read as this.
fn is_value(api: &Api, kind: &Kind) -> bool {
    match api.definition(kind).map(|def| &def.kind) {
        Some(TypeKind::Enum(list)) => list.repr != EnumRepr::Json,
        Some(TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Tuple(_) | TypeKind::Newtype(_)) => false,
        None => kind.is_primitive(),
    }
}
