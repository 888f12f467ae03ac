//! Who is told of each attempt.

use std::{fmt, sync::Arc, time::Duration};

use http::StatusCode;

use crate::Error;

/// One attempt of a call, after it has ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The `operationId` of the operation.
    pub operation: &'static str,
    /// Which attempt this was: 1 for the first.
    pub number: u32,
    /// The status of the response, or what went wrong, which may have a status too.
    pub result: Result<StatusCode, &'a Error>,
    /// How long it took; where the body is a stream, until its head was there.
    pub elapsed: Duration,
    /// How long the client waits before the next attempt. `None` if this was the last one.
    pub retry_in: Option<Duration>,
}

/// A function of the application's that is told of each attempt.
type Hook = Arc<dyn Fn(&Attempt<'_>) + Send + Sync>;

/// Tells the application's hook, and `tracing`.
#[derive(Clone, Default)]
pub(crate) struct Observer(pub(crate) Option<Hook>);

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Observer({})", if self.0.is_some() { "…" } else { "none" })
    }
}

impl Observer {
    pub(crate) fn attempted(&self, attempt: &Attempt<'_>) {
        #[cfg(feature = "tracing")]
        trace(attempt);
        if let Some(hook) = &self.0 {
            hook(attempt);
        }
    }
}

/// An event for each attempt: `DEBUG` for a success, `WARN` for a failure. Whether the last failure is an error is for the
/// caller to say, who is told: to be not found is what a wait for a deletion is for.
#[cfg(feature = "tracing")]
fn trace(attempt: &Attempt<'_>) {
    let Attempt { operation, number, elapsed, .. } = *attempt;
    match (&attempt.result, attempt.retry_in) {
        (Ok(status), _) => {
            tracing::debug!(operation, attempt = number, status = status.as_u16(), ?elapsed, "succeeded");
        }
        (Err(error), Some(delay)) => {
            tracing::warn!(operation, attempt = number, %error, ?elapsed, retry_in = ?delay, "failed, and is sent again");
        }
        (Err(error), None) => tracing::warn!(operation, attempt = number, %error, ?elapsed, "failed"),
    }
}
