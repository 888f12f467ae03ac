//! Bytes while they come.

use std::{
    fmt,
    marker::PhantomData,
    task::{Context, Poll},
};

use bytes::Bytes;

use super::{Delivery, Incoming, Source, source};
use crate::{Error, Operation, OperationInfo, core::Core, response::Reply};

/// The body of a response as it comes: chunks of any length, which together may be longer than what fits into memory.
///
/// A connection that breaks, and a stream that stands still for [`idle_timeout`](crate::ClientBuilder::idle_timeout), are errors
/// and end it. It is not asked for again.
#[must_use = "nothing is read before `next`"]
pub struct ByteStream {
    incoming: Box<Incoming>,
}

impl ByteStream {
    pub(crate) fn new(incoming: Incoming) -> Self {
        Self { incoming: Box::new(incoming) }
    }

    /// How many bytes the whole body has, if the service says so.
    pub fn length(&self) -> Option<u64> {
        self.incoming.length()
    }

    /// The stream of a blocking client as a reader.
    #[cfg(feature = "blocking")]
    pub fn into_reader(self) -> impl std::io::Read + Send {
        Reader { chunks: self.into_iter(), rest: Bytes::new() }
    }
}

impl Source for ByteStream {
    type Item = Bytes;

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        self.incoming.poll_chunk(context)
    }

    fn core(&self) -> &Core {
        self.incoming.core()
    }
}

source!(ByteStream, Bytes, "chunk");

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// An operation whose success is handed over as it comes: what `as_stream` of a request makes of it.
#[derive(Clone, Copy, Debug)]
pub struct Streamed<Op>(PhantomData<fn() -> Op>);

impl<Op: Operation> Operation for Streamed<Op> {
    type Output = ByteStream;
    type Headers = Op::Headers;

    const INFO: &'static OperationInfo = Op::INFO;
    const ACCEPT: &'static str = Op::ACCEPT;
    const STREAMED: bool = true;

    fn delivery(status: u16) -> Option<Delivery> {
        Op::delivery(status).map(|_| Delivery::Bytes)
    }

    fn decode(reply: &Reply, incoming: Option<Incoming>) -> Option<Result<ByteStream, Error>> {
        Op::delivery(reply.status.as_u16()).map(|_| crate::decode::body::stream(reply, incoming))
    }
}

#[cfg(feature = "blocking")]
struct Reader {
    chunks: super::Blocked<ByteStream>,
    rest: Bytes,
}

#[cfg(feature = "blocking")]
impl std::io::Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        use bytes::Buf;

        while self.rest.is_empty() {
            match self.chunks.next() {
                Some(chunk) => self.rest = chunk.map_err(std::io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.rest.len());
        self.rest.copy_to_slice(buffer.get_mut(..length).unwrap_or_default());
        Ok(length)
    }
}
