//! The intermediate representation: what the generated crate will say, as plain data.
//!
//! `lower` builds it, `analyze` completes it, `render` prints it; every decision is a field here, made once. It knows
//! neither `allOf` nor `$ref`. Lists are sorted by name, so that the order of keys in a document has no effect.

mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use types::*;

use crate::source::Pointer;

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
    /// The URL, with its variables' defaults filled in.
    pub url: String,
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
    /// Prose.
    pub docs: Docs,
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

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The operationId (wire; empty where the document has none) and the method's name (`create`).
    pub name: Name,
    /// The marker type's name (`Create`), unique in the module.
    pub marker: String,
    /// HTTP method in capitals.
    pub method: String,
    /// The path with its `{…}` expressions, as the document has it.
    pub path: String,
    /// The server that it is on, where the document names another one for it than its first: a URL, or a path on the
    /// client's server, without a slash at its end.
    pub server: Option<String>,
    /// Path, query, header and cookie parameters: required ones first, each part sorted by name; path parameters in
    /// the order of the path.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// Declared responses, sorted by status.
    pub responses: Vec<Response>,
    /// The media types that a success comes in only where the caller asks for them.
    pub representations: Vec<Representation>,
    /// How a list is read page by page.
    pub paging: Option<Paging>,
    /// Alternatives, each a set of schemes (name, scopes) that must all be satisfied. Empty: no credential needed.
    pub security: Vec<Vec<(String, Vec<String>)>>,
    /// Prose.
    pub docs: Docs,
    /// Whether the document marks it deprecated.
    pub deprecated: bool,
    /// Where it stands.
    pub pointer: Pointer,
}

/// How a list is read page by page.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// How the next page is found.
    pub style: PagingStyle,
    /// The fields that lead from the body to the list.
    pub items: Vec<Name>,
    /// The type of an item.
    pub item: Type,
}

/// How the next page is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagingStyle {
    /// The members `next` of the body lead to a URL whose query parameter `parameter` is the next page's token.
    TokenInUrl {
        /// Member names from the body to the URL.
        next: Vec<String>,
        /// The query parameter that takes the token.
        parameter: String,
    },
    /// The members `next` of the body lead to the next page's token.
    Token {
        /// Member names from the body to the token.
        next: Vec<String>,
        /// The query parameter that takes the token.
        parameter: String,
    },
    /// The members `next` of the body lead to the next page's URL.
    Url {
        /// Member names from the body to the URL.
        next: Vec<String>,
    },
    /// A header holds the next page's token.
    Header {
        /// The header.
        header: String,
        /// The query parameter that takes the token.
        parameter: String,
    },
    /// The `Link` header's `next` relation is the next page's URL (RFC 8288).
    LinkHeader {
        /// The query parameter that is all to be taken from that URL.
        parameter: Option<String>,
    },
    /// A query parameter counts items.
    Offset {
        /// The query parameter that takes how many items to skip.
        offset: String,
        /// The query parameter that takes how many items to send, where it is known.
        limit: Option<String>,
    },
    /// A query parameter counts pages.
    Number {
        /// The query parameter that takes the page's number.
        parameter: String,
        /// The number of the first page.
        first: u64,
    },
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

/// How a parameter's value is written (OpenAPI 3.0.3, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `simple`: comma-separated.
    Simple,
    /// `label`: `.a.b`.
    Label,
    /// `matrix`: `;name=a`.
    Matrix,
    /// `form`: `name=a`.
    Form,
    /// `spaceDelimited`.
    SpaceDelimited,
    /// `pipeDelimited`.
    PipeDelimited,
    /// `deepObject`: `name[key]=value`.
    DeepObject,
    /// `content`: the value as JSON text.
    Json,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// On the wire, and as argument or setter.
    pub name: Name,
    /// Where it travels.
    pub location: ParameterLocation,
    /// How it is written.
    pub style: ParameterStyle,
    /// Whether each item of a list (member of an object) is written on its own.
    pub explode: bool,
    /// Whether reserved characters stay unescaped.
    pub allow_reserved: bool,
    /// Whether it must be given.
    pub required: bool,
    /// The value's type.
    pub ty: Type,
    /// `schema.default`, as JSON.
    pub default: Option<serde_json::Value>,
    /// `example`, as JSON.
    pub example: Option<serde_json::Value>,
    /// Prose.
    pub docs: Docs,
    /// Whether the document marks it deprecated.
    pub deprecated: bool,
    /// Where it stands.
    pub pointer: Pointer,
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestBody {
    /// Whether it must be sent: so says the document, or its type has required members.
    pub required: bool,
    /// Its media types: a choice of the caller, where there are several.
    pub content: Vec<Content>,
    /// Prose.
    pub docs: Docs,
}

/// A media type of an operation's successes that the client does not ask for by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Representation {
    /// The media type (wire), and the method of the request that asks for it (`as_csv`).
    pub name: Name,
    /// The marker type's name (`GetAsCsv`), unique in the module.
    pub marker: String,
}

