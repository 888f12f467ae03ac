//! Objects: the members of all schemas that hold together, merged per property at every depth.

use serde_json::Value;

use super::flat::Flat;
use super::node::Use;
use super::patterns::exclude_each_other;
use super::{Direction, Lowering, Tag};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{
    Additional, Constant, Constraints, Docs, DropReason, Dropped, Field, Float, Integer, Kind, Name, PatternMembers, Struct,
    Type, TypeKind, Untyped,
};
use crate::names::{Scope, constant_ident, value_ident};
use crate::settings::RenameKind;
use crate::source::Pointer;

impl<'d> Lowering<'d> {
    pub(crate) fn define_struct(
        &mut self,
        flat: &Flat<'d>,
        constraints: &Constraints,
        direction: Direction,
        tag: Option<&Tag>,
    ) -> TypeKind {
        let mut out = Struct::default();
        let (required, mut required_by) = (flat.required(), flat.required_by());
        let properties = flat.properties();
        let mut scope = Scope::default();
        scope.claim("unknown");
        for (name, uses) in &properties {
            let merged = self.flatten(uses);
            let is_tag = tag.is_some_and(|tag| tag.property == *name);
            if is_tag {
                out.add_tag(tag, required.contains_key(name), &merged.pointer());
            } else if let Some(dropped) = dropped(name, &merged, direction) {
                out.dropped.push(dropped);
            } else {
                let required_by = required_by.remove(name).unwrap_or_default();
                let field = self.field(name, uses, &merged, required_by, direction, &mut scope);
                out.fields.push(field);
            }
        }
        for (name, at) in required.iter().filter(|(name, _)| !properties.contains_key(*name)) {
            if tag.is_some_and(|tag| tag.property == **name) {
                out.add_tag(tag, true, at);
            } else {
                let required_by = required_by.remove(name).unwrap_or_default();
                out.fields.push(self.undeclared_field((name, at), required_by, flat, direction, &mut scope));
            }
        }
        if let Some(tag) =
            tag.filter(|tag| !properties.contains_key(tag.property.as_str()) && !required.contains_key(tag.property.as_str()))
        {
            out.add_tag(Some(tag), false, &flat.pointer());
        }
        out.patterns = self.patterns(flat, direction, &mut scope);
        out.additional = self.additional(flat, constraints, direction, &mut scope);
        self.report_unchecked(flat, out.additional.is_some());
        out.closed = flat.additional().1;
        TypeKind::Struct(out)
    }

