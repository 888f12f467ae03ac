//! When a request is sent again, and when it is not.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use basetype_runtime::{ErrorKind, RetryPolicy, testing::TestClock};

use crate::{
    sample::{Client, ClientBuilder, lists},
    support::{Answer, Server, reply},
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn client(server: &Server, clock: &TestClock, set: impl Fn(ClientBuilder) -> ClientBuilder) -> Client {
    set(Client::builder().server(&server.url).clock(clock.clone()).basic("id", "secret")).build().unwrap()
}

fn plain(builder: ClientBuilder) -> ClientBuilder {
    builder
}

fn ok() -> Answer {
    reply(200, r#"{"items": []}"#)
}

/// Whether a request that is answered so the first time is sent again.
async fn is_repeated(answer: Answer, post: bool) -> bool {
    let server = Server::sequence(vec![answer, ok()]);
    let client = client(&server, &TestClock::new(), plain);
    match post {
        true => client.post("a", "b").send().await.map(drop).ok(),
        false => client.request::<lists::Offset>().send().await.map(drop).ok(),
    };
    server.asked().len() == 2
}

#[tokio::test]
async fn what_is_sent_again() {
    let cut = Answer::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}".to_vec());
    for (answer, get, post) in [
        (reply(429, ""), true, true),
        (reply(500, ""), true, false),
        (reply(502, ""), true, false),
        (reply(503, "").header("retry-after", "3"), true, false),
        (reply(501, ""), false, false),
        (reply(400, ""), false, false),
        (reply(404, ""), false, false),
        (reply(408, ""), false, false),
        (reply(301, "").header("location", "/x"), false, false),
        (reply(200, "{"), false, false),
        (Answer::HangUp, true, false),
        (cut, true, false),
    ] {
        assert_eq!(is_repeated(answer.clone(), false).await, get, "GET {answer:?}");
        if !matches!(answer, Answer::Reply(200, ..)) {
            assert_eq!(is_repeated(answer.clone(), true).await, post, "POST {answer:?}");
        }
    }
}

#[tokio::test]
async fn without_a_connection_anything_is_sent_again() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let clock = TestClock::new();
    let client = Client::builder().server(format!("http://{port}")).clock(clock.clone()).build().unwrap();
    let error = client.post("a", "b").send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 5));
    assert_eq!(clock.slept().len(), 4);
}

#[tokio::test]
async fn delays_grow_and_are_bounded() {
    let server = Server::sequence(vec![reply(500, "")]);
    let clock = TestClock::new();
    let policy = RetryPolicy::default().max_attempts(8).base_delay(seconds(1)).max_delay(seconds(10));
    let client = client(&server, &clock, |builder| builder.retry(policy.clone()));
    let error = client.request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!((error.attempts(), error.kind()), (8, ErrorKind::Status));
    assert!(error.to_string().ends_with("(after 8 attempts)"), "{error}");
    let slept = clock.slept();
    for (delay, bound) in slept.iter().zip([1, 2, 4, 8, 10, 10, 10]) {
        assert!(*delay <= seconds(bound), "{slept:?}");
    }
}

#[tokio::test]
async fn waits_as_long_as_the_service_asks() {
    for (header, value, expect) in
        [("retry-after", "17", 17), ("retry-after", "Thu, 01 Jan 1970 00:00:23 GMT", 23), ("x-ratelimit-reset", "42", 42)]
    {
        let server = Server::sequence(vec![reply(429, "").header(header, value), ok()]);
        let clock = TestClock::new();
        client(&server, &clock, plain).request::<lists::Offset>().send().await.unwrap();
        assert_eq!(clock.slept(), [seconds(expect)], "{header}: {value}");
    }
}

#[tokio::test]
async fn gives_up_where_the_service_asks_for_too_much() {
    let server = Server::sequence(vec![reply(429, "").header("retry-after", "61")]);
    let clock = TestClock::new();
    let error = client(&server, &clock, plain).request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(seconds(61))));
    assert!(clock.slept().is_empty() && error.is_rate_limited());
}

#[tokio::test]
async fn a_call_ends_with_its_time() {
    let server = Server::sequence(vec![reply(503, "").header("retry-after", "20")]);
    let clock = TestClock::new();
    let client = client(&server, &clock, |builder| builder.timeout(seconds(50)));
    let error = client.request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!((error.attempts(), clock.elapsed()), (3, seconds(40)));
    assert_eq!(error.status().unwrap(), 503);
    // One call may have less.
    let error = client.request::<lists::Offset>().timeout(seconds(10)).send().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn the_budget_is_shared_and_runs_out() {
    let server = Server::start(|asked, _| if asked.target == "/offset" { reply(500, "") } else { ok() });
    let clock = TestClock::new();
    let client = client(&server, &clock, |builder| builder.retry_budget(5));
    let attempts = |error: basetype_runtime::Error| error.attempts();
    assert_eq!(client.clone().request::<lists::Offset>().send().await.map_err(attempts), Err(5));
    assert_eq!(client.clone().request::<lists::Offset>().send().await.map_err(attempts), Err(2));
    assert_eq!(client.clone().request::<lists::Offset>().send().await.map_err(attempts), Err(1));
    for _ in 0..10 {
        client.request::<lists::Cursor>().send().await.unwrap();
    }
    assert_eq!(client.request::<lists::Offset>().send().await.map_err(attempts), Err(2));
}

#[tokio::test]
async fn a_call_can_be_told_otherwise() {
    let server = Server::sequence(vec![reply(500, "")]);
    let client = client(&server, &TestClock::new(), plain);
    let error = client.request::<lists::Offset>().retry(RetryPolicy::never()).send().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    let repeatable = RetryPolicy::default().max_attempts(3).assume_idempotent(true);
    let error = client.post("a", "b").retry(repeatable).send().await.unwrap_err();
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn attempts_are_counted_to_the_end() {
    let server = Server::sequence(vec![reply(500, ""), reply(200, "{")]);
    let error = client(&server, &TestClock::new(), plain).request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 2));
    let server = Server::sequence(vec![reply(206, "")]);
    let error = client(&server, &TestClock::new(), plain).request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!(error.to_string(), "/offset: 206 Partial Content, which the document does not declare");
}

#[tokio::test]
async fn the_hook_sees_each_attempt() {
    let server = Server::sequence(vec![reply(503, "").header("retry-after", "2"), ok()]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let client = client(&server, &TestClock::new(), move |builder| {
        let sink = Arc::clone(&sink);
        builder.on_attempt(move |attempt| {
            let status = attempt.result.as_ref().map_or_else(|error| error.status(), |status| Some(*status));
            let line = (attempt.operation, attempt.number, status.unwrap().as_u16(), attempt.retry_in);
            sink.lock().unwrap().push(line);
        })
    });
    client.request::<lists::Offset>().send().await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [("/offset", 1, 503, Some(seconds(2))), ("/offset", 2, 200, None)]);
}
