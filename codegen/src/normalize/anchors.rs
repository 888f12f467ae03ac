//! The places of a file that have names of their own: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12, section 8.2).

use std::collections::BTreeMap;

use serde_json::Value;

use super::files::is_data;
use crate::source::Pointer;

/// The names of a file's places.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Schemas by their `$id`: as it stands, and as a URI.
    ids: BTreeMap<String, Pointer>,
    /// The `$id` of each schema that has one, as a URI.
    bases: BTreeMap<Pointer, String>,
    /// The places of an anchor, each with the schema with an `$id` that it is part of.
    places: BTreeMap<String, Vec<(Pointer, Pointer)>>,
    /// The places of a dynamic anchor.
    dynamic: BTreeMap<String, Vec<Pointer>>,
}

/// Where an anchor is, among those of its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Here(Pointer),
    Nowhere,
    /// In several schemas, of which none is the one that asks.
    Several,
}

impl Anchors {
    pub(super) fn of(value: &Value) -> Self {
        let mut found = Self::default();
        found.collect(value, &mut Pointer::root(), (&Pointer::root(), ""));
        found
    }

    fn collect(&mut self, value: &Value, at: &mut Pointer, (resource, base): (&Pointer, &str)) {
        match value {
            Value::Object(object) => {
                let id = object.get("$id").and_then(Value::as_str).map(|id| id.trim_end_matches('#'));
                let own = id.map(|id| (at.clone(), resolved(base, id)));
                if let (Some(id), Some((at, uri))) = (id, &own) {
                    self.ids.entry(id.to_owned()).or_insert_with(|| at.clone());
                    self.ids.entry(uri.clone()).or_insert_with(|| at.clone());
                    self.bases.insert(at.clone(), uri.clone());
                }
                let (resource, base) = own.as_ref().map_or((resource, base), |(at, uri)| (at, uri.as_str()));
                for keyword in ["$anchor", "$dynamicAnchor"] {
                    let Some(Value::String(name)) = object.get(keyword) else { continue };
                    self.places.entry(name.clone()).or_default().push((resource.clone(), at.clone()));
                    if keyword == "$dynamicAnchor" {
                        self.dynamic.entry(name.clone()).or_default().push(at.clone());
                    }
                }
                for (key, value) in object.iter().filter(|(key, _)| !is_data(key)) {
                    at.within(key, |at| self.collect(value, at, (resource, base)));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    at.within(&index.to_string(), |at| self.collect(item, at, (resource, base)));
                }
            }
            _ => {}
        }
    }

    /// The schema with this `$id`, for one at `from` that refers to it.
    pub(super) fn schema(&self, uri: &str, from: &Pointer) -> Option<&Pointer> {
        let (_, base) = self.resource(from);
        self.ids.get(&resolved(base, uri)).or_else(|| self.ids.get(uri))
    }

    /// The place of an anchor, for a schema at `from` that refers to it.
    pub(super) fn anchor(&self, name: &str, from: &Pointer) -> Found {
        let places = self.places.get(name).map(Vec::as_slice).unwrap_or_default();
        let (resource, _) = self.resource(from);
        match (places.iter().find(|(of, _)| *of == resource), places) {
            (Some((_, place)), _) | (None, [(_, place)]) => Found::Here(place.clone()),
            (None, []) => Found::Nowhere,
            (None, _) => Found::Several,
        }
    }

    /// The places of a dynamic anchor.
    pub(super) fn dynamic(&self, name: &str) -> &[Pointer] {
        self.dynamic.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The innermost schema with an `$id` around a place, and that as a URI; the whole file where there is none.
    fn resource(&self, place: &Pointer) -> (Pointer, &str) {
        let mut place = Some(place.clone()).filter(|_| !self.bases.is_empty());
        while let Some(at) = place {
            if let Some(base) = self.bases.get(&at) {
                return (at, base);
            }
            place = at.parent();
        }
        (Pointer::root(), "")
    }
}

/// A reference relative to a base (RFC 3986 section 5.2, without queries).
fn resolved(base: &str, reference: &str) -> String {
    let has_scheme = reference.split(['/', '?']).next().is_some_and(|first| first.contains(':'));
    if has_scheme || base.is_empty() {
        return reference.to_owned();
    }
    let authority = base
        .find("://")
        .map_or(0, |scheme| base.get(scheme + 3..).and_then(|rest| rest.find('/')).map_or(base.len(), |path| scheme + 3 + path));
    let (authority, path) = base.split_at(authority);
    let directory = if reference.starts_with('/') { "" } else { path.rsplit_once('/').map_or("", |(directory, _)| directory) };
    let mut parts: Vec<&str> = Vec::new();
    for part in directory.split('/').chain(reference.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let slash = if authority.is_empty() && !path.starts_with('/') { "" } else { "/" };
    format!("{authority}{slash}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_relative_to_the_schema_around() {
        let check =
            |base: &str, reference: &str, expect: &str| assert_eq!(resolved(base, reference), expect, "{base} {reference}");
        check("https://zoo.example/a/b", "c", "https://zoo.example/a/c");
        check("https://zoo.example/a/b", "../c", "https://zoo.example/c");
        check("https://zoo.example/a/b", "/c/d", "https://zoo.example/c/d");
        check("https://zoo.example", "c", "https://zoo.example/c");
        check("https://zoo.example/a", "urn:zoo:c", "urn:zoo:c");
        check("schemas/a.json", "b.json", "schemas/b.json");
        check("", "b.json", "b.json");
    }

    #[test]
    fn an_anchor_is_that_of_the_schema_around() {
        let document = json!({
            "a": { "$id": "https://zoo.example/a", "x": {}, "n": { "$anchor": "n" } },
            "b": { "$id": "b", "x": {}, "n": { "$anchor": "n" }, "m": { "$anchor": "m" } },
            "c": { "x": {} },
        });
        let anchors = Anchors::of(&document);
        let check = |name: &str, from: &str, expect: Found| {
            assert_eq!(anchors.anchor(name, &Pointer::parse(from)), expect, "{name} {from}")
        };
        check("n", "/a/x", Found::Here(Pointer::parse("/a/n")));
        check("n", "/b/x", Found::Here(Pointer::parse("/b/n")));
        check("n", "/c/x", Found::Several);
        check("m", "/c/x", Found::Here(Pointer::parse("/b/m")));
        check("o", "/a", Found::Nowhere);
        assert_eq!(anchors.schema("a", &Pointer::parse("/a/x")), Some(&Pointer::parse("/a")));
        assert_eq!(anchors.schema("a", &Pointer::parse("/c/x")), None);
    }
}
