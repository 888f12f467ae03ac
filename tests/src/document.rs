//! An OpenAPI document as plain JSON, and where its bodies are.

use std::fmt;

use serde_json::{Map, Value};

use crate::wire::Unique;
use crate::{anchors, overlay};

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation<'d> {
    /// In capitals.
    pub method: String,
    /// With its `{…}` expressions.
    pub path: &'d str,
    /// What the document says of it.
    pub object: &'d Value,
    /// Its parameters, those of the path item included, with their references followed.
    pub parameters: Vec<&'d Value>,
}

/// Which body of an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What is sent.
    Request,
    /// What is received with a status: `200`, `4XX` or `default`.
    Response(String),
}

/// A body in JSON.
#[derive(Clone, Debug)]
pub struct Body<'d> {
    /// `POST /pets request`, `GET /pets/{id} 200`: unique in a document.
    pub name: String,
    /// Which body it is.
    pub side: Side,
    /// Where its schema is.
    pub pointer: String,
    /// Its schema.
    pub schema: &'d Value,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.write_str("request"),
            Self::Response(status) => f.write_str(status),
        }
    }
}

impl Side {
    /// Whether it is received with a status of success.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Response(status) if status.starts_with('2'))
    }
}

impl Operation<'_> {
    /// The name of one of its bodies.
    pub fn body_name(&self, side: &Side) -> String {
        format!("{} {} {side}", self.method, self.path)
    }

    /// The operationId.
    pub fn id(&self) -> &str {
        self.object["operationId"].as_str().unwrap_or_default()
    }
}

impl Document {
    /// Reads YAML, of which JSON is a part.
    pub fn parse(text: &str) -> Self {
        let mut root = value(text);
        anchors::make_plain(&mut root);
        take_bodies_of_head_away(&mut root);
        Self { root }
    }

    /// The document as an overlay corrects it.
    #[must_use]
    pub fn corrected(mut self, overlay: &str) -> Self {
        overlay::apply(&mut self.root, &value(overlay));
        self
    }

    /// The whole document.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// Whether it is OpenAPI 3.0, whose schemas are not plain JSON Schema.
    pub fn is_3_0(&self) -> bool {
        self.root["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"))
    }

    /// Whether one of these keywords is anywhere in it.
    pub fn mentions(&self, keywords: &[&str]) -> bool {
        let mut open = vec![&self.root];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) if members.keys().any(|key| keywords.contains(&key.as_str())) => return true,
                Value::Object(members) => open.extend(members.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        false
    }

    /// The value at a JSON pointer.
    pub fn at(&self, pointer: &str) -> &Value {
        self.root.pointer(pointer).unwrap_or_else(|| panic!("the document has nothing at {pointer}"))
    }

    /// The value that a `$ref` names, through several of them if need be, and its pointer.
    pub fn follow<'d>(&'d self, value: &'d Value, pointer: &str) -> (&'d Value, String) {
        let (mut value, mut pointer) = (value, pointer.to_owned());
        while let Some(target) = value.get("$ref").and_then(Value::as_str) {
            pointer = target_of(target);
            value = self.at(&pointer);
        }
        (value, pointer)
    }

    /// All operations, in the order of the document.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
        let mut found = Vec::new();
        for (path, item) in object(&self.root["paths"]) {
            let (item, _) = self.follow(item, "");
            for (method, object) in object(item).iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                let method = method.to_uppercase();
                found.push(Operation { method, path, object, parameters: self.parameters(item, object) });
            }
        }
        found
    }

    fn parameters<'d>(&'d self, item: &'d Value, operation: &'d Value) -> Vec<&'d Value> {
        let mut found: Vec<&Value> = Vec::new();
        let listed = [operation, item].map(|holder| holder["parameters"].as_array().into_iter().flatten());
        for parameter in listed.into_iter().flatten() {
            let (parameter, _) = self.follow(parameter, "");
            let same = |other: &&Value| other["name"] == parameter["name"] && other["in"] == parameter["in"];
            if !found.iter().any(same) {
                found.push(parameter);
            }
        }
        found
    }

    /// The responses of an operation: status and what the document says of it.
    pub fn responses<'d>(&'d self, operation: &Operation<'d>) -> Vec<(&'d str, &'d Value)> {
        let responses = object(&operation.object["responses"]);
        responses.iter().map(|(status, response)| (status.as_str(), self.follow(response, "").0)).collect()
    }

    /// All bodies in JSON.
    pub fn json_bodies(&self) -> Vec<Body<'_>> {
        self.operations().iter().flat_map(|operation| self.bodies_of(operation)).collect()
    }

    /// The bodies of an operation that are in JSON.
    pub fn bodies_of<'d>(&'d self, operation: &Operation<'d>) -> Vec<Body<'d>> {
        let at = format!("/paths/{}/{}", escape(operation.path), operation.method.to_lowercase());
        let request = operation.object.get("requestBody").map(|body| (Side::Request, body, format!("{at}/requestBody")));
        let responses = object(&operation.object["responses"])
            .iter()
            .map(|(status, response)| (Side::Response(status.clone()), response, format!("{at}/responses/{status}")));
        let mut found = Vec::new();
        for (side, holder, pointer) in request.into_iter().chain(responses) {
            let (holder, pointer) = self.follow(holder, &pointer);
            let Some((media, schema)) = json_content(holder) else { continue };
            let pointer = format!("{pointer}/content/{}/schema", escape(media));
            found.push(Body { name: operation.body_name(&side), side, pointer, schema });
        }
        found
    }
}

fn value(text: &str) -> Value {
    if text.trim_start().starts_with('{') {
        serde_json::from_str(text).unwrap()
    } else {
        serde_yaml::from_str::<Unique>(text).unwrap().0
    }
}

/// The answer to HEAD has no body, whatever is declared (RFC 9110 section 9.3.2).
fn take_bodies_of_head_away(root: &mut Value) {
    let whole = root.clone();
    let items = root["paths"].as_object_mut().into_iter().flatten().map(|(_, item)| item);
    let responses = items.filter_map(|item| item.get_mut("head")?.get_mut("responses")?.as_object_mut());
    for response in responses.flat_map(Map::values_mut) {
        if let Some(target) = response.get("$ref").and_then(Value::as_str) {
            *response = whole.pointer(&target_of(target)).cloned().unwrap_or_default();
        }
        response.as_object_mut().map(|response| response.remove("content"));
    }
}

/// The first JSON schema of a body.
fn json_content(holder: &Value) -> Option<(&str, &Value)> {
    let content = holder.get("content")?.as_object()?;
    content.iter().find(|(media, _)| is_json(media)).and_then(|(media, body)| Some((media.as_str(), body.get("schema")?)))
}

/// Whether a media type is JSON (RFC 6839 for `+json`).
pub fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

/// A reference into this document as a JSON pointer.
pub fn target_of(reference: &str) -> String {
    let fragment = reference.strip_prefix('#').unwrap_or_else(|| panic!("`{reference}` is not within the document"));
    percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned()
}

/// A key as part of a JSON pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn object(value: &Value) -> &Map<String, Value> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&EMPTY)
}
