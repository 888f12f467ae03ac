//! Where time comes from.

use std::time::{Duration, Instant, SystemTime};

use crate::transport::BoxFuture;

/// Where a client takes time from: it measures with it, and waits on it. Tests give a client one of their own, and then
/// nothing has to wait.
pub trait Clock: Send + Sync + 'static {
    /// A monotonic time.
    fn now(&self) -> Instant;

    /// The time of day, to which HTTP dates are compared.
    fn time_of_day(&self) -> SystemTime;

    /// A future that is ready after `duration`: the client waits before it does something.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// The same, while something is under way that may take no longer. Tests can tell the two apart.
    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleep(duration)
    }
}

/// The system's time.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        #[cfg(feature = "reqwest")]
        if tokio::runtime::Handle::try_current().is_ok() {
            return Box::pin(tokio::time::sleep(duration));
        }
        Box::pin(thread::sleep(duration))
    }
}

/// Sleep for executors without a timer.
mod thread {
    use std::{
        future::{Future, poll_fn},
        sync::{Arc, Mutex, PoisonError},
        task::{Poll, Waker},
        time::Duration,
    };

    #[derive(Default)]
    struct Alarm {
        rung: bool,
        waker: Option<Waker>,
    }

    /// A thread sleeps for the caller. Waits are rare and long, so a thread for each is cheap enough.
    pub(super) fn sleep(duration: Duration) -> impl Future<Output = ()> + Send {
        let alarm = Arc::new(Mutex::new(Alarm::default()));
        let shared = Arc::clone(&alarm);
        let ring = move || {
            std::thread::sleep(duration);
            let mut alarm = shared.lock().unwrap_or_else(PoisonError::into_inner);
            alarm.rung = true;
            if let Some(waker) = alarm.waker.take() {
                waker.wake();
            }
        };
        let started = std::thread::Builder::new().spawn(ring).is_ok();
        poll_fn(move |context| {
            let mut alarm = alarm.lock().unwrap_or_else(PoisonError::into_inner);
            if alarm.rung || !started {
                return Poll::Ready(());
            }
            alarm.waker = Some(context.waker().clone());
            Poll::Pending
        })
    }
}
