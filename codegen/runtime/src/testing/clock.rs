//! A clock that nobody waits for.

use std::{
    future::{poll_fn, ready},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::{clock::Clock, transport::BoxFuture};

/// How far the time moves at most, so that every instant is one: a hundred years.
const LATEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A clock for tests. Where the client would wait, its time jumps ahead at once, and the wait is noted. A time limit is
/// reached when the test moves the time with [`advance`](Self::advance), or by such a jump. Clones show the same time.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    began: Instant,
    elapsed: Duration,
    slept: Vec<Duration>,
    limits: Vec<Waker>,
}

impl Default for TestClock {
    fn default() -> Self {
        let state = State { began: Instant::now(), elapsed: Duration::ZERO, slept: Vec::new(), limits: Vec::new() };
        Self(Arc::new(Mutex::new(state)))
    }
}

impl TestClock {
    /// A clock that shows 1970-01-01T00:00:00Z.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the time.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.lock();
        state.elapsed = state.elapsed.saturating_add(duration).min(LATEST);
        let limits = std::mem::take(&mut state.limits);
        drop(state);
        limits.into_iter().for_each(Waker::wake);
    }

    /// How long the client would have waited, each time.
    pub fn slept(&self) -> Vec<Duration> {
        self.lock().slept.clone()
    }

    /// How far the time has moved.
    pub fn elapsed(&self) -> Duration {
        self.lock().elapsed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        let state = self.lock();
        state.began + state.elapsed
    }

    fn time_of_day(&self) -> SystemTime {
        UNIX_EPOCH + self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.lock().slept.push(duration);
        self.advance(duration);
        Box::pin(ready(()))
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        let end = clock.elapsed().saturating_add(duration);
        Box::pin(poll_fn(move |context| {
            let mut state = clock.lock();
            if state.elapsed >= end {
                return Poll::Ready(());
            }
            state.limits.push(context.waker().clone());
            Poll::Pending
        }))
    }
}
