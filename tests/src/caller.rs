//! What a program needs to call a generated client by the names of the document, besides what `dispatch` writes.
//!
//! This file is also part of the programs that tests write for the clients of fixtures, so it uses nothing of this crate.

use std::collections::BTreeMap;

use basetype_runtime::{ByteStream, Bytes, Error, Events, File, Lines, Part, Upload};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The arguments of a call: parameters by place and name (`query page_size`), and the body.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Arguments {
    /// Parameters.
    pub values: BTreeMap<String, Value>,
    /// The body. Bytes are a string of the characters of these numbers.
    pub body: Option<Value>,
    /// The body's media type.
    pub media_type: Option<String>,
    /// The media type to ask for, where that is not the client's own choice.
    pub accept: Option<String>,
    /// Whether it is not the body that is wanted of a success, but the headers that the document declares.
    pub wants_headers: bool,
}

/// What a call came to.
#[derive(Debug)]
pub struct Answer {
    /// The value, or the error and its typed body.
    pub result: Result<Value, (Error, Option<Value>)>,
}

/// Finds the body of an error by its type.
pub type TypedBody = fn(&Error) -> Option<Value>;

impl Arguments {
    /// Whether there is a value for a parameter.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Whether there is a body.
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The value of a parameter.
    pub fn value<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.values.get(name).unwrap_or_else(|| panic!("there is no argument `{name}`"));
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("`{name}`: {error}: {value}"))
    }

    /// The body.
    pub fn body<T: DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.body.clone().unwrap()).unwrap()
    }

    /// The body as bytes.
    pub fn bytes(&self) -> Upload {
        bytes_of(&self.body::<String>()).into()
    }

    /// Whether the body has a member.
    pub fn has_member(&self, name: &str) -> bool {
        self.body.as_ref().and_then(|body| body.get(name)).is_some_and(|value| !value.is_null())
    }

    /// A member of the body.
    pub fn member<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.body.as_ref().and_then(|body| body.get(name)).cloned().unwrap_or_default();
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("`{name}`: {error}: {value}"))
    }

    /// A member of the body as a file.
    pub fn file(&self, name: &str) -> File {
        file(name, &self.member::<String>(name))
    }

    /// A member of the body as files.
    pub fn files(&self, name: &str) -> Vec<File> {
        match self.member::<Value>(name) {
            // One, where there can be several.
            Value::String(text) => vec![file(name, &text)],
            _ => self.member::<Vec<String>>(name).iter().map(|text| file(name, text)).collect(),
        }
    }

    /// The body as parts: one of text for each member.
    pub fn parts(&self) -> Vec<Part> {
        let members = self.body::<BTreeMap<String, String>>();
        members.into_iter().map(|(name, text)| Part::text(name, text)).collect()
    }
}

/// A file whose bytes are the characters of these numbers.
fn file(name: &str, text: &str) -> File {
    // From a reader, so that the parts are sent one after the other.
    File::new(format!("{name}.bin"), Upload::reader(std::io::Cursor::new(bytes_of(text))))
}

/// The characters of these numbers.
fn bytes_of(text: &str) -> Bytes {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// A decoded body as JSON.
pub fn json<T: Serialize + ?Sized>(body: &T) -> Value {
    serde_json::to_value(body).unwrap()
}

/// A body of bytes as a string of the characters of these numbers.
pub fn bytes(body: &Bytes) -> Value {
    body.iter().map(|byte| char::from(*byte)).collect::<String>().into()
}

/// The chunks of a body as one string of the characters of these numbers.
pub async fn chunks(mut stream: ByteStream) -> Value {
    let mut all = Vec::new();
    while let Some(chunk) = stream.next().await {
        all.extend_from_slice(&chunk.unwrap());
    }
    bytes(&all.into())
}

/// The events of a stream: type, identifier, milliseconds to wait, and data of each.
pub async fn events<T: Serialize>(mut events: Events<T>) -> Value {
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        let retry = event.retry.map(|retry| u64::try_from(retry.as_millis()).unwrap());
        all.push(serde_json::json!([event.event, event.id, retry, event.data]));
    }
    all.into()
}

/// The texts of a stream.
pub async fn lines<T: Serialize>(mut lines: Lines<T>) -> Value {
    let mut all = Vec::new();
    while let Some(line) = lines.next().await {
        all.push(json(&line.unwrap()));
    }
    all.into()
}

/// The headers that there are, of those that the client has.
pub fn headers(all: Vec<(&str, Value)>) -> Value {
    let present = all.into_iter().filter(|(_, value)| !value.is_null());
    present.map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
}

/// What a call came to.
pub fn answer(result: Result<Value, Error>, bodies: &[TypedBody]) -> Answer {
    Answer {
        result: result.map_err(|error| {
            let body = bodies.iter().find_map(|body| body(&error));
            (error, body)
        }),
    }
}

/// The body of an error that is of this type.
pub fn typed_body<T: Serialize + 'static>(error: &Error) -> Option<Value> {
    error.body::<T>().map(json)
}

/// The body of an error that is bytes.
pub fn bytes_body(error: &Error) -> Option<Value> {
    error.body::<Bytes>().map(bytes)
}
