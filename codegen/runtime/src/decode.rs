//! From a response to a result.

use std::{any::Any, sync::Arc};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::{Error, ErrorKind, json::path_at, response::Reply};

/// The forms of a body. A table names them: `202 => json PrivateLinkAccess`.
#[doc(hidden)]
pub mod body {
    use http::header::CONTENT_TYPE;

    use super::{Bytes, DeserializeOwned, Error, ErrorKind, Reply, failed, from_json};
    use crate::stream::{ByteStream, Events, Incoming, Lines};

    /// JSON (RFC 8259).
    pub fn json<T: DeserializeOwned>(reply: &Reply, _: Option<Incoming>) -> Result<T, Error> {
        from_json(&reply.body).map_err(|message| failed(reply, message))
    }

    /// Text in UTF-8.
    pub fn text(reply: &Reply, _: Option<Incoming>) -> Result<String, Error> {
        String::from_utf8(reply.body.to_vec()).map_err(|error| {
            Error::new(ErrorKind::Decode, format!("the body of the {} is not UTF-8", reply.status))
                .with_source(error)
                .with_reply(reply.clone())
        })
    }

    /// Bytes as they are.
    pub fn bytes(reply: &Reply, _: Option<Incoming>) -> Result<Bytes, Error> {
        Ok(reply.body.clone())
    }

    /// No body. One that comes nevertheless is not looked at.
    pub fn empty(_: &Reply, _: Option<Incoming>) -> Result<(), Error> {
        Ok(())
    }

    /// Server-sent events with data in JSON.
    pub fn events<T: DeserializeOwned>(reply: &Reply, incoming: Option<Incoming>) -> Result<Events<T>, Error> {
        Ok(Events::new(expect(reply, incoming)?, |data| from_json(data.as_bytes())))
    }

    /// Server-sent events with data as it is.
    pub fn texts(reply: &Reply, incoming: Option<Incoming>) -> Result<Events<String>, Error> {
        Ok(Events::new(expect(reply, incoming)?, |data| Ok(data.to_owned())))
    }

    /// JSON lines.
    pub fn lines<T: DeserializeOwned>(reply: &Reply, incoming: Option<Incoming>) -> Result<Lines<T>, Error> {
        Ok(Lines::new(expect(reply, incoming)?, false))
    }

    /// A sequence of JSON texts (RFC 7464).
    pub fn sequence<T: DeserializeOwned>(reply: &Reply, incoming: Option<Incoming>) -> Result<Lines<T>, Error> {
        Ok(Lines::new(expect(reply, incoming)?, true))
    }

    /// Bytes while they come.
    pub fn stream(reply: &Reply, incoming: Option<Incoming>) -> Result<ByteStream, Error> {
        Ok(ByteStream::new(expect(reply, incoming)?))
    }

    /// The stream, unless the service has answered with something else.
    fn expect(reply: &Reply, incoming: Option<Incoming>) -> Result<Incoming, Error> {
        incoming.ok_or_else(|| {
            let is = reply.headers.get(CONTENT_TYPE).map_or_else(Default::default, |is| String::from_utf8_lossy(is.as_bytes()));
            let message = format!("the {} is `{is}` and not the stream that was asked for", reply.status);
            Error::new(ErrorKind::Decode, message).with_reply(reply.clone())
        })
    }
}

/// How each form of a body is handed over.
#[doc(hidden)]
#[allow(non_upper_case_globals, missing_docs, reason = "a table names them as it names the functions of `body`")]
pub mod delivery {
    use crate::stream::Delivery;

    pub const json: Delivery = Delivery::Whole;
    pub const text: Delivery = Delivery::Whole;
    pub const bytes: Delivery = Delivery::Whole;
    pub const empty: Delivery = Delivery::Whole;
    pub const events: Delivery = Delivery::Events;
    pub const texts: Delivery = Delivery::Events;
    pub const lines: Delivery = Delivery::Lines;
    pub const sequence: Delivery = Delivery::Lines;
    pub const stream: Delivery = Delivery::Bytes;
}

/// Reads a typed value from JSON. An error is a clause that names the place.
pub(crate) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    // A byte order mark is against RFC 8259 section 8.1, which lets a reader ignore it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| explain(text, &error))
}

fn explain(text: &str, error: &serde_json::Error) -> String {
    if text.trim().is_empty() {
        return "it is empty".to_owned();
    }
    let path = path_at(text, error.line(), error.column());
    if path.is_empty() { error.to_string() } else { format!("at `{path}`: {error}") }
}

fn failed(reply: &Reply, message: String) -> Error {
    Error::new(ErrorKind::Decode, format!("the body of the {} is not as declared: {message}", reply.status))
        .with_reply(reply.clone())
}

/// A declared error body, its type forgotten.
#[doc(hidden)]
pub type ErrorBody = Option<Arc<dyn Any + Send + Sync>>;

/// The forms of an error body: what cannot be read as declared stays raw.
#[doc(hidden)]
pub mod error_body {
    use super::{Arc, DeserializeOwned, ErrorBody, Reply, from_json};

    /// JSON.
    pub fn json<T: DeserializeOwned + Send + Sync + 'static>(reply: &Reply) -> ErrorBody {
        from_json::<T>(&reply.body).ok().map(|body| Arc::new(body) as _)
    }

    /// Text in UTF-8.
    pub fn text(reply: &Reply) -> ErrorBody {
        super::body::text(reply, None).ok().map(|body| Arc::new(body) as _)
    }

    /// Bytes as they are.
    pub fn bytes(reply: &Reply) -> ErrorBody {
        Some(Arc::new(reply.body.clone()))
    }

    /// No body.
    pub fn empty(_: &Reply) -> ErrorBody {
        None
    }
}

/// Whether a body is in this media type; its parameters say nothing of what it is (RFC 9110 section 8.3.1).
#[doc(hidden)]
pub fn is_in(reply: &Reply, media_type: &str) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let comes = reply.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    comes.is_some_and(|comes| essence(comes) == essence(media_type))
}

/// The error for a status that no row of success names.
pub(crate) fn unsuccessful(reply: Reply, body: ErrorBody) -> Error {
    let status = reply.status;
    let message = if status.is_success() {
        format!("{status}, which the document does not declare")
    } else if status.is_redirection() {
        format!("{status}, and redirects are not followed")
    } else {
        status.to_string()
    };
    Error::new(ErrorKind::Status, message).with_body(body).with_reply(reply)
}
