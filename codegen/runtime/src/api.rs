//! What a document says about the API as a whole.

use std::fmt;

/// What is the same for every client of an API. [`client!`](crate::client) makes it from a table.
#[derive(Debug)]
#[doc(hidden)]
pub struct Api {
    /// The generated crate's name and version, for the user agent.
    pub agent: &'static str,
    /// The document's server, which may have variables, or empty if a user has to say it.
    pub server: &'static str,
    /// The variables of the document's servers.
    pub variables: &'static [ServerVariable],
    /// The servers that the document names for some operations, each a URL or a path on the client's server.
    pub servers: &'static [&'static str],
    pub schemes: &'static [Scheme],
    pub environment: &'static [Variables],
}

/// A variable in the URLs of servers (OpenAPI 3.1, "Server Variable Object").
#[derive(Debug)]
#[doc(hidden)]
pub struct ServerVariable {
    pub name: &'static str,
    pub default: &'static str,
    /// Those that it can be; empty: any.
    pub values: &'static [&'static str],
}

/// A security scheme by its name in the document.
#[derive(Debug)]
#[doc(hidden)]
pub struct Scheme {
    pub name: &'static str,
    pub kind: SchemeKind,
}

/// The kinds of security schemes (OpenAPI 3.1, "Security Scheme Object").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemeKind {
    /// HTTP Basic (RFC 7617).
    Basic,
    /// A bearer token (RFC 6750).
    Bearer,
    /// A key in a place that the document names.
    ApiKey(KeyPlace),
    /// OAuth 2 (RFC 6749): a bearer token that is had from an endpoint.
    OAuth2 {
        /// The token endpoint, if the document has one.
        token_url: Option<&'static str>,
        /// The scopes that the document declares.
        scopes: &'static [&'static str],
    },
    /// OpenID Connect: a bearer token.
    OpenId,
    /// Another kind, by its name, such as `mutualTLS`.
    Other(&'static str),
}

/// As a clause: what a credential has to be.
impl fmt::Display for SchemeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Basic => f.write_str("HTTP Basic"),
            Self::Bearer => f.write_str("a bearer token"),
            Self::ApiKey(KeyPlace::Header(name)) => write!(f, "an API key in the header `{name}`"),
            Self::ApiKey(KeyPlace::Query(name)) => write!(f, "an API key in the query parameter `{name}`"),
            Self::ApiKey(KeyPlace::Cookie(name)) => write!(f, "an API key in the cookie `{name}`"),
            Self::OAuth2 { .. } => f.write_str("an OAuth 2 token"),
            Self::OpenId => f.write_str("an OpenID Connect token"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Where an API key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the header of this name.
    Header(&'static str),
    /// In the query parameter of this name.
    Query(&'static str),
    /// In the cookie of this name.
    Cookie(&'static str),
}

/// The environment variables that one way to sign in is read from; or, as `url`, where the service is.
#[derive(Debug)]
#[doc(hidden)]
pub struct Variables {
    pub credential: &'static str,
    pub names: &'static [&'static str],
}
