//! The walk over the document, along the tables of [`super::grammar`].
//!
//! It reads the source and builds a new document, in which every member has the shape that `openapiv3` expects. What is
//! broken with one plausible meaning is repaired, everything else has a diagnostic.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::Normalizer;
use super::at::At;
use super::grammar::{Kind, Missing, Shape};
use super::notes::Note;
use super::references::{Target, to_component};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::Origin;

/// How many objects even a small document may be made into.
const MIN_BUDGET: usize = 50_000;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

impl Normalizer<'_> {
    /// An object of a kind. None: it says nothing, or a diagnostic says why.
    pub(super) fn object(&mut self, value: &Value, kind: Kind, at: At<'_>) -> Option<Value> {
        if !self.spend(at) {
            return None;
        }
        if kind == Kind::Schema {
            return Some(self.schema(value, at));
        }
        let object = self.as_object(value, kind, at)?;
        if let Some(reference) = reference_of(&object) {
            return self.referenced(reference, &object, kind, at);
        }
        match kind {
            Kind::Paths => Some(self.paths(&object, at)),
            Kind::Responses => Some(self.responses(&object, at)),
            Kind::SecurityRequirement => Some(self.security_requirement(&object, at)),
            _ => {
                let mut out = self.members(&object, kind, at)?;
                self.repair(&mut out, &object, kind, at).then_some(Value::Object(out))
            }
        }
    }

    /// The members of an object by its kind's table, and its extensions.
    fn members(&mut self, object: &Object, kind: Kind, at: At<'_>) -> Option<Object> {
        let mut out = Object::new();
        let fields = kind.fields();
        for (key, value) in object {
            if key.starts_with("x-") {
                out.insert(key.clone(), value.clone());
            } else if let Some((_, shape, _)) = fields.iter().find(|(name, _, _)| name == key) {
                if let Some(value) = self.shaped(value, *shape, kind, at.key(key)) {
                    out.insert(key.clone(), value);
                }
            } else if !value.is_null() {
                self.note(Note::Unknown(kind, key.clone()), at.key(key));
            }
        }
        for (name, shape, missing) in fields {
            if out.contains_key(*name) {
                continue;
            }
            match missing {
                Missing::Fine => {}
                Missing::Void => return None,
                Missing::Empty if *shape == Shape::Text => {
                    out.insert((*name).to_owned(), Value::String(String::new()));
                }
                Missing::Empty => {
                    out.insert((*name).to_owned(), json!({}));
                }
                Missing::Error if object.get(*name).is_none_or(Value::is_null) => {
                    let diagnostic = Diagnostic::new(Code::InvalidDocument, &at.pointer(), format!("{kind} without `{name}`"));
                    self.push(diagnostic.help(format!("add `{name}`, which the specification requires here")));
                }
                Missing::Error if *shape == Shape::Text => {
                    self.error(at.key(name), format!("{kind} needs its `{name}`"));
                }
                // What is wrong with it has been said.
                Missing::Error => {}
            }
        }
        Some(out)
    }

    /// A member of the given shape. `null` is as good as absent.
    pub(super) fn shaped(&mut self, value: &Value, shape: Shape, kind: Kind, at: At<'_>) -> Option<Value> {
        match shape {
            Shape::Data => Some(value.clone()),
            _ if value.is_null() => None,
            Shape::Silent => None,
            Shape::Noted(what) => {
                let empty = value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
                if !empty {
                    self.note(Note::Part(what), at);
                }
                None
            }
            Shape::Text => self.text(value, at).map(Value::String),
            Shape::Flag => self.flag(value, at).map(Value::Bool),
            Shape::Texts => Some(self.texts(value, at)),
            Shape::TextMap => Some(self.text_map(value, kind, at)),
            Shape::One(kind) => self.object(value, kind, at),
            Shape::List(kind) => self.list(value, kind, at),
            Shape::Map(kind) => self.map(value, kind, at),
        }
    }

    fn list(&mut self, value: &Value, kind: Kind, at: At<'_>) -> Option<Value> {
        let one;
        let items = match value {
            Value::Array(items) => items,
            Value::Object(object) if object.is_empty() => return Some(json!([])),
            Value::Object(object) if kind != Kind::Parameter => {
                self.repaired(
                    at,
                    "one object where a list of them is expected; it is taken as a list of one",
                    "write it as an item of a list",
                );
                one = vec![Value::Object(object.clone())];
                &one
            }
            other => {
                self.error(at, format!("expected a list, found {}", describe(other)));
                return None;
            }
        };
        let mut out = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if item.is_null() {
                continue;
            }
            let place = at.index(out.len());
            if out.len() != index {
                self.moved(place, at.index(index));
            }
            out.extend(self.object(item, kind, place));
        }
        Some(Value::Array(out))
    }

    /// Objects by name. A reference in place of the whole map is replaced by what it refers to.
    pub(super) fn map(&mut self, value: &Value, kind: Kind, at: At<'_>) -> Option<Value> {
        let Some(object) = as_map(value) else {
            self.error(at, format!("expected an object that holds {kind} by name, found {}", describe(value)));
            return None;
        };
        if let Some(reference) = reference_of(&object)
            && object.len() == 1
        {
            let origin = self.target(reference, at)?;
            return self.include(origin, at, |this, value, at| this.map(value, kind, at));
        }
        let mut out = Object::new();
        for (key, value) in object.iter() {
            let place = at.key(key);
            let value = match (value, kind) {
                (Value::Null, Kind::Schema | Kind::MediaType) => Some(json!({})),
                (Value::Null, _) => None,
                _ => self.object(value, kind, place),
            };
            if let Some(value) = value {
                out.insert(key.clone(), value);
            }
        }
        Some(Value::Object(out))
    }

    /// Does something with what a reference refers to, in its stead: the place then comes from there.
    pub(super) fn include<T>(
        &mut self,
        origin: Origin,
        at: At<'_>,
        then: impl FnOnce(&mut Self, &Value, At<'_>) -> Option<T>,
    ) -> Option<T> {
        if self.including.contains(&origin) {
            let message = "this reference leads back to itself";
            self.push(Diagnostic::new(Code::CyclicReference, &at.pointer(), message));
            return None;
        }
        let tree = self.files.tree(&origin.file)?;
        let value = tree.find(&origin.pointer)?;
        self.origins.note(at.pointer(), origin.clone());
        self.including.push(origin.clone());
        let result = then(self, value, at.in_file(&origin.file));
        self.including.pop();
        result
    }

    fn referenced(&mut self, reference: &str, object: &Object, kind: Kind, at: At<'_>) -> Option<Value> {
        let Some(section) = kind.section() else { return self.included(reference, object, kind, at) };
        for key in object.keys().filter(|key| *key != "$ref" && !key.starts_with("x-")) {
            self.note(Note::BesideReference(key.clone()), at.key(key));
        }
        match self.component(reference, kind, at)? {
            Target::Named(name) => Some(to_component(section, &name)),
            Target::Here(origin) => self.include(origin, at, |this, value, at| this.object(value, kind, at)),
        }
    }

    /// An object that cannot be referred to from where it stands: it is included. What stands beside `$ref` is added.
    fn included(&mut self, reference: &str, object: &Object, kind: Kind, at: At<'_>) -> Option<Value> {
        let beside: Object = object.iter().filter(|(key, _)| *key != "$ref").map(|(k, v)| (k.clone(), v.clone())).collect();
        let own = if beside.is_empty() { None } else { self.members(&beside, kind, at) };
        let own_origins: Vec<Origin> = beside.keys().map(|key| self.origins.resolve(&at.key(key).pointer())).collect();
        let origin = self.target(reference, at)?;
        let mut value = self.include(origin, at, |this, value, at| this.object(value, kind, at))?;
        if let (Some(own), Value::Object(value)) = (own, &mut value) {
            value.extend(own);
            for (key, origin) in beside.keys().zip(own_origins) {
                self.origins.note(at.key(key).pointer(), origin);
            }
        }
        Some(value)
    }

    fn paths(&mut self, paths: &Object, at: At<'_>) -> Value {
        let mut out = Object::new();
        for (path, item) in paths {
            if path.starts_with("x-") {
                out.insert(path.clone(), item.clone());
                continue;
            }
            let rooted = if path.starts_with('/') { path.clone() } else { format!("/{path}") };
            let place = at.key(&rooted);
            if rooted != *path && paths.contains_key(&rooted) {
                let message = format!("with a `/` before it, this is the path `{rooted}` once more");
                let diagnostic = Diagnostic::new(Code::InvalidDocument, &at.key(path).pointer(), message);
                self.push(diagnostic.and_at(&place.pointer(), "first here").help("merge the two, or remove one of them"));
                continue;
            }
            if rooted != *path {
                self.repaired(at.key(path), "a path starts with `/`; it is taken as if it did", &format!("write `{rooted}`"));
                self.moved(place, at.key(path));
            }
            let item = if item.is_null() { Some(json!({})) } else { self.object(item, Kind::PathItem, place) };
            out.extend(item.map(|item| (rooted, item)));
        }
        Value::Object(out)
    }

    fn responses(&mut self, responses: &Object, at: At<'_>) -> Value {
        let mut out = Object::new();
        for (status, response) in responses {
            let place = at.key(status);
            if status.starts_with("x-") {
                out.insert(status.clone(), response.clone());
            } else if !is_status(status) {
                let message = format!("`{status}` is no status, and no range of them");
                let diagnostic = Diagnostic::new(Code::InvalidDocument, &place.pointer(), message).on_key();
                self.push(diagnostic.help("write a status such as `'200'`, a range such as `4XX`, or `default`"));
            } else {
                let response = if response.is_null() { &json!({}) } else { response };
                out.extend(self.object(response, Kind::Response, place).map(|response| (status.clone(), response)));
            }
        }
        Value::Object(out)
    }

    fn security_requirement(&mut self, requirement: &Object, at: At<'_>) -> Value {
        let schemes = requirement.iter().map(|(name, scopes)| {
            let scopes = if scopes.is_null() { json!([]) } else { self.texts(scopes, at.key(name)) };
            (name.clone(), scopes)
        });
        Value::Object(schemes.collect())
    }

    fn as_object<'v>(&mut self, value: &'v Value, kind: Kind, at: At<'_>) -> Option<Cow<'v, Object>> {
        if let Some(object) = as_map(value) {
            return Some(object);
        }
        let wrapped = |name: &str| Some(Cow::Owned(Object::from_iter([(name.to_owned(), value.clone())])));
        match (kind, value) {
            (Kind::Tag, Value::String(_)) => wrapped("name"),
            (Kind::ExternalDocs | Kind::Server, Value::String(_)) => wrapped("url"),
            (Kind::Discriminator, Value::String(_)) => wrapped("propertyName"),
            (Kind::Example, _) => wrapped("value"),
            (Kind::Contact | Kind::License | Kind::ExternalDocs, _) => {
                self.repaired(
                    at,
                    &format!("expected {kind}, found {}; it is left out", describe(value)),
                    "write an object, or remove it",
                );
                None
            }
            _ => {
                self.error(at, format!("expected {kind}, found {}", describe(value)));
                None
            }
        }
    }

    /// Counts what is built: inclusions inside each other could make far more of a document than it holds.
    pub(super) fn spend(&mut self, at: At<'_>) -> bool {
        self.built += 1;
        let limit = self.files.size().saturating_add(MIN_BUDGET);
        if self.built == limit {
            let message = "the references of this document expand to far more than the document itself";
            self.push(Diagnostic::new(Code::CyclicReference, &at.pointer(), message));
        }
        self.built < limit
    }

    /// Notes that a place of the normalized document comes from where `from` would stand if nothing had moved.
    pub(super) fn moved(&mut self, to: At<'_>, from: At<'_>) {
        let origin = self.origins.resolve(&from.pointer());
        self.origins.note(to.pointer(), origin);
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn error(&mut self, at: At<'_>, message: String) {
        self.push(Diagnostic::new(Code::InvalidDocument, &at.pointer(), message));
    }

    /// What is wrong and what it is taken for, and how to write it.
    pub(super) fn repaired(&mut self, at: At<'_>, message: &str, help: &str) {
        self.push(Diagnostic::new(Code::Repaired, &at.pointer(), message).help(help));
    }
}

/// Whether an object is a reference: its `$ref` is a string.
pub(super) fn reference_of(object: &Object) -> Option<&str> {
    object.get("$ref").and_then(Value::as_str)
}

/// An object; also in the form that PHP gives to an empty one.
pub(super) fn as_map(value: &Value) -> Option<Cow<'_, Object>> {
    match value {
        Value::Object(object) => Some(Cow::Borrowed(object)),
        Value::Array(items) if items.is_empty() => Some(Cow::Owned(Object::new())),
        _ => None,
    }
}

/// What a value is, for messages.
pub(super) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// `200`, `4XX`, `default`.
fn is_status(key: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let class = |text: &str| text.starts_with(|first: char| ('1'..='9').contains(&first));
    match key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
        Some(range) => range.len() == 1 && class(range),
        None => key == "default" || (key.len() == 3 && digits(key) && class(key)),
    }
}