/// A response of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Which statuses it is for.
    pub status: Status,
    /// Its media types; the first is the one the client asks for by itself. Empty where it has no body.
    pub content: Vec<Content>,
    /// Declared headers, sorted by name.
    pub headers: Vec<Header>,
    /// Prose.
    pub docs: Docs,
}

/// Which statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A range: 4 for `4XX`.
    Range(u8),
    /// Every status that is not declared.
    Default,
}

impl Status {
    /// Whether it is a success. `default` is one only where no other is declared: see [`successes`].
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(class) => class == 2,
            Self::Default => false,
        }
    }
}

/// As the document writes it.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// The responses that a success can be: those of 2XX, or `default` where the document declares none of them.
pub fn successes(responses: &[Response]) -> Vec<&Response> {
    let of = |is_wanted: fn(Status) -> bool| responses.iter().filter(move |response| is_wanted(response.status)).collect();
    let declared: Vec<&Response> = of(Status::is_success);
    if declared.is_empty() { of(|status| status == Status::Default) } else { declared }
}

/// A body in one media type.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// The media type as the document writes it.
    pub media_type: String,
    /// How it is encoded.
    pub encoding: Encoding,
    /// The type of its value.
    pub ty: Type,
    /// Its variant's identifier, where an operation takes several media types: `Json`, `Form`, `Png`.
    pub variant: String,
    /// The members of a form that are not written as `form`, exploded: name, style and explode.
    pub styles: Vec<(String, ParameterStyle, bool)>,
    /// The parts of a body in `multipart/form-data`. None: the document does not name them.
    pub parts: Option<Vec<Part>>,
}

/// A part of a body in `multipart/form-data`.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// On the wire, and as a field.
    pub name: Name,
    /// Whether it must be there.
    pub required: bool,
    /// Whether there can be several: one for each item of a list.
    pub repeated: bool,
    /// What it holds.
    pub kind: PartKind,
    /// The media type that it is sent with, where nobody says another: the one that the document gives it.
    pub media_type: Option<String>,
    /// The media types of which the document leaves one to choose; some may be ranges.
    pub choice: Vec<String>,
    /// The constraints on how many there are, where there can be several.
    pub constraints: Constraints,
    /// Prose.
    pub docs: Docs,
    /// Where it stands.
    pub pointer: Pointer,
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// A file: bytes with a name.
    File,
    /// A value as text.
    Text(Type),
    /// A value as JSON.
    Json(Type),
}

impl Part {
    /// The type of all that it holds, where it is a list of one for each part.
    pub fn whole(&self) -> Type {
        let one = self.ty().cloned().unwrap_or(Type::of(Kind::Bytes));
        if self.repeated {
            return Type { constraints: self.constraints.clone(), ..Type::of(Kind::List(Box::new(one))) };
        }
        one
    }

    /// The type of its value; None for a file.
    pub fn ty(&self) -> Option<&Type> {
        match &self.kind {
            PartKind::File => None,
            PartKind::Text(ty) | PartKind::Json(ty) => Some(ty),
        }
    }

    /// The same, to change it.
    pub fn ty_mut(&mut self) -> Option<&mut Type> {
        match &mut self.kind {
            PartKind::File => None,
            PartKind::Text(ty) | PartKind::Json(ty) => Some(ty),
        }
    }
}

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// JSON, or a `+json` type.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `text/…`.
    Text,
    /// Bytes.
    Binary,
    /// A success in `text/event-stream`; the type is that of an event's data.
    Events,
    /// A success in JSON texts one after the other, a line each; the type is that of a text.
    Lines,
    /// A success in a JSON text sequence (RFC 7464); the type is that of a text.
    Sequence,
}

impl Encoding {
    /// Whether a body is handed over while it comes.
    pub fn is_stream(self) -> bool {
        matches!(self, Self::Events | Self::Lines | Self::Sequence)
    }
}

/// A declared response header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// On the wire, and as a field.
    pub name: Name,
    /// Whether the response always has it.
    pub required: bool,
    /// How it is written.
    pub form: HeaderForm,
    /// The value's type.
    pub ty: Type,
    /// Prose.
    pub docs: Docs,
    /// Where it stands.
    pub pointer: Pointer,
}

/// How a response header's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// Style `simple`.
    Simple,
    /// Style `simple`, exploded: differs for objects only.
    Exploded,
    /// `content: application/json`: as JSON text.
    Json,
    /// A text in each line that the header comes in.
    Lines,
}

impl Content {
    /// Whether its media type can stand in a header.
    pub fn can_be_asked_for(&self) -> bool {
        self.media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
    }
}

impl Response {
    /// The body that comes where the client asks for a media type: in that one, or else in the first.
    pub fn content_in(&self, media_type: Option<&str>) -> Option<&Content> {
        let asked = media_type.and_then(|asked| self.content.iter().find(|content| content.media_type == asked));
        asked.or_else(|| self.content.first())
    }
}

impl Api {
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
