//! Credentials that stay the same.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Context, Credential, oauth::is_bearer};
use crate::{Error, api::SchemeKind, json::Secret, transport::BoxFuture};

/// HTTP Basic: a user and a password, or the two halves of an API key (RFC 7617).
pub struct Basic {
    user: String,
    pair: Secret,
}

impl Basic {
    /// From a user, who must not have a colon in the name, and a password.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        let (user, password) = (user.into(), password.into());
        let pair = Secret::new(format!("{user}:{}", password.expose_secret()));
        Self { user, pair: Secret::new(STANDARD.encode(pair.expose_secret())) }
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Credential for Basic {
    fn satisfies(&self, kind: &SchemeKind) -> bool {
        matches!(kind, SchemeKind::Basic)
    }

    fn secret<'a>(&'a self, _: &'a Context<'a>) -> BoxFuture<'a, Result<Secret, Error>> {
        Box::pin(async { Ok(self.pair.clone()) })
    }
}

/// A bearer token that the caller has (RFC 6750).
#[derive(Debug)]
pub struct Bearer(Secret);

impl Bearer {
    /// From a token.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(token.into())
    }
}

impl Credential for Bearer {
    fn satisfies(&self, kind: &SchemeKind) -> bool {
        is_bearer(kind)
    }

    fn secret<'a>(&'a self, _: &'a Context<'a>) -> BoxFuture<'a, Result<Secret, Error>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// An API key, which stands where its scheme says.
#[derive(Debug)]
pub struct ApiKey(Secret);

impl ApiKey {
    /// From a key.
    pub fn new(key: impl Into<Secret>) -> Self {
        Self(key.into())
    }
}

impl Credential for ApiKey {
    fn satisfies(&self, kind: &SchemeKind) -> bool {
        matches!(kind, SchemeKind::ApiKey(_))
    }

    fn secret<'a>(&'a self, _: &'a Context<'a>) -> BoxFuture<'a, Result<Secret, Error>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// Satisfies every scheme with the text `placeholder`, for tests without a network.
#[derive(Clone, Copy, Debug)]
pub struct Placeholder;

impl Credential for Placeholder {
    fn satisfies(&self, _: &SchemeKind) -> bool {
        true
    }

    fn secret<'a>(&'a self, _: &'a Context<'a>) -> BoxFuture<'a, Result<Secret, Error>> {
        Box::pin(async { Ok(Secret::new("placeholder")) })
    }
}
