//! The document in the terms that the rest speaks: OpenAPI 3.0, as `openapiv3` models it.
//!
//! This works on the parsed [`Value`], since `openapiv3` silently drops what it does not model, and tells no place for
//! what it refuses. So whatever comes out of here has the shapes that it expects; its own errors are the last resort.
//!
//! The walk reads the source and builds a new document. Whatever ends up elsewhere than it was is noted in [`Origins`].
//! References become `#/components/<section>/<name>`, the name escaped as in a JSON pointer and never percent-encoded.
//! Examples, defaults and listed values are data: nothing in them is a reference.
//!
//! What OpenAPI 3.1 says is translated, whatever version the document claims:
//!
//! | 3.1 | becomes |
//! |---|---|
//! | `type: [T, "null"]`; a null schema in `anyOf` or `oneOf`; null in `enum` | `nullable: true` |
//! | `type: [T, U]` | `anyOf` of one schema per type, each with the keywords that speak of its type |
//! | `type: "null"`, `const: null` | `nullable: true`, `enum: [null]` |
//! | `const` | `enum` of one |
//! | `exclusiveMinimum: 1` | `minimum: 1`, `exclusiveMinimum: true` |
//! | `examples` of a schema | `example`: the first; all of them in `x-basetype-examples` |
//! | keywords beside `$ref` | `allOf` of the reference, with the keywords around it |
//! | `true`, `false` as schemas | `{}`, `{not: {}}` |
//! | `contentEncoding: base64`; `contentMediaType: application/octet-stream` | `format: byte`; `format: binary` |
//! | `unevaluatedProperties`, `unevaluatedItems` | `additionalProperties`, `items`, where those are absent |
//! | `$defs`, `$anchor`, `$id` | components, where something refers to them |
//!
//! and what 3.0 has no word for is kept in extensions:
//!
//! | extension of a schema | what it holds |
//! |---|---|
//! | `x-basetype-prefix-items` | `prefixItems`: a list of references to components. `items` then is of what follows them |
//! | `x-basetype-pattern-properties` | `patternProperties`: references to components by pattern, unless the source allows no other members and they are alike: then that is `additionalProperties` |
//! | `x-basetype-examples` | all `examples`, where there are several |
//! | `x-basetype-content-encoding`, `x-basetype-content-media-type` | what `format` cannot say |
//! | `x-basetype-names` | patterns that every name of an undeclared member matches: of `propertyNames`, or of `patternProperties` where no other members are allowed |
//! | `x-basetype-unchecked` | keywords by name that only validate: `contains`, `dependentRequired` … |
//! | `x-basetype-explode` | `explode: true` of a header |
//! | `x-basetype-if`, `-then`, `-else`, `-dependentSchemas`, `-dependencies` | these keywords as they are |

mod anchors;
mod at;
mod files;
mod grammar;
mod naming;
mod notes;
mod references;
mod repair;
mod scalars;
mod schema;
#[cfg(test)]
mod tests;
mod walk;

use openapiv3::OpenAPI;
use serde::Deserialize as _;

use self::at::At;
use self::files::Files;
use self::grammar::Kind;
use self::notes::Notes;
use self::references::Components;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::overlay::Document;
use crate::source::{Loader, Origin, Origins, Pointer, Sources, Value};

/// A normalized document.
#[derive(Clone, Debug)]
pub(crate) struct Normalized {
    /// The document.
    pub(crate) openapi: OpenAPI,
    /// Where its parts come from.
    pub(crate) origins: Origins,
}

/// The versions of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V30,
    V31,
}

/// Normalizes a document. None: a diagnostic says why.
pub(crate) fn normalize(
    document: Document,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Normalized> {
    let (value, origins) = translate(&document, loader, sources, diagnostics);
    // Once it is translated nothing asks for it, and it is as large as what comes next.
    drop(document);
    let openapi = value.and_then(|value| {
        let refused = |error: serde_json::Error| {
            let message = format!("the document does not follow the OpenAPI specification: {error}");
            diagnostics.push(Diagnostic::new(Code::InvalidDocument, &Pointer::root(), message));
        };
        // By reference, since what `openapiv3` sets aside while it finds out what it has is then not copied.
        OpenAPI::deserialize(&value).map_err(refused).ok()
    });
    if openapi.is_none() {
        // Nobody else will know where the parts of this document come from.
        diagnostics.settle(&origins);
    }
    openapi.map(|openapi| Normalized { openapi, origins })
}

/// The document as a value, if it has no errors, and where its parts come from.
fn translate(
    document: &Document,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> (Option<Value>, Origins) {
    let Some(version) = version(&document.value, diagnostics) else { return (None, document.origins.clone()) };
    let mut normalizer = Normalizer {
        version,
        diagnostics,
        origins: Origins::after(document.origins.clone()),
        files: Files::new(&document.name, &document.value, loader, sources),
        components: Components::default(),
        notes: Notes::default(),
        including: Vec::new(),
        built: 0,
    };
    let value = normalizer.document(&document.value);
    let origins = normalizer.origins;
    (value.filter(|_| !diagnostics.failed()), origins)
}

/// The state of a run.
struct Normalizer<'a> {
    version: Version,
    diagnostics: &'a mut Diagnostics,
    /// Where the parts of the normalized document come from.
    origins: Origins,
    files: Files<'a>,
    components: Components,
    notes: Notes,
    /// The places that are being included, outermost first.
    including: Vec<Origin>,
    /// How many objects have been built.
    built: usize,
}

impl Normalizer<'_> {
    fn document(&mut self, document: &Value) -> Option<Value> {
        self.survey(document);
        let at = At::root(self.files.root());
        let mut value = self.object(document, Kind::Document, at)?;
        if let Value::Object(members) = &mut value {
            self.build_hoisted(members);
        }
        self.report_notes();
        // The order of keys means nothing. A map may keep it all the same, if some dependency asks serde_json to.
        value.sort_all_objects();
        Some(value)
    }
}

fn version(document: &Value, diagnostics: &mut Diagnostics) -> Option<Version> {
    let fail = |pointer: &str, message: String, help: &str| {
        Diagnostic::new(Code::InvalidDocument, &Pointer::parse(pointer), message).help(help)
    };
    let Value::Object(members) = document else {
        let message = format!("an OpenAPI document is an object, not {}", walk::describe(document));
        diagnostics.push(fail("", message, "give an OpenAPI 3.0 or 3.1 document"));
        return None;
    };
    let said = match members.get("openapi") {
        Some(Value::String(version)) => version.clone(),
        Some(Value::Number(version)) => version.to_string(),
        _ => {
            let (pointer, message, help) = match members.get("swagger") {
                Some(_) => ("/swagger", "this is a Swagger 2 document", "convert it to OpenAPI 3.0 or 3.1 first"),
                None => {
                    let message = "this is no OpenAPI document: it has no `openapi` with the version";
                    ("", message, "give an OpenAPI 3.0 or 3.1 document")
                }
            };
            diagnostics.push(fail(pointer, message.to_owned(), help));
            return None;
        }
    };
    let is = |version: &str| said == version || said.strip_prefix(version).is_some_and(|rest| rest.starts_with(['.', '-']));
    if is("3.0") || said == "3" {
        Some(Version::V30)
    } else if is("3.1") {
        Some(Version::V31)
    } else {
        let message = format!("OpenAPI `{said}` is not known");
        diagnostics.push(fail("/openapi", message, "give an OpenAPI 3.0 or 3.1 document"));
        None
    }
}
