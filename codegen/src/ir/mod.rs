//! The intermediate representation: what the generated crate will say, as plain data.
//!
//! `lower` builds it, `analyze` completes it, `render` prints it; every decision is a field here, made once. It knows
//! neither `allOf` nor `$ref`. Lists are sorted by name, so that the order of keys in a document has no effect.

mod bodies;
mod operations;
mod types;

use std::collections::{BTreeMap, BTreeSet};

pub use bodies::*;
pub use operations::*;
pub use types::*;

/// A whole client crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// What the generated `Cargo.toml` says.
    pub package: Package,
    /// `info.title`.
    pub title: String,
    /// `info.description`.
    pub docs: Docs,
    /// The servers of the document's root; the first is the client's default.
    pub servers: Vec<Server>,
    /// The variables of these, and of the servers that operations have of their own: each once, sorted by name.
    pub server_variables: Vec<ServerVariable>,
    /// The security schemes that operations refer to.
    pub security_schemes: Vec<SecurityScheme>,
    /// What `Client::from_env` reads.
    pub environment: Environment,
    /// The groups of operations, sorted by name.
    pub resources: Vec<Resource>,
    /// Every header that some response declares, each once, by lower-case name; sorted.
    pub response_headers: Vec<Header>,
    /// All types; a [`TypeId`] is an index into this list. Sorted by module, then name, once `analyze` has run.
    pub types: Vec<TypeDef>,
}

/// The package that the generated crate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The crate's name, as in the settings, or from `info.title`.
    pub name: String,
    /// The crate's version.
    pub version: String,
    /// A sentence about the crate.
    pub description: Option<String>,
    /// Where its sources are.
    pub repository: Option<String>,
    /// Its licence, as an SPDX expression.
    pub license: Option<String>,
    /// What it is found by.
    pub keywords: Vec<String>,
    /// Its categories.
    pub categories: Vec<String>,
    /// Its examples that need features: name, and the features.
    pub examples: Vec<(String, Vec<String>)>,
    /// `[dependencies] basetype-runtime = …`: the value, as TOML.
    pub runtime_dependency: String,
}

/// The environment variables that `Client::from_env` reads; from the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The variables of the user name and the password, or of the id and the secret of an API key.
    pub basic: Option<(String, String)>,
    /// The variable of an API key that has no secret beside it.
    pub api_key: Option<String>,
    /// The variable of the bearer token.
    pub bearer: Option<String>,
    /// The variable of the server's URL.
    pub url: Option<String>,
}

/// A name as the document writes it, and as Rust does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The document's spelling: what is on the wire.
    pub wire: String,
    /// The Rust identifier, never a keyword (raw identifiers are written `r#…` here).
    pub ident: String,
}

/// Prose of the document; untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// `summary`, or `title`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
}

/// A server URL template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The URL; `{name}` stands for a variable. Empty: it cannot be called, since some variable is not declared.
    pub url: String,
    /// The URL as the document has it.
    pub written: String,
    /// Prose.
    pub docs: Docs,
}

/// A variable in the URLs of servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// Its value where nobody says another.
    pub default: String,
    /// The values that the document lists; empty: any.
    pub values: Vec<String>,
    /// Prose.
    pub docs: Docs,
}

/// A security scheme of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name under `components.securitySchemes`.
    pub name: String,
    /// How the credential travels.
    pub kind: SecuritySchemeKind,
    /// The flows of OAuth 2 that a token is got by.
    pub flows: Vec<OAuthFlow>,
    /// What OpenID Connect is described by (`openIdConnectUrl`).
    pub discovery_url: Option<String>,
    /// Prose.
    pub docs: Docs,
}

/// A flow of OAuth 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthFlow {
    /// As the document calls it: `authorizationCode`.
    pub name: &'static str,
    /// Where a user signs in.
    pub authorization_url: Option<String>,
    /// Where tokens come from.
    pub token_url: Option<String>,
    /// Where tokens are renewed.
    pub refresh_url: Option<String>,
    /// The scopes, each with what it means; sorted by name.
    pub scopes: Vec<(String, String)>,
}

