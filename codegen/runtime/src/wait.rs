//! Waiting for a resource.

use std::{
    fmt,
    future::IntoFuture,
    marker::PhantomData,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    Async, Blocking, Draft, Error, ErrorKind, Operation, RetryPolicy,
    core::{Core, read},
    decode::ErrorBody,
    json::pick,
    response::Reply,
    transport::{BoxFuture, within},
};

/// What a resource is waited for by: a table, once for each resource.
///
/// ```
/// use basetype_runtime::Waiter;
/// static WAITER: Waiter = Waiter {
///     phase: "status.phase",
///     done: &["READY"],
///     failed: &["FAILED"],
///     message: "status.error_message",
///     ..Waiter::DEFAULT
/// };
/// ```
#[derive(Debug)]
pub struct Waiter {
    /// Where in the body the phase is.
    pub phase: &'static str,
    /// The phases that are waited for.
    pub done: &'static [&'static str],
    /// The phases that end the wait with an error.
    pub failed: &'static [&'static str],
    /// The phases on the way. Only needed where others are to be errors: see `unknown_fails`.
    pub pending: &'static [&'static str],
    /// Whether a phase that is in none of the lists is an error. Otherwise it is one on the way: lists of phases grow.
    pub unknown_fails: bool,
    /// Where in the body it is said why the resource failed. Empty if nowhere.
    pub message: &'static str,
    /// The statuses that mean that the resource is gone.
    pub gone: &'static [u16],
    /// How often to look, in seconds.
    pub interval: u64,
    /// How long to wait for a phase, in seconds.
    pub timeout: u64,
    /// How long to wait until the resource is gone, in seconds.
    pub gone_timeout: u64,
}

impl Waiter {
    /// Looks every ten seconds, for an hour at most. A resource is gone with 404 and 410.
    pub const DEFAULT: Self = Self {
        phase: "",
        done: &[],
        failed: &[],
        pending: &[],
        unknown_fails: false,
        message: "",
        gone: &[404, 410],
        interval: 10,
        timeout: 3600,
        gone_timeout: 3600,
    };
}

/// Where a wait stands, after each look.
#[derive(Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The phase of the resource, if it is there and has one.
    pub phase: Option<&'a str>,
    /// How often it has been looked at.
    pub looks: u32,
    /// How long the wait has lasted.
    pub elapsed: Duration,
}

/// A function of the application's that is told of each look.
type Hook = Box<dyn Fn(&Progress<'_>) + Send + Sync>;

/// A wait that has not begun. An async one begins with `.await`, a blocking one with [`wait`](Wait::wait).
///
/// The resource is looked at at once, then at each interval, and for the last time when the time is up. Each look is retried
/// as the client is set to; an error that is left after that ends the wait. A look that hangs is given up when the time is
/// up, or after the client's time limit for an attempt where less is left.
#[must_use = "nothing is waited for before `.await` or `wait`"]
pub struct Wait<T, M = Async> {
    watch: Watch,
    read: fn(Reply) -> Result<T, Error>,
    mode: PhantomData<fn() -> M>,
}

/// The part of a wait that is the same for every operation.
struct Watch {
    core: Core,
    draft: Draft,
    waiter: &'static Waiter,
    until_gone: bool,
    interval: Duration,
    timeout: Duration,
    resource: fn(&Reply) -> ErrorBody,
    /// Whether a response is one that shows the resource at all.
    check: fn(&Reply) -> Result<(), Error>,
    hook: Option<Hook>,
}

impl<T, M> Wait<T, M> {
    #[doc(hidden)]
    pub fn until_done<Op: Operation<Output = T>>(core: Core, draft: Draft, waiter: &'static Waiter) -> Self
    where
        T: Send + Sync + 'static,
    {
        let watch = Watch::new::<Op>(core, draft, waiter, false);
        Self { watch, read: |reply| Ok(read::<Op>(reply)?.body), mode: PhantomData }
    }

    /// How often to look, in place of what the documentation of the wait says.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.watch.interval = interval;
        self
    }

    /// How long to wait, in place of what the documentation of the wait says.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.watch.timeout = timeout;
        self
    }

    /// How often, and how long, each look is tried, in place of what the client is set to.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.watch.draft.retry(policy);
        self
    }

    /// Tells `hook` where the wait stands, after each look.
    pub fn on_progress(mut self, hook: impl Fn(&Progress<'_>) + Send + Sync + 'static) -> Self {
        self.watch.hook = Some(Box::new(hook));
        self
    }
}

impl<M> Wait<(), M> {
    #[doc(hidden)]
    pub fn until_gone<Op: Operation>(core: Core, draft: Draft, waiter: &'static Waiter) -> Self {
        let watch = Watch::new::<Op>(core, draft, waiter, true);
        Self { watch, read: |_| Ok(()), mode: PhantomData }
    }
}

impl<T: 'static> IntoFuture for Wait<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<'static, Result<T, Error>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { (self.read)(self.watch.run().await?) })
    }
}

impl<T> Wait<T, Blocking> {
    /// Waits.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Failed`] if the resource reached a failed phase, [`ErrorKind::Timeout`] if it took too long,
    /// and whatever a look can fail with. The first two have the resource in [`Error::body`].
    pub fn wait(self) -> Result<T, Error> {
        let core = self.watch.core.clone();
        (self.read)(core.block_on(self.watch.run())?)
    }
}

