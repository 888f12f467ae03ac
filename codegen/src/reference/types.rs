//! Uses of types on a page: what a field, an argument or a body is declared as, with links to the names in it.

use super::links::Target;
use super::page::Page;
use crate::ir::{Field, Kind, Parameter, TupleItem, Type, TypeId};
use crate::render::inline::code;
use crate::render::parameters::is_scalar;
use crate::render::types::short;

/// A piece of a declared type.
enum Piece {
    /// Rust.
    Text(String),
    /// The name of a type that has a section.
    Name(TypeId, String),
}

impl Page<'_> {
    /// A type, null included.
    pub(super) fn ty(&self, ty: &Type) -> String {
        let mut pieces = Vec::new();
        self.pieces(ty, &mut pieces);
        self.join(pieces)
    }

    /// The declared type of a field.
    pub(super) fn field_type(&self, field: &Field) -> String {
        self.member_type(&field.ty, field.boxed, field.required)
    }

    /// The declared type of an item of a tuple.
    pub(super) fn item_type(&self, item: &TupleItem) -> String {
        self.member_type(&item.ty, item.boxed, item.required)
    }

    /// A type of what may be absent.
    pub(super) fn optional(&self, ty: &Type) -> String {
        self.member_type(ty, false, false)
    }

    /// A list of a type.
    pub(super) fn list_type(&self, item: &Type) -> String {
        self.ty(&Type::of(Kind::List(Box::new(item.clone()))))
    }

    fn member_type(&self, ty: &Type, boxed: bool, required: bool) -> String {
        let mut pieces = Vec::new();
        self.kind(&ty.kind, &mut pieces);
        let wrappers = [(boxed, "Box"), (ty.nullable, "Nullable"), (!required, "Option")];
        for (_, wrapper) in wrappers.iter().filter(|(wanted, _)| *wanted) {
            pieces.insert(0, Piece::Text(format!("{wrapper}<")));
            pieces.push(Piece::Text(">".to_owned()));
        }
        self.join(pieces)
    }

    /// The declared type of a field for members by name.
    pub(super) fn map_type(&self, value: &Type) -> String {
        self.ty(&Type::of(Kind::Map(Box::new(value.clone()))))
    }

    /// What an argument or setter takes.
    pub(super) fn parameter_type(&self, parameter: &Parameter) -> String {
        let kind = &parameter.ty.kind;
        match kind {
            Kind::String => code("&str"),
            Kind::List(items) if is_scalar(self.api, &items.kind) => {
                let mut pieces = Vec::new();
                self.kind(&items.kind, &mut pieces);
                format!("list of {}", self.join(pieces))
            }
            kind => {
                let by_value = is_scalar(self.api, kind) && !matches!(kind, Kind::Secret | Kind::Base64);
                let mut pieces = if by_value { Vec::new() } else { vec![Piece::Text("&".to_owned())] };
                self.kind(kind, &mut pieces);
                self.join(pieces)
            }
        }
    }

    fn pieces(&self, ty: &Type, out: &mut Vec<Piece>) {
        if ty.nullable {
            out.push(Piece::Text("Nullable<".to_owned()));
        }
        self.kind(&ty.kind, out);
        if ty.nullable {
            out.push(Piece::Text(">".to_owned()));
        }
    }

    fn kind(&self, kind: &Kind, out: &mut Vec<Piece>) {
        let (open, inner) = match kind {
            Kind::List(items) => ("Vec<", items),
            Kind::Map(values) => ("BTreeMap<String, ", values),
            Kind::Named(id) => {
                out.push(match self.api.type_def(*id) {
                    Some(def) => Piece::Name(*id, def.name.ident.clone()),
                    None => Piece::Text("Value".to_owned()),
                });
                return;
            }
            scalar => return out.push(Piece::Text(short(scalar).to_owned())),
        };
        out.push(Piece::Text(open.to_owned()));
        self.pieces(inner, out);
        out.push(Piece::Text(">".to_owned()));
    }

    /// The pieces as code: text that stands together in one span.
    fn join(&self, pieces: Vec<Piece>) -> String {
        let mut out = String::new();
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(more) => text.push_str(&more),
                Piece::Name(id, name) => {
                    if !text.is_empty() {
                        out.push_str(&code(&std::mem::take(&mut text)));
                    }
                    out.push_str(&self.link(&code(&name), Target::Type(id)));
                }
            }
        }
        if !text.is_empty() {
            out.push_str(&code(&text));
        }
        out
    }
}
