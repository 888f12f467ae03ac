//! The media types of a success among which the caller chooses.

use super::Lowering;
use super::content::variant;
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Content, Name, Parameter, Representation, Response, successes};
use crate::names::{Scope, value_ident};
use crate::source::Pointer;

impl Lowering<'_> {
    /// What an operation can give besides what the client asks for by itself, which is each success in its first media type.
    /// A marker gets its name once that of the operation is certain.
    pub(crate) fn representations(
        &mut self,
        responses: &[Response],
        parameters: &[Parameter],
        at: &Pointer,
    ) -> Vec<Representation> {
        let mut found: Vec<&Content> = Vec::new();
        for content in successes(responses).iter().flat_map(|response| response.content.iter().skip(1)) {
            if !content.can_be_asked_for() {
                let message = format!("`{}` is left out: it cannot stand in the header `Accept`", content.media_type);
                self.report_once(at, Diagnostic::new(Code::Ignored, &at.child("responses"), message));
            } else if !found.iter().any(|other| other.media_type == content.media_type) {
                found.push(content);
            }
        }
        let mut scope = Scope::default();
        parameters.iter().for_each(|parameter| scope.reserve(&parameter.name.ident));
        // A method of every request.
        scope.reserve("as_stream");
        let mut representations = Vec::new();
        for content in found {
            let wanted = value_ident(&format!("as {}", variant(content)));
            let ident = scope.claim_numbered(&wanted);
            if ident != wanted {
                let message = format!("`{wanted}` is taken; the method for `{}` is called `{ident}`", content.media_type);
                let help = "rename the parameter that is called so, or take one of the media types away by an overlay";
                self.diagnostics.push(Diagnostic::new(Code::NameClash, &at.child("responses"), message).help(help));
            }
            representations
                .push(Representation { name: Name { wire: content.media_type.clone(), ident }, marker: String::new() });
        }
        representations
    }
}
