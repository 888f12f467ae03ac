//! What a service answers.

use std::{
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, StatusCode,
    header::{LOCATION, RETRY_AFTER},
    response::Parts,
};

/// A response with its whole body.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
    /// How long the service asks to wait, reckoned from when the response came.
    pub retry_after: Option<Duration>,
    /// How many times the request was sent.
    pub attempts: u32,
}

impl Reply {
    pub(crate) fn new(head: Parts, body: Bytes, now: SystemTime) -> Self {
        let retry_after = retry_after(head.status, &head.headers, now);
        Self { status: head.status, headers: head.headers, body, retry_after, attempts: 1 }
    }
}

/// A result with what came along with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T, H = ()> {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The headers that the document declares, typed.
    pub declared: H,
    /// The body.
    pub body: T,
}

impl<T, H> Response<T, H> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: T) -> Self
    where
        H: FromHeaders,
    {
        Self { status, declared: H::from_headers(&headers), headers, body }
    }

    /// The service's name for this exchange: the header `X-Request-Id` or `Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Where the result is: the header `Location` (RFC 9110 section 10.2.2).
    pub fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION)?.to_str().ok()
    }

    /// How many more requests the service allows.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        RateLimit::from_headers(&self.headers)
    }
}

/// What a service says about how often it may be asked: the headers `X-RateLimit-Limit`, `-Remaining` and `-Reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests the present window allows.
    pub limit: Option<u64>,
    /// How many of these are left.
    pub remaining: Option<u64>,
    /// When the next window begins: seconds from now, or since 1970, as the service has it.
    pub reset: Option<u64>,
}

impl RateLimit {
    /// Reads the headers. `None` if there is none of them.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let limit = header(headers, "x-ratelimit-limit");
        let remaining = header(headers, "x-ratelimit-remaining");
        let reset = header(headers, "x-ratelimit-reset");
        (limit.is_some() || remaining.is_some() || reset.is_some()).then_some(Self { limit, remaining, reset })
    }
}

/// A set of headers that a document declares. [`headers!`](crate::headers) implements it from a table.
pub trait FromHeaders: Sized {
    /// Reads the headers. One that is absent or does not have its declared type is `None`.
    fn from_headers(headers: &HeaderMap) -> Self;
}

impl FromHeaders for () {
    fn from_headers(_: &HeaderMap) -> Self {}
}

/// Declares how the fields of a struct, all of them options, are read from headers. A row is a form, a field and the header:
///
/// | row | how the value is written |
/// |---|---|
/// | `simple tags "x-tags"` | as text; lists and objects in style `simple`: `a,b` and `name,a,size,b` |
/// | `exploded box "x-box"` | the same, with `name=a,size=b` for an object |
/// | `json box "x-box"` | as JSON text |
/// | `lines cookies "set-cookie"` | each line a text |
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Headers { pub request_id: Option<String>, pub tags: Option<Vec<String>> }
/// basetype_runtime::headers! { Headers { simple request_id "x-request-id", simple tags "x-tags", } }
/// ```
#[macro_export]
macro_rules! headers {
    ($name:ident { $($form:ident $field:ident $header:literal),* $(,)? }) => {
        impl $crate::FromHeaders for $name {
            fn from_headers(headers: &$crate::http::HeaderMap) -> Self {
                Self { $($field: $crate::field::$form(headers, $header)),* }
            }
        }
    };
}

/// A header's value, if it is there and is a `T`.
fn header<T: FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [HeaderName; 2] = [HeaderName::from_static("x-request-id"), HeaderName::from_static("request-id")];
    NAMES.iter().find_map(|name| headers.get(name)?.to_str().ok())
}

/// How long a service asks to wait: `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), or on 429 the end of
/// the rate limit's window.
fn retry_after(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    if let Some(value) = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()) {
        let value = value.trim();
        let seconds = || value.parse().ok().map(Duration::from_secs);
        let until = || Some(httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default());
        if let Some(delay) = seconds().or_else(until) {
            return Some(delay);
        }
    }
    if status == StatusCode::TOO_MANY_REQUESTS { window_end(headers, now) } else { None }
}

/// `X-RateLimit-Reset` is relative with some services and a time since 1970 with others. No window lasts 30 years.
fn window_end(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    const ABSOLUTE: u64 = 1_000_000_000;
    let seconds = header(headers, "x-ratelimit-reset").or_else(|| header(headers, "ratelimit-reset"))?;
    if seconds < ABSOLUTE {
        return Some(Duration::from_secs(seconds));
    }
    let now = now.duration_since(UNIX_EPOCH).ok()?;
    Some(Duration::from_secs(seconds).saturating_sub(now))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, headers: &[(&'static str, &str)], expect: Option<u64>) {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect();
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(retry_after(status, &headers, now), expect.map(Duration::from_secs));
    }

    #[test]
    fn reads_what_the_service_asks_for() {
        check(429, &[], None);
        check(503, &[("retry-after", "7")], Some(7));
        check(503, &[("retry-after", " 7 ")], Some(7));
        check(503, &[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")], Some(30));
        check(503, &[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT")], Some(0));
        check(429, &[("retry-after", "soon")], None);
        check(429, &[("retry-after", "soon"), ("x-ratelimit-reset", "12")], Some(12));
        check(429, &[("retry-after", "3"), ("x-ratelimit-reset", "12")], Some(3));
        check(429, &[("ratelimit-reset", "12")], Some(12));
        check(200, &[("x-ratelimit-reset", "12")], None);
    }

    #[test]
    fn a_reset_since_1970_is_a_time() {
        let now = UNIX_EPOCH + Duration::from_secs(2_000_000_000);
        let headers = HeaderMap::from_iter([(HeaderName::from_static("x-ratelimit-reset"), "2000000040".parse().unwrap())]);
        assert_eq!(retry_after(StatusCode::TOO_MANY_REQUESTS, &headers, now), Some(Duration::from_secs(40)));
    }
}
