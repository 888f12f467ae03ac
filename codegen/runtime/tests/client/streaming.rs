//! Bodies of responses that are read while they come.

use std::{io::Write, time::Duration};

use basetype_runtime::{Bytes, ErrorKind, Event, RetryPolicy, http, testing::TestClock};
use serde_json::{Value, json};

use crate::{
    sample::{Client, streams},
    scripted::{Scripted, Step, chunks},
    support::{Answer, Server, reply},
};

const EVENTS: &str = "text/event-stream";

/// Every way to cut a text in two, all of its bytes one by one, and some ways at random.
fn cuts(text: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut all: Vec<Vec<&[u8]>> = (0..=text.len()).map(|at| vec![&text[..at], &text[at..]]).collect();
    all.push(text.chunks(1).collect());
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..200 {
        let (mut rest, mut pieces) = (text, Vec::new());
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(random.usize(1..=rest.len().min(9)));
            pieces.push(piece);
            rest = after;
        }
        all.push(pieces);
    }
    all
}

/// An event: type, identifier, milliseconds and data.
type Told<T> = (Option<T>, Option<T>, Option<u128>, T);

/// The events of a stream.
async fn texts(steps: Vec<Step>) -> Vec<Told<String>> {
    let client = Scripted::of(EVENTS, steps).client();
    let mut events = client.request::<streams::Watch>().as_texts().send().await.unwrap();
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        let Event { event, id, retry, data, .. } = event.unwrap();
        all.push((event, id, retry.map(|retry| retry.as_millis()), data));
    }
    all
}

/// What the rules for event streams ask for (WHATWG HTML, "Interpreting an event stream"), however the stream is cut.
#[tokio::test]
async fn events_are_read_however_they_are_cut() {
    let none = || None::<&str>;
    let cases: [(&str, Vec<Told<&str>>); 12] = [
        ("", vec![]),
        ("data: a\n\n", vec![(none(), none(), None, "a")]),
        ("\u{feff}data: é😀\r\n\r\n", vec![(none(), none(), None, "é😀")]),
        ("data: \u{feff}a\n\n", vec![(none(), none(), None, "\u{feff}a")]),
        ("data: a\rdata:b\r\rdata: c\r\n\r\n\n\n", vec![(none(), none(), None, "a\nb"), (none(), none(), None, "c")]),
        (": hi\n\ndata: a\n:\n\n", vec![(none(), none(), None, "a")]),
        ("data:  a \n\n", vec![(none(), none(), None, " a ")]),
        // The example of the specification.
        ("data\n\ndata\ndata\n\ndata:", vec![(none(), none(), None, ""), (none(), none(), None, "\n")]),
        ("event: add\ndata: 1\n\ndata: 2\n\n", vec![(Some("add"), none(), None, "1"), (none(), none(), None, "2")]),
        (
            "event: lost\n\nid: 7\ndata: 1\n\ndata: 2\n\nid\ndata: 3\n\n",
            vec![(none(), Some("7"), None, "1"), (none(), Some("7"), None, "2"), (none(), none(), None, "3")],
        ),
        ("id: a\0b\nretry: 15\nretry: x\nunknown: y\ndata: 1\n\n", vec![(none(), none(), Some(15), "1")]),
        ("data: 1\n\ndata: not ended\n", vec![(none(), none(), None, "1")]),
    ];
    for (text, expect) in cases {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let expect: Vec<_> =
            expect.into_iter().map(|(event, id, retry, data)| (owned(event), owned(id), retry, data.to_owned())).collect();
        for cut in cuts(text.as_bytes()) {
            assert_eq!(texts(chunks(cut.clone())).await, expect, "{text:?} as {cut:?}");
        }
    }
}

async fn values(media_type: &str, cut: Vec<&[u8]>) -> Vec<Result<Value, Bytes>> {
    let client = Scripted::of(media_type, chunks(cut)).client();
    let request = client.request::<streams::Read>();
    let mut lines = match media_type {
        "application/jsonl" => request.as_lines().send().await.unwrap(),
        _ => request.as_sequence().send().await.unwrap(),
    };
    let mut all = Vec::new();
    while let Some(line) = lines.next().await {
        all.push(line.map_err(|error| error.raw_body().unwrap().clone()));
    }
    all
}

