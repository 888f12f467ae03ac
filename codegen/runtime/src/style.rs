//! How OpenAPI serializes parameters: styles, for values of any shape.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde::Serialize;

use crate::{
    Error, ErrorKind,
    draft::{ENCODED, encode},
    json::Value,
};

/// The characters that a parameter with `allowReserved` may have unencoded (RFC 3986 section 2.2), but for those that
/// would end the query or the parameter.
const RESERVED_ALLOWED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// A parameter that is more than a single value, or not in its place's usual style (OpenAPI 3.1, "Style Values").
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Parameter {
    pub name: &'static str,
    pub place: Place,
    pub style: Style,
    pub explode: bool,
    pub allow_reserved: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Style {
    Form,
    Simple,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// `content: application/json`: the value as JSON text.
    Json,
}

/// The parts of a parameter's value, as text.
enum Shape {
    Absent,
    Scalar(String),
    List(Vec<String>),
    Object(Vec<(String, Value)>),
}

impl Parameter {
    /// A parameter in the query, in style `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self { name, place: Place::Query, style: Style::Form, explode: true, allow_reserved: false }
    }

    /// A parameter in the path, in style `simple`, not exploded.
    pub const fn path(name: &'static str) -> Self {
        Self { place: Place::Path, style: Style::Simple, explode: false, ..Self::query(name) }
    }

    /// A parameter in a header, in style `simple`, not exploded.
    pub const fn header(name: &'static str) -> Self {
        Self { place: Place::Header, ..Self::path(name) }
    }

    /// A parameter in a cookie, in style `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self { place: Place::Cookie, ..Self::query(name) }
    }

    /// In another style.
    pub const fn style(mut self, style: Style, explode: bool) -> Self {
        self.style = style;
        self.explode = explode;
        self
    }

    /// With reserved characters as they are.
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// The pairs of this parameter in a query or a cookie, percent-encoded.
    pub(crate) fn pairs(&self, value: &Value) -> Vec<(String, String)> {
        let name = encode(self.name);
        match (self.style, shape(self.style, value)) {
            (_, Shape::Absent) => Vec::new(),
            (_, Shape::Scalar(text)) => vec![(name, self.encode(&text))],
            (Style::DeepObject, Shape::Object(members)) => {
                let mut pairs = Vec::new();
                for (member, value) in members {
                    self.deep(&format!("{name}%5B{}%5D", encode(&member)), &value, &mut pairs);
                }
                pairs
            }
            (_, Shape::List(items)) if self.explode => items.iter().map(|item| (name.clone(), self.encode(item))).collect(),
            (_, Shape::Object(members)) if self.explode => {
                members.iter().flat_map(|(member, value)| self.member(member, value)).collect()
            }
            (style, shape) => vec![(name, self.join(shape, style.delimiter(), ","))],
        }
    }

    /// The pairs of one member of an object: an array is repeated, as a form has it.
    fn member(&self, name: &str, value: &Value) -> Vec<(String, String)> {
        let name = encode(name);
        let items = match value {
            Value::Array(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        items.iter().map(|item| (name.clone(), self.encode(&text(item)))).collect()
    }

    /// The text of this parameter in a path, percent-encoded.
    pub(crate) fn segment(&self, value: &Value) -> String {
        let name = encode(self.name);
        let equals = if self.explode { "=" } else { "," };
        let shape = shape(self.style, value);
        match self.style {
            Style::Label => format!(".{}", self.join(shape, if self.explode { "." } else { "," }, equals)),
            Style::Matrix => match shape {
                Shape::List(items) if self.explode => items.iter().map(|item| format!(";{name}={}", self.encode(item))).collect(),
                Shape::Object(_) if self.explode => format!(";{}", self.join(shape, ";", "=")),
                shape => format!(";{name}={}", self.join(shape, ",", ",")),
            },
            _ => self.join(shape, ",", equals),
        }
    }

    /// The text of this parameter in a header, which is not percent-encoded.
    pub(crate) fn field(&self, value: &Value) -> String {
        match shape(self.style, value) {
            Shape::Absent => String::new(),
            Shape::Scalar(text) => text,
            Shape::List(items) => items.join(","),
            Shape::Object(members) => {
                let equals = if self.explode { "=" } else { "," };
                let pairs: Vec<_> = members.iter().map(|(name, value)| format!("{name}{equals}{}", text(value))).collect();
                pairs.join(",")
            }
        }
    }

    fn join(&self, shape: Shape, delimiter: &str, equals: &str) -> String {
        match shape {
            Shape::Absent => String::new(),
            Shape::Scalar(text) => self.encode(&text),
            Shape::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.encode(item)).collect();
                items.join(delimiter)
            }
            Shape::Object(members) => {
                let pairs = members.iter().map(|(name, value)| format!("{}{equals}{}", encode(name), self.encode(&text(value))));
                pairs.collect::<Vec<_>>().join(delimiter)
            }
        }
    }

    /// `name[member]=value`, at any depth. What OpenAPI leaves open, arrays and objects in objects, is as most servers
    /// read it.
    fn deep(&self, name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
        match value {
            Value::Null => {}
            Value::Array(items) => items.iter().for_each(|item| self.deep(name, item, pairs)),
            Value::Object(members) => {
                for (member, value) in members {
                    self.deep(&format!("{name}%5B{}%5D", encode(member)), value, pairs);
                }
            }
            value => pairs.push((name.to_owned(), self.encode(&text(value)))),
        }
    }

    fn encode(&self, text: &str) -> String {
        if self.allow_reserved { utf8_percent_encode(text, RESERVED_ALLOWED).to_string() } else { encode(text) }
    }
}

