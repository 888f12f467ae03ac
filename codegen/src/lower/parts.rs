//! Bodies in `multipart/form-data`: a part for each property (OpenAPI 3.0.3, "Special Considerations for multipart Content").

use openapiv3::{Encoding, MediaType};

use super::flat::Flat;
use super::node::{JsonType, Use};
use super::{Direction, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Kind, Name, Part, PartKind, Type};
use crate::names::{Scope, value_ident};
use crate::settings::RenameKind;
use crate::source::Pointer;

impl<'d> Lowering<'d> {
    /// The parts of a body. None: its schema does not name them.
    pub(crate) fn parts(&mut self, body: &'d MediaType, at: &Pointer) -> Option<Vec<Part>> {
        let schema = body.schema.as_ref()?;
        let flat = self.flatten(&[Use::new(schema, at.child("schema"))]);
        if flat.nodes.iter().any(|node| !node.one_of.is_empty() || !node.any_of.is_empty()) {
            let message = "the parts of this body are given one by one: which there are depends on its alternatives";
            self.report_once(at, Diagnostic::new(Code::Lossy, &at.child("schema"), message));
            return None;
        }
        let properties = flat.properties();
        if properties.is_empty() {
            return None;
        }
        let required = flat.required();
        let mut scope = Scope::default();
        scope.claim("more");
        let mut parts = Vec::new();
        for (name, uses) in &properties {
            let property = self.flatten(uses);
            if !property.read_only() {
                let place = at.child("encoding").child(name);
                let part = self.part(name, uses, &property, body.encoding.get(*name), &place, &mut scope);
                parts.push(Part { required: required.contains_key(name), ..part });
            }
        }
        Some(parts)
    }

    fn part(
        &mut self,
        name: &str,
        uses: &[Use<'d>],
        property: &Flat<'d>,
        encoding: Option<&'d Encoding>,
        at: &Pointer,
        scope: &mut Scope,
    ) -> Part {
        let pointer = uses.first().map(|one| one.pointer().clone()).unwrap_or_default();
        let media_type = encoding.and_then(|encoding| self.media_type(encoding, at));
        let items = property.items();
        let repeated = self.merge(property).json_type == Some(JsonType::Array) && !items.is_empty();
        let value: &[Use<'d>] = if repeated { &items } else { uses };
        let renamed = self.places.renaming.find(RenameKind::Property, name, &pointer);
        Part {
            name: Name { wire: name.to_owned(), ident: scope.claim_numbered(&value_ident(renamed.unwrap_or(name))) },
            required: false,
            repeated,
            kind: self.part_kind(value, media_type.as_deref()),
            media_type,
            docs: property.docs(),
            pointer,
        }
    }

    fn part_kind(&mut self, uses: &[Use<'d>], media_type: Option<&str>) -> PartKind {
        let ty = Type { nullable: false, ..self.resolve(uses, Direction::Request) };
        let is_json = media_type.is_some_and(|media_type| media_type.ends_with("json"));
        match &ty.kind {
            Kind::Bytes => PartKind::File,
            Kind::Named(id) if self.is_enum(*id) && !is_json => PartKind::Text(ty),
            Kind::Named(_) | Kind::List(_) | Kind::Map(_) | Kind::Json(_) => PartKind::Json(ty),
            _ if is_json => PartKind::Json(ty),
            _ => PartKind::Text(ty),
        }
    }

    /// The media type that an encoding gives a part: the first, and none where that is a range.
    fn media_type(&mut self, encoding: &Encoding, at: &Pointer) -> Option<String> {
        if !encoding.headers.is_empty() {
            let message = "the headers of this part are not sent";
            self.report_once(at, Diagnostic::new(Code::Lossy, &at.child("headers"), message));
        }
        if encoding.style.is_some() {
            let message = "the style has no effect on a part: its list is sent as one part for each item";
            self.report_once(at, Diagnostic::new(Code::Ignored, &at.child("style"), message));
        }
        let first = encoding.content_type.as_deref()?.split(',').next()?.trim();
        (!first.contains('*') && !first.is_empty()).then(|| first.to_owned())
    }
}
