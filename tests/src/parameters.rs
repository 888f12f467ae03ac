//! How parameters are written, by the table "Style Values" and the rules around it in OpenAPI 3.0.3 and 3.1.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// All but the unreserved characters of RFC 3986.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The reserved characters of RFC 3986 that mean nothing in the query itself: what `allowReserved` leaves as it is.
const RESERVED: &str = ":/?[]@!$'()*,;";

/// A parameter with its style.
#[derive(Clone, Debug)]
pub struct Written<'d> {
    name: &'d str,
    style: &'d str,
    explode: bool,
    reserved: bool,
    encoded: bool,
}

/// A value as the styles see it.
enum Shape {
    Scalar(String),
    List(Vec<String>),
    Object(Vec<(String, String)>),
}

impl<'d> Written<'d> {
    /// A parameter of the document.
    pub fn parameter(object: &'d Value) -> Self {
        let place = text(&object["in"]);
        let style = match object.get("style") {
            _ if object.get("content").is_some() => "content",
            Some(style) => text(style),
            None if matches!(place, "query" | "cookie") => "form",
            None => "simple",
        };
        Self {
            name: text(&object["name"]),
            style,
            explode: object.get("explode").map_or(style == "form", |explode| *explode == true),
            reserved: object["allowReserved"] == true,
            encoded: place != "header",
        }
    }

    /// A property of a form, by its encoding object.
    pub fn property(name: &'d str, encoding: &'d Value) -> Self {
        let style = encoding.get("style").map_or("form", text);
        let explode = encoding.get("explode").map_or(style == "form", |explode| *explode == true);
        Self { name, style, explode, reserved: false, encoded: true }
    }

    /// The text in place of `{name}` in a path.
    pub fn segment(&self, value: &Value) -> String {
        let equals = if self.explode { "=" } else { "," };
        match (self.style, self.shape(value)) {
            ("label", Shape::Scalar(text)) => format!(".{text}"),
            ("label", Shape::List(items)) => format!(".{}", items.join(if self.explode { "." } else { "," })),
            ("label", Shape::Object(members)) => format!(".{}", joined(&members, equals, if self.explode { "." } else { "," })),
            ("matrix", Shape::Scalar(text)) => format!(";{}={text}", self.name()),
            ("matrix", Shape::List(items)) if self.explode => {
                items.iter().map(|item| format!(";{}={item}", self.name())).collect()
            }
            ("matrix", Shape::List(items)) => format!(";{}={}", self.name(), items.join(",")),
            ("matrix", Shape::Object(members)) if self.explode => format!(";{}", joined(&members, "=", ";")),
            ("matrix", Shape::Object(members)) => format!(";{}={}", self.name(), joined(&members, ",", ",")),
            (_, Shape::Scalar(text)) => text,
            (_, Shape::List(items)) => items.join(","),
            (_, Shape::Object(members)) => joined(&members, equals, ","),
        }
    }

    /// The text of a header.
    pub fn field(&self, value: &Value) -> String {
        self.segment(value)
    }

    /// The pairs of a query, a cookie or a form.
    pub fn pairs(&self, value: &Value) -> Vec<(String, String)> {
        let delimiter = match self.style {
            "spaceDelimited" => "%20",
            "pipeDelimited" => "%7C",
            _ => ",",
        };
        match (self.style, self.shape(value)) {
            // OpenAPI says nothing of an empty list; a key without a value would be a list of one empty text.
            (_, Shape::List(items)) if items.is_empty() => Vec::new(),
            (_, Shape::Scalar(text)) => vec![(self.name(), text)],
            ("deepObject", Shape::Object(_)) => self.deep(value),
            (_, Shape::List(items)) if self.explode => items.into_iter().map(|item| (self.name(), item)).collect(),
            (_, Shape::Object(members)) if self.explode => members,
            (_, Shape::List(items)) => vec![(self.name(), items.join(delimiter))],
            (_, Shape::Object(members)) => vec![(self.name(), joined(&members, delimiter, delimiter))],
        }
    }

    /// `name[member]=value`; a list in it repeats its key.
    fn deep(&self, value: &Value) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (member, value) in value.as_object().into_iter().flatten() {
            let key = format!("{}%5B{}%5D", self.name(), encode(member));
            let items = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
            pairs.extend(items.into_iter().map(|item| (key.clone(), self.atom(item))));
        }
        pairs
    }

    fn shape(&self, value: &Value) -> Shape {
        match value {
            value if self.style == "content" => Shape::Scalar(self.escaped(&value.to_string())),
            Value::Array(items) => Shape::List(items.iter().map(|item| self.atom(item)).collect()),
            Value::Object(members) => {
                Shape::Object(members.iter().map(|(name, value)| (self.escaped(name), self.atom(value))).collect())
            }
            scalar => Shape::Scalar(self.atom(scalar)),
        }
    }

    fn name(&self) -> String {
        encode(self.name)
    }

    fn atom(&self, value: &Value) -> String {
        self.escaped(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    fn escaped(&self, text: &str) -> String {
        match (self.encoded, self.reserved) {
            (false, _) => text.to_owned(),
            (true, false) => encode(text),
            (true, true) => {
                let escape = |c: char| if RESERVED.contains(c) { c.to_string() } else { encode(&c.to_string()) };
                text.chars().map(escape).collect()
            }
        }
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

fn joined(members: &[(String, String)], equals: &str, delimiter: &str) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{name}{equals}{value}")).collect();
    members.join(delimiter)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Written;

    #[test]
    fn styles_are_those_of_the_table() {
        let (list, object) = (json!(["blue", "a b"]), json!({ "R": 100, "G": 200 }));
        let check = |place: &str, style: &str, explode: bool, value: &serde_json::Value, expected: &str| {
            let parameter = json!({ "in": place, "name": "color", "style": style, "explode": explode });
            let written = Written::parameter(&parameter);
            let is = match place {
                "path" => written.segment(value),
                _ => written.pairs(value).iter().map(|(a, b)| format!("{a}={b}")).collect::<Vec<_>>().join("&"),
            };
            assert_eq!(is, expected, "{parameter}");
        };
        check("path", "matrix", true, &list, ";color=blue;color=a%20b");
        check("path", "matrix", false, &object, ";color=G,200,R,100");
        check("path", "label", true, &object, ".G=200.R=100");
        check("path", "simple", false, &list, "blue,a%20b");
        check("query", "form", true, &object, "G=200&R=100");
        check("query", "form", false, &object, "color=G,200,R,100");
        check("query", "spaceDelimited", false, &list, "color=blue%20a%20b");
        check("query", "deepObject", true, &object, "color%5BG%5D=200&color%5BR%5D=100");
    }
}
