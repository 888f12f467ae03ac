//! What a credential has to work with.

use std::time::Instant;

use http::{
    Method, Request, Uri,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};

use crate::{
    Error, ErrorKind, SchemeKind,
    api::Scheme,
    core::Settings,
    decode::from_json,
    json::{Secret, Value},
};

/// What a credential may use to get a token: the client's transport, its time, and what the document says about the
/// scheme.
pub struct Context<'a> {
    settings: &'a Settings,
    scheme: &'a Scheme,
}

impl<'a> Context<'a> {
    pub(crate) fn new(settings: &'a Settings, scheme: &'a Scheme) -> Self {
        Self { settings, scheme }
    }

    /// The scheme that is to be satisfied.
    pub fn scheme(&self) -> SchemeKind {
        self.scheme.kind
    }

    /// The present time.
    pub fn now(&self) -> Instant {
        self.settings.clock.now()
    }

    /// The token endpoint: `own`, or the one that the document names.
    pub(super) fn token_url(&self, own: Option<&str>) -> Result<Uri, Error> {
        let documented = match self.scheme.kind {
            SchemeKind::OAuth2 { token_url, .. } => token_url,
            _ => None,
        };
        let Some(url) = own.or(documented) else {
            let message = format!("no token endpoint is known for `{}`", self.scheme.name);
            return Err(Error::new(ErrorKind::Credentials, message));
        };
        let url = if own.is_none() { self.settings.servers.endpoint(url) } else { url.to_owned() };
        Uri::try_from(url).map_err(|error| Error::new(ErrorKind::Credentials, "the token endpoint is no URL").with_source(error))
    }

    /// Posts a form to a token endpoint and reads its answer (RFC 6749 sections 4.4.2, 5.1 and 5.2).
    pub(super) async fn token(&self, url: Uri, authorization: Option<&Secret>, form: &[(&str, &str)]) -> Result<Token, Error> {
        let sent_at = self.now();
        let mut request = Request::new(super::form_body(form));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url;
        super::set_static(&mut request, CONTENT_TYPE, "application/x-www-form-urlencoded");
        super::set_static(&mut request, ACCEPT, "application/json");
        request.headers_mut().insert(USER_AGENT, self.settings.user_agent.clone());
        if let Some(authorization) = authorization {
            super::set(&mut request, http::header::AUTHORIZATION, authorization)?;
        }
        let result = self.settings.send(request, self.settings.attempt_timeout).await.map_err(without_token);
        let token = result.and_then(|reply| {
            if !reply.status.is_success() {
                let refused = Error::new(ErrorKind::Status, reply.status.to_string()).with_reply(reply);
                return Err(without_token(refused));
            }
            // What is wrong with the answer is said without it, since there may be a token in it.
            Token::read(&reply.body, sent_at).map_err(|what| Error::new(ErrorKind::Credentials, what))
        });
        #[cfg(feature = "tracing")]
        match &token {
            Ok(token) => tracing::debug!(scheme = self.scheme.name, lifetime = ?token.lifetime(sent_at), "got a token"),
            Err(error) => tracing::warn!(scheme = self.scheme.name, %error, "got no token"),
        }
        token
    }
}

fn without_token(cause: Error) -> Error {
    Error::new(ErrorKind::Credentials, format!("the token endpoint gave no token: {cause}")).with_source(cause)
}

/// A token, and from when on a new one is to be had.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) secret: Secret,
    /// `None` if the endpoint did not say when the token expires: it is used until the service refuses it.
    pub(super) lifetime: Option<Lifetime>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetime {
    pub(super) renew_at: Instant,
    pub(super) expires_at: Instant,
}

impl Token {
    /// How long it lives from when it was asked for.
    #[cfg(feature = "tracing")]
    fn lifetime(&self, from: Instant) -> Option<std::time::Duration> {
        self.lifetime.map(|lifetime| lifetime.expires_at.saturating_duration_since(from))
    }

    fn read(body: &[u8], sent_at: Instant) -> Result<Self, String> {
        const WRONG: &str = "the answer of the token endpoint is not as RFC 6749 has it";
        let answer: Value = from_json(body).map_err(|_| format!("{WRONG}: no JSON"))?;
        let Some(secret) = answer.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty()) else {
            return Err(format!("{WRONG}: no access_token"));
        };
        let kind = answer.get("token_type").and_then(Value::as_str).unwrap_or("Bearer");
        if !kind.eq_ignore_ascii_case("bearer") {
            return Err(format!("the token is not a bearer token but of type {kind:?}"));
        }
        // Some endpoints write the number as a string.
        let seconds = answer.get("expires_in").and_then(|it| it.as_u64().or_else(|| it.as_str()?.parse().ok()));
        let lifetime = seconds.and_then(|seconds| Lifetime::new(sent_at, seconds));
        Ok(Self { secret: Secret::new(secret), lifetime })
    }
}

impl Lifetime {
    /// A token is renewed 60 s before it expires, or after half of its lifetime if that is shorter.
    fn new(from: Instant, seconds: u64) -> Option<Self> {
        use std::time::Duration;
        let lifetime = Duration::from_secs(seconds);
        let early = Duration::from_secs(60).min(lifetime / 2);
        Some(Self { renew_at: from.checked_add(lifetime - early)?, expires_at: from.checked_add(lifetime)? })
    }
}
