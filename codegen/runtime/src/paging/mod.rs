//! Lists that come in pages.

mod pages;
mod strategy;

pub use self::{
    pages::{Items, Pages},
    strategy::{Paging, by_cursor, by_header, by_link, by_next_url, by_number, by_offset},
};

use crate::{Operation, json::Nullable};

/// An operation that gives a list in pages. [`operation!`](crate::operation) implements it from a table.
pub trait Paged: Operation {
    /// What the list is of.
    type Item: Send + Sync + 'static;

    /// How one page leads to the next.
    const PAGING: Paging;

    /// The items of a page.
    #[doc(hidden)]
    fn items(page: Self::Output) -> Vec<Self::Item>;

    /// How many items a page has.
    #[doc(hidden)]
    fn count(page: &Self::Output) -> usize;
}

/// A member that holds a page's items, which may be absent.
#[doc(hidden)]
pub trait PageItems<T> {
    fn into_items(self) -> Vec<T>;
    fn count(&self) -> usize;
}

impl<T> PageItems<T> for Vec<T> {
    fn into_items(self) -> Vec<T> {
        self
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T, L: PageItems<T>> PageItems<T> for Option<L> {
    fn into_items(self) -> Vec<T> {
        self.map(L::into_items).unwrap_or_default()
    }

    fn count(&self) -> usize {
        self.as_ref().map_or(0, L::count)
    }
}

impl<T, L: PageItems<T>> PageItems<T> for Nullable<L> {
    fn into_items(self) -> Vec<T> {
        self.into_option().into_items()
    }

    fn count(&self) -> usize {
        self.as_ref().map_or(0, L::count)
    }
}
