//! A time limit around a future.

use std::{future::poll_fn, task::Poll};

use super::BoxFuture;

/// What the work gives, or `None` if the limit is reached before.
pub(crate) async fn within<T>(mut limit: Option<BoxFuture<'_, ()>>, mut work: BoxFuture<'_, T>) -> Option<T> {
    poll_fn(|context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(Some(result));
        }
        match &mut limit {
            Some(limit) => limit.as_mut().poll(context).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}
