//! Bodies of requests and responses, their parts, and response headers.

use std::fmt;

use super::{Constraints, Docs, Kind, Name, ParameterStyle, Type};
use crate::source::Pointer;

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
    /// The constraints on the length of a file: documented, not checked.
    pub file_length: Constraints,
    /// Whether null is a value, for which a part has no form.
    pub nullable: bool,
    /// `default`, as JSON.
    pub default: Option<serde_json::Value>,
    /// Whether the document marks it deprecated.
    pub deprecated: bool,
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
