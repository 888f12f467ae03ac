//! Records exchanges, without their secrets.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, Response};

use super::{
    Exchange, RecordedRequest, RecordedResponse,
    exchange::{REDACTED, body},
    parts,
};
use crate::{
    credentials::SecretParameter,
    decompress::{Defect, decompress},
    draft::decode,
    json::{UnknownMembers, Value},
    transport::{Body, BoxFuture, Chunks, Limits, Transport, TransportError},
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
/// like one, are replaced; compressed bodies are recorded as they are when decompressed. A stream is recorded as far as it was
/// read, once nothing more of it is. Clones share the recording.
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
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has been recorded, as JSON for [`ReplayTransport::from_json`](super::ReplayTransport::from_json).
    ///
    /// # Errors
    /// None that is known.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&self.exchanges())
    }

    fn request(&self, request: &Request<Bytes>) -> RecordedRequest {
        let form = parts::delimiter_of(request.headers());
        let form = form.map(|delimiter| parts::redacted(request.body(), &delimiter, |name, part| self.part(name, part)).into());
        let (text, body_base64) = body(form.as_ref().unwrap_or(request.body()));
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

    /// A part of a form, if there is a secret in it.
    fn part(&self, name: &str, content: &str) -> Option<String> {
        if self.is_secret(name) {
            return Some(REDACTED.to_owned());
        }
        let mut json = serde_json::from_str::<Value>(content).ok()?;
        self.value(&mut json).then(|| json.to_string())
    }

    fn text(&self, text: String, headers: &HeaderMap) -> String {
        if let Ok(mut json) = serde_json::from_str::<Value>(&text) {
            // What has no secret stays as it came.
            return if self.value(&mut json) { json.to_string() } else { text };
        }
        let is = |kind: &str| headers.get("content-type").is_some_and(|it| it.as_bytes().starts_with(kind.as_bytes()));
        if is("application/x-www-form-urlencoded") { self.pairs(&text, None) } else { self.lines(text) }
    }

    /// Redacts the lines that are JSON, as those of streams are; those of events have `data:` before it.
    fn lines(&self, text: String) -> String {
        let redacted = |line: &str| {
            let start = line.find(['{', '['])?;
            let (before, json) = line.split_at_checked(start)?;
            let is_plain = matches!(before.trim_matches(['\u{1e}', ' ']), "" | "data:");
            let mut json = serde_json::from_str::<Value>(json).ok().filter(|_| is_plain)?;
            self.value(&mut json).then(|| format!("{before}{json}\n"))
        };
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        if lines.iter().all(|line| redacted(line).is_none()) {
            return text;
        }
        lines.iter().map(|line| redacted(line).unwrap_or_else(|| (*line).to_owned())).collect()
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
            self.lock().push(exchange);
            Ok(response)
        })
    }

    /// What is sent is read before it is sent, since it is to be recorded; what comes is handed on while it comes.
    fn stream(&self, request: Request<Body>, limits: Limits) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let limit = limits.body;
            let (head, body) = request.into_parts();
            let request = Request::from_parts(head, body.collect().await?);
            let recorded = self.request(&request);
            let (head, body) = self.inner.stream(request.map(Body::from), limits).await?.into_parts();
            let head = Response::from_parts(head, ());
            let response = self.response(&head.clone().map(|()| Bytes::new()), limit);
            let mut exchanges = self.lock();
            exchanges.push(Exchange { request: recorded, response, unknown: UnknownMembers::new() });
            let length = body.length();
            let place = exchanges.len() - 1;
            let tape = Tape { recorder: self.clone(), place, head: head.clone(), body, kept: BytesMut::new(), limit };
            Ok(head.map(|()| Body::new(tape).with_length(length)))
        })
    }
}

/// Keeps what it hands on, up to a limit, and records it when nothing more comes, or is wanted.
struct Tape<T: Transport> {
    recorder: RecordingTransport<T>,
    /// Where the exchange is, which has begun.
    place: usize,
    head: Response<()>,
    body: Body,
    kept: BytesMut,
    limit: usize,
}

impl<T: Transport> Tape<T> {
    fn keep(&mut self) {
        let response = self.head.clone().map(|()| self.kept.clone().freeze());
        let response = self.recorder.response(&response, self.limit);
        if let Some(exchange) = self.recorder.lock().get_mut(self.place) {
            exchange.response = response;
        }
    }
}

impl<T: Transport> Chunks for Tape<T> {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        let chunk = ready!(self.body.poll_chunk(context));
        match &chunk {
            Some(Ok(chunk)) => {
                let room = self.limit.saturating_sub(self.kept.len()).min(chunk.len());
                self.kept.extend_from_slice(chunk.get(..room).unwrap_or_default());
            }
            Some(Err(_)) | None => self.keep(),
        }
        Poll::Ready(chunk)
    }
}

impl<T: Transport> Drop for Tape<T> {
    fn drop(&mut self) {
        self.keep();
    }
}
