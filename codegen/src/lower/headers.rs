//! The headers that responses declare.

use openapiv3::{Header as Declared, ParameterSchemaOrContent, ReferenceOr};

use super::content::encoding;
use super::node::{Use, component_name};
use super::{Direction, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Docs, Encoding, Header, HeaderForm, Kind, Name, Type};
use crate::names::{Scope, value_ident};
use crate::source::Pointer;

impl<'d> Lowering<'d> {
    /// The declared headers of a response, sorted by name.
    pub(crate) fn headers(&mut self, response: &'d openapiv3::Response, at: &Pointer) -> Vec<Header> {
        let mut scope = Scope::default();
        let mut headers = Vec::new();
        for (name, header) in &response.headers {
            let (header, at) = match header {
                ReferenceOr::Item(header) => (header, at.child("headers").child(name)),
                ReferenceOr::Reference { reference } => {
                    let target = component_name(reference);
                    let declared = self.openapi.components.as_ref().and_then(|components| components.headers.get(target));
                    let Some(ReferenceOr::Item(header)) = declared else {
                        self.dangling(&at.child("headers").child(name), reference);
                        continue;
                    };
                    (header, Pointer::parse("/components/headers").child(target))
                }
            };
            let (form, ty) = self.header_value(header, &at);
            let docs = Docs { summary: None, description: header.description.clone() };
            let name = Name { wire: name.clone(), ident: scope.claim_numbered(&value_ident(name)) };
            headers.push(Header { name, required: header.required, form, ty, docs, pointer: at });
        }
        headers.sort_by(|a, b| a.name.cmp(&b.name));
        headers
    }

    /// How a header is written, and its type. Whether that can be read from a text is asked once all types are known.
    fn header_value(&mut self, header: &'d Declared, at: &Pointer) -> (HeaderForm, Type) {
        match &header.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let is_exploded = header.extensions.get("x-basetype-explode").is_some();
                let form = if is_exploded { HeaderForm::Exploded } else { HeaderForm::Simple };
                (form, self.resolve(&[Use::new(schema, at.child("schema"))], Direction::Response))
            }
            ParameterSchemaOrContent::Content(content) => {
                let Some((media_type, body)) = content.first() else { return (HeaderForm::Simple, Type::of(Kind::String)) };
                let at = at.child("content").child(media_type);
                match encoding(media_type) {
                    Encoding::Json => return (HeaderForm::Json, self.body_type(body, &at, Direction::Response)),
                    Encoding::Text => {}
                    _ => {
                        let message = format!("a header in `{media_type}` is handed over as text");
                        let diagnostic =
                            Diagnostic::new(Code::Lossy, &at, message).help("read that text by its media type yourself");
                        self.report_once(&at, diagnostic);
                    }
                }
                (HeaderForm::Simple, Type::of(Kind::String))
            }
        }
    }
}
