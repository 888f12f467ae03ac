//! Bodies by media type: which of them the client offers, and how each is encoded.

use openapiv3::MediaType;

use super::node::{JsonType, Use};
use super::parameters::query_style;
use super::types::json_type;
use super::{Direction, Lowering};
use crate::diagnostics::{Code, Diagnostic};
use crate::ir::{Content, Encoding, Kind, ParameterStyle, Type, Untyped};
use crate::names::{Scope, variant_ident};
use crate::source::Pointer;

impl<'d> Lowering<'d> {
    /// The media types that a request can be sent in, JSON first. What is left out is reported.
    pub(crate) fn sent_content(&mut self, content: &'d openapiv3::Content, at: &Pointer) -> Vec<Content> {
        let all = self.content(content, at, Direction::Request, encoding);
        self.without_repeats(all, at)
    }

    /// The media types of a response. Those of a success are for the caller to choose from, those of an error for the service: the
    /// client reads what comes, and what comes in none of them as the first.
    pub(crate) fn received_content(&mut self, content: &'d openapiv3::Content, at: &Pointer, is_success: bool) -> Vec<Content> {
        // An error is read as a whole.
        let of = if is_success { encoding_of_success } else { encoding };
        let all = self.content(content, at, Direction::Response, of);
        if is_success { self.without_repeats(all, at) } else { self.told_apart(all, at) }
    }

    /// Without what is read as the first in any case, and without ranges, of which one cannot tell what comes in them.
    fn told_apart(&mut self, all: Vec<Content>, at: &Pointer) -> Vec<Content> {
        let mut kept: Vec<Content> = Vec::new();
        for content in all {
            let is_range = content.media_type.contains('*');
            match kept.first() {
                Some(first) if first.encoding == content.encoding && first.ty == content.ty => {}
                Some(first) if is_range => {
                    self.report_left_out(&at.child("content").child(&content.media_type), &content, first);
                }
                _ => kept.push(content),
            }
        }
        kept
    }

    /// Without what is `application/json` in other words, where that is there too.
    fn without_repeats(&mut self, all: Vec<Content>, at: &Pointer) -> Vec<Content> {
        let mut kept: Vec<Content> = Vec::new();
        for content in all {
            let same = kept.iter().find(|other| {
                let is_plain = |one: &Content| one.encoding == Encoding::Json && is_plain_json(&one.media_type);
                is_plain(other) && is_plain(&content)
            });
            match same {
                Some(other) => self.report_left_out(&at.child("content").child(&content.media_type), &content, other),
                None => kept.push(content),
            }
        }
        kept
    }

    fn report_left_out(&mut self, at: &Pointer, content: &Content, used: &Content) {
        let message = format!("`{}` is left out: the client uses `{}`", content.media_type, used.media_type);
        self.report_once(at, Diagnostic::new(Code::Ignored, at, message));
    }

    fn content(
        &mut self,
        content: &'d openapiv3::Content,
        at: &Pointer,
        direction: Direction,
        encoding: fn(&str) -> Encoding,
    ) -> Vec<Content> {
        let mut all: Vec<Content> = Vec::new();
        for (media_type, body) in content {
            let place = at.child("content").child(media_type);
            if is_xml(media_type) {
                self.report_xml(&place, media_type, content.len() > 1);
                if content.len() > 1 {
                    continue;
                }
            }
            let encoding = if is_any(media_type) { self.encoding_of_any(body, &place) } else { encoding(media_type) };
            all.push(self.one_content(media_type, body, &place, direction, encoding));
        }
        all.sort_by_key(preference);
        let mut scope = Scope::default();
        for content in &mut all {
            content.variant = scope.claim_numbered(&variant(content));
        }
        all
    }

