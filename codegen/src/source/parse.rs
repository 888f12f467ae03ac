//! Text → [`Value`], for both formats through one visitor.
//!
//! What YAML has beyond JSON is decided here: keys that are not strings become their text, aliases and merge keys are
//! expanded within a budget in proportion to the text, tags and further documents are errors. Numbers are what JSON's
//! parser makes of them: integers up to 64 bits exactly, larger ones as floating point.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number};

use super::Value;

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// JSON.
    Json,
    /// YAML 1.2, as `serde_yaml` reads it.
    Yaml,
}

impl Format {
    /// By the name's extension, else by the first character.
    pub(crate) fn of(name: &str, text: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if extension.eq_ignore_ascii_case("json") {
            Self::Json
        } else if extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml") {
            Self::Yaml
        } else if text.trim_start().starts_with(['{', '[']) {
            Self::Json
        } else {
            Self::Yaml
        }
    }
}

/// A parsed text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) value: Value,
    /// Whether some object has a key twice; the index knows where.
    pub(super) has_duplicates: bool,
}

/// Why a text cannot be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) message: String,
    /// In bytes.
    pub(super) offset: usize,
    /// What it is part of, and where that starts.
    pub(super) within: Option<(String, usize)>,
}

/// Parses a text.
pub(super) fn parse(text: &str, format: Format) -> Result<Parsed, SyntaxError> {
    let context = Context::new(text, format);
    let value = match format {
        Format::Json => parse_json(text, &context),
        Format::Yaml => parse_yaml(text, &context),
    }?;
    Ok(Parsed { value, has_duplicates: context.has_duplicates.get() })
}

fn parse_json(text: &str, context: &Context) -> Result<Value, SyntaxError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Node(context).deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        let offset = offset_of(text, error.line(), |line| line.get(..error.column().saturating_sub(1)).map_or(0, str::len));
        SyntaxError { message: parser_message(&error.to_string()), offset, within: None }
    })
}

fn parse_yaml(text: &str, context: &Context) -> Result<Value, SyntaxError> {
    check_nesting(text)?;
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let first = documents.next().map_or(Ok(Value::Null), |first| Node(context).deserialize(first));
    let value = first.map_err(|error| yaml_error(text, &error))?;
    if documents.next().is_some() {
        let message = "the text holds several YAML documents; one is expected".to_owned();
        return Err(SyntaxError { message, offset: second_document(text), within: None });
    }
    Ok(value)
}

/// How deep flow collections may be nested: what `serde_yaml` allows of any nesting.
const MAX_DEPTH: usize = 128;

/// Stops at flow nesting that the parser would give up on anyway, but only after time in the square of its depth.
///
/// Brackets inside quotes and comments count too, so only unbalanced ones in prose could reach the bound by mistake; a
/// closing bracket or a line that starts with a letter takes them back.
fn check_nesting(text: &str) -> Result<(), SyntaxError> {
    let mut depth = 0_usize;
    let mut line_start = true;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'a'..=b'z' | b'A'..=b'Z' if line_start => depth = 0,
            _ => {}
        }
        line_start = byte == b'\n';
        if depth > MAX_DEPTH * 64 {
            return Err(SyntaxError { message: TOO_DEEP.to_owned(), offset, within: None });
        }
    }
    Ok(())
}

/// Where the second document of a text starts.
fn second_document(text: &str) -> usize {
    let mut offset = 0;
    let mut content = false;
    for line in text.split_inclusive('\n') {
        if content && (line.starts_with("---") || line.starts_with("...")) {
            return offset;
        }
        content |= !line.starts_with('#') && !line.starts_with('%') && !line.trim().is_empty();
        offset += line.len();
    }
    0
}

fn yaml_error(text: &str, error: &serde_yaml::Error) -> SyntaxError {
    let offset = |line: usize, column: usize| {
        let column = column.saturating_sub(1);
        offset_of(text, line, |line| line.char_indices().nth(column).map_or(line.len(), |(offset, _)| offset))
    };
    let said = error.to_string();
    let within = context(&said).map(|(what, line, column)| (what.to_owned(), offset(line, column)));
    let offset = error.location().map_or(0, |at| offset(at.line(), at.column()));
    let message = parser_message(&said);
    // A message of the visitor comes with the path of the place before it; the excerpt shows the place better.
    let message = match message.rfind(OWN_MESSAGE) {
        Some(start) => message.get(start + OWN_MESSAGE.len()..).unwrap_or_default().to_owned(),
        None => message,
    };
    SyntaxError { message, offset, within }
}

