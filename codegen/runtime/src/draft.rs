//! A request under construction. Nothing here is generic over the operation, so that it is compiled once.

use std::{borrow::Cow, fmt, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, Uri,
    header::{ACCEPT, CONTENT_TYPE, COOKIE},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;

use crate::{
    Error, ErrorKind, OperationInfo, Validate, Value,
    multipart::{self, Parts},
    retry::RetryPolicy,
    style::{self, Parameter, Place},
    upload::Upload,
    validate::{Checker, Rule, validate},
};

/// All but the unreserved characters of RFC 3986 section 2.3 are percent-encoded.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request under construction: the values of its parameters, its body, and how this one call is to be made.
///
/// A step never fails at once: the first problem is kept, and comes to light when the request is built.
#[derive(Clone)]
#[doc(hidden)]
pub struct Draft {
    operation: &'static OperationInfo,
    path: Vec<(&'static str, String)>,
    /// Percent-encoded names and values, in the order of the steps.
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    /// The body, if it is not at hand.
    upload: Option<Upload>,
    /// Whether the response is to be handed over while it comes.
    streamed: bool,
    /// Path and query in place of the operation's own.
    target: Option<Target>,
    problem: Option<Error>,
    pub(crate) options: CallOptions,
}

/// How one call differs from what the client is set to.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
}

/// Values are left out, since some are secrets.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

impl Draft {
    /// Begins a call of an operation.
    pub fn new(operation: &'static OperationInfo, accept: &'static str, streamed: bool) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        Self {
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers,
            body: Bytes::new(),
            upload: None,
            streamed,
            target: None,
            problem: None,
            options: CallOptions::default(),
        }
    }

    /// Asks for another representation: these media types, and whether it is handed over while it comes.
    pub fn represent(&mut self, accept: &'static str, streamed: bool) {
        self.headers.insert(ACCEPT, HeaderValue::from_static(accept));
        self.streamed = streamed;
    }

    pub(crate) fn is_streamed(&self) -> bool {
        self.streamed
    }

    /// The body, if it is not at hand.
    pub(crate) fn upload(&self) -> Option<&Upload> {
        self.upload.as_ref()
    }

    pub(crate) fn operation(&self) -> &'static OperationInfo {
        self.operation
    }

    /// Gives a path parameter its value.
    pub fn path(&mut self, name: &'static str, value: Cow<'_, str>) {
        self.path_segment(name, &value, encode(&value));
    }

    fn path_segment(&mut self, name: &'static str, value: &str, encoded: String) {
        if matches!(value, "" | "." | "..") {
            // Each would address another resource than the caller means.
            let message = format!("the path parameter `{name}` must not be {value:?}");
            return self.fail(Error::new(ErrorKind::Request, message));
        }
        self.path.retain(|(given, _)| *given != name);
        self.path.push((name, encoded));
    }

    /// Gives a query parameter its value.
    pub fn query(&mut self, name: &str, value: Cow<'_, str>) {
        self.query_list(name, vec![value.into_owned()]);
    }

    /// Gives a query parameter its values, under one key each (style `form`, exploded).
    pub fn query_list(&mut self, name: &str, values: Vec<String>) {
        let name = encode(name);
        self.query.retain(|(given, _)| *given != name);
        self.query.extend(values.iter().map(|value| (name.clone(), encode(value))));
    }

    /// Gives a query parameter a value that is percent-encoded already.
    pub(crate) fn query_encoded(&mut self, name: &str, value: &str) {
        let name = encode(name);
        self.query.retain(|(given, _)| *given != name);
        self.query.push((name, value.to_owned()));
    }

    /// The value of a query parameter as it will be sent.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let name = encode(name);
        self.query.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// Sends the request to another place on the server. Query parameters that the place does not have are kept.
    pub(crate) fn target(&mut self, target: Target) {
        self.query.retain(|(name, _)| target.query_value(&decode(name)).is_none());
        self.target = Some(target);
    }

    /// Gives a header its value, in place of an earlier one.
    pub fn header(&mut self, name: &str, value: Cow<'_, str>) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_str(&value);
        match (name, value) {
            (Ok(name), Ok(value)) => drop(self.headers.insert(name, value)),
            (Err(error), _) => self.fail(Error::new(ErrorKind::Request, "a header has an illegal name").with_source(error)),
            // The value is not shown: it may be a secret.
            (Ok(name), Err(error)) => {
                self.fail(Error::new(ErrorKind::Request, format!("the header `{name}` has an illegal value")).with_source(error))
            }
        }
    }

    /// Gives a parameter of any shape its value.
    pub fn parameter<T: Serialize + ?Sized>(&mut self, parameter: &Parameter, value: &T) {
        match style::value(value) {
            Ok(value) => self.styled(parameter, &value),
            Err(error) => self.fail(error),
        }
    }

    fn styled(&mut self, parameter: &Parameter, value: &Value) {
        match parameter.place {
            Place::Path => {
                let segment = parameter.segment(value);
                self.path_segment(parameter.name, &segment.clone(), segment);
            }
            Place::Header => self.header(parameter.name, parameter.field(value).into()),
            Place::Query => {
                let pairs = parameter.pairs(value);
                self.query.retain(|(given, _)| !pairs.iter().any(|(name, _)| name == given));
                self.query.extend(pairs);
            }
            Place::Cookie => {
                for (name, value) in parameter.pairs(value) {
                    self.cookie(&name, &value);
                }
            }
        }
    }

    /// Adds a cookie, whose name and value are percent-encoded already.
    fn cookie(&mut self, name: &str, value: &str) {
        let before = self.headers.get(COOKIE).and_then(|value| value.to_str().ok());
        let cookies = before.map(|before| format!("{before}; ")).unwrap_or_default();
        self.header(COOKIE.as_str(), format!("{cookies}{name}={value}").into());
    }

    /// Gives the request a JSON body, after checking its constraints.
    pub fn json<T: Serialize + Validate>(&mut self, media_type: &'static str, body: &T) {
        self.checked(body);
        match serde_json::to_vec(body) {
            Ok(json) => self.body(media_type, Bytes::from(json)),
            Err(error) => {
                self.fail(Error::new(ErrorKind::Request, "the body cannot be written as JSON").with_source(error));
            }
        }
    }

    /// Gives the request a body that is a form, after checking its constraints.
    /// Members are written in style `form`, exploded, but for those that `styles` name.
    pub fn form<T: Serialize + Validate>(&mut self, styles: &[Parameter], body: &T) {
        self.checked(body);
        match style::value(body) {
            Ok(value) => {
                let pairs = style::fields(styles, &value);
                self.body("application/x-www-form-urlencoded", Bytes::from(joined(&pairs)));
            }
            Err(error) => self.fail(error),
        }
    }

    /// Gives the request a body of several parts.
    pub fn multipart<T: Parts>(&mut self, body: &T) {
        match body.parts() {
            Ok(parts) => {
                let (media_type, body) = multipart::write(&parts);
                self.header(CONTENT_TYPE.as_str(), media_type.into());
                self.content(body);
            }
            Err(error) => self.fail(error),
        }
    }

    /// Checks the constraints of a parameter.
    pub fn check(&mut self, name: &str, value: &dyn Validate, rules: &[Rule]) {
        let mut found = Checker::default();
        found.member(name, value, rules);
        if let Err(error) = found.done() {
            self.fail(error.into());
        }
    }

    fn checked(&mut self, body: &dyn Validate) {
        if let Err(error) = validate(body) {
            self.fail(error.into());
        }
    }

    /// Gives the request a body of any media type.
    pub fn body(&mut self, media_type: &'static str, body: impl Into<Upload>) {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        self.content(body.into());
    }

    fn content(&mut self, body: Upload) {
        match body.bytes() {
            Some(bytes) => self.body = bytes.clone(),
            None => self.upload = Some(body),
        }
    }

    /// Sets how this one call is retried.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.options.retry = Some(policy);
    }

    /// Sets how long this one call may take with all its attempts.
    pub fn timeout(&mut self, timeout: Duration) {
        self.options.timeout = Some(timeout);
    }

    /// Sets how long each attempt of this one call may take.
    pub fn attempt_timeout(&mut self, timeout: Duration) {
        self.options.attempt_timeout = Some(timeout);
    }

    fn fail(&mut self, error: Error) {
        self.problem.get_or_insert(error);
    }

    /// The whole request, without a credential.
    ///
    /// # Errors
    /// The first problem of the steps, or a path parameter without a value.
    pub(crate) fn build(&self, server: &str) -> Result<Request<Bytes>, Error> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let mut url = String::with_capacity(server.len() + self.operation.path.len() + 32);
        let mut mark = '?';
        match &self.target {
            Some(target) => {
                url.push_str(if target.path.is_some() { crate::server::origin(server) } else { server });
                match &target.path {
                    Some(path) => url.push_str(path),
                    None => self.expand_path(&mut url)?,
                }
                if let Some(query) = &target.query {
                    url.push('?');
                    url.push_str(query);
                    mark = '&';
                }
            }
            None => {
                url.push_str(server);
                self.expand_path(&mut url)?;
            }
        }
        if !self.query.is_empty() {
            url.push(mark);
            url.push_str(&joined(&self.query));
        }
        let uri = Uri::try_from(url)
            .map_err(|error| Error::new(ErrorKind::Request, "the request has no valid URI").with_source(error))?;
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.operation.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers.clone();
        Ok(request)
    }

    fn expand_path(&self, target: &mut String) -> Result<(), Error> {
        let mut rest = self.operation.path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let Some((_, value)) = self.path.iter().find(|(given, _)| *given == name) else {
                return Err(Error::new(ErrorKind::Request, format!("the path parameter `{name}` has no value")));
            };
            target.push_str(before);
            target.push_str(value);
            rest = after;
        }
        target.push_str(rest);
        Ok(())
    }
}

/// The pairs of a query or a form.
fn joined(pairs: &[(String, String)]) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// Percent-encodes a name or a value.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Path and query of a URL that a service names. Its host is not looked at: a request goes to the operation's server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Target {
    /// From the server's root. `None` to stay where one is.
    pub(crate) path: Option<String>,
    pub(crate) query: Option<String>,
}

impl Target {
    pub(crate) fn of_url(url: &str) -> Self {
        let url = url.split_once('#').map_or(url, |(url, _)| url);
        let (place, query) = url.split_once('?').map_or((url, None), |(place, query)| (place, Some(query)));
        let path = match place.split_once("://").map(|(_, rest)| rest).or_else(|| place.strip_prefix("//")) {
            Some(rest) => rest.find('/').and_then(|slash| rest.get(slash..)),
            None => Some(place).filter(|place| place.starts_with('/')),
        };
        Self { path: path.map(str::to_owned), query: query.map(str::to_owned) }
    }

    /// The value of a query parameter as it stands there.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let pairs = self.query.as_deref()?.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(given, _)| decode(given) == name).map(|(_, value)| value).next()
    }
}
