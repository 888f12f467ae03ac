//! What a request must look like, and what is answered, from the document alone.

use serde_json::{Map, Value};

use crate::behaviour::same;
use crate::caller::Arguments;
use crate::document::{Document, Operation, is_json};
use crate::draw;
use crate::mutate::any_value;
use crate::parameters::Written;
use crate::place::{Direction, Place};
use crate::server::{Asked, Reply};
use crate::stream;

/// A text with every kind of character that has to be escaped somewhere in a URL.
pub const AWKWARD: &str = "a/b?c=d&e#f%2F+g h;i:j@k$l,m!n*o'p(q)r~s\"t<u>v\\w^x`y{z}|[é]😀.-_";
/// The same for headers, which have no escapes.
pub const PLAIN: &str = "a/b?c=d&e#f%2F+g h;i:j@k$l!n*o'p(q)r~s\"t<u>v\\w^x`y{z}|[].-_";

/// Parameters: the required ones of an operation, or all.
pub fn arguments_of(document: &Document, operation: &Operation<'_>, all: bool) -> Arguments {
    let mut arguments = Arguments::default();
    for parameter in operation.parameters.iter().filter(|parameter| all || is_required(parameter)) {
        arguments.values.insert(key(parameter), value_of(document, parameter));
    }
    arguments
}

/// `application/json` in other words.
const REPEATED: [&str; 3] = ["text/json", "*/*", "application/*+json"];

/// Arguments with a body of each media type that a client can send, and that media type.
pub fn calls_of<'d>(document: &'d Document, operation: &Operation<'d>, all: bool) -> Vec<(Arguments, Option<&'d str>)> {
    let arguments = arguments_of(document, operation, all);
    let body = operation.object.get("requestBody").map(|body| document.follow(body, "").0);
    let Some(body) = body.filter(|body| all || is_needed(document, body)) else { return vec![(arguments, None)] };
    let has_json = content(body).any(|(media_type, _)| media_type == "application/json");
    let is_offered = |media_type: &str| {
        let repeats = has_json && REPEATED.contains(&media_type);
        let is_left_out = is_xml(media_type) && content(body).count() > 1;
        !(repeats || is_left_out)
    };
    let offered = content(body).filter(|(media_type, _)| is_offered(media_type));
    let with_body = |(media_type, object): (&'d str, &'d Value)| {
        let drawn = body_of(document, media_type, object, all, Direction::Request);
        (Arguments { body: Some(drawn), media_type: Some(media_type.to_owned()), ..arguments.clone() }, Some(media_type))
    };
    offered.map(with_body).collect()
}

/// Whether a body is an argument of the client's method: the document requires it, or some member of it.
fn is_needed(document: &Document, body: &Value) -> bool {
    let requires = |object: &Value| !Place::new(document, "", &object["schema"]).required().is_empty();
    body["required"] == true || content(body).any(|(_, object)| requires(object))
}

/// The media types that a caller can ask for: none, for the client's own choice, and those of a success that this is not.
pub fn asked_of(document: &Document, operation: &Operation<'_>) -> Vec<Option<String>> {
    let mut asked = vec![None];
    for response in successes(document, operation) {
        for (media_type, _) in offered(response).into_iter().skip(1) {
            if !asked.contains(&Some(media_type.to_owned())) {
                asked.push(Some(media_type.to_owned()));
            }
        }
    }
    // The same in chunks.
    let is_bytes = |response: &Value| {
        offered(response)
            .first()
            .is_some_and(|(media_type, object)| form(media_type, object) == Form::Binary && !stream::is_stream(media_type))
    };
    if successes(document, operation).into_iter().all(is_bytes) {
        asked.push(Some("in chunks".to_owned()));
    }
    asked
}

/// The media types that a service may answer with: a success in the one that was asked for, an error in any; `None` is the first.
pub fn answers<'a>(response: &'a Value, code: u16, asked: Option<&'a str>) -> Vec<Option<&'a str>> {
    let others = offered(response).into_iter().skip(1).map(|(media_type, _)| media_type);
    let is_one = |media_type: &&str| !media_type.contains('*');
    if code < 300 { vec![asked] } else { [None].into_iter().chain(others.filter(is_one).map(Some)).collect() }
}

/// What a status is answered with, and the value that the client makes of it: of this media type, if it is offered.
pub fn reply_of(document: &Document, response: &Value, code: u16, wanted: Option<&str>) -> (Reply, Option<Value>) {
    let offered = offered(response);
    let wanted = offered.iter().find(|(media_type, _)| wanted == Some(*media_type));
    let Some(&(media_type, object)) = wanted.or(offered.first()) else { return (Reply::empty(code), None) };
    if let Some((body, value)) = stream::of(document, media_type, object).filter(|_| code < 300) {
        return (Reply::of(code, media_type, body), Some(value));
    }
    let value = body_of(document, media_type, object, true, Direction::Response);
    let body = match form(media_type, object) {
        Form::Json => value.to_string().into_bytes(),
        Form::Text => text(&value).as_bytes().to_vec(),
        _ => bytes(&value),
    };
    (Reply::of(code, media_type, body), Some(value))
}

