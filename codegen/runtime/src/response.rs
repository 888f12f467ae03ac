//! What a service answers.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::HeaderName};

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
}

/// A result with what came along with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: T,
}

impl<T> Response<T> {
    /// The service's name for this exchange: the header `X-Request-Id` or `Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Where the result is: the header `Location` (RFC 9110 section 10.2.2).
    pub fn location(&self) -> Option<&str> {
        self.headers.get(http::header::LOCATION)?.to_str().ok()
    }
}

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [HeaderName; 2] = [HeaderName::from_static("x-request-id"), HeaderName::from_static("request-id")];
    NAMES.iter().find_map(|name| headers.get(name)?.to_str().ok())
}
