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
    credentials::SecretParameter,
    decompress::{Defect, decompress},
    draft::decode,
    json::{UnknownMembers, Value},
    transport::{BoxFuture, Limits, Transport, TransportError},
};

/// Words that are in the names of headers, query parameters, form fields and JSON members whose values are secrets.
const SECRET_WORDS: &[&str] = &["secret", "password", "passphrase", "credential", "private_key", "private-key", "privatekey"];

/// Further names of such.
const SECRETS: &[&str] = &[
    "access_token",
    "api_key",
    "apikey",
    "assertion",
    "authorization",
    "client_assertion",
    "cookie",
    "id_token",
    "key",
    "proxy-authorization",
    "refresh_token",
    "set-cookie",
    "subject_token",
    "token",
    "x-api-key",
];

/// Sends requests with another transport and records what comes back. The values of credentials, and of what is named
/// like one, are replaced; compressed bodies are recorded as they are when decompressed. Clones share the recording.
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
        let key = request.extensions().get().map(|SecretParameter(name)| *name);
        RecordedRequest {
            method: request.method().to_string(),
            uri: match uri.split_once('?') {
                Some((place, query)) => format!("{place}?{}", self.pairs(query, key)),
                None => uri,
            },
            headers: self.headers(request.headers()),
            body: text.map(|text| self.text(text, request.headers())),
            body_base64,
            unknown: UnknownMembers::new(),
        }
    }

    /// Decompressed, since what cannot be read cannot be redacted. What does not decompress is left out.
    fn response(&self, response: &Response<Bytes>, limit: usize) -> RecordedResponse {
        let mut headers = response.headers().clone();
        let plain = match decompress(&mut headers, response.body().clone(), limit) {
            Ok(plain) | Err(Defect::TooLarge(plain)) => plain,
            #[cfg(feature = "gzip")]
            Err(Defect::Broken(_)) => Bytes::new(),
        };
        let (text, body_base64) = body(&plain);
        RecordedResponse {
            status: response.status().as_u16(),
            headers: self.headers(&headers),
            body: text.map(|text| self.text(text, &headers)),
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
        if is("application/x-www-form-urlencoded") { self.pairs(&text, None) } else { text }
    }

    /// Redacts a JSON value, and tells whether there was something to redact.
    fn value(&self, value: &mut Value) -> bool {
        match value {
            Value::Array(items) => items.iter_mut().fold(false, |found, item| self.value(item) | found),
            Value::Object(members) => members.iter_mut().fold(false, |found, (name, member)| {
                let hidden = if self.is_secret(name) { hide(member) } else { self.value(member) };
                hidden | found
            }),
            _ => false,
        }
    }

    /// Redacts the pairs of a query or a form, and the one of this name in any case.
    fn pairs(&self, pairs: &str, secret: Option<&str>) -> String {
        let is_secret = |name: &str| secret == Some(name) || self.is_secret(name);
        let pairs = pairs.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if is_secret(&decode(name)) => format!("{name}={REDACTED}"),
            _ => pair.to_owned(),
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    fn is_secret(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        SECRET_WORDS.iter().any(|word| name.contains(word)) || self.secrets.contains(&name)
    }
}

/// Redacts all texts of a JSON value, and tells whether there was one. Its shape stays, so that it can still be read.
fn hide(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            REDACTED.clone_into(text);
            true
        }
        Value::Array(items) => items.iter_mut().fold(false, |found, item| hide(item) | found),
        Value::Object(members) => members.values_mut().fold(false, |found, member| hide(member) | found),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

impl<T: Transport> Transport for RecordingTransport<T> {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let recorded = self.request(&request);
        Box::pin(async move {
            let limit = limits.body;
            let response = self.inner.send(request, limits).await?;
            let exchange =
                Exchange { request: recorded, response: self.response(&response, limit), unknown: UnknownMembers::new() };
            self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
            Ok(response)
        })
    }
}