/// What a look has shown.
enum Look {
    Done(Reply),
    Waiting(Option<Reply>),
}

impl Watch {
    fn new<Op: Operation>(core: Core, draft: Draft, waiter: &'static Waiter, until_gone: bool) -> Self {
        Self {
            core,
            draft,
            waiter,
            until_gone,
            interval: Duration::from_secs(waiter.interval),
            timeout: Duration::from_secs(if until_gone { waiter.gone_timeout } else { waiter.timeout }),
            resource: |reply| read::<Op>(reply.clone()).ok().map(|response| Arc::new(response.body) as _),
            check: |reply| read::<Op>(reply.clone()).map(drop),
            hook: None,
        }
    }

    async fn run(&self) -> Result<Reply, Error> {
        let clock = &self.core.0.clock;
        let began = clock.now();
        let mut looks = 0;
        let mut last = None;
        loop {
            let left = self.left(began).max(self.core.0.attempt_timeout.unwrap_or(self.interval));
            match within(|| Some(clock.limit(left)), self.look()).await {
                None => return Err(self.timed_out(last)),
                Some(Err(error)) => return Err(error),
                Some(Ok(Look::Done(reply))) => {
                    self.tell(&mut looks, Some(&reply), began);
                    return Ok(reply);
                }
                Some(Ok(Look::Waiting(reply))) => {
                    self.tell(&mut looks, reply.as_ref(), began);
                    last = reply;
                }
            }
            match self.left(began) {
                Duration::ZERO => return Err(self.timed_out(last)),
                left => clock.sleep(left.min(self.interval)).await,
            }
        }
    }

    /// What is left of the time.
    fn left(&self, began: Instant) -> Duration {
        self.timeout.saturating_sub(self.core.0.clock.now().saturating_duration_since(began))
    }

    async fn look(&self) -> Result<Look, Error> {
        match self.core.exchange(&self.draft).await {
            // What shows no resource, such as a redirect or a page of a proxy, would be waited on to the end.
            Ok(reply) => match (self.check)(&reply) {
                Err(error) => Err(error),
                Ok(()) if self.until_gone => Ok(Look::Waiting(Some(reply))),
                Ok(()) => self.judge(reply),
            },
            Err(error) if self.until_gone => self.gone(error),
            Err(error) => Err(error),
        }
    }

    fn gone(&self, error: Error) -> Result<Look, Error> {
        match (error.kind(), error.status()) {
            (ErrorKind::Status, Some(status)) if self.waiter.gone.contains(&status.as_u16()) => {
                error.into_reply().map(Look::Done)
            }
            _ => Err(error),
        }
    }

    fn judge(&self, reply: Reply) -> Result<Look, Error> {
        let phase = pick(&reply.body, self.waiter.phase);
        let is_in = |phases: &[&str]| phase.as_deref().is_some_and(|phase| phases.contains(&phase));
        if is_in(self.waiter.done) {
            return Ok(Look::Done(reply));
        }
        let unknown = self.waiter.unknown_fails && phase.is_some() && !is_in(self.waiter.pending);
        if !is_in(self.waiter.failed) && !unknown {
            return Ok(Look::Waiting(Some(reply)));
        }
        let mut message = format!("{} is {}", self.waiter.phase, phase.unwrap_or_default());
        if let Some(why) = pick(&reply.body, self.waiter.message) {
            message.push_str(&format!(": {why}"));
        }
        Err(self.with_resource(Error::new(ErrorKind::Failed, message), reply))
    }

    fn timed_out(&self, last: Option<Reply>) -> Error {
        let message = |what: &str| format!("{what} after {} s", self.timeout.as_secs());
        let Some(reply) = last else { return Error::new(ErrorKind::Timeout, message("still nothing is known")) };
        let error = match pick(&reply.body, self.waiter.phase) {
            Some(phase) => Error::new(ErrorKind::Timeout, message(&format!("{} is still {phase}", self.waiter.phase))),
            None => Error::new(ErrorKind::Timeout, message("the resource is still there")),
        };
        self.with_resource(error, reply)
    }

    fn with_resource(&self, error: Error, reply: Reply) -> Error {
        let (resource, attempts) = ((self.resource)(&reply), reply.attempts);
        error.with_body(resource).with_reply(reply).in_operation(self.draft.operation().id, attempts)
    }

    fn tell(&self, looks: &mut u32, reply: Option<&Reply>, began: Instant) {
        *looks += 1;
        let phase = reply.and_then(|reply| pick(&reply.body, self.waiter.phase));
        let elapsed = self.core.0.clock.now().saturating_duration_since(began);
        #[cfg(feature = "tracing")]
        tracing::debug!(operation = self.draft.operation().id, phase, looks, ?elapsed, "waiting");
        if let Some(hook) = &self.hook {
            hook(&Progress { phase: phase.as_deref(), looks: *looks, elapsed });
        }
    }
}

impl<T, M> fmt::Debug for Wait<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("operation", &self.watch.draft.operation().id)
            .field("interval", &self.watch.interval)
            .field("timeout", &self.watch.timeout)
            .finish_non_exhaustive()
    }
}
