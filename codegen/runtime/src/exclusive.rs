//! A value that only its owner reaches.

use std::sync::{Mutex, PoisonError};

/// Makes any value [`Sync`] by giving it to nobody who has but a shared reference. It is never locked.
pub(crate) struct Exclusive<T>(Mutex<T>);

impl<T> Exclusive<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}