impl OAuthFlow {
    /// What the flow that the client goes through by itself is called.
    pub const CLIENT_CREDENTIALS: &str = "clientCredentials";
}

/// The kinds of security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecuritySchemeKind {
    /// HTTP Basic.
    Basic,
    /// HTTP bearer token.
    Bearer,
    /// An API key in a header, query parameter or cookie of the given name.
    ApiKey {
        /// Where the key travels.
        location: ParameterLocation,
        /// The header's, parameter's or cookie's name.
        name: String,
    },
    /// OAuth 2; the token travels as bearer.
    OAuth2 {
        /// The client credentials flow's token URL, where the document has that flow.
        client_credentials_url: Option<String>,
        /// Scope names of that flow, sorted.
        scopes: Vec<String>,
    },
    /// OpenID Connect; the token travels as bearer.
    OpenIdConnect,
    /// A scheme that the client cannot apply by itself.
    Other(String),
}

/// A group of operations with the types that belong to it: one module of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The tag (wire) and the module's name (ident, snake case).
    pub name: Name,
    /// The handle's type name: `PrivateLinkAccesses`.
    pub handle: String,
    /// The tag's prose.
    pub docs: Docs,
    /// Its operations, sorted by `name.ident`. None, where the client has only types of it.
    pub operations: Vec<Operation>,
    /// How one waits for a resource to be ready, or gone.
    pub waiter: Option<Waiter>,
    /// The Cargo feature that brings its operations; None: they are always there.
    pub feature: Option<String>,
}

/// How one waits for a resource to be ready, or gone; from the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// The method that reads the resource: `get`.
    pub operation: String,
    /// The members that lead to its phase.
    pub phase: Vec<String>,
    /// The members that lead to what went wrong.
    pub reason: Vec<String>,
    /// The phases in which it is ready.
    pub done: Vec<String>,
    /// The phases from which it never gets ready.
    pub failed: Vec<String>,
    /// The phases on the way, for when others are errors.
    pub pending: Vec<String>,
    /// Whether a phase that is in none of the lists is an error.
    pub unknown_fails: bool,
    /// The statuses that mean that it is gone.
    pub gone: Vec<u16>,
    /// Seconds between two looks.
    pub interval: u64,
    /// Seconds after which waiting to be ready ends.
    pub timeout: u64,
    /// Seconds after which waiting to be gone ends.
    pub gone_timeout: u64,
}
impl Api {
    /// The URL of the client's default server, its variables with their defaults. Empty: the document names none.
    pub fn default_url(&self) -> String {
        let url = self.servers.first().map(|server| server.url.clone()).unwrap_or_default();
        self.server_variables.iter().fold(url, |url, one| url.replace(&format!("{{{}}}", one.name), &one.default))
    }

    /// The servers that operations have of their own, each once.
    pub fn own_servers(&self) -> BTreeSet<&str> {
        self.resources.iter().flat_map(|resource| &resource.operations).filter_map(|one| one.server.as_deref()).collect()
    }

    /// The definition behind an id.
    pub fn type_def(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.0)
    }

    /// The definition of a type that is a name.
    pub fn definition(&self, kind: &Kind) -> Option<&TypeDef> {
        let Kind::Named(id) = kind else { return None };
        self.type_def(*id)
    }

    /// The module's name.
    pub fn module_ident(&self, module: Module) -> &str {
        match module {
            Module::Resource(index) => self.resources.get(index).map_or(SHARED, |r| r.name.ident.as_str()),
            Module::Shared => SHARED,
        }
    }

    /// The types that each module defines, in order.
    pub fn types_by_module(&self) -> BTreeMap<Module, Vec<TypeId>> {
        let mut modules = BTreeMap::<Module, Vec<TypeId>>::new();
        for (index, def) in self.types.iter().enumerate() {
            modules.entry(def.module).or_default().push(TypeId(index));
        }
        modules
    }
}
