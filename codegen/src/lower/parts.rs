//! Bodies in `multipart/form-data`: a part for each property (OpenAPI 3.0.3, "Special Considerations for multipart Content").

use openapiv3::{Encoding, MediaType};

use super::flat::Flat;
use super::node::{JsonType, Use};
use super::types::json_type;
use super::{Direction, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Constraints, Kind, Name, Part, PartKind, Type};
use crate::names::{Scope, value_ident};
use crate::settings::RenameKind;
use crate::source::Pointer;

impl<'d> Lowering<'d> {
    /// The parts of a body. None: its schema does not name them.
    pub(crate) fn parts(&mut self, body: &'d MediaType, at: &Pointer) -> Option<Vec<Part>> {
        let schema = body.schema.as_ref()?;
        let flat = self.flatten(&[Use::new(schema, at.child("schema"))]);
        if flat.nodes().any(|node| !node.one_of.is_empty() || !node.any_of.is_empty()) {
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
                let part = Part { required: required.contains_key(name), ..part };
                self.report_null(&part);
                parts.push(part);
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
        let media_types = encoding.map(|encoding| self.media_types(encoding, at)).unwrap_or_default();
        let items = property.items();
        let is_list = self.merge(property).json_type == Some(JsonType::Array) && !items.is_empty();
        let value: &[Use<'d>] = if is_list { &items } else { uses };
        let is_json = media_types.first().is_some_and(|media_type| media_type.ends_with("json"));
        let (kind, several) = match self.files(value) {
            Some(several) => (PartKind::File, several),
            None => (self.part_kind(value, is_json), false),
        };
        let repeated = is_list || several;
        let constraints = if is_list { self.resolve(uses, Direction::Request).constraints } else { Constraints::default() };
        let file_length = if kind == PartKind::File { self.file_length(value) } else { Constraints::default() };
        let (media_type, choice) = chosen(&kind, media_types);
        let renamed = self.places.renaming.find(RenameKind::Property, name, &pointer);
        Part {
            name: Name { wire: name.to_owned(), ident: scope.claim_numbered(&value_ident(renamed.unwrap_or(name))) },
            required: false,
            repeated,
            kind,
            media_type,
            choice,
            constraints,
            file_length,
            nullable: property.nullable(),
            default: property.default_value().cloned(),
            deprecated: property.deprecated(),
            docs: property.docs(),
            pointer,
        }
    }

    /// Whether a part of alternatives can be a file, and then whether there can be several.
    fn files(&mut self, uses: &[Use<'d>]) -> Option<bool> {
        let flat = self.flatten(uses);
        let variants: Vec<Use<'d>> = flat.nodes.iter().flat_map(|node| node.one_of.iter().chain(&node.any_of)).cloned().collect();
        let are_lists: Vec<bool> = variants.iter().map(|variant| self.is_list_of_files(variant)).collect();
        let are_files: Vec<bool> = variants.iter().map(|variant| self.is_file(std::slice::from_ref(variant))).collect();
        let are_either: Vec<bool> = are_lists.iter().zip(&are_files).map(|(list, file)| *list || *file).collect();
        if !are_either.contains(&true) {
            return None;
        }
        if let Some((other, _)) = variants.iter().zip(&are_either).find(|(_, is_either)| !**is_either) {
            let message = "a part that may be a file or something else is handed over as a file";
            let help = "give what is no file as bytes, with its media type";
            self.report_once(other.pointer(), Diagnostic::new(Code::Lossy, other.pointer(), message).help(help));
        }
        Some(are_lists.contains(&true))
    }

    /// Whether a value is bytes.
    fn is_file(&mut self, uses: &[Use<'d>]) -> bool {
        let flat = self.flatten(uses);
        let merged = self.merge(&flat);
        json_type(&flat, &merged) == Some(JsonType::String) && merged.format.as_deref() == Some("binary")
    }

    fn is_list_of_files(&mut self, variant: &Use<'d>) -> bool {
        let items = self.flatten(std::slice::from_ref(variant)).items();
        !items.is_empty() && self.is_file(&items)
    }

    /// How long a file may be. That is not checked: much of it may be read only while it is sent.
    fn file_length(&mut self, uses: &[Use<'d>]) -> Constraints {
        let flat = self.flatten(uses);
        for node in flat.nodes() {
            let all = &node.constraints;
            let found = [("minLength", all.min_length.is_some_and(|least| least > 0)), ("maxLength", all.max_length.is_some())];
            for (keyword, _) in found.into_iter().filter(|(_, is_said)| *is_said) {
                let help = "what is sent is not held to it; check it where that matters";
                let at = node.pointer.child(keyword);
                let message = format!("`{keyword}` is not checked of a file");
                self.report_once(&at, Diagnostic::new(Code::Unchecked, &at, message).on_key().help(help));
            }
        }
        let Constraints { min_length, max_length, .. } = self.merge(&flat).constraints;
        Constraints { min_length: min_length.filter(|least| *least > 0), max_length, ..Constraints::default() }
    }

    /// What may be null can be left out instead, unless it must be there.
    fn report_null(&mut self, part: &Part) {
        if part.nullable && part.required {
            let message = "this part may be null, for which a part has no form: a value is always sent";
            let help = "make it optional, if the service takes a part that is left out for null";
            self.report_once(&part.pointer, Diagnostic::new(Code::Lossy, &part.pointer, message).help(help));
        }
    }

    fn part_kind(&mut self, uses: &[Use<'d>], is_json: bool) -> PartKind {
        if self.is_file(uses) {
            return PartKind::File;
        }
        let ty = Type { nullable: false, ..self.resolve(uses, Direction::Request) };
        match &ty.kind {
            Kind::Named(id) if self.is_enum(*id) && !is_json => PartKind::Text(ty),
            Kind::Named(_) | Kind::List(_) | Kind::Map(_) | Kind::Json(_) => PartKind::Json(ty),
            _ if is_json => PartKind::Json(ty),
            _ => PartKind::Text(ty),
        }
    }

    /// The media types that an encoding gives a part.
    fn media_types(&mut self, encoding: &Encoding, at: &Pointer) -> Vec<String> {
        if !encoding.headers.is_empty() {
            let message = "the headers of this part are not sent";
            let help = "remove them, if the service does without; or leave this media type to your own HTTP client";
            self.report_once(at, Diagnostic::new(Code::Lossy, &at.child("headers"), message).help(help));
        }
        if encoding.style.is_some() {
            let message = "the style has no effect on a part: a list is sent as one part for each item";
            self.report_once(at, Diagnostic::new(Code::Ignored, &at.child("style"), message));
        }
        let all = encoding.content_type.iter().flat_map(|all| all.split(',')).map(str::trim);
        all.filter(|media_type| !media_type.is_empty()).map(str::to_owned).collect()
    }
}

/// The media type of a part, and those that are left to its sender: which of several a file is in only they know.
fn chosen(kind: &PartKind, all: Vec<String>) -> (Option<String>, Vec<String>) {
    let is_one = |media_type: &String| !media_type.contains('*');
    match (kind, all.as_slice()) {
        (PartKind::File, [one]) if is_one(one) => (Some(one.clone()), Vec::new()),
        (PartKind::File, _) => (None, all),
        (PartKind::Json(_) | PartKind::Text(_), several) => (several.first().filter(|one| is_one(one)).cloned(), Vec::new()),
    }
}