    fn one_content(
        &mut self,
        media_type: &str,
        body: &'d MediaType,
        at: &Pointer,
        direction: Direction,
        encoding: Encoding,
    ) -> Content {
        let mut content = Content {
            media_type: media_type.to_owned(),
            encoding,
            ty: Type::of(Kind::Json(Untyped::FreeForm)),
            variant: String::new(),
            styles: Vec::new(),
            parts: None,
        };
        match (encoding, direction) {
            (Encoding::Multipart, Direction::Request) => content.parts = self.parts(body, at),
            (Encoding::Multipart, Direction::Response) | (Encoding::Binary, _) => {
                content.ty = Type::of(Kind::Bytes);
                self.report_structure(body, at, media_type);
            }
            (Encoding::Text, _) => content.ty = Type::of(Kind::String),
            (Encoding::Form, Direction::Request) => {
                content.ty = self.body_type(body, at, direction);
                content.styles = self.form_styles(body, at);
            }
            (Encoding::Json | Encoding::Form, _) => content.ty = self.body_type(body, at, direction),
            (Encoding::Events | Encoding::Lines | Encoding::Sequence, _) => content.ty = self.item_type(body, at, encoding),
        }
        content
    }

    /// How a body of any media type is encoded: its schema says what it can be, and what has none can only be bytes.
    fn encoding_of_any(&mut self, body: &'d MediaType, at: &Pointer) -> Encoding {
        let Some(schema) = &body.schema else { return Encoding::Binary };
        let flat = self.flatten(&[Use::new(schema, at.child("schema"))]);
        let merged = self.merge(&flat);
        match json_type(&flat, &merged) {
            _ if flat.is_union() => Encoding::Json,
            Some(JsonType::String) if merged.format.as_deref() == Some("binary") => Encoding::Binary,
            Some(JsonType::String) => Encoding::Text,
            Some(_) => Encoding::Json,
            None => Encoding::Binary,
        }
    }

    pub(super) fn body_type(&mut self, body: &'d MediaType, at: &Pointer, direction: Direction) -> Type {
        match &body.schema {
            Some(schema) => self.resolve(&[Use::new(schema, at.child("schema"))], direction),
            None => Type::of(Kind::Json(Untyped::FreeForm)),
        }
    }

    /// What comes again and again in a stream. A list is the stream as a whole (OpenAPI 3.2, "Sequential Media Types"); any other
    /// schema is taken to be that of one item, which is how documents of before mean it. Data of events without a schema is text.
    fn item_type(&mut self, body: &'d MediaType, at: &Pointer, encoding: Encoding) -> Type {
        let Some(schema) = &body.schema else {
            return Type::of(if encoding == Encoding::Events { Kind::String } else { Kind::Json(Untyped::FreeForm) });
        };
        let whole = [Use::new(schema, at.child("schema"))];
        let flat = self.flatten(&whole);
        let items = flat.items();
        let is_list = self.merge(&flat).json_type == Some(JsonType::Array) && !items.is_empty();
        self.resolve(if is_list { &items } else { &whole }, Direction::Response)
    }

    /// How the members of a form are written (OpenAPI 3.0.3, "Encoding Object").
    fn form_styles(&mut self, body: &'d MediaType, at: &Pointer) -> Vec<(String, ParameterStyle, bool)> {
        let mut styles = Vec::new();
        for (name, encoding) in &body.encoding {
            let place = at.child("encoding").child(name);
            let style = encoding.style.as_ref().map_or(ParameterStyle::Form, query_style);
            if (style, encoding.explode) != (ParameterStyle::Form, true) {
                styles.push((name.clone(), style, encoding.explode));
            }
            if encoding.allow_reserved {
                let message = format!("reserved characters in `{name}` are percent-encoded, which means the same");
                self.diagnostics.push(Diagnostic::new(Code::Ignored, &place.child("allowReserved"), message));
            }
        }
        styles
    }

    /// Bytes are bytes: a schema that says more of them than that is not rendered.
    fn report_structure(&mut self, body: &'d MediaType, at: &Pointer, media_type: &str) {
        let Some(schema) = &body.schema else { return };
        let flat = self.flatten(&[Use::new(schema, at.child("schema"))]);
        if flat.shaping().next().is_some() {
            let message = format!("`{media_type}` is handed over as bytes: what its schema says is not decoded");
            self.report_once(at, Diagnostic::new(Code::Lossy, at, message).help("decode the bytes by that schema yourself"));
        }
    }

