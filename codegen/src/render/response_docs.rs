//! What the docs of an operation say about its responses.

use super::docs::{Comment, first_sentence};
use super::inline::code;
use super::reference_page;
use super::types::Context;
use crate::ir::{Content, Encoding, Operation, Resource, Response, Status, successes};

/// How many lines of prose a response may have; of what has more, the first sentence is shown, and the page that has all.
const LONG: usize = 16;

/// What is said where nothing that is declared is a success.
pub(crate) const UNDECLARED: &str = "the document declares no success. If one comes nonetheless, its body is not read.";

/// Adds what a success gives, and what an error's body is.
pub(super) fn sections(context: &Context<'_>, resource: &Resource, operation: &Operation, comment: &mut Comment) {
    let page = reference_page(&resource.name.ident);
    let lines: Vec<Comment> = successes(&operation.responses).iter().map(|response| success(context, response, &page)).collect();
    if lines.is_empty() {
        comment.heading("Responses");
        comment.paragraph(&format!("{}: {UNDECLARED}", code("()")));
    }
    comment.section("Responses", "", lines);
    let (both, errors): (Vec<_>, Vec<_>) =
        operation.responses.iter().filter(|it| !it.status.is_success()).partition(|it| operation.is_success(it));
    let usual = usual_body(context, &errors);
    let of = usual.as_ref().map_or_else(String::new, |body| format!("With {body} as the body:"));
    let mut lines: Vec<Comment> = errors.iter().map(|response| error(context, response, &page, usual.as_deref())).collect();
    lines.extend(both.iter().map(|_| Comment::of("any other: the response above, as an error.")));
    comment.section("Errors", &of, lines);
}

/// The line about a success.
fn success(context: &Context<'_>, response: &Response, page: &str) -> Comment {
    let body = match response.content.first() {
        None => String::new(),
        Some(content) if content.encoding == Encoding::Binary => {
            format!("Body: {}, also [in chunks](crate::Request::as_stream).", code(&content.media_type))
        }
        Some(content) => body(context, content),
    };
    about(response, page, "any success", &body)
}

/// The line about an error. `usual` is the body that need not be named.
fn error(context: &Context<'_>, response: &Response, page: &str, usual: Option<&str>) -> Comment {
    let body = match response.content.first() {
        None if usual.is_some() && !says_no_body(response) => "No body.".to_owned(),
        None => String::new(),
        Some(content) if content.encoding == Encoding::Json && usual == Some(context.link(&content.ty).as_str()) => String::new(),
        Some(content) => body(context, content),
    };
    let other = |content: &Content| match content.encoding {
        Encoding::Json => format!("In {}: {}.", code(&content.media_type), context.link(&content.ty)),
        _ => format!("Or {}.", code(&content.media_type)),
    };
    let others: Vec<String> = response.content.iter().skip(1).map(other).collect();
    about(response, page, "any other", [body, others.join(" ")].join(" ").trim())
}

/// Whether the document's own words say what would be said of a response without a body.
fn says_no_body(response: &Response) -> bool {
    response.docs.description.as_deref().is_some_and(|prose| prose.to_lowercase().contains("no body"))
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
fn about(response: &Response, page: &str, default: &str, bodies: &str) -> Comment {
    let mut comment = Comment::new(&response.docs, "");
    if comment.clone().into_lines().len() > LONG {
        comment = Comment::of(&first_sentence(&response.docs));
        comment.note(&format!("All of it is in {}.", code(page)));
    }
    comment.note(bodies);
    comment.about(&match response.status {
        status @ (Status::Code(_) | Status::Range(_)) => status.to_string(),
        Status::Default => default.to_owned(),
    })
}

/// The body that most of several responses have.
fn usual_body(context: &Context<'_>, responses: &[&Response]) -> Option<String> {
    let bodies = responses.iter().filter_map(|response| response.content.first());
    let bodies: Vec<String> = bodies.filter(|it| matches!(it.encoding, Encoding::Json)).map(|it| context.link(&it.ty)).collect();
    let usual = bodies.iter().max_by_key(|body| bodies.iter().filter(|other| other == body).count())?;
    (bodies.iter().filter(|body| *body == usual).count() > 1).then(|| usual.clone())
}
