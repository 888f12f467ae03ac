//! What the docs of an operation say about its responses.

use super::docs::{Comment, first_sentence};
use super::inline::code;
use super::types::Context;
use crate::ir::{Content, Encoding, Operation, Response, Status, successes};

/// What is said where nothing that is declared is a success.
pub(crate) const UNDECLARED: &str = "the document declares no success. If one comes nonetheless, its body is not read.";

/// Adds what a success gives, and what an error's body is.
pub(super) fn sections(context: &Context<'_>, operation: &Operation, comment: &mut Comment) {
    let lines: Vec<String> = successes(&operation.responses).iter().map(|response| success(context, response)).collect();
    if lines.is_empty() {
        comment.heading("Responses");
        comment.paragraph(&format!("{}: {UNDECLARED}", code("()")));
    }
    comment.section("Responses", "", lines);
    let (both, errors): (Vec<_>, Vec<_>) =
        operation.responses.iter().filter(|it| !it.status.is_success()).partition(|it| is_success(operation, it));
    let usual = usual_body(context, &errors);
    let of = usual.as_ref().map_or_else(String::new, |body| format!("With {body} as the body:"));
    let mut lines: Vec<String> = errors.iter().map(|response| error(context, response, usual.as_deref())).collect();
    lines.extend(both.iter().map(|_| "any other: the response above, as an error.".to_owned()));
    comment.section("Errors", &of, lines);
}

/// Whether a success can be this response. `default` is that of errors, too.
pub(crate) fn is_success(operation: &Operation, response: &Response) -> bool {
    successes(&operation.responses).iter().any(|success| success.status == response.status)
}

/// The line about a success.
fn success(context: &Context<'_>, response: &Response) -> String {
    let body = match response.content.first() {
        None => String::new(),
        Some(content) if content.encoding == Encoding::Binary => {
            format!("Body: {}, also [in chunks](crate::Request::as_stream).", code(&content.media_type))
        }
        Some(content) => body(context, content),
    };
    line(response, "any success", [body, String::new()])
}

/// The line about an error. `usual` is the body that need not be named.
fn error(context: &Context<'_>, response: &Response, usual: Option<&str>) -> String {
    let body = match response.content.first() {
        None if usual.is_some() => "No body.".to_owned(),
        None => String::new(),
        Some(content) if content.encoding == Encoding::Json && usual == Some(context.link(&content.ty).as_str()) => String::new(),
        Some(content) => body(context, content),
    };
    let other = |content: &Content| match content.encoding {
        Encoding::Json => format!("In {}: {}.", code(&content.media_type), context.link(&content.ty)),
        _ => format!("Or {}.", code(&content.media_type)),
    };
    let others: Vec<String> = response.content.iter().skip(1).map(other).collect();
    line(response, "any other", [body, others.join(" ")])
}

fn body(context: &Context<'_>, content: &Content) -> String {
    let body = match content.encoding {
        Encoding::Json => context.link(&content.ty),
        encoding if encoding.is_stream() => format!("{}, a stream of {}", code(&content.media_type), context.link(&content.ty)),
        _ => code(&content.media_type),
    };
    format!("Body: {body}.")
}

/// A response with its prose and what is said of its bodies. `default` is what its status is called if that is `default`.
fn line(response: &Response, default: &str, bodies: [String; 2]) -> String {
    let [first, others] = bodies;
    let about: Vec<String> =
        [first_sentence(&response.docs), first, others].into_iter().filter(|text| !text.is_empty()).collect();
    let status = match response.status {
        status @ (Status::Code(_) | Status::Range(_)) => status.to_string(),
        Status::Default => default.to_owned(),
    };
    if about.is_empty() { status } else { format!("{status}: {}", about.join(" ")) }
}

/// The body that most of several responses have.
fn usual_body(context: &Context<'_>, responses: &[&Response]) -> Option<String> {
    let bodies = responses.iter().filter_map(|response| response.content.first());
    let bodies: Vec<String> = bodies.filter(|it| matches!(it.encoding, Encoding::Json)).map(|it| context.link(&it.ty)).collect();
    let usual = bodies.iter().max_by_key(|body| bodies.iter().filter(|other| other == body).count())?;
    (bodies.iter().filter(|body| *body == usual).count() > 1).then(|| usual.clone())
}
