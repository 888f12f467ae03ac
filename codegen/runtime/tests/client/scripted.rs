//! A transport whose bodies come in exactly the chunks that a test says.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use basetype_runtime::{
    Bytes, RetryPolicy, Transport, http,
    testing::TestClock,
    transport::{Body, BoxFuture, Chunks, Limits, TransportError, TransportErrorKind},
};

use crate::sample::{Client, ClientBuilder};

/// What happens next to a body.
#[derive(Clone, Debug)]
pub enum Step {
    Chunk(Bytes),
    Break,
    /// Nothing comes any more.
    Hang,
}

/// A response: its head, and what happens to its body.
type Response = (http::response::Builder, Vec<Step>);

/// Answers each request with the next response.
#[derive(Clone, Default)]
pub struct Scripted(Arc<Mutex<VecDeque<Response>>>);

pub fn chunks<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Step> {
    chunks.into_iter().map(|chunk| Step::Chunk(Bytes::copy_from_slice(chunk))).collect()
}

impl Scripted {
    pub fn of(media_type: &str, steps: Vec<Step>) -> Self {
        Self::default().then(http::Response::builder().header("content-type", media_type), steps)
    }

    pub fn then(self, head: http::response::Builder, steps: Vec<Step>) -> Self {
        self.0.lock().unwrap().push_back((head, steps));
        self
    }

    pub fn builder(&self, clock: &TestClock) -> ClientBuilder {
        Client::builder().transport(self.clone()).clock(clock.clone()).retry(RetryPolicy::never())
    }

    pub fn client(&self) -> Client {
        self.builder(&TestClock::new()).build().unwrap()
    }
}

impl Transport for Scripted {
    fn send(&self, _: http::Request<Bytes>, _: Limits) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        panic!("a stream was to be asked for")
    }

    fn stream(&self, _: http::Request<Body>, _: Limits) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let (head, steps) = self.0.lock().unwrap().pop_front().unwrap();
        Box::pin(async move { Ok(head.body(Body::new(Script(steps.into()))).unwrap()) })
    }
}

struct Script(VecDeque<Step>);

impl Chunks for Script {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        match self.0.pop_front() {
            None => Poll::Ready(None),
            Some(Step::Chunk(chunk)) => Poll::Ready(Some(Ok(chunk))),
            Some(Step::Break) => Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Interrupted)))),
            Some(Step::Hang) => {
                self.0.push_front(Step::Hang);
                Poll::Pending
            }
        }
    }
}