#[tokio::test]
async fn lines_are_read_however_they_are_cut() {
    let raw = |text: &'static str| Err(Bytes::from(text));
    let cases = [
        ("application/jsonl", "", vec![]),
        ("application/jsonl", "1\n\r\n {\"a\": \"é\"} \r\n\n[2]", vec![Ok(json!(1)), Ok(json!({"a": "é"})), Ok(json!([2]))]),
        ("application/jsonl", "{\"a\":\n1}\n2\n", vec![raw("{\"a\":"), raw("1}"), Ok(json!(2))]),
        ("application/json-seq", "\u{1e}1\n\u{1e}2\n", vec![Ok(json!(1)), Ok(json!(2))]),
        (
            "application/json-seq",
            "\u{1e}{\"a\":\n\"x}\\\"\n{\"}\n\u{1e}[\n]\n",
            vec![raw("{\"a\":\n\"x}\\\"\n{\"}"), Ok(json!([]))],
        ),
        ("application/json-seq", "\u{1e}{\n\"a\": \"}\\\"{\"}\n\u{1e}\u{1e}3", vec![Ok(json!({"a": "}\"{"})), Ok(json!(3))]),
        // A text that is cut short is followed by the next one.
        ("application/json-seq", "\u{1e}{\"a\": [\u{1e}4\n", vec![raw("{\"a\": ["), Ok(json!(4))]),
    ];
    for (media_type, text, expect) in cases {
        for cut in cuts(text.as_bytes()) {
            assert_eq!(values(media_type, cut.clone()).await, expect, "{text:?} as {cut:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_item_does_not_end_the_stream() {
    let text = "data: 1\n\ndata: [DONE]\n\ndata: 2\n\n";
    let client = Scripted::of(EVENTS, chunks([text.as_bytes()])).client();
    let mut events = client.request::<streams::Watch>().send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.raw_body().unwrap().as_ref()), (ErrorKind::Decode, &b"[DONE]"[..]));
    assert_eq!((error.operation(), error.status().unwrap().as_u16(), error.attempts()), (Some("watch"), 200, 1));
    assert_eq!(events.next().await.unwrap().unwrap().data, 2);
    assert!(events.next().await.is_none() && events.next().await.is_none());

    let client = Scripted::of(EVENTS, chunks([text.as_bytes()])).client();
    let mut events = client.request::<streams::Watch>().send().await.unwrap().until("[DONE]");
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert!(events.next().await.is_none() && events.next().await.is_none());
}

#[tokio::test]
async fn what_is_too_long_ends_the_stream() {
    let endless = || vec![Step::Chunk(Bytes::from(vec![b'1'; 400])); 1000];
    let builder = |scripted: Scripted| scripted.builder(&TestClock::new()).max_response(1000).build().unwrap();
    let mut many = chunks([&b"data: 1\n\n"[..], b"data:"]);
    many.extend(endless());
    let mut events = builder(Scripted::of(EVENTS, many)).request::<streams::Watch>().send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(error.to_string(), "watch: an event of the stream is longer than the limit of 1000 bytes");
    assert!(events.next().await.is_none());
    // Many lines of one event are as long.
    let lines = vec![Step::Chunk(Bytes::from_static(b"data: 12345\n")); 1000];
    let mut events = builder(Scripted::of(EVENTS, lines)).request::<streams::Watch>().send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap_err().kind(), ErrorKind::TooLarge);

    let client = builder(Scripted::of("application/jsonl", endless()));
    let mut lines = client.request::<streams::Read>().as_lines().send().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap_err().kind(), ErrorKind::TooLarge);
    assert!(lines.next().await.is_none());

    // Bytes have no limit, since nobody holds them.
    let client = builder(Scripted::of("image/png", endless()));
    let mut stream = client.request::<streams::Read>().as_stream().send().await.unwrap();
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        length += chunk.unwrap().len();
    }
    assert_eq!(length, 400_000);
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_an_error() {
    let mut steps = chunks([&b"data: 1\n\ndata: 2"[..]]);
    steps.push(Step::Break);
    let mut events = Scripted::of(EVENTS, steps).client().request::<streams::Watch>().send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    assert_eq!(events.next().await.unwrap().unwrap_err().kind(), ErrorKind::Transport);
    assert!(events.next().await.is_none());

    // The same over a connection.
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: r-1\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::sequence(vec![Answer::Raw(format!("{head}9\r\ndata: 1\n\n\r\n9\r\ndata").into_bytes())]);
    let client = Client::builder().server(&server.url).build().unwrap();
    let mut events = client.request::<streams::Watch>().send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.request_id(), server.count()), (ErrorKind::Transport, Some("r-1"), 1));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_stands_still_is_an_error() {
    let clock = TestClock::new();
    let steps = || vec![Step::Chunk(Bytes::from_static(b"data: 1\n\n")), Step::Hang];
    let scripted = Scripted::of(EVENTS, steps());
    let client = scripted.builder(&clock).attempt_timeout(Duration::from_secs(1)).timeout(Duration::from_secs(1)).build();
    let mut events = client.unwrap().request::<streams::Watch>().send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let waiting = tokio::spawn(async move { (events.next().await, events.next().await) });
    tokio::task::yield_now().await;
    // The time limits of the call are over with its head.
    clock.advance(Duration::from_millis(299_999));
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    clock.advance(Duration::from_millis(1));
    let (error, end) = waiting.await.unwrap();
    let error = error.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "watch: the stream stood still for too long");
    assert!(error.is_timeout() && end.is_none());

    let scripted = Scripted::of(EVENTS, steps());
    let client = scripted.builder(&clock).idle_timeout(None).build().unwrap();
    let mut events = client.request::<streams::Watch>().send().await.unwrap();
    let waiting = tokio::spawn(async move { (events.next().await, events.next().await) });
    tokio::task::yield_now().await;
    clock.advance(Duration::from_secs(100_000));
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn a_head_that_does_not_come_is_limited() {
    let server = Server::start(|_, _| Answer::Silence);
    let clock = TestClock::new();
    let client = Client::builder().server(&server.url).clock(clock.clone()).retry(RetryPolicy::never()).build().unwrap();
    let call = tokio::spawn(client.request::<streams::Watch>().send());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(60));
    let error = call.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
}

