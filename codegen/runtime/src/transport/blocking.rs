//! Transports that block.

use std::future::ready;

use bytes::Bytes;
use http::{Request, Response};

use super::{BoxFuture, Limits, Transport, TransportError};

/// The twin of [`Transport`] that returns when the exchange is over.
pub trait BlockingTransport: Send + Sync + 'static {
    /// Sends a request, in at most the time that `limits` give. It must not follow redirects.
    ///
    /// # Errors
    /// If there is no whole response.
    fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, TransportError>;
}

/// Makes a [`Transport`] of a blocking one. It is meant for blocking clients: in an async one it would hold up the
/// executor.
#[derive(Clone, Debug)]
pub struct FromBlocking<T>(pub T);

impl<T: BlockingTransport> Transport for FromBlocking<T> {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(ready(self.0.send(request, limits)))
    }
}
