//! What goes over the wire in one direction, at hand or while it comes.

use std::{
    fmt,
    future::poll_fn,
    io::Read,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};

use super::{TransportError, TransportErrorKind};
use crate::exclusive::Exclusive;

/// How much is read from a reader at once.
const CHUNK: usize = 64 * 1024;

/// The body of one request or response: bytes at hand, or chunks that come one after the other.
pub struct Body {
    inner: Inner,
    length: Option<u64>,
}

enum Inner {
    Whole(Bytes),
    Chunks(Exclusive<Box<dyn Chunks>>),
}

/// Where the chunks of a [`Body`] come from.
pub trait Chunks: Send + 'static {
    /// The next chunk; `None` after the last one. It is not asked again after an error.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>>;
}

impl Body {
    /// A body of chunks.
    pub fn new(chunks: impl Chunks) -> Self {
        Self { inner: Inner::Chunks(Exclusive::new(Box::new(chunks))), length: None }
    }

    /// A body that is read from a reader, which blocks whoever asks for the next chunk.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::new(Reading(reader))
    }

    /// A body of the chunks of a stream.
    #[cfg(feature = "stream")]
    pub fn from_stream<S, C, E>(stream: S) -> Self
    where
        S: futures_core::Stream<Item = Result<C, E>> + Send + 'static,
        C: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::new(Streamed(Box::pin(stream)))
    }

    /// Says how many bytes there are.
    #[must_use]
    pub fn with_length(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.length = bytes.into();
        self
    }

    /// How many bytes there are, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.inner {
            Inner::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Inner::Chunks(_) => self.length,
        }
    }

    /// The bytes, if they are at hand.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.inner {
            Inner::Whole(bytes) => Some(bytes),
            Inner::Chunks(_) => None,
        }
    }

    /// The next chunk; `None` after the last one.
    pub fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        match &mut self.inner {
            Inner::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Inner::Chunks(chunks) => chunks.get_mut().poll_chunk(context),
        }
    }

    /// Adds the chunks to `read`, up to a limit, so that what has been read is there whatever happens.
    ///
    /// # Errors
    /// If a chunk cannot be had, or there is more than the limit.
    pub(crate) async fn read(mut self, read: &mut BytesMut, limit: usize) -> Result<(), TransportError> {
        while let Some(chunk) = poll_fn(|context| self.poll_chunk(context)).await {
            let chunk = chunk?;
            let room = limit.saturating_sub(read.len());
            read.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
            if chunk.len() > room {
                return Err(TransportError::new(TransportErrorKind::TooLarge));
            }
        }
        Ok(())
    }

    /// All bytes.
    ///
    /// # Errors
    /// If a chunk cannot be had.
    pub async fn collect(mut self) -> Result<Bytes, TransportError> {
        if let Inner::Whole(bytes) = &mut self.inner {
            return Ok(std::mem::take(bytes));
        }
        let mut read = BytesMut::new();
        self.read(&mut read, usize::MAX).await?;
        Ok(read.freeze())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { inner: Inner::Whole(bytes), length: None }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("length", &self.length()).finish_non_exhaustive()
    }
}

struct Reading<R>(R);

impl<R: Read + Send + 'static> Chunks for Reading<R> {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let mut chunk = vec![0; CHUNK];
        loop {
            match self.0.read(&mut chunk) {
                Ok(0) => return Poll::Ready(None),
                Ok(length) => {
                    chunk.truncate(length);
                    return Poll::Ready(Some(Ok(Bytes::from(chunk))));
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Some(Err(unreadable(error)))),
            }
        }
    }
}

#[cfg(feature = "stream")]
struct Streamed<S>(std::pin::Pin<Box<S>>);

#[cfg(feature = "stream")]
impl<S, C, E> Chunks for Streamed<S>
where
    S: futures_core::Stream<Item = Result<C, E>> + Send + 'static,
    C: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|next| next.map(|chunk| chunk.map(Into::into).map_err(unreadable)))
    }
}

/// What is to be sent cannot be read.
fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> TransportError {
    TransportError::new(TransportErrorKind::Request).with_source(error)
}