/// The media types of a response in which a client can have it, in the order of its preference: JSON, then text, then bytes.
fn offered(response: &Value) -> Vec<(&str, &Value)> {
    let rank = |media_type: &str, object: &Value| match form(media_type, object) {
        _ if stream::is_stream(media_type) => 3,
        Form::Json => 0,
        Form::Text => 1,
        _ => 2,
    };
    let has_json = content(response).any(|(media_type, _)| media_type == "application/json");
    let is_left_out =
        |media_type: &str| is_xml(media_type) && content(response).count() > 1 || has_json && REPEATED.contains(&media_type);
    let mut offered: Vec<_> = content(response).filter(|(media_type, _)| !is_left_out(media_type)).collect();
    offered
        .sort_by_key(|(media_type, object)| (rank(media_type, object), *media_type != "application/json", media_type.to_owned()));
    offered
}

fn successes<'d>(document: &'d Document, operation: &Operation<'d>) -> Vec<&'d Value> {
    let responses = document.responses(operation);
    let of = |is_wanted: fn(&str) -> bool| -> Vec<&'d Value> {
        responses.iter().filter(|(status, _)| is_wanted(status)).map(|(_, response)| *response).collect()
    };
    let declared = of(|status| status.starts_with('2'));
    if declared.is_empty() { of(|status| status == "default") } else { declared }
}

fn body_of(document: &Document, media_type: &str, object: &Value, all: bool, direction: Direction) -> Value {
    match form(media_type, object) {
        Form::Text => Value::from(AWKWARD),
        Form::Binary => Value::from("\u{0}\u{1}bytes\r\n--\u{ff}"),
        Form::Json | Form::Fields | Form::Parts => {
            let Some(schema) = object.get("schema") else { return Value::from("anything") };
            let place = Place::new(document, "", schema);
            let drawn = if all { draw::whole } else { draw::least };
            let mut value = drawn(&place, direction).value;
            if form(media_type, object) == Form::Parts {
                crate::parts::with_bytes(&place, &mut value);
            }
            value
        }
    }
}

fn content(holder: &Value) -> impl Iterator<Item = (&str, &Value)> {
    holder["content"].as_object().into_iter().flatten().map(|(media_type, object)| (media_type.as_str(), object))
}

/// What a body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    Fields,
    Parts,
    Text,
    Binary,
}

fn form(media_type: &str, object: &Value) -> Form {
    let schema = &object["schema"];
    match media_type.split(';').next().unwrap_or_default().trim() {
        // It is what its schema allows.
        "*/*" if schema["type"] == "string" && schema["format"] != "binary" => Form::Text,
        "*/*" if schema["type"] == "string" || schema.as_object().is_none_or(Map::is_empty) => Form::Binary,
        media_type if is_json(media_type) || media_type == "*/*" || media_type == "text/json" => Form::Json,
        "application/x-www-form-urlencoded" => Form::Fields,
        media_type if media_type.starts_with("multipart/") => Form::Parts,
        media_type if media_type.starts_with("text/") && !is_xml(media_type) => Form::Text,
        _ => Form::Binary,
    }
}

fn is_xml(media_type: &str) -> bool {
    media_type.ends_with("/xml") || media_type.ends_with("+xml")
}

fn is_required(parameter: &Value) -> bool {
    parameter["required"] == Value::Bool(true) || parameter["in"] == "path"
}

/// A parameter among the arguments.
fn key(parameter: &Value) -> String {
    format!("{} {}", text(&parameter["in"]), text(&parameter["name"]))
}

/// A value for a parameter: awkward texts wherever the schema allows any text.
fn value_of(document: &Document, parameter: &Value) -> Value {
    let in_content = || parameter["content"].as_object()?.values().next()?.get("schema");
    let Some(schema) = parameter.get("schema").or_else(in_content) else { return Value::from(AWKWARD) };
    let place = Place::new(document, "", schema);
    let awkward = if parameter["in"] == "header" { PLAIN } else { AWKWARD };
    let is_any_text = |place: &Place<'_>| {
        place.types().as_deref() == Some(&["string"])
            && place.listed().is_none()
            && place.first("format").is_none()
            && ["pattern", "maxLength"].iter().all(|keyword| place.first(keyword).is_none())
    };
    match place.items() {
        _ if is_any_text(&place) => Value::from(awkward),
        Some(items) if is_any_text(&items) => Value::from([awkward, "second", "a,b"].as_slice()),
        _ => any_value(&place, 1),
    }
}

