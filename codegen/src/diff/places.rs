//! Places of a document in words.

use crate::source::Pointer;

/// What a schema's place is called: `networking.v1.NetworkSpec.dns_config`, `request of POST /pets`.
pub(super) fn subject(pointer: &Pointer) -> String {
    let parts: Vec<String> = pointer.parts().collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["components", "schemas", name, rest @ ..] => format!("{name}{}", within(rest)),
        ["components", "responses", name, rest @ ..] => format!("response {name}{}", within(rest)),
        ["components", "requestBodies", name, rest @ ..] => format!("request body {name}{}", within(rest)),
        ["components", "parameters", name, rest @ ..] => format!("parameter {name}{}", within(rest)),
        ["paths", path, method, "requestBody", rest @ ..] => {
            format!("request of {} {path}{}", method.to_uppercase(), within(rest))
        }
        ["paths", path, method, "responses", status, rest @ ..] => {
            format!("response {status} of {} {path}{}", method.to_uppercase(), within(rest))
        }
        ["paths", path, method, rest @ ..] => format!("{} {path}{}", method.to_uppercase(), within(rest)),
        _ => pointer.to_string(),
    }
}

/// The object that has the member at a place.
pub(super) fn object_of(member: &Pointer) -> Pointer {
    let without = |text: &str| Some(text.rsplit_once("/properties/")?.0.to_owned());
    without(member.as_str()).map_or_else(|| member.clone(), |text| Pointer::parse(&text))
}

fn within(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        ["properties", name, rest @ ..] => format!(".{name}{}", within(rest)),
        ["items", rest @ ..] => format!("[]{}", within(rest)),
        ["patternProperties", pattern, rest @ ..] => format!(".{{{pattern}}}{}", within(rest)),
        ["additionalProperties", rest @ ..] => format!(".*{}", within(rest)),
        ["content", _, "schema", rest @ ..] | ["allOf" | "oneOf" | "anyOf", _, rest @ ..] | ["schema", rest @ ..] => within(rest),
        [other, rest @ ..] => format!("/{other}{}", within(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_names() {
        let check = |pointer: &str, expect: &str| assert_eq!(subject(&Pointer::parse(pointer)), expect);
        check("/components/schemas/a.v1.Pet", "a.v1.Pet");
        check("/components/schemas/Pet/allOf/1/properties/home/items/properties/id", "Pet.home[].id");
        check(
            "/paths/~1pets/post/requestBody/content/application~1json/schema/allOf/0/properties/spec",
            "request of POST /pets.spec",
        );
        assert_eq!(object_of(&Pointer::parse("/components/schemas/Pet/properties/id")).as_str(), "/components/schemas/Pet");
    }
}
