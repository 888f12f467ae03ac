//! How much of what is read was not known: by that, the best of several types for a value is found.

use std::cell::Cell;

thread_local! {
    /// How many things were read, of late, that their types do not know.
    static DOUBT: Cell<usize> = const { Cell::new(0) };
}

/// Notes that what was just read is not what the document says: a member that it does not declare, a value that it does not
/// list, a null that is not allowed.
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn doubt() {
    add(1);
}

/// Notes as much as was found by [`measured`].
pub(super) fn add(more: usize) {
    DOUBT.set(DOUBT.get().saturating_add(more));
}

/// What a reading gives, and how much of it was not known. Nothing of it is noted.
pub(super) fn measured<T>(read: impl FnOnce() -> T) -> (T, usize) {
    let before = DOUBT.replace(0);
    let made = read();
    (made, DOUBT.replace(before))
}
