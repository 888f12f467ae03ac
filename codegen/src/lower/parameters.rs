//! Parameters: those of the path item and of the operation together.

use std::collections::BTreeMap;

use openapiv3::{
    CookieStyle, HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent, PathItem, PathStyle, QueryStyle, ReferenceOr,
};

use super::node::{Use, component_name};
use super::{Direction, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{self, Docs, Kind, Name, ParameterLocation, ParameterStyle, Type, Untyped};
use crate::names::{Scope, setter_ident, value_ident};
use crate::settings::RenameKind;
use crate::source::Pointer;

/// Where a parameter is declared, and what it says.
type Found<'d> = BTreeMap<(ParameterLocation, &'d str), (&'d Parameter, Pointer)>;

impl<'d> Lowering<'d> {
    /// The parameters of an operation: path parameters in the order of the path, then required ones, then the others.
    pub(crate) fn parameters(
        &mut self,
        path: &str,
        item: &'d PathItem,
        operation: &'d openapiv3::Operation,
        at: &Pointer,
        has_body: bool,
    ) -> Vec<ir::Parameter> {
        let mut found = Found::new();
        let shared = Pointer::parse("/paths").child(path).child("parameters");
        self.find_parameters(&item.parameters, &shared, &mut found);
        self.find_parameters(&operation.parameters, &at.child("parameters"), &mut found);
        let mut scope = Scope::default();
        if has_body {
            scope.claim("body");
        }
        let mut parameters: Vec<ir::Parameter> =
            found.into_values().map(|(parameter, at)| self.parameter(parameter, at, &mut scope)).collect();
        parameters.sort_by_key(|parameter| {
            let in_path = (parameter.location == ParameterLocation::Path)
                .then(|| path.find(&format!("{{{}}}", parameter.name.wire)).unwrap_or(usize::MAX));
            (in_path.is_none(), in_path, !parameter.required, parameter.location, parameter.name.wire.clone())
        });
        parameters
    }

    fn find_parameters(&mut self, list: &'d [ReferenceOr<Parameter>], at: &Pointer, found: &mut Found<'d>) {
        for (index, one) in list.iter().enumerate() {
            let (parameter, pointer) = match one {
                ReferenceOr::Item(parameter) => (parameter, at.index(index)),
                ReferenceOr::Reference { reference } => {
                    let name = component_name(reference);
                    let declared = self.openapi.components.as_ref().and_then(|components| components.parameters.get(name));
                    let Some(ReferenceOr::Item(parameter)) = declared else {
                        self.dangling(&at.index(index), reference);
                        continue;
                    };
                    (parameter, Pointer::parse("/components/parameters").child(name))
                }
            };
            let key = (location(parameter), parameter.parameter_data_ref().name.as_str());
            found.insert(key, (parameter, pointer));
        }
    }

    fn parameter(&mut self, parameter: &'d Parameter, at: Pointer, scope: &mut Scope) -> ir::Parameter {
        let data = parameter.parameter_data_ref();
        let (style, explode, allow_reserved) = style(parameter, data);
        let uses = schema_of(data, &at);
        if let ParameterSchemaOrContent::Content(content) = &data.format
            && let Some(media_type) = content.keys().find(|media_type| !media_type.ends_with("json"))
        {
            let message = format!("the parameter `{}` is written as JSON, not as `{media_type}`", data.name);
            self.report_once(&at, Diagnostic::new(Code::Unsupported, &at.child("content"), message));
        }
        let flat = self.flatten(&uses);
        let ty = match uses.as_slice() {
            [] => Type::of(Kind::Json(Untyped::FreeForm)),
            uses => self.resolve(uses, Direction::Request),
        };
        let mut docs = Docs { summary: None, description: data.description.clone() };
        docs.description = docs.description.or_else(|| flat.docs().description);
        let location = location(parameter);
        let renamed = self.places.renaming.find(RenameKind::Parameter, &data.name, &at);
        let spoken = renamed.unwrap_or(&data.name);
        let required = data.required || location == ParameterLocation::Path;
        let ident = scope.claim_numbered(&if required { value_ident(spoken) } else { setter_ident(spoken) });
        ir::Parameter {
            name: Name { wire: data.name.clone(), ident },
            location,
            style: if matches!(data.format, ParameterSchemaOrContent::Content(_)) { ParameterStyle::Json } else { style },
            explode,
            allow_reserved,
            required,
            ty,
            default: flat.default_value().cloned(),
            example: data.example.clone().or_else(|| flat.example().cloned()),
            docs,
            deprecated: data.deprecated == Some(true),
            pointer: at,
        }
    }
}

fn schema_of<'d>(data: &'d ParameterData, at: &Pointer) -> Vec<Use<'d>> {
    match &data.format {
        ParameterSchemaOrContent::Schema(schema) => vec![Use::new(schema, at.child("schema"))],
        ParameterSchemaOrContent::Content(content) => content
            .iter()
            .filter_map(|(media, body)| Some(Use::new(body.schema.as_ref()?, at.child("content").child(media).child("schema"))))
            .take(1)
            .collect(),
    }
}

fn location(parameter: &Parameter) -> ParameterLocation {
    match parameter {
        Parameter::Path { .. } => ParameterLocation::Path,
        Parameter::Query { .. } => ParameterLocation::Query,
        Parameter::Header { .. } => ParameterLocation::Header,
        Parameter::Cookie { .. } => ParameterLocation::Cookie,
    }
}

/// The styles of a query and of a form.
pub(crate) fn query_style(style: &QueryStyle) -> ParameterStyle {
    match style {
        QueryStyle::Form => ParameterStyle::Form,
        QueryStyle::SpaceDelimited => ParameterStyle::SpaceDelimited,
        QueryStyle::PipeDelimited => ParameterStyle::PipeDelimited,
        QueryStyle::DeepObject => ParameterStyle::DeepObject,
    }
}

/// Style, explode and allowReserved; explode is on by default for `form` only (OpenAPI 3.0.3, "Parameter Object").
fn style(parameter: &Parameter, data: &ParameterData) -> (ParameterStyle, bool, bool) {
    let (style, reserved) = match parameter {
        Parameter::Path { style: PathStyle::Simple, .. } | Parameter::Header { style: HeaderStyle::Simple, .. } => {
            (ParameterStyle::Simple, false)
        }
        Parameter::Path { style: PathStyle::Label, .. } => (ParameterStyle::Label, false),
        Parameter::Path { style: PathStyle::Matrix, .. } => (ParameterStyle::Matrix, false),
        Parameter::Cookie { style: CookieStyle::Form, .. } => (ParameterStyle::Form, false),
        Parameter::Query { style, allow_reserved, .. } => (query_style(style), *allow_reserved),
    };
    (style, data.explode.unwrap_or(style == ParameterStyle::Form), reserved)
}
