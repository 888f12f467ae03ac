//! Where a type stands in the document, in words: what is said of one that has neither a name nor a description.

use super::inline::code;
use super::types::Context;
use crate::ir::{Kind, Parameter, Type, TypeId};
use crate::source::Pointer;

/// What stands at a place.
struct Thing {
    /// What it is, where a sentence begins with it.
    article: &'static str,
    /// What it is called within a sentence.
    name: String,
}

impl Thing {
    fn new(article: &'static str, name: impl Into<String>) -> Self {
        Self { article, name: name.into() }
    }
}

/// The place of a type as a sentence: "An item of `tools` of `Assistant`." None for a place that there are no words for.
pub(super) fn sentence(context: &Context<'_>, pointer: &Pointer) -> Option<String> {
    let parts: Vec<String> = pointer.parts().collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (thing, steps) = root(context, &parts)?;
    let thing = within(thing, steps)?;
    let sentence = format!("{}{}.", thing.article, thing.name);
    let (first, rest) = sentence.split_at_checked(1)?;
    Some(first.to_uppercase() + rest)
}

/// What has the schema that a place is in, and the steps from that schema to the place.
fn root<'p>(context: &Context<'_>, parts: &'p [&'p str]) -> Option<(Thing, &'p [&'p str])> {
    let request = |method: &str, path: &str| code(&format!("{} {path}", method.to_ascii_uppercase()));
    let (name, rest) = match parts {
        ["components", "schemas", name, steps @ ..] => return Some((Thing::new("the type ", component(context, name)), steps)),
        ["components", "parameters", name, rest @ ..] => (format!("the parameter {}", code(name)), rest),
        ["components", "headers", name, rest @ ..] => (format!("the header {}", code(name)), rest),
        ["components", "requestBodies", name, rest @ ..] => (format!("the body {}", code(name)), rest),
        ["components", "responses", name, "headers", header, rest @ ..] => {
            (format!("the header {} of the response {}", code(header), code(name)), rest)
        }
        ["components", "responses", name, rest @ ..] => (format!("the response {}", code(name)), rest),
        ["paths", path, "parameters", index, rest @ ..] => {
            (format!("{} of {}", parameter(context, path, &["parameters", index]), code(path)), rest)
        }
        ["paths", path, method, "parameters", index, rest @ ..] => {
            let parameter = parameter(context, path, &[method, "parameters", index]);
            (format!("{parameter} of {}", request(method, path)), rest)
        }
        ["paths", path, method, "requestBody", rest @ ..] => (format!("the body of {}", request(method, path)), rest),
        ["paths", path, method, "responses", status, "headers", header, rest @ ..] => {
            (format!("the header {} of the response {} of {}", code(header), code(status), request(method, path)), rest)
        }
        ["paths", path, method, "responses", status, rest @ ..] => {
            (format!("the response {} of {}", code(status), request(method, path)), rest)
        }
        _ => return None,
    };
    let (["schema", steps @ ..] | ["content", _, "schema" | "itemSchema", steps @ ..]) = rest else { return None };
    Some((Thing::new("", name), steps))
}

/// The type of a component, as a link where there is one.
fn component(context: &Context<'_>, name: &str) -> String {
    let index = context.api.types.iter().position(|def| def.name.wire == name);
    index.map_or_else(|| code(name), |index| context.link(&Type::of(Kind::Named(TypeId(index)))))
}

/// The parameter that is declared at a place within a path.
fn parameter(context: &Context<'_>, path: &str, place: &[&str]) -> String {
    let pointer = place.iter().fold(Pointer::root().child("paths").child(path), |at, part| at.child(part));
    let operations = context.api.resources.iter().flat_map(|resource| &resource.operations).filter(|one| one.path == path);
    let is_it = |parameter: &&Parameter| parameter.pointer == pointer;
    let found = operations.flat_map(|operation| &operation.parameters).find(is_it);
    found.map_or_else(|| "a parameter".to_owned(), |parameter| format!("the parameter {}", code(&parameter.name.wire)))
}

/// What stands some steps within a thing.
fn within(thing: Thing, steps: &[&str]) -> Option<Thing> {
    let of = thing.name.as_str();
    let (thing, rest) = match steps {
        [] => return Some(thing),
        ["properties", name, rest @ ..] => (Thing::new("the member ", format!("{} of {of}", code(name))), rest),
        ["items", rest @ ..] => (Thing::new("", format!("an item of {of}")), rest),
        ["prefixItems", index, rest @ ..] => (Thing::new("", format!("the item {} of {of}", code(index))), rest),
        ["additionalProperties", rest @ ..] | ["patternProperties", _, rest @ ..] => {
            (Thing::new("", format!("a member of {of}")), rest)
        }
        ["oneOf" | "anyOf", _, rest @ ..] => (Thing::new("", format!("a variant of {of}")), rest),
        ["allOf", _, rest @ ..] => (thing, rest),
        _ => return None,
    };
    within(thing, rest)
}