    fn field(
        &mut self,
        name: &str,
        uses: &[Use<'d>],
        flat: &Flat<'d>,
        required_by: Vec<Pointer>,
        direction: Direction,
        scope: &mut Scope,
    ) -> Field {
        let constant = self.constant(name, uses);
        let of_constant = constant.as_ref().and_then(|(_, value)| scalar(value));
        let ty = of_constant.map_or_else(|| self.resolve(uses, direction), Type::of);
        let pointer = uses.first().map_or_else(Pointer::root, |one| one.pointer().clone());
        let wire = name.to_owned();
        Field {
            name: Name { ident: self.member_ident(name, &pointer, scope), wire },
            constant,
            ty,
            required: !required_by.is_empty(),
            required_by,
            declared: uses.iter().map(|one| one.pointer().clone()).collect(),
            default: flat.default_value().cloned(),
            immutable: flat.flag("x-immutable"),
            read_only: flat.read_only(),
            write_only: flat.write_only(),
            deprecated: flat.deprecated(),
            boxed: false,
            docs: flat.docs(),
            example: flat.example().cloned(),
            pointer,
        }
    }

    fn member_ident(&self, name: &str, pointer: &Pointer, scope: &mut Scope) -> String {
        let renamed = self.places.renaming.find(RenameKind::Property, name, pointer);
        scope.claim_numbered(&value_ident(renamed.unwrap_or(name)))
    }

    /// The one value that the document allows for a property.
    fn constant(&mut self, name: &str, uses: &[Use<'d>]) -> Option<(Name, Value)> {
        let flat = self.flatten(uses);
        let (flat, null_variant) = self.without_null_variants(flat);
        // Where null is a value, too, there are two.
        if flat.nullable() || null_variant {
            return None;
        }
        let merged = self.merge(&flat);
        match merged.values.as_deref() {
            Some([value]) if !merged.extensible && !value.is_null() => {
                Some((Name { wire: name.to_owned(), ident: constant_ident(name) }, value.clone()))
            }
            _ => None,
        }
    }

    /// A member that is required although no schema describes it.
    fn undeclared_field(
        &mut self,
        (name, at): (&str, &Pointer),
        required_by: Vec<Pointer>,
        flat: &Flat<'d>,
        direction: Direction,
        scope: &mut Scope,
    ) -> Field {
        let (schemas, _) = flat.additional();
        let ty = if schemas.is_empty() {
            if self.reported.insert(at.child("required").child(name)) {
                let message =
                    format!("`{name}` is required but not described under `properties`: it is rendered as any JSON value");
                let help = "describe it under `properties`, or correct the name";
                let place = required_by.first().cloned().unwrap_or_else(|| at.child("required"));
                self.diagnostics.push(Diagnostic::new(Code::Untyped, &place, message).help(help));
            }
            Type::of(Kind::Json(Untyped::Fallback))
        } else {
            self.resolve(&schemas, direction)
        };
        Field {
            name: Name { wire: name.to_owned(), ident: scope.claim_numbered(&value_ident(name)) },
            ty,
            required: true,
            constant: None,
            default: None,
            immutable: false,
            read_only: false,
            write_only: false,
            deprecated: false,
            boxed: false,
            declared: Vec::new(),
            required_by,
            docs: Docs::default(),
            example: None,
            pointer: at.clone(),
        }
    }

    fn patterns(&mut self, flat: &Flat<'d>, direction: Direction, scope: &mut Scope) -> Vec<PatternMembers> {
        let patterns = flat.patterns();
        if !exclude_each_other(patterns.keys().copied()) {
            self.lossy(
                flat,
                "patternProperties",
                "a member whose name matches several patterns is held to the first of them only",
                "write patterns that exclude each other; where they do, nothing is lost",
            );
        }
        let members = patterns.into_iter().map(|(pattern, uses)| PatternMembers {
            ident: scope.claim_numbered("matching"),
            pattern: pattern.to_owned(),
            docs: self.flatten(&uses).docs(),
            pointer: uses.first().map_or_else(Pointer::root, |one| one.pointer().clone()),
            ty: self.resolve(&uses, direction),
        });
        members.collect()
    }

    fn additional(
        &mut self,
        flat: &Flat<'d>,
        constraints: &Constraints,
        direction: Direction,
        scope: &mut Scope,
    ) -> Option<Additional> {
        let (schemas, _) = flat.additional();
        let docs = self.flatten(&schemas).docs();
        (!schemas.is_empty()).then(|| Additional {
            ident: scope.claim_numbered("additional"),
            ty: self.resolve(&schemas, direction),
            names: constraints.names.clone(),
            docs,
        })
    }

    /// What a schema says of the members as a whole is checked of maps only, and of their names where they are a map.
    fn report_unchecked(&mut self, flat: &Flat<'d>, has_additional: bool) {
        for node in &flat.nodes {
            let all = &node.constraints;
            let found = [
                ("minProperties", all.min_properties.is_some_and(|least| least > 0)),
                ("maxProperties", all.max_properties.is_some()),
                ("propertyNames", !has_additional && !all.names.is_empty()),
            ];
            for (keyword, _) in found.into_iter().filter(|(_, is_said)| *is_said) {
                let message = format!("`{keyword}` is not checked of an object with declared members");
                let help = "what is sent and received is not held to it; check it where that matters";
                let at = node.pointer.child(keyword);
                self.report_once(&at, Diagnostic::new(Code::Unchecked, &at, message).on_key().help(help));
            }
        }
    }
}

impl Struct {
    /// Makes the union's tag a constant, or leaves it to the union where it has several values.
    fn add_tag(&mut self, tag: Option<&Tag>, required: bool, at: &Pointer) {
        let Some(tag) = tag else { return };
        match &tag.value {
            Some(value) => self.constants.push(Constant {
                name: Name { wire: tag.property.clone(), ident: constant_ident(&tag.property) },
                value: value.clone(),
                required,
            }),
            None => self.dropped.push(Dropped { name: tag.property.clone(), reason: DropReason::Tag, pointer: at.clone() }),
        }
    }
}

/// What a scalar is.
fn scalar(value: &Value) -> Option<Kind> {
    match value {
        Value::Bool(_) => Some(Kind::Bool),
        Value::String(_) => Some(Kind::String),
        Value::Number(number) if number.is_i64() => Some(Kind::Integer(Integer::I64)),
        Value::Number(number) if number.is_u64() => Some(Kind::Integer(Integer::U64)),
        Value::Number(_) => Some(Kind::Number(Float::F64)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What the view leaves out: read-only members of what is sent, write-only members of what is received.
fn dropped(name: &str, flat: &Flat<'_>, direction: Direction) -> Option<Dropped> {
    let (reason, node) = match direction {
        Direction::Request => (DropReason::ReadOnly, flat.nodes().find(|node| node.data.read_only)?),
        Direction::Response => (DropReason::WriteOnly, flat.nodes().find(|node| node.data.write_only)?),
    };
    Some(Dropped { name: name.to_owned(), reason, pointer: node.pointer.clone() })
}
