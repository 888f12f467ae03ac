//! The client's inside: its settings, and the way of a call through them.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, header::USER_AGENT};

use crate::{
    Draft, Error, ErrorKind,
    api::Api,
    block_on::block_on,
    clock::Clock,
    credentials::{Credentials, apply},
    decode::unsuccessful,
    operation::Operation,
    response::{Reply, Response},
    retry::RetryPolicy,
    transport::{Limits, Transport, TransportError, TransportErrorKind},
};

/// What a client and all its clones share.
#[derive(Clone)]
#[doc(hidden)]
pub struct Core(pub(crate) Arc<Settings>);

pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    /// Scheme, authority and path prefix, without a slash at the end.
    pub(crate) server: String,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) credentials: Credentials,
    pub(crate) headers: HeaderMap,
    pub(crate) user_agent: HeaderValue,
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_body: usize,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.0.server)
            .field("credentials", &self.0.credentials)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// Makes a call and reads its result.
    ///
    /// # Errors
    /// Whatever keeps the call from its declared success.
    pub async fn call<Op: Operation>(&self, draft: Draft) -> Result<Response<Op::Output>, Error> {
        let reply = self.exchange(draft).await?;
        finish(Op::decode(&reply), reply, Op::INFO.id)
    }

    /// The request as it would be sent, but for the credential.
    ///
    /// # Errors
    /// If the draft is no request.
    pub fn build(&self, draft: &Draft) -> Result<Request<Bytes>, Error> {
        let mut request = draft.build(&self.0.server)?;
        for (name, value) in &self.0.headers {
            if !request.headers().contains_key(name) {
                request.headers_mut().append(name, value.clone());
            }
        }
        if !request.headers().contains_key(USER_AGENT) {
            request.headers_mut().insert(USER_AGENT, self.0.user_agent.clone());
        }
        Ok(request)
    }

    /// Runs a call to its end on this thread.
    ///
    /// # Errors
    /// Those of the call.
    pub fn block_on<T>(&self, call: impl Future<Output = T>) -> T {
        block_on(call)
    }

    async fn exchange(&self, draft: Draft) -> Result<Reply, Error> {
        let operation = draft.operation();
        let inner = async {
            let mut request = self.build(&draft)?;
            for (scheme, credential) in self.0.credentials.choose(self.0.api, operation)? {
                let secret = credential.secret().await?;
                apply(&mut request, scheme, &secret)?;
            }
            let limits = Limits { body: self.0.max_body, timeout: self.0.attempt_timeout };
            let response = self.0.transport.send(request, limits).await.map_err(unreached)?;
            let (head, body) = response.into_parts();
            Ok(Reply { status: head.status, headers: head.headers, body, retry_after: None })
        };
        let reply = inner.await.map_err(|error: Error| error.in_operation(operation.id, 1))?;
        if reply.status.is_client_error() || reply.status.is_server_error() {
            let body = (operation.error_body)(&reply);
            return Err(unsuccessful(reply, body).in_operation(operation.id, 1));
        }
        Ok(reply)
    }
}

fn finish<T>(decoded: Option<Result<T, Error>>, reply: Reply, operation: &'static str) -> Result<Response<T>, Error> {
    match decoded {
        Some(Ok(body)) => Ok(Response { status: reply.status, headers: reply.headers, body }),
        Some(Err(error)) => Err(error.in_operation(operation, 1)),
        None => Err(unsuccessful(reply, None).in_operation(operation, 1)),
    }
}

fn unreached(error: TransportError) -> Error {
    let kind = match error.kind {
        TransportErrorKind::Connect => ErrorKind::Connect,
        TransportErrorKind::Interrupted => ErrorKind::Transport,
        TransportErrorKind::Timeout => ErrorKind::Timeout,
        TransportErrorKind::TooLarge => ErrorKind::TooLarge,
        TransportErrorKind::Request => ErrorKind::Request,
    };
    Error::new(kind, error.to_string()).with_source(error)
}
