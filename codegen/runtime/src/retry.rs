//! Whether and when a request is sent again. Nothing here does IO or looks at a clock: the driver of a call asks.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use http::{Method, StatusCode};

use crate::{Error, ErrorKind};

/// How often, and how long, a call is tried.
///
/// A request is sent again when that cannot do harm: one that is idempotent (RFC 9110 section 9.2.2) after a broken
/// connection, a time limit, 429, or a status from 500 on but 501; any other only where the service has not acted on it,
/// which is 429 or no connection.
///
/// The delay before attempt *n + 1* is random, up to `base_delay · 2ⁿ⁻¹` and never more than `max_delay`, so that many
/// clients do not come back at one moment. It is at least what the service asks for in `Retry-After` or, on 429, in
/// `X-RateLimit-Reset`. Where that is more than `max_retry_after`, or the delay would outlast the call's timeout, the
/// call ends with the error.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    idempotent: bool,
}

impl Default for RetryPolicy {
    /// Five attempts, 1 s doubling to 30 s, and up to 60 s if the service asks for it.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            base_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(30),
            max_retry_after: Duration::from_secs(60),
            idempotent: false,
        }
    }
}

impl RetryPolicy {
    /// Each request is sent once.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// How many times a request is sent at most.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The bound of the first delay. Each further bound is twice as large.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The largest delay that the client chooses itself.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The largest delay that the service may ask for.
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Whether a POST or PATCH may be sent again although the service may have acted on it. Say so only where a second
    /// execution does no harm, for instance because the request bears an idempotency key.
    pub fn assume_idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }
}

/// The retries of one call.
#[derive(Debug)]
pub(crate) struct Retry {
    policy: RetryPolicy,
    idempotent: bool,
    deadline: Option<Instant>,
    /// How many attempts there have been, those included that found no credential to send the request with.
    pub(crate) attempts: u32,
}

impl Retry {
    pub(crate) fn new(policy: RetryPolicy, method: &Method, deadline: Option<Instant>) -> Self {
        let idempotent = policy.idempotent || method.is_idempotent();
        Self { policy, idempotent, deadline, attempts: 0 }
    }

    /// How long to wait before the request is sent again, or `None` if this error ends the call. `random` is in 0..1.
    pub(crate) fn delay(&self, error: &Error, now: Instant, random: f64, budget: &RetryBudget) -> Option<Duration> {
        if self.attempts >= self.policy.max_attempts || !is_repeatable(error, self.idempotent) {
            return None;
        }
        let asked = error.retry_after().unwrap_or_default();
        let delay = self.backoff().mul_f64(random).max(asked);
        let in_time = self.deadline.is_none_or(|deadline| now.checked_add(delay).is_some_and(|then| then < deadline));
        (asked <= self.policy.max_retry_after && in_time && budget.take()).then_some(delay)
    }

    fn backoff(&self) -> Duration {
        let doubled = 2_u32.saturating_pow(self.attempts.saturating_sub(1));
        self.policy.base_delay.saturating_mul(doubled).min(self.policy.max_delay)
    }

    /// What is left of the call's time.
    pub(crate) fn remaining(&self, now: Instant) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(now))
    }
}

/// Whether a request that ended in this error may be sent again.
fn is_repeatable(error: &Error, idempotent: bool) -> bool {
    match error.kind() {
        ErrorKind::Connect => true,
        ErrorKind::Transport | ErrorKind::Timeout => idempotent,
        ErrorKind::Status => match error.status() {
            Some(StatusCode::TOO_MANY_REQUESTS) => true,
            Some(status) => idempotent && status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED,
            None => false,
        },
        // The request itself was not sent, and asking for a token again does no harm.
        ErrorKind::Credentials => error.cause::<Error>().is_some_and(|cause| is_repeatable(cause, true)),
        _ => false,
    }
}

/// How many retries a client and its clones have left. When a service is down, they run out, and the client stops adding
/// to its load. Every retry takes one; every success gives back a tenth.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    tenths: AtomicU32,
    most: u32,
}

impl RetryBudget {
    pub(crate) fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(10);
        Self { tenths: AtomicU32::new(most), most }
    }

    fn take(&self) -> bool {
        self.tenths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tenths| tenths.checked_sub(10)).is_ok()
    }

    pub(crate) fn give_back(&self) {
        // On the usual way nothing is missing, and nothing is written.
        if self.tenths.load(Ordering::Relaxed) < self.most {
            self.tenths.fetch_add(1, Ordering::Relaxed);
        }
    }
}