/// What is wrong with a request for an operation, whose body is of this media type.
pub fn check(
    document: &Document,
    operation: &Operation<'_>,
    arguments: &Arguments,
    media_type: Option<&str>,
    asked: &Asked,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, is: String, should: String| {
        if is != should {
            wrong.push(format!("{what} is {is}, not {should}"));
        }
    };
    let sorted = |mut pairs: Vec<(String, String)>| {
        pairs.sort();
        pairs.into_iter().map(|(name, value)| format!("{name}={}", json_or_text(&value))).collect::<Vec<_>>().join("\n")
    };
    expect("the method", asked.method.clone(), operation.method.clone());
    let (path, query) = asked.target.split_once('?').unwrap_or((&asked.target, ""));
    expect("the path", path.to_owned(), expected_path(operation, arguments));
    expect("the query", sorted(pairs(query, '&')), sorted(expected_pairs(operation, arguments, "query")));
    let cookies: Vec<_> = asked.header("cookie").iter().flat_map(|cookies| pairs(cookies, ';')).collect();
    expect("the cookie", sorted(cookies), sorted(expected_pairs(operation, arguments, "cookie")));
    for parameter in operation.parameters.iter().filter(|parameter| parameter["in"] == "header") {
        let value = arguments.values.get(&key(parameter));
        let expected = value.map(|value| Written::parameter(parameter).field(value)).into_iter();
        let name = text(&parameter["name"]).to_lowercase();
        let is: Vec<String> = asked.header(&name).iter().map(|value| json_or_text(value)).collect();
        let should: Vec<String> = expected.map(|value| json_or_text(&value)).collect();
        expect(&name, is.join("\n"), should.join("\n"));
    }
    for part in [path, query] {
        let allowed = operation.parameters.iter().any(|parameter| parameter["allowReserved"] == true);
        expect("the set of illegal characters in the URL", illegal(part, allowed), String::new());
    }
    wrong.extend(check_accept(document, operation, arguments.accept.as_deref(), asked));
    wrong.extend(check_body(operation, document, arguments, media_type, asked));
    wrong
}

fn check_body(
    operation: &Operation<'_>,
    document: &Document,
    arguments: &Arguments,
    media_type: Option<&str>,
    asked: &Asked,
) -> Option<String> {
    let said = asked.header("content-type");
    let (Some(media_type), Some(value)) = (media_type, &arguments.body) else {
        return (!said.is_empty() || !asked.body.is_empty()).then(|| format!("there is a body of {said:?}"));
    };
    let [said] = said.as_slice() else { return Some(format!("content-type is {said:?}")) };
    let body = document.follow(&operation.object["requestBody"], "").0;
    let object = &body["content"][media_type];
    let any = match form(media_type, object) {
        Form::Text => "text/plain",
        Form::Binary => "application/octet-stream",
        _ => "application/json",
    };
    let sent = media_type.replace("*/*", any);
    let is_right = if form(media_type, object) == Form::Parts { said.starts_with(&format!("{sent};")) } else { *said == sent };
    if !is_right {
        return Some(format!("content-type is {said}, not {sent}"));
    }
    let (is, should) = match form(media_type, object) {
        Form::Json => (serde_json::from_slice(&asked.body).unwrap_or(Value::Null), value.clone()),
        Form::Text => (Value::from(String::from_utf8_lossy(&asked.body)), value.clone()),
        Form::Binary => (characters(&asked.body), value.clone()),
        Form::Fields => {
            let mut is = pairs(&String::from_utf8_lossy(&asked.body), '&');
            let mut should = expected_fields(object, value);
            is.sort();
            should.sort();
            (serde_json::json!(is), serde_json::json!(should))
        }
        Form::Parts => {
            let boundary = said.split("boundary=").nth(1).unwrap_or_default();
            (crate::parts::read(&asked.body, boundary), crate::parts::expected(document, object, value))
        }
    };
    (!same(&is, &should)).then(|| format!("the body is {is}, not {should}"))
}

/// The fields of a form (OpenAPI 3.1, "Encoding Object"): an object within is JSON.
fn expected_fields(object: &Value, value: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let encoding = &object["encoding"][name];
        let written = match value {
            Value::Object(_) if encoding.get("style").is_none() => Value::from(value.to_string()),
            value => value.clone(),
        };
        fields.extend(Written::property(name, encoding).pairs(&written));
    }
    fields
}