impl Style {
    /// What stands between the items where they are not exploded, percent-encoded where it has to be.
    fn delimiter(self) -> &'static str {
        match self {
            Self::SpaceDelimited => "%20",
            Self::PipeDelimited => "%7C",
            _ => ",",
        }
    }
}

/// The pairs of a form: each member as its style says (OpenAPI 3.1, "Encoding Object"). An object within is JSON.
pub(crate) fn fields(styles: &[Parameter], value: &Value) -> Vec<(String, String)> {
    let Value::Object(members) = value else { return Parameter::query("").pairs(value) };
    let field = |(name, value): (&String, &Value)| match styles.iter().find(|style| style.name == name.as_str()) {
        Some(style) => style.pairs(value),
        None if value.is_null() => Vec::new(),
        None => Parameter::query("").member(name, value),
    };
    members.iter().flat_map(field).collect()
}

/// The value of a parameter of any type.
pub(crate) fn value<T: Serialize + ?Sized>(value: &T) -> Result<Value, Error> {
    serde_json::to_value(value)
        .map_err(|error| Error::new(ErrorKind::Request, "a parameter cannot be written").with_source(error))
}

fn shape(style: Style, value: &Value) -> Shape {
    if style == Style::Json {
        return Shape::Scalar(value.to_string());
    }
    match value {
        Value::Null => Shape::Absent,
        Value::Array(items) if items.is_empty() => Shape::Absent,
        Value::Array(items) => Shape::List(items.iter().map(|item| text(item).into_owned()).collect()),
        Value::Object(members) => {
            let present = members.iter().filter(|(_, value)| !value.is_null());
            Shape::Object(present.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        scalar => Shape::Scalar(text(scalar).into_owned()),
    }
}

/// A scalar's text. What is nested deeper than a style goes is JSON.
fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        // As [`ToParam`](crate::ToParam) has it: 7, not 7.0.
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => Cow::Owned(float.to_string()),
            None => Cow::Owned(number.to_string()),
        },
        value => Cow::Owned(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The examples of OpenAPI 3.1, "Style Examples".
    #[test]
    fn styles_are_as_openapi_has_them() {
        let (scalar, list) = (json!("blue"), json!(["blue", "black", "brown"]));
        let object = json!({"R": 100, "G": 200, "B": 150});
        let path = |style, explode, value: &Value| Parameter::path("color").style(style, explode).segment(value);
        assert_eq!(path(Style::Matrix, false, &scalar), ";color=blue");
        assert_eq!(path(Style::Matrix, false, &list), ";color=blue,black,brown");
        assert_eq!(path(Style::Matrix, false, &object), ";color=B,150,G,200,R,100");
        assert_eq!(path(Style::Matrix, true, &list), ";color=blue;color=black;color=brown");
        assert_eq!(path(Style::Matrix, true, &object), ";B=150;G=200;R=100");
        assert_eq!(path(Style::Label, false, &list), ".blue,black,brown");
        assert_eq!(path(Style::Label, true, &list), ".blue.black.brown");
        assert_eq!(path(Style::Label, true, &object), ".B=150.G=200.R=100");
        assert_eq!(path(Style::Simple, false, &object), "B,150,G,200,R,100");
        assert_eq!(path(Style::Simple, true, &object), "B=150,G=200,R=100");
        assert_eq!(path(Style::Simple, false, &json!(["a b", "c/d"])), "a%20b,c%2Fd");
        let query = |style, explode, value: &Value| {
            let pairs = Parameter::query("color").style(style, explode).pairs(value);
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        assert_eq!(query(Style::Form, true, &scalar), "color=blue");
        assert_eq!(query(Style::Form, true, &list), "color=blue&color=black&color=brown");
        assert_eq!(query(Style::Form, false, &list), "color=blue,black,brown");
        assert_eq!(query(Style::Form, true, &object), "B=150&G=200&R=100");
        assert_eq!(query(Style::Form, false, &object), "color=B,150,G,200,R,100");
        assert_eq!(query(Style::SpaceDelimited, false, &list), "color=blue%20black%20brown");
        assert_eq!(query(Style::PipeDelimited, false, &list), "color=blue%7Cblack%7Cbrown");
        assert_eq!(query(Style::DeepObject, true, &object), "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100");
        assert_eq!(query(Style::DeepObject, true, &json!({"a": {"b": [1, 2]}})), "color%5Ba%5D%5Bb%5D=1&color%5Ba%5D%5Bb%5D=2");
        assert_eq!(query(Style::Json, true, &json!({"a": 1})), "color=%7B%22a%22%3A1%7D");
        assert_eq!(query(Style::Form, true, &json!([])), "");
        assert_eq!(query(Style::Form, true, &json!(null)), "");
        assert_eq!(Parameter::header("X").field(&list), "blue,black,brown");
        assert_eq!(Parameter::header("X").style(Style::Simple, true).field(&object), "B=150,G=200,R=100");
        assert_eq!(
            Parameter::query("q").allow_reserved().pairs(&json!("a/b?c&d=e#f")),
            [("q".into(), "a/b?c%26d%3De%23f".into())]
        );
    }
}
