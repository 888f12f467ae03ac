//! Checks values with a JSON Schema validator.
//!
//! [`Checker`] holds two schemas of a body. The one made here says at each place what holds there, with directions and
//! tags. The other is the document's own, but for what OpenAPI 3.0 spells differently from JSON Schema; it knows nothing
//! of directions, so in a request it cannot ask for required members.

use std::collections::BTreeMap;

use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::document::{Body, Document};
use crate::draw::direction;
use crate::place::{Direction, Place};

/// What cannot stand in the fragment of a URI (RFC 3986, section 3.5), and what would be taken for an escape.
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Keywords that mean the same wherever they stand.
const PLAIN: [&str; 15] = [
    "type",
    "enum",
    "const",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// The URI that the document goes by.
const DOCUMENT: &str = "urn:document";

/// Makes the validators of a document's bodies.
pub struct Checkers<'d> {
    document: &'d Document,
    draft: Draft,
    /// The document as JSON Schema, for what is sent and for what is received, by the letter and as it is meant.
    registries: BTreeMap<(Direction, bool), Registry<'static>>,
}

/// The validators of a body.
pub struct Checker {
    strict: Validator,
    lenient: Validator,
    own: Validator,
    /// The first and the last of them, as the document is meant.
    meant: [Validator; 2],
}

impl<'d> Checkers<'d> {
    /// What the validators of all bodies have in common.
    pub fn new(document: &'d Document) -> Self {
        let draft = if document.is_3_0() { Draft::Draft4 } else { Draft::Draft202012 };
        let has_write_only = document.root()["components"].to_string().contains("\"writeOnly\"");
        let registry = |direction, literal| {
            let requires = direction == Direction::Response && !has_write_only;
            let plain = Plain { is_3_0: document.is_3_0(), requires, literal }.schema(document.root());
            let builder = Registry::new().draft(draft).add(DOCUMENT, plain).unwrap_or_else(|error| panic!("{error}"));
            ((direction, literal), builder.prepare().unwrap_or_else(|error| panic!("{error}")))
        };
        let directions = [Direction::Request, Direction::Response];
        let registries = directions.into_iter().flat_map(|one| [registry(one, true), registry(one, false)]).collect();
        Self { document, draft, registries }
    }

    /// The validators of a body.
    pub fn of(&self, body: &Body<'_>) -> Checker {
        let place = Place::new(self.document, &body.pointer, body.schema);
        let direction = direction(&body.side);
        let reference = json!({"$ref": format!("{DOCUMENT}#{}", utf8_percent_encode(&body.pointer, FRAGMENT))});
        let own = |literal| build(&reference, self.draft, self.registries.get(&(direction, literal)));
        let resolved = |tags, exclusive| build(&resolved(&place, direction, tags, exclusive), Draft::Draft202012, None);
        Checker {
            strict: resolved(true, true),
            lenient: resolved(false, false),
            own: own(true),
            meant: [resolved(true, false), own(false)],
        }
    }
}

impl Checker {
    /// Whether a value is valid by the letter of the document.
    pub fn is_literal(&self, value: &Value) -> bool {
        self.strict.is_valid(value) && self.own.is_valid(value)
    }

    /// Whether a value is valid as the document is meant. Services send values that fit several variants of a `oneOf`, and
    /// those with all members of an `allOf` of which one is closed, though by the letter they are not valid.
    pub fn is_meant(&self, value: &Value) -> bool {
        self.meant.iter().all(|validator| validator.is_valid(value))
    }

    /// What is wrong with a drawn value.
    pub fn errors(&self, value: &Value) -> Vec<String> {
        let strict = self.strict.iter_errors(value).map(|error| format!("at `{}`: {error}", error.instance_path()));
        let own =
            self.own.iter_errors(value).map(|error| format!("at `{}`, by the document itself: {error}", error.instance_path()));
        strict.chain(own).collect()
    }

    /// Whether a value is valid as the document is meant, which does not require every tag.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.lenient.is_valid(value)
    }
}

fn build(schema: &Value, draft: Draft, registry: Option<&Registry<'_>>) -> Validator {
    let options = jsonschema::options().with_draft(draft).should_validate_formats(true).should_ignore_unknown_formats(true);
    let result = match registry {
        Some(registry) => options.with_registry(registry).build(schema),
        None => options.build(schema),
    };
    result.unwrap_or_else(|error| panic!("{error}: {schema:#}"))
}

/// The JSON Schema of a place. `tags`: whether a discriminator's property must be there even if no schema requires it.
/// `exclusive`: whether a value must be of one variant of a `oneOf` only.
pub fn resolved(place: &Place<'_>, direction: Direction, tags: bool, exclusive: bool) -> Value {
    let mut writer = Writer { direction, tags, exclusive, numbers: BTreeMap::new(), definitions: Map::new() };
    let mut schema = writer.refer(place);
    schema["$defs"] = Value::Object(writer.definitions);
    schema
}

struct Writer {
    direction: Direction,
    tags: bool,
    exclusive: bool,
    numbers: BTreeMap<String, usize>,
    definitions: Map<String, Value>,
}

impl Writer {
    fn refer(&mut self, place: &Place<'_>) -> Value {
        let next = self.numbers.len();
        let identity = place.identity();
        let number = *self.numbers.entry(identity).or_insert(next);
        if number == next {
            let definition = self.define(place);
            self.definitions.insert(number.to_string(), definition);
        }
        json!({"$ref": format!("#/$defs/{number}")})
    }

