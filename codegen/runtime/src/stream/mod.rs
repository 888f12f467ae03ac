//! Bodies of responses that are read while they come: events, lines of JSON, bytes.

mod bytes;
mod events;
mod incoming;
mod lines;

use std::task::{Context, Poll};

pub use self::{
    bytes::{ByteStream, Streamed},
    events::{Event, Events},
    incoming::{Delivery, Incoming},
    lines::Lines,
};
use crate::{Error, core::Core};

/// What has items that come one after the other. It is for the types of this module alone.
#[allow(unreachable_pub, reason = "an iterator over a source shows it")]
pub trait Source {
    /// What comes.
    type Item;

    /// The next item.
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Self::Item, Error>>>;

    /// The client that it is of.
    #[cfg_attr(not(feature = "blocking"), allow(dead_code, reason = "only iterators need it"))]
    fn core(&self) -> &Core;
}

/// The ways to the items of a source: `next`, a `Stream`, and for blocking clients an iterator.
macro_rules! source {
    ($name:ident $(<$parameter:ident>)?, $item:ty, $what:literal) => {
        impl$(<$parameter>)? $name$(<$parameter>)? {
            #[doc = concat!("The next ", $what, ". `None` after the last one, and after an error that ended the stream. To drop")]
            /// the future before it is ready loses nothing.
            pub async fn next(&mut self) -> Option<Result<$item, Error>> {
                std::future::poll_fn(|context| $crate::stream::Source::poll_item(self, context)).await
            }
        }

        #[cfg(feature = "stream")]
        impl$(<$parameter>)? futures_core::Stream for $name$(<$parameter>)? {
            type Item = Result<$item, Error>;

            fn poll_next(
                mut self: std::pin::Pin<&mut Self>,
                context: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Self::Item>> {
                $crate::stream::Source::poll_item(&mut *self, context)
            }
        }

        /// For blocking clients.
        #[cfg(feature = "blocking")]
        impl$(<$parameter>)? IntoIterator for $name$(<$parameter>)? {
            type Item = Result<$item, Error>;
            type IntoIter = $crate::stream::Blocked<Self>;

            fn into_iter(self) -> Self::IntoIter {
                $crate::stream::Blocked(Some(self))
            }
        }
    };
}
use source;

/// The items of a blocking client's stream. A stream of an async client gives one error: to wait for its next item here would
/// hold up the executor.
#[cfg(feature = "blocking")]
#[derive(Debug)]
pub struct Blocked<S>(Option<S>);

#[cfg(feature = "blocking")]
impl<S: Source> Iterator for Blocked<S> {
    type Item = Result<S::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let source = self.0.as_mut()?;
        let core = source.core().clone();
        if !core.0.blocks {
            self.0 = None;
            let message = "an iterator over a stream is for blocking clients: use `next().await`";
            return Some(Err(Error::new(crate::ErrorKind::Request, message)));
        }
        core.block_on(std::future::poll_fn(|context| source.poll_item(context)))
    }
}