    fn report_xml(&mut self, at: &Pointer, media_type: &str, has_others: bool) {
        let diagnostic = if has_others {
            let message = format!("`{media_type}` is left out: the client uses another media type of this body");
            Diagnostic::new(Code::Ignored, at, message)
        } else {
            let message = format!("`{media_type}` is handed over as bytes: XML is not decoded");
            Diagnostic::new(Code::Lossy, at, message).help("decode the bytes with an XML library, or offer JSON as well")
        };
        self.report_once(at, diagnostic);
    }
}

/// How a media type is encoded (RFC 6838 names; `+json` by RFC 6839).
pub(super) fn encoding(media_type: &str) -> Encoding {
    match essence(media_type).as_str() {
        "application/json" => Encoding::Json,
        "application/x-www-form-urlencoded" => Encoding::Form,
        "multipart/form-data" => Encoding::Multipart,
        essence if essence.ends_with("+json") || essence.ends_with("/json") => Encoding::Json,
        essence if essence.starts_with("text/") && !is_xml(essence) => Encoding::Text,
        _ => Encoding::Binary,
    }
}

/// How a success in a media type is encoded: some are streams.
fn encoding_of_success(media_type: &str) -> Encoding {
    const LINES: [&str; 8] = ["jsonl", "x-jsonl", "ndjson", "x-ndjson", "jsonlines", "x-jsonlines", "json-lines", "stream+json"];
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    match subtype {
        "event-stream" if essence == "text/event-stream" => Encoding::Events,
        "json-seq" | "x-json-seq" => Encoding::Sequence,
        _ if subtype.ends_with("+json-seq") => Encoding::Sequence,
        _ if LINES.contains(&subtype) => Encoding::Lines,
        _ => encoding(media_type),
    }
}

/// A media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_any(media_type: &str) -> bool {
    essence(media_type) == "*/*"
}

fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Whether this is `application/json` in other words.
fn is_plain_json(media_type: &str) -> bool {
    matches!(essence(media_type).as_str(), "application/json" | "text/json" | "application/*+json" | "*/*")
}

/// JSON first, and of that the plainest; streams last.
fn preference(content: &Content) -> (u8, bool, String) {
    let rank = match content.encoding {
        Encoding::Json => 0,
        Encoding::Form => 1,
        Encoding::Multipart => 2,
        Encoding::Text => 3,
        Encoding::Binary => 4,
        Encoding::Events => 5,
        Encoding::Lines => 6,
        Encoding::Sequence => 7,
    };
    (rank, essence(&content.media_type) != "application/json", content.media_type.clone())
}

/// What a body in this media type is called among others: by its encoding, or where that has several, by its subtype.
pub(super) fn variant(content: &Content) -> String {
    let essence = essence(&content.media_type);
    let subtype = content.media_type.split_once('/').map_or(content.media_type.as_str(), |(_, subtype)| subtype);
    // What encoding a text is in is no other representation of it.
    let told = subtype.split(';').filter(|part| !part.trim_start().starts_with("charset="));
    let told = told.collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    match (content.encoding, essence.as_str()) {
        (Encoding::Json, _) if is_plain_json(&content.media_type) => "Json".to_owned(),
        (Encoding::Form, _) => "Form".to_owned(),
        (Encoding::Multipart, _) => "Multipart".to_owned(),
        (Encoding::Events, _) => "Events".to_owned(),
        (Encoding::Lines, _) => "Lines".to_owned(),
        (Encoding::Sequence, "application/json-seq" | "application/x-json-seq") => "Sequence".to_owned(),
        (Encoding::Text, "text/plain" | "text/*" | "*/*") => "Text".to_owned(),
        (Encoding::Binary, "application/octet-stream" | "application/*" | "*/*") => "Binary".to_owned(),
        (Encoding::Json | Encoding::Text | Encoding::Binary | Encoding::Sequence, _) => {
            variant_ident(&told.replace(['+', '*', '='], " "))
        }
    }
}
