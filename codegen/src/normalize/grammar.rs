//! What OpenAPI's objects consist of: the tables that the walk follows.
//!
//! They list what `openapiv3` models, which is OpenAPI 3.0, and what of 3.1 has no effect on a client. Schemas are not
//! here: their keywords change on the way (see [`super::schema`]).

use std::fmt;

/// The kinds of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Example,
    Header,
    Tag,
    Schema,
    Discriminator,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    SecurityRequirement,
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// Any JSON: kept as it is.
    Data,
    /// A list of strings.
    Texts,
    /// Strings by name.
    TextMap,
    /// An object of a kind.
    One(Kind),
    /// A list of such objects.
    List(Kind),
    /// Such objects by name.
    Map(Kind),
    /// Something that has no effect on a client: left out, and noted under this name.
    Noted(&'static str),
    /// Something that has no effect on a client, and that nobody expects to have any: left out.
    Silent,
}

/// What a missing member means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Nothing.
    Fine,
    /// An error.
    Error,
    /// The empty string, or the empty object.
    Empty,
    /// The whole object is left out: it says nothing without.
    Void,
}

/// A member of an object.
pub(super) type Field = (&'static str, Shape, Missing);

use Kind as K;
use Missing::{Empty, Error, Fine, Void};
use Shape::{Data, Flag, List, Map, Noted, One, Silent, Text, TextMap, Texts};

const DESCRIPTION: Field = ("description", Text, Fine);
const SUMMARY: Field = ("summary", Text, Fine);
const EXAMPLE: Field = ("example", Data, Fine);
const EXAMPLES: Field = ("examples", Map(K::Example), Fine);
const SERVERS: Field = ("servers", List(K::Server), Fine);
const EXTERNAL_DOCS: Field = ("externalDocs", One(K::ExternalDocs), Fine);
const DEPRECATED: Field = ("deprecated", Flag, Fine);
const REQUIRED: Field = ("required", Flag, Fine);
const CONTENT: Field = ("content", Map(K::MediaType), Fine);
const SCHEMA: Field = ("schema", One(K::Schema), Fine);
const HEADERS: Field = ("headers", Map(K::Header), Fine);
const SECURITY: Field = ("security", List(K::SecurityRequirement), Fine);
const PARAMETERS: Field = ("parameters", List(K::Parameter), Fine);

const DOCUMENT_FIELDS: &[Field] = &[
    ("openapi", Text, Error),
    ("info", One(K::Info), Error),
    SERVERS,
    ("paths", One(K::Paths), Empty),
    ("components", One(K::Components), Fine),
    SECURITY,
    ("tags", List(K::Tag), Fine),
    EXTERNAL_DOCS,
    ("webhooks", Noted("webhooks"), Fine),
    ("jsonSchemaDialect", Silent, Fine),
    ("$self", Silent, Fine),
];

const INFO_FIELDS: &[Field] = &[
    ("title", Text, Empty),
    SUMMARY,
    DESCRIPTION,
    ("termsOfService", Text, Fine),
    ("contact", One(K::Contact), Fine),
    ("license", One(K::License), Fine),
    ("version", Text, Empty),
];

const CONTACT_FIELDS: &[Field] = &[("name", Text, Fine), ("url", Text, Fine), ("email", Text, Fine)];

const LICENSE_FIELDS: &[Field] = &[("name", Text, Empty), ("url", Text, Fine), ("identifier", Silent, Fine)];

const SERVER_FIELDS: &[Field] =
    &[("url", Text, Void), DESCRIPTION, ("variables", Map(K::ServerVariable), Fine), ("name", Silent, Fine)];

const SERVER_VARIABLE_FIELDS: &[Field] = &[("enum", Texts, Fine), ("default", Text, Fine), DESCRIPTION];

const COMPONENTS_FIELDS: &[Field] = &[
    ("schemas", Map(K::Schema), Fine),
    ("responses", Map(K::Response), Fine),
    ("parameters", Map(K::Parameter), Fine),
    EXAMPLES,
    ("requestBodies", Map(K::RequestBody), Fine),
    HEADERS,
    ("securitySchemes", Map(K::SecurityScheme), Fine),
    ("links", Noted("links"), Fine),
    ("callbacks", Noted("callbacks"), Fine),
    ("pathItems", Silent, Fine),
];

const PATH_ITEM_FIELDS: &[Field] = &[
    SUMMARY,
    DESCRIPTION,
    ("get", One(K::Operation), Fine),
    ("put", One(K::Operation), Fine),
    ("post", One(K::Operation), Fine),
    ("delete", One(K::Operation), Fine),
    ("options", One(K::Operation), Fine),
    ("head", One(K::Operation), Fine),
    ("patch", One(K::Operation), Fine),
    ("trace", One(K::Operation), Fine),
    SERVERS,
    PARAMETERS,
];

const OPERATION_FIELDS: &[Field] = &[
    ("tags", Texts, Fine),
    SUMMARY,
    DESCRIPTION,
    EXTERNAL_DOCS,
    ("operationId", Text, Fine),
    PARAMETERS,
    ("requestBody", One(K::RequestBody), Fine),
    ("responses", One(K::Responses), Empty),
    ("callbacks", Noted("callbacks"), Fine),
    DEPRECATED,
    SECURITY,
    SERVERS,
];

const EXTERNAL_DOCS_FIELDS: &[Field] = &[DESCRIPTION, ("url", Text, Void)];

const PARAMETER_FIELDS: &[Field] = &[
    ("name", Text, Error),
    ("in", Text, Error),
    DESCRIPTION,
    REQUIRED,
    DEPRECATED,
    ("allowEmptyValue", Flag, Fine),
    ("style", Text, Fine),
    ("explode", Flag, Fine),
    ("allowReserved", Flag, Fine),
    SCHEMA,
    EXAMPLE,
    EXAMPLES,
    CONTENT,
];

const HEADER_FIELDS: &[Field] =
    &[DESCRIPTION, REQUIRED, DEPRECATED, ("style", Text, Fine), ("explode", Flag, Fine), SCHEMA, EXAMPLE, EXAMPLES, CONTENT];

const REQUEST_BODY_FIELDS: &[Field] = &[DESCRIPTION, CONTENT, REQUIRED];

const MEDIA_TYPE_FIELDS: &[Field] = &[SCHEMA, EXAMPLE, EXAMPLES, ("encoding", Map(K::Encoding), Fine)];

const ENCODING_FIELDS: &[Field] =
    &[("contentType", Text, Fine), HEADERS, ("style", Text, Fine), ("explode", Flag, Fine), ("allowReserved", Flag, Fine)];

const RESPONSE_FIELDS: &[Field] =
    &[("description", Text, Empty), HEADERS, CONTENT, ("links", Noted("links"), Fine), ("summary", Silent, Fine)];

const EXAMPLE_FIELDS: &[Field] = &[SUMMARY, DESCRIPTION, ("value", Data, Fine), ("externalValue", Text, Fine)];

const TAG_FIELDS: &[Field] = &[
    ("name", Text, Error),
    DESCRIPTION,
    EXTERNAL_DOCS,
    ("summary", Silent, Fine),
    ("parent", Silent, Fine),
    ("kind", Silent, Fine),
];

const DISCRIMINATOR_FIELDS: &[Field] =
    &[("propertyName", Text, Error), ("mapping", TextMap, Fine), ("defaultMapping", Silent, Fine)];

const SECURITY_SCHEME_FIELDS: &[Field] = &[
    ("type", Text, Error),
    DESCRIPTION,
    ("name", Text, Fine),
    ("in", Text, Fine),
    ("scheme", Text, Fine),
    ("bearerFormat", Text, Fine),
    ("flows", One(K::OAuthFlows), Fine),
    ("openIdConnectUrl", Text, Fine),
    ("oauth2MetadataUrl", Silent, Fine),
    DEPRECATED,
];

const OAUTH_FLOWS_FIELDS: &[Field] = &[
    ("implicit", One(K::OAuthFlow), Fine),
    ("password", One(K::OAuthFlow), Fine),
    ("clientCredentials", One(K::OAuthFlow), Fine),
    ("authorizationCode", One(K::OAuthFlow), Fine),
    ("deviceAuthorization", Silent, Fine),
];

const OAUTH_FLOW_FIELDS: &[Field] =
    &[("authorizationUrl", Text, Fine), ("tokenUrl", Text, Fine), ("refreshUrl", Text, Fine), ("scopes", TextMap, Empty)];

impl Kind {
    /// The members of the object, in no order. Empty for kinds that are walked in their own way.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            K::Document => DOCUMENT_FIELDS,
            K::Info => INFO_FIELDS,
            K::Contact => CONTACT_FIELDS,
            K::License => LICENSE_FIELDS,
            K::Server => SERVER_FIELDS,
            K::ServerVariable => SERVER_VARIABLE_FIELDS,
            K::Components => COMPONENTS_FIELDS,
            K::PathItem => PATH_ITEM_FIELDS,
            K::Operation => OPERATION_FIELDS,
            K::ExternalDocs => EXTERNAL_DOCS_FIELDS,
            K::Parameter => PARAMETER_FIELDS,
            K::Header => HEADER_FIELDS,
            K::RequestBody => REQUEST_BODY_FIELDS,
            K::MediaType => MEDIA_TYPE_FIELDS,
            K::Encoding => ENCODING_FIELDS,
            K::Response => RESPONSE_FIELDS,
            K::Example => EXAMPLE_FIELDS,
            K::Tag => TAG_FIELDS,
            K::Discriminator => DISCRIMINATOR_FIELDS,
            K::SecurityScheme => SECURITY_SCHEME_FIELDS,
            K::OAuthFlows => OAUTH_FLOWS_FIELDS,
            K::OAuthFlow => OAUTH_FLOW_FIELDS,
            K::Paths | K::Responses | K::Schema | K::SecurityRequirement => &[],
        }
    }

    /// Where objects of this kind are declared to be referred to, as far as `openapiv3` has references to them.
    pub(super) fn section(self) -> Option<&'static str> {
        match self {
            K::Schema => Some("schemas"),
            K::Response => Some("responses"),
            K::Parameter => Some("parameters"),
            K::Example => Some("examples"),
            K::RequestBody => Some("requestBodies"),
            K::Header => Some("headers"),
            K::SecurityScheme => Some("securitySchemes"),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            K::Document => "the document",
            K::Info => "an info object",
            K::Contact => "a contact object",
            K::License => "a license object",
            K::Server => "a server object",
            K::ServerVariable => "a server variable",
            K::Components => "the components object",
            K::Paths => "the paths object",
            K::PathItem => "a path item",
            K::Operation => "an operation",
            K::ExternalDocs => "an external documentation object",
            K::Parameter => "a parameter",
            K::RequestBody => "a request body",
            K::MediaType => "a media type object",
            K::Encoding => "an encoding object",
            K::Responses => "a responses object",
            K::Response => "a response",
            K::Example => "an example object",
            K::Header => "a header",
            K::Tag => "a tag",
            K::Schema => "a schema",
            K::Discriminator => "a discriminator",
            K::SecurityScheme => "a security scheme",
            K::OAuthFlows => "an OAuth flows object",
            K::OAuthFlow => "an OAuth flow",
            K::SecurityRequirement => "a security requirement",
        })
    }
}
