//! JSON texts one after the other: JSON lines, and JSON text sequences (RFC 7464).

use std::{
    fmt,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes, BytesMut};
use serde::de::DeserializeOwned;

use super::{Incoming, Source, source};
use crate::{Error, ErrorKind, core::Core, decode::from_json};

/// What begins a text of a sequence (RFC 7464 section 2.2).
const SEPARATOR: u8 = 0x1e;

/// The JSON texts of a response, while they come: one a line, or in a sequence.
///
/// A text that is not a `T` is an error of kind [`ErrorKind::Decode`] with the text in [`Error::raw_body`], and the stream goes on.
/// One that is longer than [`max_response`](crate::ClientBuilder::max_response), a connection that breaks, and a stream that stands
/// still for [`idle_timeout`](crate::ClientBuilder::idle_timeout) are errors, too, and end it. It is not asked for again.
#[must_use = "nothing is read before `next`"]
pub struct Lines<T> {
    incoming: Box<Incoming>,
    splitter: Box<Splitter>,
    decode: fn(&[u8]) -> Result<T, String>,
    ended: bool,
}

impl<T: DeserializeOwned> Lines<T> {
    pub(crate) fn new(incoming: Incoming, is_sequence: bool) -> Self {
        let splitter = Box::new(Splitter { is_sequence, ..Splitter::default() });
        Self { incoming: Box::new(incoming), splitter, decode: from_json, ended: false }
    }
}

impl<T> Lines<T> {
    fn read(&self, text: Bytes) -> Result<T, Error> {
        (self.decode)(&text).map_err(|message| {
            let message = format!("a line of the stream is not as declared: {message}");
            self.incoming.error(ErrorKind::Decode, message, text)
        })
    }
}

impl<T> Source for Lines<T> {
    type Item = T;

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(text) = self.splitter.next() {
                return Poll::Ready(Some(self.read(text)));
            }
            if self.splitter.text.len() > self.incoming.longest() {
                self.ended = true;
                return Poll::Ready(Some(Err(self.incoming.too_long("a line"))));
            }
            match ready!(self.incoming.poll_chunk(context)) {
                Some(Ok(chunk)) => self.splitter.rest = chunk,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    self.ended = true;
                    // The last line may do without its end.
                    return Poll::Ready(self.splitter.take().map(|text| self.read(text)));
                }
            }
        }
    }

    fn core(&self) -> &Core {
        self.incoming.core()
    }
}

source!(Lines<T>, T, "text");

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("ended", &self.ended).finish_non_exhaustive()
    }
}

/// From chunks to texts.
#[derive(Debug, Default)]
struct Splitter {
    /// Whether a text may have several lines, as in a sequence: then it ends where its JSON does, or where another begins.
    is_sequence: bool,
    /// What has come and has not been looked at.
    rest: Bytes,
    /// The beginning of the present text.
    text: BytesMut,
    /// How many brackets are open in it.
    depth: usize,
    in_string: bool,
    after_backslash: bool,
}

impl Splitter {
    /// The next text, if all of it is there.
    fn next(&mut self) -> Option<Bytes> {
        while !self.rest.is_empty() {
            let Some(end) = self.rest.iter().position(|byte| [b'\n', SEPARATOR].contains(byte)) else {
                let part = std::mem::take(&mut self.rest);
                self.extend(&part);
                return None;
            };
            let part = self.rest.split_to(end);
            self.extend(&part);
            let mark = self.rest.get_u8();
            let is_within = self.is_sequence && (self.depth > 0 || self.in_string);
            if mark == b'\n' && is_within {
                self.text.extend_from_slice(b"\n");
            } else if let Some(text) = self.take() {
                return Some(text);
            }
        }
        None
    }

    fn extend(&mut self, part: &[u8]) {
        self.text.extend_from_slice(part);
        for byte in part.iter().filter(|_| self.is_sequence) {
            match byte {
                _ if self.after_backslash => self.after_backslash = false,
                b'\\' => self.after_backslash = self.in_string,
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth += 1,
                b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// The present text. `None` if there is nothing in it.
    fn take(&mut self) -> Option<Bytes> {
        (self.depth, self.in_string, self.after_backslash) = (0, false, false);
        let text = self.text.split().freeze();
        Some(text.trim_ascii()).filter(|trimmed| !trimmed.is_empty()).map(|trimmed| text.slice_ref(trimmed))
    }
}
