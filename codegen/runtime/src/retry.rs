//! Whether and when a request is sent again.

use std::time::Duration;

/// How often, and how long, a call is tried.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How many times a request is sent at most. 1 is no retry.
    pub max_attempts: u32,
    /// The bound of the first delay. Each further one is twice as large.
    pub base_delay: Duration,
    /// The largest delay.
    pub max_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 5, base_delay: Duration::from_secs(1), max_delay: Duration::from_secs(30) }
    }
}