    fn define(&mut self, place: &Place<'_>) -> Value {
        let schema = match place.open_union() {
            Some(union) => {
                let is_tagged = union.variants.iter().all(|variant| variant.tag.is_some());
                let keyword = if self.exclusive && union.exclusive && !is_tagged { "oneOf" } else { "anyOf" };
                let variants: Vec<Value> =
                    union.variants.iter().map(|variant| self.refer(&place.pick(&union, variant))).collect();
                json!({keyword: variants})
            }
            None => self.shape(place),
        };
        if place.is_nullable() { json!({"anyOf": [{"type": "null"}, schema]}) } else { schema }
    }

    fn shape(&mut self, place: &Place<'_>) -> Value {
        let mut schema = Map::new();
        let keywords = place_keywords(place);
        if !keywords.is_empty() {
            schema.insert("allOf".into(), Value::Array(keywords));
        }
        if let Some(items) = place.items() {
            schema.insert("items".into(), self.refer(&items));
        }
        let prefix: Vec<Value> = place.prefix_items().iter().map(|item| self.refer(item)).collect();
        if !prefix.is_empty() {
            schema.insert("prefixItems".into(), prefix.into());
        }
        if place.ends_after_prefix() {
            schema.insert("items".into(), Value::Bool(false));
        }
        let patterns: Map<String, Value> =
            place.patterns().iter().map(|(pattern, member)| ((*pattern).to_owned(), self.refer(member))).collect();
        if !patterns.is_empty() {
            schema.insert("patternProperties".into(), patterns.into());
        }
        let properties = place.properties();
        let mut members: Map<String, Value> =
            properties.iter().map(|(name, member)| ((*name).to_owned(), self.refer(member))).collect();
        let is_sent = |name: &str| !properties.get(name).is_some_and(|member| member.is_hidden(self.direction));
        let is_tag = |name: &str| place.tags().contains_key(name);
        let mut required: Vec<String> =
            place.required().into_iter().filter(|name| is_sent(name) || is_tag(name)).map(str::to_owned).collect();
        for (tag, values) in place.tags() {
            members.insert(tag.clone(), json!({"enum": values}));
            if self.tags {
                required.push(tag.clone());
            }
        }
        let additional = place.additional().map(|additional| self.refer(&additional));
        if let Some(additional) = additional.or(place.is_closed().then_some(Value::Bool(false))) {
            schema.insert("additionalProperties".into(), additional);
        }
        required.sort();
        required.dedup();
        schema.insert("properties".into(), Value::Object(members));
        schema.insert("required".into(), required.into());
        Value::Object(schema)
    }
}

/// The plain keywords of all schemas at a place, each in a schema of its own: all must hold.
fn place_keywords(place: &Place<'_>) -> Vec<Value> {
    let mut schemas = Vec::new();
    for keyword in PLAIN {
        schemas.extend(place.all(keyword).map(|value| match (keyword, value) {
            ("enum", Value::Array(values)) => json!({"enum": values}),
            _ => json!({keyword: value}),
        }));
    }
    for (keyword, inclusive) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        for value in place.all(keyword) {
            match value {
                Value::Bool(true) => schemas.extend(place.all(inclusive).map(|bound| json!({keyword: bound}))),
                Value::Bool(false) => {}
                bound => schemas.push(json!({keyword: bound})),
            }
        }
    }
    schemas
}

/// How schemas of OpenAPI become plain ones.
struct Plain {
    is_3_0: bool,
    /// Whether required members are asked for.
    requires: bool,
    /// By the letter: a value must be of one variant of a `oneOf` only, and a closed schema allows no members but its own. Else
    /// what is closed is left to the schema of all that holds at a place.
    literal: bool,
}

impl Plain {
    fn schema(&self, value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let kept = members.iter().filter(|(key, value)| !self.drops(key, value));
                // A discriminator picks the variant, whichever others the value would fit.
                let is_tagged = members.get("discriminator").is_some_and(|it| it.get("propertyName").is_some());
                // Without required members, a value may well fit several: whether it does is left to the other schema.
                let is_inclusive = is_tagged || !self.literal || !self.requires;
                let name = |key: &str| if is_inclusive && key == "oneOf" { "anyOf".to_owned() } else { key.to_owned() };
                let mut schema: Map<String, Value> = kept.map(|(key, value)| (name(key), self.schema(value))).collect();
                // The validator counts, and does not find a name that is listed twice.
                if let Some(Value::Array(names)) = schema.get_mut("required") {
                    let all = std::mem::take(names);
                    names.extend(
                        all.iter().enumerate().filter(|(at, name)| !all[..*at].contains(name)).map(|(_, name)| name.clone()),
                    );
                }
                // OpenAPI 3.1 has no such keyword. Documents have it all the same, and mean it.
                let is_nullable = members.get("nullable") == Some(&Value::Bool(true));
                if is_nullable { json!({"anyOf": [{"enum": [null]}, schema]}) } else { Value::Object(schema) }
            }
            Value::Array(items) => items.iter().map(|item| self.schema(item)).collect(),
            other => other.clone(),
        }
    }

    /// Whether a member is left out: a keyword of these names, rather than a property called so.
    fn drops(&self, key: &str, value: &Value) -> bool {
        match key {
            "nullable" => value.is_boolean(),
            "required" => !self.requires && (value.is_array() || value.is_boolean()),
            // Without them, what is ruled out would be more.
            "not" => !self.requires && value.to_string().contains("\"required\":["),
            "discriminator" => value.get("propertyName").is_some(),
            "additionalProperties" | "unevaluatedProperties" => !self.literal && *value == Value::Bool(false),
            // A flag beside the bound in 3.0, and a bound of its own in 3.1.
            "exclusiveMinimum" | "exclusiveMaximum" => value.is_boolean() && !self.is_3_0,
            _ => false,
        }
    }
}