#[tokio::test]
async fn what_comes_before_the_stream_is_retried_and_decoded() {
    let stream = Answer::Reply(200, vec![("content-type", EVENTS.to_owned())], b"data: 1\n\n".to_vec());
    let server = Server::sequence(vec![reply(503, "{}"), stream, reply(404, r#"{"message": "no such"}"#)]);
    let client = Client::builder().server(&server.url).clock(TestClock::new()).build().unwrap();
    let response = client.request::<streams::Watch>().send_with_headers().await.unwrap();
    assert_eq!((response.status.as_u16(), server.count()), (200, 2));
    let mut events = response.body;
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let asked = &server.asked()[1];
    assert_eq!((asked.header("accept"), asked.header("accept-encoding")), (Some(EVENTS), None));
    let error = client.request::<streams::Watch>().send().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.body::<Value>(), Some(&json!({"message": "no such"})));
}

/// As where a service streams only if the body of the request says so, too.
#[tokio::test]
async fn what_is_no_stream_is_an_error() {
    let server = Server::sequence(vec![reply(200, r#"{"id": 1}"#)]);
    let client = Client::builder().server(&server.url).build().unwrap();
    let error = client.request::<streams::Watch>().send().await.unwrap_err();
    assert_eq!(error.to_string(), "watch: the 200 OK is `application/json` and not the stream that was asked for");
    assert_eq!((error.kind(), error.raw_body().unwrap().as_ref()), (ErrorKind::Decode, &br#"{"id": 1}"#[..]));
}

#[tokio::test]
async fn a_compressed_stream_is_decompressed() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    for number in 0..1000 {
        encoder.write_all(format!("data: {number}\n\n").as_bytes()).unwrap();
    }
    let compressed = encoder.finish().unwrap();
    let head = || http::Response::builder().header("content-type", EVENTS).header("content-encoding", "gzip");
    let short = &compressed[..compressed.len() - 9];
    for (steps, ends) in [
        (chunks([&compressed[..]]), None),
        (chunks(compressed.chunks(1)), None),
        (chunks([short]), Some(ErrorKind::Transport)),
        (chunks([&b"no gzip at all, but plain text"[..]]), Some(ErrorKind::Decode)),
    ] {
        let client = Scripted::default().then(head(), steps).client();
        let mut events = client.request::<streams::Watch>().send().await.unwrap();
        let mut count = 0;
        let end = loop {
            match events.next().await {
                Some(Ok(event)) => {
                    assert_eq!(event.data, count);
                    count += 1;
                }
                Some(Err(error)) => break Some(error.kind()),
                None => break None,
            }
        };
        assert_eq!(end, ends);
        assert!(ends.is_some() || count == 1000);
    }
}

#[test]
fn a_blocking_client_has_iterators() {
    use std::io::Read;

    let stream = |media_type: &str, body: &str| {
        Answer::Reply(200, vec![("content-type", media_type.to_owned())], body.as_bytes().to_vec())
    };
    let server = Server::sequence(vec![
        stream(EVENTS, "data: 1\n\ndata: 2\n\n"),
        stream("application/jsonl", "1\n2\n"),
        stream("image/png", "many bytes"),
    ]);
    let client = Client::builder().server(&server.url).build_blocking().unwrap();
    let events = client.request::<streams::Watch>().send().unwrap();
    assert_eq!(events.into_iter().map(|event| event.unwrap().data).collect::<Vec<_>>(), [1, 2]);
    let lines = client.request::<streams::Read>().as_lines().send().unwrap();
    assert_eq!(lines.into_iter().collect::<Result<Vec<_>, _>>().unwrap(), [json!(1), json!(2)]);
    let stream = client.request::<streams::Read>().as_stream().send().unwrap();
    assert_eq!(stream.length(), Some(10));
    let mut text = String::new();
    stream.into_reader().read_to_string(&mut text).unwrap();
    assert_eq!(text, "many bytes");
}

#[tokio::test]
async fn an_async_client_has_none() {
    let client = Scripted::of(EVENTS, chunks([&b"data: 1\n\n"[..]])).client();
    let events = client.request::<streams::Watch>().send().await.unwrap();
    let all: Vec<_> = events.into_iter().map(|event| event.unwrap_err().to_string()).collect();
    assert_eq!(all, ["an iterator over a stream is for blocking clients: use `next().await`"]);
}
