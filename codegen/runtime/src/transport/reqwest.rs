//! The transport over reqwest.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use rustls_platform_verifier::Verifier;

use super::{Body, BoxFuture, Chunks, Limits, Transport, TransportError, TransportErrorKind};
use crate::{Error, ErrorKind};

/// Sends requests with a [`reqwest::Client`].
#[derive(Clone, Debug)]
pub struct HttpTransport(reqwest::Client);

/// The settings that a client without one of its own uses: rustls with ring and the platform's certificates, no redirects,
/// no retry by reqwest itself. To be refined, for instance with a proxy, and handed to
/// [`ClientBuilder::reqwest`](crate::ClientBuilder::reqwest).
///
/// # Errors
/// If the platform's certificates cannot be used.
pub fn reqwest_builder() -> Result<reqwest::ClientBuilder, Error> {
    Ok(reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .tls_backend_preconfigured(tls()?))
}

impl HttpTransport {
    /// Over a client of reqwest, which must not follow redirects.
    pub fn new(client: reqwest::Client) -> Self {
        Self(client)
    }

    pub(crate) fn with_timeout(connect_timeout: Option<Duration>) -> Result<Self, Error> {
        let mut builder = reqwest_builder()?;
        if let Some(timeout) = connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        builder.build().map(Self).map_err(unusable)
    }

    /// Sends a request, and gives the response once its head is there.
    async fn head<B: Into<reqwest::Body>>(&self, request: Request<B>) -> Result<reqwest::Response, TransportError> {
        if tokio::runtime::Handle::try_current().is_err() {
            // reqwest would panic.
            let error = TransportError::new(TransportErrorKind::Request);
            return Err(error.with_source("reqwest needs a tokio runtime; a blocking client brings its own"));
        }
        let request = reqwest::Request::try_from(request)
            .map_err(|error| TransportError::new(TransportErrorKind::Request).with_source(error))?;
        let asked = request.url().clone();
        let response = self.0.execute(request).await.map_err(failed)?;
        if *response.url() != asked {
            // A client of the application's own did what it was told not to.
            let error = TransportError::new(TransportErrorKind::Request);
            return Err(error.with_source("the reqwest client follows redirects, which would give secrets away"));
        }
        Ok(response)
    }

    async fn exchange(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, TransportError> {
        let mut response = self.head(request).await?;
        let mut head = Response::new(());
        *head.status_mut() = response.status();
        *head.headers_mut() = std::mem::take(response.headers_mut());
        let mut reading = Reading { head: Some(head), body: Bytes::new(), limits: &limits };
        let result = reading.read(response).await;
        let response = reading.finish();
        match result {
            Ok(()) => Ok(response),
            Err(error) => Err(error.with_response(response)),
        }
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request, limits))
    }

    fn stream(&self, request: Request<Body>, _: Limits) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let request = request.map(|body| match body.bytes() {
                Some(bytes) => reqwest::Body::from(bytes.clone()),
                None => reqwest::Body::wrap(Sent(body)),
            });
            let response: Response<reqwest::Body> = self.head(request).await?.into();
            Ok(response.map(|body| {
                let length = body.size_hint().exact();
                Body::new(Received(body)).with_length(length)
            }))
        })
    }
}

/// The body of a request, as reqwest reads it.
struct Sent(Body);

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.0.poll_chunk(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.0.length().map(SizeHint::with_exact).unwrap_or_default()
    }
}

/// The body of a response, as reqwest gives it.
struct Received(reqwest::Body);

impl Chunks for Received {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.0).poll_frame(context) else { return Poll::Pending };
            match frame {
                // Trailers are of no use.
                Some(Ok(frame)) => {
                    if let Ok(chunk) = frame.into_data() {
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(failed(error)))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// A response that is being read. What has been read is kept whatever happens.
struct Reading<'a> {
    /// `None` once it has been handed out.
    head: Option<Response<()>>,
    body: Bytes,
    limits: &'a Limits,
}

impl Reading<'_> {
    /// Reads the body up to the limit.
    async fn read(&mut self, mut response: reqwest::Response) -> Result<(), TransportError> {
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            let room = self.limits.body.saturating_sub(self.body.len());
            let part = chunk.slice(..room.min(chunk.len()));
            // Most bodies are one chunk, which need not be copied.
            if self.body.is_empty() {
                self.body = part;
            } else {
                let body = std::mem::take(&mut self.body);
                let mut longer = body.try_into_mut().unwrap_or_else(|body| BytesMut::from(&*body));
                longer.extend_from_slice(&part);
                self.body = longer.freeze();
            }
            if chunk.len() > room {
                return Err(TransportError::new(TransportErrorKind::TooLarge));
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Response<Bytes> {
        let body = std::mem::take(&mut self.body);
        self.head.take().unwrap_or_default().map(|()| body)
    }
}

/// Dropped on the way: the time is up.
impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if self.head.is_some() {
            let response = self.finish();
            self.limits.keep(response);
        }
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Request
    } else {
        TransportErrorKind::Interrupted
    };
    // The URL is left out of messages, since a key may be in its query.
    TransportError::new(kind).with_source(error.without_url())
}

/// TLS with ring and the platform's certificates. Given to this one client, so that the process as a whole is left with
/// the provider that it has chosen, or with none.
fn tls() -> Result<rustls::ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(Arc::clone(&provider)).map_err(unusable)?;
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    #[cfg(feature = "http2")]
    config.alpn_protocols.insert(0, b"h2".to_vec());
    Ok(config)
}

fn unusable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Request, "the HTTP client cannot be set up").with_source(error)
}