/// The client asks for a media type of each success that has one, and for no others; of the errors where no success has one.
fn check_accept(document: &Document, operation: &Operation<'_>, wanted: Option<&str>, asked: &Asked) -> Option<String> {
    let mut responses = successes(document, operation);
    if responses.iter().all(|response| content(response).next().is_none()) {
        responses = document.responses(operation).into_iter().map(|(_, response)| response).collect();
    }
    let declared: Vec<Vec<&str>> = responses.iter().map(|response| content(response).map(|(name, _)| name).collect()).collect();
    let accept = asked.header("accept").join(", ");
    let accepted: Vec<&str> = accept.split(", ").map(|one| one.trim_end_matches(";q=0.5")).collect();
    let is_declared = |name: &&str| declared.iter().flatten().any(|declared| declared == name);
    let is_right = if declared.iter().all(Vec::is_empty) {
        accepted == ["application/json"]
    } else {
        let is_json_for_any = accepted == ["application/json"] && declared.iter().flatten().all(|name| *name == "*/*");
        let serves = |names: &Vec<&str>| names.is_empty() || names.iter().any(|name| accepted.contains(name));
        let is_wanted = wanted.filter(|it| *it != "in chunks").is_none_or(|wanted| accept.split(", ").any(|one| one == wanted));
        is_json_for_any || accepted.iter().all(is_declared) && declared.iter().all(serves) && is_wanted
    };
    (!is_right).then(|| format!("accept is {accept}, and declared is {declared:?}"))
}

fn expected_path(operation: &Operation<'_>, arguments: &Arguments) -> String {
    let mut path = operation.path.to_owned();
    for parameter in operation.parameters.iter().filter(|parameter| parameter["in"] == "path") {
        let text = Written::parameter(parameter).segment(&arguments.values[&key(parameter)]);
        path = path.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap_or_default()), &text);
    }
    path
}

fn expected_pairs(operation: &Operation<'_>, arguments: &Arguments, place: &str) -> Vec<(String, String)> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter["in"] == place);
    let given = parameters.filter_map(|parameter| Some((parameter, arguments.values.get(&key(parameter))?)));
    given.flat_map(|(parameter, value)| Written::parameter(parameter).pairs(value)).collect()
}

fn pairs(text: &str, delimiter: char) -> Vec<(String, String)> {
    let pairs = text.split(delimiter).map(str::trim).filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

/// An encoded value; one that is an object in JSON with its numbers alike, however they were written.
fn json_or_text(encoded: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8_lossy();
    match serde_json::from_str::<Value>(&decoded) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => format!("JSON {}", alike(value)),
        _ => encoded.to_owned(),
    }
}

fn alike(value: Value) -> Value {
    match value {
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, alike(value))).collect(),
        Value::Array(items) => items.into_iter().map(alike).collect(),
        Value::Number(number) => number.as_f64().into(),
        other => other,
    }
}

/// Characters that are neither unreserved nor part of a proper escape (RFC 3986), nor a delimiter of this part.
fn illegal(part: &str, allows_reserved: bool) -> String {
    let mut illegal = String::new();
    let mut rest = part.chars();
    while let Some(c) = rest.next() {
        let is_escape =
            |rest: &mut std::str::Chars<'_>| rest.by_ref().take(2).filter(|c| matches!(c, '0'..='9' | 'A'..='F')).count() == 2;
        let is_legal = match c {
            '/' | '&' | '=' | '-' | '.' | '_' | '~' | ',' | ';' => true,
            ':' | '?' | '[' | ']' | '@' | '!' | '$' | '\'' | '(' | ')' | '*' => allows_reserved,
            '%' => is_escape(&mut rest),
            c => c.is_ascii_alphanumeric(),
        };
        if !is_legal {
            illegal.push(c);
        }
    }
    illegal
}

/// Bytes as a string of the characters of these numbers.
pub fn characters(bytes: &[u8]) -> Value {
    bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into()
}

fn bytes(value: &Value) -> Vec<u8> {
    text(value).chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A status of this declaration that no other declares: `2XX` is 299 or below.
pub fn code_of(status: &str, declared: &[(&str, &Value)]) -> u16 {
    let is_free = |code: &u16| !declared.iter().any(|(status, _)| *status == code.to_string());
    match status.as_bytes() {
        [class, b'X' | b'x', ..] => {
            let class = u16::from(class - b'0') * 100;
            (class..class + 99).rev().find(is_free).unwrap()
        }
        [b'd', ..] => {
            let in_range = |code: &u16| declared.iter().any(|(status, _)| *status == format!("{}XX", code / 100));
            let has_success = declared.iter().any(|(status, _)| status.starts_with('2'));
            let mut codes = if has_success { 400..600 } else { 200..300_u16 };
            codes.find(|code| is_free(code) && !in_range(code)).unwrap()
        }
        _ => status.parse().unwrap(),
    }
}
