//! The one error type of a client.

use std::{any::Any, error::Error as StdError, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{
    ValidationError, Value,
    response::{Reply, request_id},
};

type Source = Arc<dyn StdError + Send + Sync>;

/// What went wrong with a call, and all that is known about it.
///
/// Whatever has seen a response keeps its status, headers, request id and body. A body that the document declares for
/// that status is there as its type: [`Error::body`].
#[derive(Clone)]
#[non_exhaustive]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static str>,
    attempts: u32,
    reply: Option<Reply>,
    body: Option<Arc<dyn Any + Send + Sync>>,
    source: Option<Source>,
}

/// The kinds of errors, told apart by what a caller can do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings or the call's arguments do not make a request. Nothing was sent.
    Request,
    /// The request breaks a constraint of the document. Nothing was sent. The source is a [`crate::ValidationError`].
    Validation,
    /// No credential satisfies the operation's security, or a token could not be had.
    Credentials,
    /// No connection. The service has not seen the request.
    Connect,
    /// The connection broke while the request was sent or the response was read. The service may have acted on it.
    Transport,
    /// A time limit was reached. The service may have acted on the request.
    Timeout,
    /// The service answered with a status that is no declared success.
    Status,
    /// The service answered with success, and its body is not what the document says.
    Decode,
    /// The response is larger than the client's limit.
    TooLarge,
    /// A list repeats a page, so that following it would never end.
    PageLoop,
    /// A resource that was waited for reached a failed phase. [`Error::body`] has the resource.
    Failed,
}

impl Error {
    /// An error of a kind, with a message that says what is wrong.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            attempts: 0,
            reply: None,
            body: None,
            source: None,
        }))
    }

    /// Adds the error that caused this one.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn with_reply(mut self, reply: Reply) -> Self {
        self.0.reply = Some(reply);
        self
    }

    pub(crate) fn with_body(mut self, body: Option<Arc<dyn Any + Send + Sync>>) -> Self {
        self.0.body = body;
        self
    }

    /// The response, or this error if there was none.
    pub(crate) fn into_reply(mut self) -> Result<Reply, Self> {
        self.0.reply.take().ok_or(self)
    }

    pub(crate) fn in_operation(mut self, operation: &'static str, attempts: u32) -> Self {
        self.0.operation.get_or_insert(operation);
        self.0.attempts = self.0.attempts.max(attempts);
        self
    }

    /// What kind of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.reply.as_ref().map(|reply| reply.status)
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.reply.as_ref().map(|reply| &reply.headers)
    }

    /// The service's name for this exchange, to quote in a support case: the header `X-Request-Id` or `Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// The body of the response as it came. It is cut at the client's limit.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.0.reply.as_ref().map(|reply| &reply.body)
    }

    /// The body that the document declares for this status, or the resource that failed, if it is a `T`.
    pub fn body<T: 'static>(&self) -> Option<&T> {
        self.0.body.as_ref()?.downcast_ref()
    }

    /// The `operationId` of the operation that was called.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the service asks to wait before another attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.reply {
            Some(reply) => reply.retry_after,
            None => self.cause::<Self>()?.retry_after(),
        }
    }

    /// The error that caused this one, if it is a `T`.
    pub fn cause<T: StdError + 'static>(&self) -> Option<&T> {
        self.source()?.downcast_ref()
    }

    /// Whether the status is 400.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(400)
    }

    /// Whether the status is 401.
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(401)
    }

    /// Whether the status is 403.
    pub fn is_forbidden(&self) -> bool {
        self.has_status(403)
    }

    /// Whether the status is 404.
    pub fn is_not_found(&self) -> bool {
        self.has_status(404)
    }

    /// Whether the status is 409.
    pub fn is_conflict(&self) -> bool {
        self.has_status(409)
    }

    /// Whether the status is 429.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(429)
    }

    /// Whether the status is 500 or more.
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error())
    }

    /// Whether a time limit was reached.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    fn has_status(&self, status: u16) -> bool {
        self.status().is_some_and(|is| is.as_u16() == status)
    }
}

/// One line: the operation, what is wrong, and what the service says about it.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(reply) = &self.0.reply {
            if let (ErrorKind::Status, Some(said)) = (self.0.kind, said(&reply.body)) {
                write!(f, ": {said}")?;
            }
            if let Some(id) = self.request_id() {
                write!(f, " (request {id})")?;
            }
        }
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        Ok(())
    }
}

/// Header values are left out, since some are secrets.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &self.0.kind).field("message", &self.0.message);
        debug.field("operation", &self.0.operation).field("attempts", &self.0.attempts);
        if let Some(reply) = &self.0.reply {
            debug.field("status", &reply.status.as_u16()).field("request_id", &self.request_id());
            debug.field("body", &line(&String::from_utf8_lossy(&reply.body)));
        }
        debug.field("source", &self.0.source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<ValidationError> for Error {
    /// An error of kind [`ErrorKind::Validation`].
    fn from(error: ValidationError) -> Self {
        Self::new(ErrorKind::Validation, error.to_string()).with_source(error)
    }
}

/// What an error body says, in the forms that services and the proxies before them use, else its text.
fn said(body: &Bytes) -> Option<String> {
    const PLACES: [&str; 8] = [
        "/errors/0/detail",
        "/errors/0/message",
        "/errors/0/title",
        "/error/message",
        "/error_description",
        "/message",
        "/detail",
        "/title",
    ];
    let text = std::str::from_utf8(body).ok()?.trim();
    let json = serde_json::from_str::<Value>(text).ok();
    let said = json.as_ref().and_then(|json| PLACES.iter().find_map(|place| json.pointer(place)?.as_str()));
    Some(line(said.unwrap_or(text))).filter(|said| !said.is_empty())
}

/// The beginning of a text, without line breaks.
fn line(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}
