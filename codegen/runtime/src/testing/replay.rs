//! Answers from a recording.

use std::{
    collections::VecDeque,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response};

use super::Exchange;
use crate::transport::{BoxFuture, Limits, Transport, TransportError, TransportErrorKind};

/// Answers requests from recorded exchanges, in their order. A request that is not the one that was recorded fails.
/// Clones share the recording, so that a test keeps one and looks at it in the end.
///
/// ```
/// use basetype_runtime::testing::{Exchange, ReplayTransport};
/// let replay = ReplayTransport::new([Exchange::new("GET", "/things/1", 200, r#"{"id": "1"}"#)]);
/// // let client = Client::with_transport(replay.clone())?; …
/// assert_eq!(replay.finish().unwrap_err(), "1 recorded exchange was not asked for, first GET /things/1");
/// ```
#[derive(Clone, Debug)]
pub struct ReplayTransport(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    left: VecDeque<Exchange>,
    requests: Vec<Request<Bytes>>,
    differences: Vec<String>,
}

impl ReplayTransport {
    /// From exchanges.
    pub fn new(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        Self(Arc::new(Mutex::new(State { left: exchanges.into_iter().collect(), ..State::default() })))
    }

    /// From the JSON that [`RecordingTransport::to_json`](super::RecordingTransport::to_json) gives.
    ///
    /// # Errors
    /// If it is no such JSON.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<Vec<Exchange>>(json).map(Self::new)
    }

    /// What has been asked, to make assertions on.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.lock().requests.clone()
    }

    /// Whether all went as it was recorded.
    ///
    /// # Errors
    /// What did not.
    pub fn finish(&self) -> Result<(), String> {
        let state = self.lock();
        if let Some(difference) = state.differences.first() {
            return Err(difference.clone());
        }
        let Some(Exchange { request, .. }) = state.left.front() else { return Ok(()) };
        let count = state.left.len();
        let were = if count == 1 { "exchange was" } else { "exchanges were" };
        Err(format!("{count} recorded {were} not asked for, first {} {}", request.method, request.uri))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let mut state = self.lock();
        let answer = match state.left.front() {
            None => Err(format!("nothing is recorded for {} {}", request.method(), request.uri())),
            Some(exchange) => match exchange.request.difference(&request) {
                Some(difference) => Err(difference),
                None => Ok(exchange.response.to_http()),
            },
        };
        state.requests.push(request);
        match answer {
            Ok(response) => {
                state.left.pop_front();
                Ok(response)
            }
            Err(difference) => {
                state.differences.push(difference.clone());
                Err(TransportError::new(TransportErrorKind::Request).with_source(difference))
            }
        }
    }
}

impl Transport for ReplayTransport {
    fn send(&self, request: Request<Bytes>, _: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(ready(self.answer(request)))
    }
}
