//! Work on several things at the same time.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, available_parallelism, scope};

/// The stack of each thread: types nest as deep as documents do.
const STACK: usize = 64 << 20;

/// More threads than this have nothing to do even for large documents, and take memory.
const MOST: usize = 8;

/// What a function makes of each item, in the order of the items; on as many threads as the machine has for it, and on
/// this one alone where it has no other.
pub(crate) fn map<I: Sync, T: Send>(items: &[I], function: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let indices = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        indices.map_while(|index| items.get(index).map(|item| (index, function(item)))).collect::<Vec<_>>()
    };
    let threads = available_parallelism().map_or(1, NonZero::get).min(MOST).min(items.len());
    let mut done = scope(|scope| {
        let start = |_| Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let others: Vec<_> = (1..threads).map_while(start).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, made)| made).collect()
}

/// What two functions make, at the same time where that is possible.
pub(crate) fn both<A: Send, B>(one: impl Fn() -> A + Sync, other: impl FnOnce() -> B) -> (A, B) {
    scope(|scope| {
        let thread = Builder::new().stack_size(STACK).spawn_scoped(scope, &one);
        let other = other();
        let made = match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => one(),
        };
        (made, other)
    })
}

#[cfg(test)]
mod tests {
    use super::{both, map};

    #[test]
    fn both_are_made() {
        assert_eq!(both(|| 1, || "two"), (1, "two"));
    }

    #[test]
    fn what_is_made_stands_in_order() {
        let items: Vec<usize> = (0..1_000).collect();
        assert_eq!(map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(map(&[], |item: &usize| *item).is_empty());
    }
}
