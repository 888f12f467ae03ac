//! Records exchanges, without their secrets.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};

use super::{
    Exchange, RecordedRequest, RecordedResponse,
    exchange::{REDACTED, body},
};
use crate::{
    draft::decode,
    json::{UnknownMembers, Value},
    transport::{BoxFuture, Limits, Transport, TransportError},
};

/// Names of headers, query parameters, form fields and JSON members whose values are secrets.
const SECRETS: &[&str] = &[
    "access_token",
    "api_key",
    "apikey",
    "assertion",
    "authorization",
    "client_assertion",
    "client_secret",
    "cookie",
    "id_token",
    "key",
    "password",
    "proxy-authorization",
    "refresh_token",
    "secret",
    "set-cookie",
    "subject_token",
    "token",
    "x-api-key",
];

/// Sends requests with another transport and records what comes back. The values of credentials, and of what is named
/// like one, are replaced. Clones share the recording.
#[derive(Debug)]
pub struct RecordingTransport<T> {
    inner: Arc<T>,
    secrets: Vec<String>,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl<T> Clone for RecordingTransport<T> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), secrets: self.secrets.clone(), exchanges: Arc::clone(&self.exchanges) }
    }
}

impl<T: Transport> RecordingTransport<T> {
    /// Around a transport.
    pub fn new(inner: T) -> Self {
        let secrets = SECRETS.iter().map(|name| (*name).to_owned()).collect();
        Self { inner: Arc::new(inner), secrets, exchanges: Arc::default() }
    }

    /// Replaces the values of headers, query parameters, form fields and JSON members of this name too.
    pub fn redact(mut self, name: &str) -> Self {
        self.secrets.push(name.to_ascii_lowercase());
        self
    }

    /// What has been recorded.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What has been recorded, as JSON for [`ReplayTransport::from_json`](super::ReplayTransport::from_json).
    ///
    /// # Errors
    /// None that is known.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&self.exchanges())
    }

    fn request(&self, request: &Request<Bytes>) -> RecordedRequest {
        let (text, body_base64) = body(request.body());
        let uri = request.uri().to_string();
        RecordedRequest {
            method: request.method().to_string(),
            uri: match uri.split_once('?') {
                Some((place, query)) => format!("{place}?{}", self.pairs(query)),
                None => uri,
            },
            headers: self.headers(request.headers()),
            body: text.map(|text| self.text(text, request.headers())),
            body_base64,
            unknown: UnknownMembers::new(),
        }
    }

    fn response(&self, response: &Response<Bytes>) -> RecordedResponse {
        let (text, body_base64) = body(response.body());
        RecordedResponse {
            status: response.status().as_u16(),
            headers: self.headers(response.headers()),
            body: text.map(|text| self.text(text, response.headers())),
            body_base64,
            unknown: UnknownMembers::new(),
        }
    }

    fn headers(&self, headers: &HeaderMap) -> BTreeMap<String, String> {
        let mut recorded = BTreeMap::<_, String>::new();
        for (name, value) in headers {
            let secret = value.is_sensitive() || self.is_secret(name.as_str());
            let text = if secret { REDACTED.into() } else { String::from_utf8_lossy(value.as_bytes()) };
            let line = recorded.entry(name.as_str().to_owned()).or_default();
            if !line.is_empty() {
                line.push_str(", ");
            }
            line.push_str(&text);
        }
        recorded
    }

    fn text(&self, text: String, headers: &HeaderMap) -> String {
        if let Ok(mut json) = serde_json::from_str::<Value>(&text) {
            // What has no secret stays as it came.
            return if self.value(&mut json) { json.to_string() } else { text };
        }
        let is = |kind: &str| headers.get("content-type").is_some_and(|it| it.as_bytes().starts_with(kind.as_bytes()));
        if is("application/x-www-form-urlencoded") { self.pairs(&text) } else { text }
    }

    /// Redacts a JSON value, and tells whether there was something to redact.
    fn value(&self, value: &mut Value) -> bool {
        match value {
            Value::Array(items) => items.iter_mut().fold(false, |found, item| self.value(item) | found),
            Value::Object(members) => members.iter_mut().fold(false, |found, (name, member)| {
                if member.is_string() && self.is_secret(name) {
                    *member = Value::from(REDACTED);
                    return true;
                }
                self.value(member) | found
            }),
            _ => false,
        }
    }

    fn pairs(&self, pairs: &str) -> String {
        let pairs = pairs.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if self.is_secret(&decode(name)) => format!("{name}={REDACTED}"),
            _ => pair.to_owned(),
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    fn is_secret(&self, name: &str) -> bool {
        self.secrets.contains(&name.to_ascii_lowercase())
    }
}

impl<T: Transport> Transport for RecordingTransport<T> {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let recorded = self.request(&request);
        Box::pin(async move {
            let response = self.inner.send(request, limits).await?;
            let exchange = Exchange { request: recorded, response: self.response(&response), unknown: UnknownMembers::new() };
            self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
            Ok(response)
        })
    }
}
