//! From async to blocking: the one place where a thread waits for a future.

use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end on this thread, which sleeps while there is nothing to do.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

/// A thread that runs connections and timers while the threads that make calls are not in one.
#[cfg(all(feature = "blocking", feature = "reqwest"))]
pub(crate) struct Background(Option<tokio::runtime::Runtime>);

#[cfg(all(feature = "blocking", feature = "reqwest"))]
impl Background {
    pub(crate) fn new() -> std::io::Result<Self> {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("basetype-client")
            .enable_all()
            .build()
            .map(|runtime| Self(Some(runtime)))
    }

    /// Futures that are polled on this thread use the background thread while the guard lives.
    pub(crate) fn enter(&self) -> Option<tokio::runtime::EnterGuard<'_>> {
        self.0.as_ref().map(tokio::runtime::Runtime::enter)
    }
}

/// Without waiting, since a client may be dropped where waiting is not allowed.
#[cfg(all(feature = "blocking", feature = "reqwest"))]
impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
