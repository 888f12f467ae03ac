//! Time limits, sizes, and connections that break.

use std::{io::Write, sync::mpsc, time::Duration};

use basetype_runtime::{ErrorKind, RetryPolicy, testing::TestClock};

use crate::{
    sample::{Client, ClientBuilder, lists},
    support::{Answer, Server, reply},
};

fn builder(server: &Server, clock: &TestClock) -> ClientBuilder {
    Client::builder().server(&server.url).clock(clock.clone()).retry(RetryPolicy::never())
}

/// A server that says when it has been asked, and then does not answer.
fn silent() -> (Server, mpsc::Receiver<()>) {
    let (asked, receiver) = mpsc::channel();
    let server = Server::start(move |_, _| {
        asked.send(()).unwrap();
        Answer::Silence
    });
    (server, receiver)
}

/// Runs a call against a silent server, and moves the time once the server has been asked.
async fn time_out(set: impl Fn(ClientBuilder) -> ClientBuilder, time: Duration) -> basetype_runtime::Error {
    let (server, asked) = silent();
    let clock = TestClock::new();
    let client = set(builder(&server, &clock)).build().unwrap();
    let call = tokio::spawn(client.request::<lists::Offset>().send());
    tokio::task::spawn_blocking(move || asked.recv().unwrap()).await.unwrap();
    clock.advance(time - Duration::from_millis(1));
    tokio::task::yield_now().await;
    assert!(!call.is_finished());
    clock.advance(Duration::from_millis(1));
    call.await.unwrap().unwrap_err()
}

#[tokio::test]
async fn an_attempt_is_limited() {
    let error = time_out(|builder| builder, Duration::from_secs(60)).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert_eq!(error.to_string(), "/offset: the attempt reached its time limit");
    time_out(|builder| builder.attempt_timeout(Duration::from_secs(3)), Duration::from_secs(3)).await;
}

#[tokio::test]
async fn a_call_is_limited() {
    let set = |builder: ClientBuilder| builder.attempt_timeout(None).timeout(Duration::from_secs(7));
    assert!(time_out(set, Duration::from_secs(7)).await.is_timeout());
}

#[tokio::test]
async fn connecting_is_limited() {
    // A listener whose queue is full answers no further connection.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(20)) {
        queue.push(stream);
        assert!(queue.len() < 10_000);
    }
    let client = Client::builder()
        .server(format!("http://{address}"))
        .retry(RetryPolicy::never())
        .connect_timeout(Duration::from_millis(20))
        .build()
        .unwrap();
    let error = client.request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
}

#[tokio::test]
async fn a_large_body_is_an_error() {
    let body = format!(r#"{{"items": [{}1]}}"#, "1,".repeat(1000));
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n", body.len());
    for answer in [reply(200, &body), Answer::Raw(chunked.into_bytes())] {
        let server = Server::sequence(vec![answer]);
        let client = builder(&server, &TestClock::new()).max_response(1000).build().unwrap();
        let error = client.request::<lists::Offset>().send().await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::TooLarge, 200));
        assert_eq!(error.raw_body().unwrap().len(), 1000);
        assert_eq!(error.to_string(), "/offset: the response is larger than the limit of 1000 bytes");
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(status: u16, headers: &[(&'static str, &str)], text: &str) -> Answer {
    Answer::Reply(status, headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), gzip(text))
}

#[tokio::test]
async fn compressed_bodies_are_read() {
    let server = Server::sequence(vec![
        gzipped(200, &[("content-encoding", "gzip")], r#"{"items": [1]}"#),
        gzipped(200, &[("content-type", "application/json")], r#"{"items": [2]}"#),
        gzipped(502, &[], r#"{"message": "no backend"}"#),
        gzipped(200, &[("content-encoding", "gzip")], &" ".repeat(100_000)),
        Answer::Reply(200, vec![("content-encoding", "gzip".to_owned())], gzip("{}")[..15].to_vec()),
    ]);
    let client = builder(&server, &TestClock::new()).max_response(50_000).build().unwrap();
    let send = || client.request::<lists::Offset>().send();
    assert_eq!(send().await.unwrap().items, Some(vec![1]));
    assert_eq!(server.asked()[0].header("accept-encoding"), Some("gzip"));
    assert_eq!(send().await.unwrap().items, Some(vec![2]));
    assert_eq!(send().await.unwrap_err().to_string(), "/offset: 502 Bad Gateway: no backend");
    assert_eq!(send().await.unwrap_err().kind(), ErrorKind::TooLarge);
    let error = send().await.unwrap_err();
    assert_eq!((error.kind(), error.raw_body().unwrap().as_ref()), (ErrorKind::Decode, &gzip("{}")[..15]));
}

/// A megabyte that stands for a gigabyte: what is compressed may be in many pieces, one after the other (RFC 1952).
#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let bomb = gzip(&" ".repeat(1 << 20)).repeat(1024);
    assert!(bomb.len() < 4 << 20);
    let server = Server::sequence(vec![Answer::Reply(200, vec![("content-encoding", "gzip".to_owned())], bomb)]);
    let client = builder(&server, &TestClock::new()).max_response(4 << 20).build().unwrap();
    let error = client.request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!((error.kind(), error.raw_body().unwrap().len()), (ErrorKind::TooLarge, 4 << 20));
}

#[tokio::test]
async fn a_body_that_stalls_keeps_what_came() {
    let head = b"HTTP/1.1 503 X\r\nx-request-id: r-9\r\nretry-after: 9\r\ncontent-length: 100\r\n\r\n{\"message\"".to_vec();
    let server =
        Server::start(move |asked, _| if asked.target == "/offset" { Answer::Stall(head.clone()) } else { reply(200, "{}") });
    let clock = TestClock::new();
    let client = builder(&server, &clock).build().unwrap();
    let call = tokio::spawn(client.request::<lists::Offset>().send());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    // What the server sent before this answer has been read when this answer has.
    client.request::<lists::Cursor>().send().await.unwrap();
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(60));
    let error = call.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Timeout, Some("r-9")));
    assert_eq!((error.status().unwrap().as_u16(), error.raw_body().unwrap().as_ref()), (503, &b"{\"message\""[..]));
}

#[tokio::test]
async fn a_cut_connection_keeps_what_came() {
    let server = Server::sequence(vec![Answer::Raw(
        b"HTTP/1.1 200 OK\r\nx-request-id: r-9\r\ncontent-length: 100\r\n\r\n{\"items\"".to_vec(),
    )]);
    let client = builder(&server, &TestClock::new()).build().unwrap();
    let error = client.request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Transport, Some("r-9")));
    assert_eq!(error.raw_body().unwrap(), "{\"items\"");
}
