//! A time limit around a future.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use super::BoxFuture;

/// What the work gives, or `None` if the limit is reached before. The limit is only made if the work has to wait: there
/// are many attempts, and a timer is not for nothing.
pub(crate) async fn within<T>(
    limit: impl FnOnce() -> Option<BoxFuture<'static, ()>>,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    let mut make_limit = Some(limit);
    let mut limit = None;
    poll_fn(|context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(Some(result));
        }
        if let Some(make) = make_limit.take() {
            limit = make();
        }
        match &mut limit {
            Some(limit) => limit.as_mut().poll(context).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}
