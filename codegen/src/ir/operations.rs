//! Operations: their parameters, and how a list is read page by page.

use super::{Docs, Name, Representation, RequestBody, Response, Type};
use crate::source::Pointer;

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

impl Operation {
    /// Whether a success can be this response. `default` may be that of errors, too.
    pub fn is_success(&self, response: &Response) -> bool {
        super::successes(&self.responses).iter().any(|success| success.status == response.status)
    }
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
