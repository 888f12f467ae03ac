//! A token that many calls use and one of them renews.

use std::{
    future::{Future, poll_fn},
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Instant,
};

use super::context::Token;
use crate::{Error, json::Secret};

/// Keeps a token. However many calls want one at a time, one request for it is under way, which one of the calls makes and
/// the others wait for. A call that finds an old token that still serves does not wait.
#[derive(Debug, Default)]
pub(super) struct SingleFlight(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    token: Option<Token>,
    flying: bool,
    /// How many flights have ended, and the error of the last one if it had one.
    landed: u64,
    error: Option<Error>,
    waiting: Vec<Waker>,
}

enum Turn {
    Ready(Result<Secret, Error>),
    /// This call gets the token.
    Fly,
}

impl SingleFlight {
    /// The token, from `renew` if there is none that is still good at `now`.
    pub(super) async fn get(
        &self,
        now: Instant,
        renew: impl Future<Output = Result<Token, Error>> + Send,
    ) -> Result<Secret, Error> {
        let mut awaited = None;
        match poll_fn(|context| self.turn(now, &mut awaited, context)).await {
            Turn::Ready(result) => result,
            Turn::Fly => {
                // If this call is dropped on the way, another one takes over.
                let flight = Flight(self);
                let result = renew.await;
                flight.land(result, now)
            }
        }
    }

    /// Forgets a token that the service has refused, unless it has been renewed since.
    pub(super) fn forget(&self, refused: &Secret) {
        let mut state = self.lock();
        if state.token.as_ref().is_some_and(|token| token.secret == *refused) {
            state.token = None;
        }
    }

    fn turn(&self, now: Instant, awaited: &mut Option<u64>, context: &Context<'_>) -> Poll<Turn> {
        let mut state = self.lock();
        // Who has waited for a flight shares its result, even a token that does not live long, rather than making a flight of
        // its own.
        if awaited.is_some_and(|awaited| state.landed > awaited) {
            let shared = match (&state.error, &state.token) {
                (Some(error), _) => Some(still_good(&state, now).unwrap_or_else(|| Err(error.clone()))),
                (None, Some(token)) => Some(Ok(token.secret.clone())),
                // It has been refused since.
                (None, None) => None,
            };
            if let Some(result) = shared {
                return Poll::Ready(Turn::Ready(result));
            }
        }
        if let Some(token) = &state.token
            && token.lifetime.is_none_or(|lifetime| now < lifetime.renew_at)
        {
            return Poll::Ready(Turn::Ready(Ok(token.secret.clone())));
        }
        if state.flying {
            if let Some(result) = still_good(&state, now) {
                return Poll::Ready(Turn::Ready(result));
            }
            awaited.get_or_insert(state.landed);
            if !state.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                state.waiting.push(context.waker().clone());
            }
            return Poll::Pending;
        }
        state.flying = true;
        Poll::Ready(Turn::Fly)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The old token, which serves as long as it has not expired even if it cannot be renewed.
fn still_good(state: &State, now: Instant) -> Option<Result<Secret, Error>> {
    let token = state.token.as_ref()?;
    token.lifetime.is_none_or(|lifetime| now < lifetime.expires_at).then(|| Ok(token.secret.clone()))
}

/// A request for a token under way.
struct Flight<'a>(&'a SingleFlight);

impl Flight<'_> {
    fn land(self, result: Result<Token, Error>, now: Instant) -> Result<Secret, Error> {
        let mut state = self.0.lock();
        state.landed += 1;
        state.error = result.as_ref().err().cloned();
        match result {
            Ok(token) => {
                let secret = token.secret.clone();
                state.token = Some(token);
                Ok(secret)
            }
            Err(error) => {
                if let Some(lifetime) = state.token.as_mut().and_then(|token| token.lifetime.as_mut()) {
                    // An endpoint that is down is not asked again by every call until the old token expires.
                    lifetime.renew_at = now + lifetime.expires_at.saturating_duration_since(now) / 2;
                }
                still_good(&state, now).unwrap_or(Err(error))
            }
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.flying = false;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}
