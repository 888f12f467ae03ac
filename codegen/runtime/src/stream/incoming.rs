//! A body while it comes.

use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};

use crate::{
    Error, ErrorKind,
    core::Core,
    decompress::Inflating,
    exclusive::Exclusive,
    response::Reply,
    transport::{Body, BoxFuture, TransportError, TransportErrorKind},
};

/// How a body is handed over. A table's form says it: see [`delivery`](crate::decode::delivery).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Delivery {
    /// When it is there.
    Whole,
    /// While it comes, as server-sent events.
    Events,
    /// While it comes, as JSON texts.
    Lines,
    /// While it comes, as it is.
    Bytes,
}

impl Delivery {
    /// Whether it is handed over while it comes.
    pub const fn is_stream(self) -> bool {
        !matches!(self, Self::Whole)
    }

    /// Whether a response is what it was asked for. One that is not is read whole, since it may be anything; most likely it is
    /// what the operation gives to those who do not say in the body of the request that they want a stream.
    pub(crate) fn fits(self, headers: &HeaderMap) -> bool {
        let Some(media_type) = headers.get(CONTENT_TYPE) else { return true };
        let media_type = String::from_utf8_lossy(media_type.as_bytes()).to_ascii_lowercase();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        match self {
            Self::Whole => false,
            Self::Events => essence == "text/event-stream",
            Self::Lines => !matches!(essence, "application/json" | "text/event-stream" | "text/html"),
            Self::Bytes => true,
        }
    }
}

/// The rest of a response whose head has come.
#[doc(hidden)]
pub struct Incoming {
    core: Core,
    /// Without a body.
    head: Reply,
    operation: &'static str,
    body: Body,
    inflating: Option<Inflating>,
    /// The time limit of the chunk that is waited for.
    limit: Option<Exclusive<BoxFuture<'static, ()>>>,
    done: bool,
}

impl Incoming {
    pub(crate) fn new(core: Core, mut head: Reply, operation: &'static str, body: Body) -> Self {
        let inflating = Inflating::of(&mut head.headers);
        Self { core, head, operation, body, inflating, limit: None, done: false }
    }

    #[cfg_attr(not(feature = "blocking"), allow(dead_code, reason = "only iterators need it"))]
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// How many bytes there are, as the service says; not known of what is compressed.
    pub(crate) fn length(&self) -> Option<u64> {
        if self.inflating.is_some() { None } else { self.body.length() }
    }

    /// The longest item to be read.
    pub(crate) fn longest(&self) -> usize {
        self.core.0.max_response
    }

    /// The next chunk. `None` after the last one, and after an error.
    pub(crate) fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            if self.done {
                return Poll::Ready(None);
            }
            match self.inflating.as_mut().and_then(Inflating::take) {
                Some(Ok(chunk)) => return Poll::Ready(Some(Ok(chunk))),
                Some(Err(_)) => return Poll::Ready(Some(Err(self.end(ErrorKind::Decode, "the body is no gzip, but says so")))),
                None => {}
            }
            match ready!(self.poll_wire(context)) {
                Some(Ok(chunk)) => match &mut self.inflating {
                    Some(inflating) => inflating.put(chunk),
                    None => return Poll::Ready(Some(Ok(chunk))),
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None if self.inflating.as_mut().is_some_and(Inflating::is_cut) => {
                    return Poll::Ready(Some(Err(self.end(ErrorKind::Transport, "the compressed body ends too soon"))));
                }
                None => self.done = true,
            }
        }
    }

    /// The next chunk as it comes, in the time that there is for one.
    fn poll_wire(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        if let Poll::Ready(chunk) = self.body.poll_chunk(context) {
            self.limit = None;
            return Poll::Ready(chunk.map(|chunk| chunk.map_err(|error| self.broken(error))));
        }
        let settings = &self.core.0;
        let Some(idle) = settings.idle_timeout else { return Poll::Pending };
        let limit = self.limit.get_or_insert_with(|| Exclusive::new(settings.clock.limit(idle)));
        ready!(limit.get_mut().as_mut().poll(context));
        Poll::Ready(Some(Err(self.end(ErrorKind::Timeout, "the stream stood still for too long"))))
    }

    fn broken(&mut self, error: TransportError) -> Error {
        let kind = match error.kind {
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::TooLarge => ErrorKind::TooLarge,
            _ => ErrorKind::Transport,
        };
        self.end(kind, "the stream broke off").with_source(error)
    }

    /// The error that ends the stream.
    pub(crate) fn end(&mut self, kind: ErrorKind, message: impl Into<String>) -> Error {
        self.done = true;
        self.error(kind, message, Bytes::new())
    }

    /// The error for an item that is longer than what may be held.
    pub(crate) fn too_long(&mut self, what: &str) -> Error {
        let message = format!("{what} of the stream is longer than the limit of {} bytes", self.longest());
        self.end(ErrorKind::TooLarge, message)
    }

    /// An error that knows the response, with a part of it as the body.
    pub(crate) fn error(&self, kind: ErrorKind, message: impl Into<String>, raw: Bytes) -> Error {
        let reply = Reply { body: raw, ..self.head.clone() };
        Error::new(kind, message).in_operation(self.operation, reply.attempts).with_reply(reply)
    }
}
