//! How requests reach the service.

mod blocking;
mod body;
mod limit;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};

pub use self::blocking::{BlockingTransport, FromBlocking};
pub use self::body::{Body, Chunks};
pub(crate) use self::limit::within;
#[cfg(feature = "reqwest")]
pub use self::reqwest::{HttpTransport, reqwest_builder};

/// A boxed future, as traits that are used as objects return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and gives its response. Everything else, such as credentials, retry and time limits, is the
/// business of the client above it.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, and reads the whole response. It must not follow redirects: the request may bear a credential.
    fn send(&self, request: Request<Bytes>, limits: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>>;

    /// Sends a request while its body is read, and gives the response once its head is there: for operations that send or give
    /// more than what should be held in memory, or give it piece by piece. The limit of a body is for the client to keep.
    ///
    /// Without one of its own, a transport sends and gives bodies as a whole.
    fn stream(&self, request: Request<Body>, limits: Limits) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let request = Request::from_parts(head, body.collect().await?);
            Ok(self.send(request, limits).await?.map(Body::from))
        })
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn stream(&self, request: Request<Body>, limits: Limits) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        (**self).stream(request, limits)
    }
}

/// What a transport has to keep to in one exchange.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The largest body to read, in bytes, as it comes over the wire and before it is decompressed.
    pub body: usize,
    /// How long the exchange may take. The client keeps to this itself for a transport that does not block.
    pub timeout: Option<Duration>,
    unfinished: Arc<Mutex<Option<Response<Bytes>>>>,
}

impl Limits {
    /// Limits for those who use a transport themselves.
    pub fn new(body: usize, timeout: Option<Duration>) -> Self {
        Self { body, timeout, unfinished: Arc::default() }
    }

    /// Keeps the part of a response that has been read, for a transport that is dropped on the way: when the time is up, the
    /// client's error tells what was there.
    pub fn keep(&self, response: Response<Bytes>) {
        *self.unfinished.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
    }

    /// What has been kept.
    pub(crate) fn kept(&self) -> Option<Response<Bytes>> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Why a transport has no response.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// What happened.
    pub kind: TransportErrorKind,
    /// The response, as far as it was read.
    pub response: Option<Box<Response<Bytes>>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What can happen to an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There is no connection. The service has not seen the request.
    Connect,
    /// The connection broke, or what came over it is no HTTP.
    Interrupted,
    /// A time limit was reached.
    Timeout,
    /// The body is larger than the limit.
    TooLarge,
    /// The request cannot be sent by this transport.
    Request,
}

impl TransportError {
    /// An error of a kind.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, response: None, source: None }
    }

    /// Adds the error that caused this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the part of the response that was read.
    #[must_use]
    pub fn with_response(mut self, response: Response<Bytes>) -> Self {
        self.response = Some(Box::new(response));
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Interrupted => "the exchange was interrupted",
            TransportErrorKind::Timeout => "the exchange took too long",
            TransportErrorKind::TooLarge => "the response is larger than the limit",
            TransportErrorKind::Request => "the request cannot be sent",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
