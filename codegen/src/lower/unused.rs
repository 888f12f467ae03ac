//! Schemas that no operation uses: the client has no type for them, and their errors do not keep it from being made; but
//! neither goes without a word.

use super::flat::component_pointer;
use super::node::Use;
use super::{Direction, Lowering};
use crate::diagnostics::{Code, Diagnostic, Severity};

/// How many are named.
const NAMED: usize = 5;

impl<'d> Lowering<'d> {
    /// Reports the component schemas that have not been followed, and the errors in them as warnings.
    pub(super) fn report_unused(&mut self) {
        let openapi = self.openapi;
        let all = openapi.components.iter().flat_map(|components| components.schemas.keys().map(String::as_str));
        let mut unused: Vec<&'d str> = all.filter(|name| !self.followed.contains(name)).collect();
        unused.sort_unstable();
        let Some(first) = unused.first() else { return };
        let names: Vec<String> = unused.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let message = match unused.len() {
            1 => format!("no operation uses the schema {}, so the client has no type for it", names.concat()),
            count if count <= NAMED => {
                format!("no operation uses these {count} schemas, so the client has no types for them: {}", names.join(", "))
            }
            count => format!("no operation uses {count} schemas, so the client has no types for them: {} …", names.join(", ")),
        };
        let unknown = Diagnostic::new(Code::Ignored, &component_pointer(first), message).on_key();
        for error in self.errors_in(&unused) {
            self.diagnostics.push(error);
        }
        self.diagnostics.push(unknown);
    }

    /// The errors in some schemas, as what they are to the client. What is made of the schemas is forgotten.
    fn errors_in(&mut self, schemas: &[&'d str]) -> Vec<Diagnostic> {
        let fresh = self.diagnostics.fresh();
        let kept = std::mem::replace(&mut self.diagnostics, fresh);
        let types = (std::mem::take(&mut self.drafts), std::mem::take(&mut self.declared), std::mem::take(&mut self.newtypes));
        for name in schemas {
            self.resolve(&[Use::Component { name, pointer: component_pointer(name) }], Direction::Response);
        }
        self.define_all();
        (self.drafts, self.declared, self.newtypes) = types;
        let found = std::mem::replace(&mut self.diagnostics, kept);
        let errors = found.iter().filter(|one| found.severity(one.code) == Severity::Deny);
        errors.map(without_effect).collect()
    }
}

fn without_effect(error: &Diagnostic) -> Diagnostic {
    let advice = error.help.as_deref().unwrap_or(error.code.advice());
    Diagnostic {
        code: Code::Ignored,
        message: format!("{} (`{}`; no operation uses this schema)", error.message, error.code),
        places: error.places.clone(),
        help: Some(format!("{advice}; it is an error as soon as an operation uses the schema")),
    }
}
