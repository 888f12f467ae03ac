//! Server-sent events (WHATWG HTML, "Server-sent events", "Interpreting an event stream").

use std::{
    fmt,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, Bytes};

use super::{Incoming, Source, source};
use crate::{Error, ErrorKind, core::Core};

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The event's type. `None` where the service gives none, which means `message`.
    pub event: Option<String>,
    /// The identifier that the service gave last, in this event or in one before: to go on after it, an operation may take
    /// the header `Last-Event-ID`.
    pub id: Option<String>,
    /// How long the service, when it spoke of that last, asks to wait before one connects again.
    pub retry: Option<Duration>,
    /// The data.
    pub data: T,
}

/// The events of a response in `text/event-stream`, while they come.
///
/// Data that is not a `T` is an error of kind [`ErrorKind::Decode`] with the data in [`Error::raw_body`], and the stream goes on:
/// some services end theirs with an event that is no JSON, for which there is [`until`](Self::until). An event that is longer than
/// [`max_response`](crate::ClientBuilder::max_response), a connection that breaks, and a stream that stands still for
/// [`idle_timeout`](crate::ClientBuilder::idle_timeout) are errors, too, and end it. It is not asked for again.
#[must_use = "nothing is read before `next`"]
pub struct Events<T> {
    incoming: Box<Incoming>,
    parser: Box<Parser>,
    decode: fn(&str) -> Result<T, String>,
    end: Option<String>,
    ended: bool,
}

impl<T> Events<T> {
    pub(crate) fn new(incoming: Incoming, decode: fn(&str) -> Result<T, String>) -> Self {
        Self { incoming: Box::new(incoming), parser: Box::default(), decode, end: None, ended: false }
    }

    /// Ends the stream before the first event with this data, such as `[DONE]`.
    pub fn until(mut self, data: impl Into<String>) -> Self {
        self.end = Some(data.into());
        self
    }

    fn read(&self, raw: Event<String>) -> Result<Event<T>, Error> {
        match (self.decode)(&raw.data) {
            Ok(data) => Ok(Event { event: raw.event, id: raw.id, retry: raw.retry, data }),
            Err(message) => {
                let message = format!("the data of an event is not as declared: {message}");
                Err(self.incoming.error(ErrorKind::Decode, message, Bytes::from(raw.data)))
            }
        }
    }
}

impl<T> Source for Events<T> {
    type Item = Event<T>;

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            match self.parser.next(self.incoming.longest()) {
                Ok(Some(raw)) if self.end.as_ref() == Some(&raw.data) => self.ended = true,
                Ok(Some(raw)) => return Poll::Ready(Some(self.read(raw))),
                Err(TooLong) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(self.incoming.too_long("an event"))));
                }
                Ok(None) => match ready!(self.incoming.poll_chunk(context)) {
                    Some(Ok(chunk)) => self.parser.rest = chunk,
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    // What is not ended by an empty line is no event.
                    None => self.ended = true,
                },
            }
        }
    }

    fn core(&self) -> &Core {
        self.incoming.core()
    }
}

source!(Events<T>, Event<T>, "event");

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("ended", &self.ended).finish_non_exhaustive()
    }
}

/// An event is longer than it may be.
#[derive(Debug, PartialEq)]
struct TooLong;

/// From chunks to events.
#[derive(Debug, Default)]
struct Parser {
    /// What has come and has not been looked at.
    rest: Bytes,
    /// The beginning of the present line.
    line: Vec<u8>,
    /// Whether a line feed that comes next belongs to the carriage return before it.
    after_return: bool,
    /// Whether the first line has been read, which may begin with a byte order mark.
    begun: bool,
    event: String,
    data: Option<String>,
    id: Option<String>,
    retry: Option<Duration>,
}

impl Parser {
    /// The next event, if all of it is there.
    fn next(&mut self, longest: usize) -> Result<Option<Event<String>>, TooLong> {
        while let Some(first) = self.rest.first() {
            if std::mem::take(&mut self.after_return) && *first == b'\n' {
                self.rest.advance(1);
                continue;
            }
            let end = self.rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = self.rest.split_to(end.unwrap_or(self.rest.len()));
            if self.line.len() + part.len() + self.data.as_ref().map_or(0, String::len) > longest {
                return Err(TooLong);
            }
            self.line.extend_from_slice(&part);
            if end.is_some() {
                self.after_return = self.rest.get_u8() == b'\r';
                let line = std::mem::take(&mut self.line);
                if let Some(event) = self.line(&line) {
                    return Ok(Some(event));
                }
            }
        }
        Ok(None)
    }

    fn line(&mut self, line: &[u8]) -> Option<Event<String>> {
        let mut line = &*String::from_utf8_lossy(line);
        if !std::mem::replace(&mut self.begun, true) {
            line = line.strip_prefix('\u{feff}').unwrap_or(line);
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => data.extend(["\n", value]),
                none => *none = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()).filter(|id| !id.is_empty()),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // A comment, which has no name, or what nobody knows.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<Event<String>> {
        let event = Some(std::mem::take(&mut self.event)).filter(|event| !event.is_empty());
        // Without a line of data there is no event.
        let data = self.data.take()?;
        Some(Event { event, id: self.id.clone(), retry: self.retry, data })
    }
}
