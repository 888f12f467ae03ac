//! Every operation of the document: called over HTTP.

use basetype_tests::behaviour::same_but_for_instants;
use basetype_tests::caller::{Answer, Arguments};
use basetype_tests::document::{Document, Operation};
use basetype_tests::draw::{self, direction};
use basetype_tests::exchange::{arguments_of, check};
use basetype_tests::place::Place;
use basetype_tests::server::{Asked, Reply, Server};
use confluent_networking::{Client, ErrorKind, runtime::RetryPolicy};
use serde_json::Value;

use crate::client::call;
use crate::document;

fn client(server: &Server) -> Client {
    let builder = Client::builder().server(server.url()).basic("key id", "secret:word");
    builder.retry(RetryPolicy::never()).build().unwrap()
}

/// Calls an operation, and gives what came of it and the one request that was made.
async fn exchange(client: &Client, server: &Server, operation: &Operation<'_>, values: Arguments) -> (Answer, Asked) {
    let name = format!("{} {}", operation.method, operation.path);
    let answer = call(client, &name, &values).await;
    let asked = server.asked();
    assert_eq!(asked.len(), 1, "{name}: {answer:?}");
    (answer, asked[0].clone())
}

/// Arguments of an operation: all, with the whole body, or only what is required.
pub(crate) fn arguments(document: &Document, operation: &Operation<'_>, all: bool) -> Arguments {
    let mut values = arguments_of(document, operation, all);
    let body = document.bodies_of(operation).into_iter().find(|body| body.name.ends_with(" request"));
    values.body = body.map(|body| {
        let place = Place::new(document, &body.pointer, body.schema);
        let drawn = if all { draw::whole } else { draw::least };
        drawn(&place, direction(&body.side)).value
    });
    values
}

/// What the document says that a status is answered with: a drawn body, or none.
fn reply(document: &Document, operation: &Operation<'_>, status: &str) -> (Reply, Option<Value>) {
    let name = format!("{} {} {status}", operation.method, operation.path);
    let code = status.parse().unwrap();
    match document.bodies_of(operation).into_iter().find(|body| body.name == name) {
        None => (Reply::empty(code), None),
        Some(body) => {
            let place = Place::new(document, &body.pointer, body.schema);
            let value = draw::whole(&place, direction(&body.side)).value;
            (Reply::json(code, &value), Some(value))
        }
    }
}

#[tokio::test]
async fn every_operation_is_asked_and_answered_as_the_document_says() {
    let (document, server) = (document(), Server::start());
    let client = client(&server);
    let mut wrong = Vec::new();
    let mut calls = 0;
    for operation in document.operations() {
        let responses = document.responses(&operation);
        for (status, _) in responses.iter().filter(|(status, _)| status.starts_with('2')) {
            for all in [false, true] {
                let (reply, value) = reply(&document, &operation, status);
                server.reply(reply);
                let values = arguments(&document, &operation, all);
                let (answer, asked) = exchange(&client, &server, &operation, values.clone()).await;
                wrong.extend(
                    check(&document, &operation, &values, values.body.as_ref().map(|_| "application/json"), &asked)
                        .into_iter()
                        .map(|it| format!("{}: {it}", operation.id())),
                );
                assert_eq!(asked.header("authorization"), ["Basic a2V5IGlkOnNlY3JldDp3b3Jk"]);
                assert!(asked.header("user-agent")[0].starts_with("confluent-networking/"), "{asked:?}");
                let output = answer.result.unwrap_or_else(|error| panic!("{}: {error:?}", operation.id()));
                let value = value.unwrap_or_default();
                assert!(same_but_for_instants(&output, &value), "{}: {output} is not {value}", operation.id());
                calls += 1;
            }
        }
    }
    println!("{} operations, {calls} calls", document.operations().len());
    assert!(calls >= 2 * document.operations().len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_declared_error_is_an_error_with_its_body() {
    let (document, server) = (document(), Server::start());
    let client = client(&server);
    let mut errors = 0;
    for operation in document.operations() {
        let responses = document.responses(&operation);
        for (status, _) in responses.into_iter().filter(|(status, _)| !status.starts_with('2')) {
            let (reply, value) = reply(&document, &operation, status);
            server.reply(reply);
            let values = arguments(&document, &operation, false);
            let (answer, _) = exchange(&client, &server, &operation, values).await;
            let (error, body) = answer.result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Status, "{error:?}");
            assert_eq!(error.status().unwrap().as_str(), status);
            assert_eq!(error.operation(), Some(operation.id()));
            assert_eq!(body, value, "{} {status}", operation.id());
            errors += 1;
        }
    }
    println!("{errors} declared errors");
    assert!(errors > document.operations().len());
}

#[tokio::test]
async fn what_is_not_declared_is_an_error_that_keeps_it() {
    let (document, server) = (document(), Server::start());
    let client = client(&server);
    for operation in document.operations() {
        server.reply(Reply::of(418, "text/html", "<p>a proxy</p>"));
        let values = arguments(&document, &operation, false);
        let (answer, _) = exchange(&client, &server, &operation, values).await;
        let (error, body) = answer.result.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), body), (418, None));
        assert_eq!(error.raw_body().unwrap(), "<p>a proxy</p>");
    }
}

#[tokio::test]
async fn a_token_is_sent_only_where_the_document_takes_one() {
    let (document, server) = (document(), Server::start());
    let builder = Client::builder().server(server.url()).bearer("a-token");
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    let mut refused = Vec::new();
    for operation in document.operations() {
        let security = operation.object.get("security").unwrap_or(&document.root()["security"]);
        let takes_token = security.as_array().unwrap().iter().any(|schemes| {
            let is_token = |scheme: &String| document.root()["components"]["securitySchemes"][scheme]["type"] == "oauth2";
            schemes.as_object().unwrap().keys().all(is_token)
        });
        server.reply(Reply::empty(418));
        let name = format!("{} {}", operation.method, operation.path);
        let answer = call(&client, &name, &arguments(&document, &operation, false)).await;
        let sent: Vec<Asked> = server.asked();
        let tokens: Vec<&str> = sent.iter().flat_map(|asked| asked.header("authorization")).collect();
        assert_eq!(tokens, if takes_token { vec!["Bearer a-token"] } else { vec![] }, "{name}: {answer:?}");
        refused.extend((!takes_token).then(|| operation.id().to_owned()));
    }
    println!("refused without being sent: {refused:?}");
    assert!(!refused.is_empty());
}

#[tokio::test]
async fn a_parameter_that_breaks_its_constraints_is_not_sent() {
    let server = Server::start();
    let client = client(&server);
    let error = client.networks().list("env-00000").page_size(1001).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("page_size must be at most 1000"), "{error}");
    assert!(server.asked().is_empty());
}
