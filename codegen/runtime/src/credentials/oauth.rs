//! Bearer tokens that are had from a token endpoint and renewed before they expire.

use std::{fmt, future::Future, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Context, Credential, context::Token, single_flight::SingleFlight};
use crate::{Error, ErrorKind, SchemeKind, draft::encode, json::Secret, transport::BoxFuture};

/// OAuth 2 client credentials (RFC 6749 section 4.4): an id and a secret give a token. The id and the secret are sent to
/// the token endpoint, and to nowhere else, with HTTP Basic.
#[derive(Debug)]
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    scope: Option<String>,
    token_url: Option<String>,
    parameters: Parameters,
    in_body: bool,
    token: SingleFlight,
}

impl ClientCredentials {
    /// From a client's id and secret.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            scope: None,
            token_url: None,
            parameters: Parameters::default(),
            in_body: false,
            token: SingleFlight::default(),
        }
    }

    /// Asks for these scopes, with spaces between them. Without this, the server decides.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Asks another token endpoint than the document's.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sends a further parameter to the token endpoint, such as `audience`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.set(name, value);
        self
    }

    /// Sends id and secret in the form in place of the header, for endpoints that want it so (RFC 6749 section 2.3.1).
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    async fn renew(&self, context: &Context<'_>) -> Result<Token, Error> {
        let url = context.token_url(self.token_url.as_deref())?;
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(self.scope.as_deref().map(|scope| ("scope", scope)));
        form.extend(self.parameters.pairs());
        if self.in_body {
            form.extend([("client_id", self.id.as_str()), ("client_secret", self.secret.expose_secret())]);
            return context.token(url, None, &form).await;
        }
        let pair = format!("{}:{}", encode(&self.id), encode(self.secret.expose_secret()));
        let authorization = Secret::new(format!("Basic {}", STANDARD.encode(Secret::new(pair).expose_secret())));
        context.token(url, Some(&authorization), &form).await
    }
}

impl Credential for ClientCredentials {
    fn satisfies(&self, kind: &SchemeKind) -> bool {
        is_bearer(kind)
    }

    fn secret<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Result<Secret, Error>> {
        Box::pin(self.token.get(context.now(), self.renew(context)))
    }

    fn refused(&self, secret: &Secret) -> bool {
        self.token.forget(secret);
        true
    }
}

/// Gives the subject token, anew for each exchange.
type Subject = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret, Error>> + Send + Sync>;

/// OAuth 2 token exchange (RFC 8693): a token of one's identity provider gives a token of the service.
///
/// ```
/// use basetype_runtime::credentials::TokenExchange;
/// let credential = TokenExchange::new(|| async { std::fs::read_to_string("/var/run/token") })
///     .parameter("identity_pool_id", "pool-1");
/// ```
pub struct TokenExchange {
    subject: Subject,
    subject_type: String,
    requested_type: String,
    token_url: Option<String>,
    parameters: Parameters,
    token: SingleFlight,
}

impl TokenExchange {
    /// From a source of subject tokens, which is asked for each exchange. They are JWTs unless
    /// [`subject_type`](Self::subject_type) says otherwise.
    pub fn new<S, F, T, E>(source: S) -> Self
    where
        S: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<Secret>,
        E: std::error::Error + Send + Sync + 'static,
    {
        let subject = move || -> BoxFuture<'static, _> {
            let token = source();
            Box::pin(async move { token.await.map(T::into).map_err(no_subject) })
        };
        Self {
            subject: Arc::new(subject),
            subject_type: "urn:ietf:params:oauth:token-type:jwt".to_owned(),
            requested_type: "urn:ietf:params:oauth:token-type:access_token".to_owned(),
            token_url: None,
            parameters: Parameters::default(),
            token: SingleFlight::default(),
        }
    }

    /// Says what the subject token is (RFC 8693 section 3).
    pub fn subject_type(mut self, urn: impl Into<String>) -> Self {
        self.subject_type = urn.into();
        self
    }

    /// Asks for another type than an access token (RFC 8693 section 3).
    pub fn requested_type(mut self, urn: impl Into<String>) -> Self {
        self.requested_type = urn.into();
        self
    }

    /// Asks another token endpoint than the document's.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sends a further parameter to the token endpoint, such as `identity_pool_id`, `audience` or `expires_in`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.set(name, value);
        self
    }

    /// Sends the id of the identity pool that the subject token belongs to: the parameter `identity_pool_id`.
    pub fn identity_pool(self, id: impl Into<Secret>) -> Self {
        self.parameter("identity_pool_id", id)
    }

    async fn renew(&self, context: &Context<'_>) -> Result<Token, Error> {
        let url = context.token_url(self.token_url.as_deref())?;
        let subject = (self.subject)().await?;
        let mut form = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", subject.expose_secret().trim()),
            ("subject_token_type", self.subject_type.as_str()),
            ("requested_token_type", self.requested_type.as_str()),
        ];
        form.extend(self.parameters.pairs());
        context.token(url, None, &form).await
    }
}

fn no_subject(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Credentials, format!("there is no subject token: {error}")).with_source(error)
}

impl fmt::Debug for TokenExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenExchange")
            .field("token_url", &self.token_url)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

impl Credential for TokenExchange {
    fn satisfies(&self, kind: &SchemeKind) -> bool {
        is_bearer(kind)
    }

    fn secret<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Result<Secret, Error>> {
        Box::pin(self.token.get(context.now(), self.renew(context)))
    }

    fn refused(&self, secret: &Secret) -> bool {
        self.token.forget(secret);
        true
    }
}

pub(super) fn is_bearer(kind: &SchemeKind) -> bool {
    matches!(kind, SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::OpenId)
}

/// Further parameters of a token request. Their values may be secret.
#[derive(Debug, Default)]
struct Parameters(Vec<(String, Secret)>);

impl Parameters {
    fn set(&mut self, name: impl Into<String>, value: impl Into<Secret>) {
        let name = name.into();
        self.0.retain(|(given, _)| *given != name);
        self.0.push((name, value.into()));
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.expose_secret()))
    }
}
