//! The client's inside: what it and all its clones share.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header::USER_AGENT};

use crate::{
    Draft, Error, ErrorKind,
    api::Api,
    block_on::block_on,
    clock::Clock,
    credentials::Credentials,
    decode::unsuccessful,
    observe::Observer,
    operation::Operation,
    response::{Reply, Response},
    retry::{RetryBudget, RetryPolicy},
    server::Servers,
    stream::Incoming,
    transport::Transport,
};

/// What a client and all its clones share.
#[derive(Clone)]
#[doc(hidden)]
pub struct Core(pub(crate) Arc<Settings>);

pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) servers: Servers,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) credentials: Credentials,
    pub(crate) headers: HeaderMap,
    pub(crate) user_agent: HeaderValue,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_response: usize,
    pub(crate) observer: Observer,
    /// Whether this is a blocking client's.
    #[cfg_attr(not(feature = "blocking"), allow(dead_code, reason = "only iterators need it"))]
    pub(crate) blocks: bool,
    /// What runs the connections of a blocking client.
    #[cfg(all(feature = "blocking", feature = "reqwest"))]
    pub(crate) background: Option<crate::block_on::Background>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.0.servers.own())
            .field("credentials", &self.0.credentials)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// Makes a call and reads its result.
    ///
    /// # Errors
    /// Whatever keeps the call from its declared success.
    pub async fn call<Op: Operation>(&self, draft: Draft) -> Result<Response<Op::Output, Op::Headers>, Error> {
        let (reply, incoming) = self.exchange_with(&draft, Op::delivery).await?;
        read_with::<Op>(reply, incoming)
    }

    /// The request as it would be sent, but for the credential.
    ///
    /// # Errors
    /// If the draft is no request.
    pub fn build(&self, draft: &Draft) -> Result<Request<Bytes>, Error> {
        if draft.upload().is_some() {
            return Err(Error::new(ErrorKind::Request, "the body is not at hand: it is read while the request is sent"));
        }
        self.head(draft)
    }

    /// The same without an upload that is not at hand.
    pub(crate) fn head(&self, draft: &Draft) -> Result<Request<Bytes>, Error> {
        let mut request = draft.build(&self.0.servers.of(draft.operation())?)?;
        let headers = request.headers_mut();
        for (name, value) in &self.0.headers {
            set_default(headers, name, value);
        }
        set_default(headers, &USER_AGENT, &self.0.user_agent);
        // What compresses holds back. If it comes compressed nevertheless, it is decompressed.
        #[cfg(feature = "gzip")]
        if !draft.is_streamed() {
            set_default(headers, &http::header::ACCEPT_ENCODING, &HeaderValue::from_static("gzip"));
        }
        Ok(request)
    }

    /// Runs a future of this client to its end on this thread.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        #[cfg(all(feature = "blocking", feature = "reqwest"))]
        let _guard = self.0.background.as_ref().map(crate::block_on::Background::enter);
        block_on(future)
    }
}

fn set_default(headers: &mut HeaderMap, name: &HeaderName, value: &HeaderValue) {
    if !headers.contains_key(name) {
        headers.insert(name, value.clone());
    }
}

/// Reads a response with a status below 400.
pub(crate) fn read<Op: Operation>(reply: Reply) -> Result<Response<Op::Output, Op::Headers>, Error> {
    read_with::<Op>(reply, None)
}

/// The same with what is handed over while it comes.
fn read_with<Op: Operation>(reply: Reply, incoming: Option<Incoming>) -> Result<Response<Op::Output, Op::Headers>, Error> {
    let attempts = reply.attempts;
    match Op::decode(&reply, incoming) {
        Some(Ok(body)) => Ok(Response::new(reply.status, reply.headers, body)),
        Some(Err(error)) => Err(error.in_operation(Op::INFO.id, attempts)),
        None => {
            let body = (Op::INFO.error_body)(&reply);
            Err(unsuccessful(reply, body).in_operation(Op::INFO.id, attempts))
        }
    }
}
