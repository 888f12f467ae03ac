//! The client's inside: what it and all its clones share.

use std::{borrow::Cow, collections::BTreeMap, fmt, future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header::USER_AGENT};

use crate::{
    Draft, Error, ErrorKind, OperationInfo,
    api::Api,
    block_on::block_on,
    clock::Clock,
    credentials::Credentials,
    decode::unsuccessful,
    draft::origin,
    observe::Observer,
    operation::Operation,
    response::{Reply, Response},
    retry::{RetryBudget, RetryPolicy},
    stream::Incoming,
    transport::Transport,
};

/// What a client and all its clones share.
#[derive(Clone)]
#[doc(hidden)]
pub struct Core(pub(crate) Arc<Settings>);

pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    /// Scheme, authority and path prefix, without a slash at the end.
    pub(crate) server: String,
    /// Where the servers are that the document names for some operations, as far as the user says.
    pub(crate) servers: BTreeMap<String, String>,
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
        f.debug_struct("Client").field("server", &self.0.server).field("credentials", &self.0.credentials).finish_non_exhaustive()
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
        let mut request = draft.build(&self.0.server_of(draft.operation())?)?;
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

impl Settings {
    /// The server that an operation is on. Where the client is set to another server than the document's, one that the
    /// document names beside that is a guess, and what signs in here may not be meant for it.
    fn server_of(&self, operation: &OperationInfo) -> Result<Cow<'_, str>, Error> {
        let named = operation.server;
        if named.is_empty() {
            return Ok(Cow::Borrowed(&self.server));
        }
        if let Some(server) = self.servers.get(named) {
            return Ok(Cow::Borrowed(server));
        }
        let documented = origin(self.api.server);
        let on_documented = named.strip_prefix(documented).filter(|path| path.is_empty() || path.starts_with('/'));
        let path = on_documented.or_else(|| Some(named).filter(|path| path.starts_with('/')));
        if let Some(path) = path {
            return Ok(Cow::Owned(format!("{}{}", origin(&self.server), path.trim_end_matches('/'))));
        }
        if !documented.is_empty() && documented != origin(&self.server) {
            let message = format!("the operation is on {named}, and the client on another server than the document's");
            let help = "say with `ClientBuilder::server_for` where that is";
            return Err(Error::new(ErrorKind::Request, format!("{message}: {help}")));
        }
        Ok(Cow::Borrowed(named))
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
