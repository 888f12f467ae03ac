//! `[paging.…]`: how a list is read page by page, where that is not to be recognised from the document.

use std::ops::Range;

use serde::Deserialize;

/// How the list of an operation is read page by page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paged {
    /// The way from one page to the next.
    pub style: Style,
    /// The member that holds the items, as `result.items`; else it is recognised.
    pub items: Option<String>,
    /// The member that holds the next page's URL or token, as `metadata.next`.
    pub next: Option<String>,
    /// The header that holds the next page's token.
    pub header: Option<String>,
    /// The query parameter that takes the next page's token, number or offset.
    pub parameter: Option<String>,
    /// The number of the first page; else 1.
    pub first: Option<u64>,
    /// Where the settings say so.
    #[serde(skip)]
    pub(super) span: Range<usize>,
}

/// The ways from one page to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// There are no pages.
    #[default]
    None,
    /// A URL at `next` in the body; of it, only `parameter`, if that is given.
    NextUrl,
    /// A token at `next` in the body, sent as `parameter`.
    Cursor,
    /// A token in `header`, sent as `parameter`.
    Header,
    /// The header `Link` with `rel="next"` (RFC 8288); of its URL, only `parameter`, if that is given.
    Link,
    /// How many items to leave out, sent as `parameter`.
    Offset,
    /// The number of the page, sent as `parameter`.
    Page,
}
