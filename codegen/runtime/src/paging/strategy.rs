//! How one page leads to the next.

use http::{HeaderMap, header::LINK};

use crate::{Draft, draft::Target, json::pick, response::Reply};

/// How one page leads to the next: the last key of a table's `paging`.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub enum Paging {
    /// A URL in the body. With a parameter, only this query parameter is taken from it, else path and query.
    NextUrl { at: &'static str, parameter: Option<&'static str> },
    /// A token in the body, to be sent in a query parameter.
    Cursor { at: &'static str, parameter: &'static str },
    /// A token in a header, to be sent in a query parameter.
    Header { header: &'static str, parameter: &'static str },
    /// The `Link` header with `rel="next"` (RFC 8288). With a parameter, only that is taken from the URL.
    Link { parameter: Option<&'static str> },
    /// The number of items to leave out, to be sent in a query parameter.
    Offset { parameter: &'static str },
    /// The number of the page, to be sent in a query parameter. The first page has the number `first`.
    Number { parameter: &'static str, first: u64 },
}

/// `next_url("metadata.next", "page_token")`, `next_url("links.next")`: a URL in the body.
#[doc(hidden)]
pub const fn by_next_url(at: &'static str, parameter: Option<&'static str>) -> Paging {
    Paging::NextUrl { at, parameter }
}

/// `cursor("next_cursor", "cursor")`: a token in the body.
#[doc(hidden)]
pub const fn by_cursor(at: &'static str, parameter: &'static str) -> Paging {
    Paging::Cursor { at, parameter }
}

/// `header("X-Next-Token", "token")`: a token in a header.
#[doc(hidden)]
pub const fn by_header(header: &'static str, parameter: &'static str) -> Paging {
    Paging::Header { header, parameter }
}

/// `link()`, `link("page")`: the `Link` header.
#[doc(hidden)]
pub const fn by_link(parameter: Option<&'static str>) -> Paging {
    Paging::Link { parameter }
}

/// `offset("offset")`: the number of items to leave out.
#[doc(hidden)]
pub const fn by_offset(parameter: &'static str) -> Paging {
    Paging::Offset { parameter }
}

/// `number("page", 1)`: the number of the page.
#[doc(hidden)]
pub const fn by_number(parameter: &'static str, first: u64) -> Paging {
    Paging::Number { parameter, first }
}

impl Paging {
    /// The token of the page after this one, or `None` if this is the last. What a token is depends on the strategy: it
    /// is only for [`apply`](Self::apply).
    pub(super) fn next(&self, reply: &Reply, draft: &Draft, count: usize) -> Option<String> {
        match *self {
            Self::NextUrl { at, parameter } => part(&pick(&reply.body, at)?, parameter),
            Self::Cursor { at, .. } => pick(&reply.body, at),
            Self::Header { header, .. } => {
                Some(reply.headers.get(header)?.to_str().ok()?.to_owned()).filter(|token| !token.is_empty())
            }
            Self::Link { parameter } => part(next_link(&reply.headers)?, parameter),
            Self::Offset { parameter } => counted(draft, parameter, 0, count, u64::try_from(count).ok()?),
            Self::Number { parameter, first } => counted(draft, parameter, first, count, 1),
        }
    }

    /// Makes a request for a page of a request for the first one.
    pub(super) fn apply(&self, draft: &mut Draft, token: &str) {
        match *self {
            Self::NextUrl { parameter: Some(parameter), .. } | Self::Link { parameter: Some(parameter) } => {
                draft.query_encoded(parameter, token);
            }
            Self::NextUrl { parameter: None, .. } | Self::Link { parameter: None } => {
                draft.target(Target::of_url(token));
            }
            Self::Cursor { parameter, .. }
            | Self::Header { parameter, .. }
            | Self::Offset { parameter }
            | Self::Number { parameter, .. } => draft.query(parameter, token.into()),
        }
    }

    /// Whether tokens tell one page from another, rather than count.
    pub(super) fn is_by_token(&self) -> bool {
        !matches!(self, Self::Offset { .. } | Self::Number { .. })
    }

    /// What tells a page from another: its token, or its body where tokens only count.
    pub(super) fn identity<'a>(&self, token: &'a str, body: &'a [u8]) -> &'a [u8] {
        if self.is_by_token() { token.as_bytes() } else { body }
    }
}

/// The next number, unless this page is empty and so the last.
fn counted(draft: &Draft, parameter: &str, first: u64, count: usize, step: u64) -> Option<String> {
    let present = draft.query_value(parameter).and_then(|value| value.parse().ok()).unwrap_or(first);
    (count > 0).then(|| present.saturating_add(step).to_string())
}

/// Of a URL, the value of one query parameter as it stands there, percent-encoded; or the URL itself.
///
/// A value that is decoded and encoded again need not be what it was: readers do not agree on `+`.
fn part(url: &str, parameter: Option<&str>) -> Option<String> {
    let Some(parameter) = parameter else { return Some(url.to_owned()) };
    let value = Target::of_url(url).query_value(parameter)?.to_owned();
    Some(value).filter(|value| !value.is_empty())
}

/// The URL of `rel=next` (RFC 8288 section 3).
fn next_link(headers: &HeaderMap) -> Option<&str> {
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).find_map(|mut rest| {
        while let Some((url, after)) = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
            // The link's parameters end where the next one begins.
            let parameters = after.split_once('<').map_or(after, |(parameters, _)| parameters);
            if parameters.split(';').any(is_next) {
                return Some(url);
            }
            rest = after;
        }
        None
    })
}

/// Whether a link's parameter is `rel` and has `next` among its relations.
fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
    name.trim().eq_ignore_ascii_case("rel") && value.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("next"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn finds_the_next_link() {
        let check = |link: &str, expect: Option<&str>| {
            let headers = HeaderMap::from_iter([(LINK, link.parse().unwrap())]);
            assert_eq!(next_link(&headers), expect, "{link}");
        };
        check("<https://a/?p=1>; rel=\"prev\", <https://a/?p=3,4>; rel=\"next\"", Some("https://a/?p=3,4"));
        check("</x?p=2>;title=\"t\";rel=next", Some("/x?p=2"));
        check("</x>; rel=\"last next\", </y>; rel=first", Some("/x"));
        check("</x>; rel=nextish", None);
        check("next", None);
    }

    #[test]
    fn takes_a_parameter_as_it_stands() {
        let check = |url: &str, expect: Option<&str>| assert_eq!(part(url, Some("page.token")).as_deref(), expect, "{url}");
        check("https://other.example/a?x=1&page.token=a%2Bb+c%3D#f", Some("a%2Bb+c%3D"));
        check("https://other.example/a?page%2Etoken=z", Some("z"));
        check("?page.token=", None);
        check("https://other.example/a?page_token=z", None);
        check("https://other.example/page.token=z", None);
    }
}
