//! Recorded exchanges.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};

use super::parts;
use crate::{
    draft::Target,
    json::{Base64, UnknownMembers, Value},
};

/// A request and its response, as JSON that can be kept in a file and edited.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Exchange {
    /// What was asked.
    pub request: RecordedRequest,
    /// What was answered.
    pub response: RecordedResponse,
    /// Members of a file that this version does not know.
    pub unknown: UnknownMembers,
}
crate::object! { Exchange { required request "request", required response "response", } }

/// A recorded request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The URI. A replay looks at its path and its query.
    pub uri: String,
    /// The headers by their names in lower case. A replay demands each of them, with this value unless that is redacted.
    pub headers: BTreeMap<String, String>,
    /// The body, if it is text. A replay demands it; JSON may be written differently.
    pub body: Option<String>,
    /// The body, if it is not text.
    pub body_base64: Option<Base64>,
    /// Members of a file that this version does not know.
    pub unknown: UnknownMembers,
}
crate::object! { RecordedRequest {
    required method "method",
    required uri "uri",
    required headers "headers",
    optional body "body",
    optional body_base64 "body_base64",
} }

/// A recorded response.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RecordedResponse {
    /// The status.
    pub status: u16,
    /// The headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, if it is text.
    pub body: Option<String>,
    /// The body, if it is not text.
    pub body_base64: Option<Base64>,
    /// Members of a file that this version does not know.
    pub unknown: UnknownMembers,
}
crate::object! { RecordedResponse {
    required status "status",
    required headers "headers",
    optional body "body",
    optional body_base64 "body_base64",
} }

/// What stands in a recording for a secret.
pub(super) const REDACTED: &str = "[redacted]";

impl Exchange {
    /// An exchange written by hand: what is asked, and the status and JSON body of the answer. A body of `null` is none.
    ///
    /// ```
    /// use basetype_runtime::testing::Exchange;
    /// let exchange = Exchange::new("GET", "/things?limit=1", 200, r#"{"data": []}"#).response_header("x-request-id", "r-1");
    /// ```
    pub fn new(method: &str, uri: &str, status: u16, body: impl Into<String>) -> Self {
        let body = Some(body.into()).filter(|body| !body.is_empty());
        let headers = BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]);
        Self {
            request: RecordedRequest {
                method: method.to_owned(),
                uri: uri.to_owned(),
                headers: BTreeMap::new(),
                body: None,
                body_base64: None,
                unknown: UnknownMembers::new(),
            },
            response: RecordedResponse { status, headers, body, body_base64: None, unknown: UnknownMembers::new() },
            unknown: UnknownMembers::new(),
        }
    }

    /// Demands this body of the request. JSON may be written differently.
    pub fn request_body(mut self, body: impl Into<String>) -> Self {
        self.request.body = Some(body.into());
        self
    }

    /// Demands this header of the request.
    pub fn request_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.request.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }

    /// Adds a header to the response.
    pub fn response_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.response.headers.insert(name.to_ascii_lowercase(), value.into());
        self
    }
}

impl RecordedRequest {
    /// What a request has that is not as it was recorded.
    pub(super) fn difference(&self, request: &Request<Bytes>) -> Option<String> {
        if self.method != request.method().as_str() || !same_target(&self.uri, &request.uri().to_string()) {
            let (method, uri) = (request.method(), request.uri());
            return Some(format!("expected {} {}, but got {method} {uri}", self.method, self.uri));
        }
        for (name, value) in &self.headers {
            let given = request.headers().get(name).and_then(|value| value.to_str().ok());
            // The boundary of parts is another one each time.
            let has_parts = given.is_some_and(|given| parts::delimiter(given).is_some() && parts::delimiter(value).is_some());
            if value != REDACTED && !(name == "content-type" && has_parts) && given != Some(value) {
                return Some(format!("the header {name} is not as recorded"));
            }
        }
        let (text, base64) = body(request.body());
        let delimiters =
            self.headers.get("content-type").and_then(|it| parts::delimiter(it)).zip(parts::delimiter_of(request.headers()));
        let as_recorded = match (&self.body, &self.body_base64, delimiters) {
            (None, None, _) => true,
            (expected, bytes, Some((recorded, given))) => {
                let bytes = bytes.as_ref().map(|Base64(bytes)| bytes.as_slice());
                let expected = expected.as_ref().map(String::as_bytes).or(bytes).unwrap_or_default();
                parts::are_same((expected, &recorded), (request.body(), &given))
            }
            (Some(expected), ..) => text.is_some_and(|given| same(expected, &given)),
            (None, expected, _) => *expected == base64,
        };
        (!as_recorded).then(|| format!("the body of {} {} is not as recorded", self.method, self.uri))
    }
}

impl RecordedResponse {
    pub(super) fn to_http(&self) -> Response<Bytes> {
        let body = match (&self.body, &self.body_base64) {
            (Some(text), _) => Bytes::from(text.clone()),
            (None, Some(Base64(bytes))) => Bytes::from(bytes.clone()),
            (None, None) => Bytes::new(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or_default();
        let headers = self.headers.iter().filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
        });
        *response.headers_mut() = HeaderMap::from_iter(headers);
        response
    }
}

/// The same path and query: the host differs from one environment to another.
fn same_target(expected: &str, given: &str) -> bool {
    let (expected, given) = (Target::of_url(expected), Target::of_url(given));
    let pairs =
        |target: &Target| -> Vec<String> { target.query.iter().flat_map(|query| query.split('&')).map(str::to_owned).collect() };
    let (expected_pairs, given_pairs) = (pairs(&expected), pairs(&given));
    let same_pair = |(expected, given): (&String, &String)| match expected.strip_suffix(REDACTED) {
        Some(name) => given.starts_with(name),
        None => expected == given,
    };
    expected.path.as_deref().unwrap_or("/") == given.path.as_deref().unwrap_or("/")
        && expected_pairs.len() == given_pairs.len()
        && expected_pairs.iter().zip(&given_pairs).all(same_pair)
}

/// The same text, or the same JSON, where what is redacted in one is anything in the other.
pub(super) fn same(expected: &str, given: &str) -> bool {
    let json = |text| serde_json::from_str::<Value>(text).ok();
    match (json(expected), json(given)) {
        (Some(expected), Some(given)) => same_value(&expected, &given),
        _ => expected == given || expected.contains(REDACTED),
    }
}

fn same_value(expected: &Value, given: &Value) -> bool {
    match (expected, given) {
        (Value::String(text), _) if text == REDACTED => true,
        (Value::Array(expected), Value::Array(given)) => {
            expected.len() == given.len() && expected.iter().zip(given).all(|(expected, given)| same_value(expected, given))
        }
        (Value::Object(expected), Value::Object(given)) => {
            expected.len() == given.len()
                && expected.iter().all(|(name, value)| given.get(name).is_some_and(|given| same_value(value, given)))
        }
        (expected, given) => expected == given,
    }
}

/// A body as text or, where it is none, as bytes. Both absent if it is empty.
pub(super) fn body(bytes: &Bytes) -> (Option<String>, Option<Base64>) {
    match std::str::from_utf8(bytes) {
        Ok("") => (None, None),
        Ok(text) => (Some(text.to_owned()), None),
        Err(_) => (None, Some(Base64(bytes.to_vec()))),
    }
}