/// What the YAML parser was reading: `…, while parsing a flow mapping at line 5 column 13`.
fn context(message: &str) -> Option<(&str, usize, usize)> {
    let (_, reading) = message.split_once(", while parsing ")?;
    let (what, place) = reading.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    Some((what, line.parse().ok()?, column.parse().ok()?))
}

/// The offset in the text of an offset in one of its lines, which are counted from 1.
fn offset_of(text: &str, line: usize, within: impl Fn(&str) -> usize) -> usize {
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line.saturating_sub(1)).map(str::len).sum();
    before + lines.next().map_or(0, within)
}

/// What both parsers call the recursion limit.
const TOO_DEEP: &str = "the text is nested too deeply; 128 levels are the limit";

/// What the YAML parser calls the repetition limit.
const TOO_MANY_ALIASES: &str = "the aliases of this text expand to far more than the text itself";

/// The message without the position that the parser writes at its end, which the report writes in its own way.
fn parser_message(message: &str) -> String {
    let end = message.find(" at line ").unwrap_or(message.len());
    let message = message.get(..end).unwrap_or(message);
    let message = if message.contains("recursion limit exceeded") {
        TOO_DEEP
    } else if message.contains("repetition limit exceeded") {
        TOO_MANY_ALIASES
    } else {
        message
    };
    message.to_owned()
}

/// What the visitor needs to know at every node.
#[derive(Debug)]
struct Context {
    yaml: bool,
    /// How much may still be built: aliases make more of a text than it holds.
    budget: Cell<usize>,
    has_duplicates: Cell<bool>,
}

impl Context {
    fn new(text: &str, format: Format) -> Self {
        // Without aliases a text cannot build more nodes and characters than it has characters. With them a small text
        // may build a megabyte, a larger one as much again as itself, which bounds memory in proportion to the input.
        let budget = text.len().saturating_mul(2).saturating_add(1 << 20);
        Self { yaml: format == Format::Yaml, budget: Cell::new(budget), has_duplicates: Cell::new(false) }
    }

    fn spend<E: serde::de::Error>(&self, cost: usize) -> Result<(), E> {
        let left = self.budget.get().checked_sub(cost);
        self.budget.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or_else(|| own(TOO_MANY_ALIASES))
    }
}

/// Marks a message of this module, to find it in what the YAML parser makes of it.
const OWN_MESSAGE: &str = "\u{1}";

fn own<E: serde::de::Error>(message: &str) -> E {
    E::custom(format_args!("{OWN_MESSAGE}{message}"))
}

/// Builds one value.
#[derive(Clone, Copy)]
struct Node<'c>(&'c Context);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Value, E> {
        Err(own("the text is empty"))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.0.spend(1).map(|()| Value::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.0.spend(1).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.0.spend(1).map(|()| Value::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.0.spend(1).map(|()| Value::from(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "as JSON's parser does with integers beyond 64 bits")]
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "as JSON's parser does with integers beyond 64 bits")]
    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.0.spend(1)?;
        Number::from_f64(value).map(Value::Number).ok_or_else(|| own("infinity and NaN have no form in JSON"))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.0.spend(value.len() + 1).map(|()| Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.0.spend(1)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        self.0.spend(1)?;
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some(Key(key)) = members.next_key()? {
            self.0.spend(key.len())?;
            let value = members.next_value_seed(self)?;
            if self.0.yaml && key == "<<" {
                merged.push(value);
            } else if object.insert(key, value).is_some() {
                self.0.has_duplicates.set(true);
            }
        }
        for value in merged {
            merge(&mut object, value).map_err(A::Error::custom)?;
        }
        Ok(Value::Object(object))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _tagged: A) -> Result<Value, A::Error> {
        Err(own("YAML tags have no meaning in an OpenAPI document"))
    }
}

/// YAML's merge key: members of one mapping or several, where the object has none of that name.
fn merge(object: &mut Map<String, Value>, from: Value) -> Result<(), String> {
    match from {
        Value::Object(members) => {
            for (key, value) in members {
                object.entry(key).or_insert(value);
            }
            Ok(())
        }
        Value::Array(list) if list.iter().all(Value::is_object) => list.into_iter().try_for_each(|one| merge(object, one)),
        _ => Err(format!("{OWN_MESSAGE}`<<` merges a mapping, or a list of mappings")),
    }
}

/// An object's key: whatever scalar it is, as text.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for a string, the YAML parser gives the text of any scalar, so that `404:` is "404".
        deserializer.deserialize_string(KeyVisitor).map(Self)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a string")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<String, E> {
        Ok(key.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, key: String) -> Result<String, E> {
        Ok(key)
    }
}
