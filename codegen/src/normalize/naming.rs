//! The names of hoisted components, made of the place they are from.

use std::collections::BTreeSet;

use crate::source::Origin;

/// Parts of a pointer that say nothing: the containers of OpenAPI and JSON Schema.
const CONTAINERS: [&str; 11] = [
    "components",
    "schemas",
    "properties",
    "content",
    "schema",
    "paths",
    "$defs",
    "definitions",
    "responses",
    "parameters",
    "requestBodies",
];

/// A name that is not in use: `A_b` for `#/components/schemas/A/properties/b`, `common.X` for `common.yaml#/X`.
///
/// The file and the place within it are segments with a dot between them, since a type is called by as many of its last
/// segments as tell it apart from others.
pub(super) fn derive(root: &str, origin: &Origin, taken: &BTreeSet<String>) -> String {
    let file = if origin.file == root { String::new() } else { file_segments(root, &origin.file) };
    let local = local_name(origin);
    let name = match (file.as_str(), local.as_str()) {
        ("", "") => "Document".to_owned(),
        (file, "") => file.to_owned(),
        ("", local) => local.to_owned(),
        (file, local) => format!("{file}.{local}"),
    };
    if !taken.contains(&name) {
        return name;
    }
    let numbered = (2_u64..).map(|number| format!("{name}_{number}"));
    numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or(name)
}

fn local_name(origin: &Origin) -> String {
    let parts: Vec<String> = origin.pointer.parts().collect();
    let last = parts.len().saturating_sub(1);
    let telling = |(index, part): &(usize, String)| {
        let media_type = part.contains('/') && !part.starts_with('/');
        (*index == last || !CONTAINERS.contains(&part.as_str())) && !media_type
    };
    let mut parts: Vec<String> =
        parts.into_iter().enumerate().filter(telling).map(|(_, part)| word(&part)).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| last == "schema") {
        parts.pop();
    }
    parts.join("_")
}

/// `schemas/Pet.yaml` beside the document → `schemas.Pet`.
fn file_segments(root: &str, file: &str) -> String {
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let relative = file.strip_prefix(folder).unwrap_or(file);
    let stem = relative.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or(relative, |(stem, _)| stem);
    let segments = stem.split('/').map(plain).filter(|segment| !segment.is_empty());
    segments.collect::<Vec<_>>().join(".")
}

/// A part as a word of a name: an item of a tuple is one of its items.
fn word(part: &str) -> String {
    if part == "prefixItems" { "item".to_owned() } else { plain(part) }
}

/// The letters, digits and underscores of a text; everything between them becomes one underscore.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.' && c != '-');
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_").trim_matches(['.', '-', '_']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Pointer;

    #[test]
    fn names_tell_the_place() {
        let check = |file: &str, pointer: &str, expect: &str| {
            let origin = Origin { file: file.to_owned(), pointer: Pointer::parse(pointer) };
            let taken = BTreeSet::from(["A_taken".to_owned()]);
            assert_eq!(derive("spec/api.yaml", &origin, &taken), expect, "{file}#{pointer}");
        };
        check("spec/api.yaml", "/components/schemas/A/properties/b", "A_b");
        check("spec/api.yaml", "/components/schemas/A/properties/content", "A_content");
        check("spec/api.yaml", "/components/schemas/A/properties/taken", "A_taken_2");
        check("spec/api.yaml", "/components/schemas/A/prefixItems/0", "A_item_0");
        check("spec/api.yaml", "/components/schemas/x.y.A/items", "x.y.A_items");
        check("spec/api.yaml", "/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema", "pets_id_get_200");
        check("spec/common.yaml", "/X", "common.X");
        check("spec/schemas/Pet.yaml", "", "schemas.Pet");
        check("spec/common.yaml", "/components/schemas/X", "common.X");
        check("spec/api.yaml", "", "Document");
    }
}
