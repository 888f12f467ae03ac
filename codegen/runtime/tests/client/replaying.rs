//! Transports for tests of users.

use std::io::Write;

use basetype_runtime::{
    ErrorKind, Part, Upload,
    credentials::ClientCredentials,
    http,
    testing::{Exchange, RecordingTransport, ReplayTransport, TestClock},
};

use serde_json::{Value, json};

use crate::{
    sample::{Client, lists, streams},
    support::{Answer, Server, reply},
};

#[tokio::test]
async fn replays_what_was_written_by_hand() {
    let replay = ReplayTransport::new([
        Exchange::new("GET", "/offset?limit=1", 200, r#"{"items": [1]}"#)
            .request_header("Accept", "application/json")
            .response_header("X-Request-Id", "r-1"),
        Exchange::new("POST", "/post/a/b", 200, "done").request_body(r#"{ "a": [1, 2] }"#),
        Exchange::new("GET", "/token", 404, ""),
    ]);
    let client = Client::with_transport(replay.clone()).unwrap();
    let page = client.request::<lists::Offset>().query("limit", &1).send_with_headers().await.unwrap();
    assert_eq!((page.request_id(), &page.body.items), (Some("r-1"), &Some(vec![1])));
    assert_eq!(client.post("a", "b").json(&serde_json::json!({"a": [1, 2]})).send().await.unwrap(), "done");
    assert_eq!(replay.finish().unwrap_err(), "1 recorded exchange was not asked for, first GET /token");
    assert!(client.request::<lists::Token>().send().await.unwrap_err().is_not_found());
    replay.finish().unwrap();
    assert_eq!(replay.requests()[1].method(), http::Method::POST);
    assert_eq!(replay.requests()[2].headers()["authorization"], "Bearer placeholder");
}

#[tokio::test]
async fn a_different_request_fails() {
    for (exchange, expect) in [
        (
            Exchange::new("GET", "/offset?limit=2", 200, "{}"),
            "expected GET /offset?limit=2, but got GET https://api.confluent.cloud/offset",
        ),
        (Exchange::new("GET", "/offset", 200, "{}").request_header("x", "y"), "the header x is not as recorded"),
        (Exchange::new("GET", "/offset", 200, "{}").request_body("{}"), "the body of GET /offset is not as recorded"),
    ] {
        let replay = ReplayTransport::new([exchange]);
        let error = Client::with_transport(replay.clone()).unwrap().request::<lists::Offset>().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert_eq!(replay.finish().unwrap_err(), expect);
    }
}

#[tokio::test]
async fn records_without_secrets_and_replays() {
    let server = Server::start(|asked, _| match asked.target.as_str() {
        "/oauth2/token" => reply(200, r#"{"access_token": "hush-token", "token_type": "Bearer"}"#),
        _ => reply(200, r#"{"items": [1], "password": "hush-password", "special": "hush-special"}"#)
            .header("set-cookie", "hush-cookie"),
    });
    let inner = Client::builder().server(&server.url).api_key("hush-key").basic("id", "hush-basic");
    let transport = RecordingTransport::new(http_transport()).redact("special");
    let credential = ClientCredentials::new("id", "hush-secret").in_body().token_url(format!("{}/oauth2/token", server.url));
    let client = inner
        .clock(TestClock::new())
        .credential_for("confluent-sts-access-token", credential)
        .transport(transport.clone())
        .build()
        .unwrap();
    client.request::<lists::Offset>().send().await.unwrap();
    client.request::<lists::Both>().send().await.unwrap();
    client.request::<lists::QueryKey>().send().await.unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    let json = transport.to_json().unwrap();
    assert!(!json.contains("hush"), "{json}");
    assert_eq!(transport.exchanges().len(), 5);

    let replay = ReplayTransport::from_json(&json).unwrap();
    let credential = ClientCredentials::new("id", "another").in_body().token_url("https://sts.example/oauth2/token");
    let client = Client::builder()
        .transport(replay.clone())
        .api_key("another")
        .basic("id", "another")
        .credential_for("confluent-sts-access-token", credential)
        .build()
        .unwrap();
    let page = client.request::<lists::Offset>().send().await.unwrap();
    assert_eq!(page.unknown.get::<String>("password").as_deref(), Some("[redacted]"));
    client.request::<lists::Both>().send().await.unwrap();
    let error = client.request::<lists::QueryKey>().send().await;
    assert!(error.is_ok(), "{:?}", replay.finish());
    client.request::<lists::Token>().send().await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn what_is_secret_is_found_wherever_it_is() {
    let body = r#"{"items": [1], "db_password": "hush-1", "key": ["hush-2", {"a": "hush-3", "b": 1}], "token": null}"#;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(body.as_bytes()).unwrap();
    let headers = vec![("content-encoding", "gzip".to_owned()), ("content-type", "application/json".to_owned())];
    let server = Server::sequence(vec![Answer::Reply(200, headers, encoder.finish().unwrap())]);
    let transport = RecordingTransport::new(http_transport());
    let client = Client::builder().server(&server.url).api_key("hush-4").transport(transport.clone()).build().unwrap();
    client.request::<lists::Offset>().send().await.unwrap();
    client.request::<lists::OddKey>().query("q2", "shown").send().await.unwrap();
    client.request::<lists::CookieKey>().header("cookie", "a=hush-5").send().await.unwrap();
    let json = transport.to_json().unwrap();
    assert!(!json.contains("hush"), "{json}");
    let exchanges = transport.exchanges();
    let expect =
        json!({"items": [1], "db_password": "[redacted]", "key": ["[redacted]", {"a": "[redacted]", "b": 1}], "token": null});
    assert_eq!(serde_json::from_str::<Value>(exchanges[0].response.body.as_ref().unwrap()).unwrap(), expect);
    assert!(exchanges[1].request.uri.ends_with("/odd-key?q2=shown&q=[redacted]"), "{}", exchanges[1].request.uri);
    // And it can be replayed.
    let client = Client::with_transport(ReplayTransport::from_json(&json).unwrap()).unwrap();
    assert_eq!(client.request::<lists::Offset>().send().await.unwrap().items, Some(vec![1]));
}

#[tokio::test]
async fn streams_are_recorded_while_they_come_and_replayed() {
    let body = "data: {\"token\": \"hush-1\", \"at\": 1}\n\ndata: 2\n\ndata: 3\n\n";
    let stream = Answer::Reply(200, vec![("content-type", "text/event-stream".to_owned())], body.as_bytes().to_vec());
    let server = Server::sequence(vec![stream, reply(200, "")]);
    let transport = RecordingTransport::new(http_transport());
    let client = Client::builder().server(&server.url).transport(transport.clone()).build().unwrap();
    let mut events = client.request::<streams::Watch>().as_texts().send().await.unwrap();
    events.next().await.unwrap().unwrap();
    drop(events);
    client.send_file("x", Upload::reader(std::io::Cursor::new("a few words"))).send().await.unwrap();
    let parts = || {
        let secret = Part::json("meta", &json!({"token": "hush-2", "a": 1})).unwrap();
        let file = Part::file("data", Upload::reader(std::io::Cursor::new(b"some \xff more")));
        vec![Part::text("password", "hush-3"), secret, file]
    };
    client.add_files(&parts()).send().await.unwrap();
    let json = transport.to_json().unwrap();
    assert!(!json.contains("hush"), "{json}");
    // A form that is no text is kept as bytes.
    let form = transport.exchanges()[2].request.body_base64.clone().unwrap();
    let form = String::from_utf8_lossy(&form.0).into_owned();
    assert!(form.contains("[redacted]") && !form.contains("hush"), "{form}");

    let replay = ReplayTransport::from_json(&json).unwrap();
    let client = Client::with_transport(replay.clone()).unwrap();
    let mut events = client.request::<streams::Watch>().as_texts().send().await.unwrap();
    let first = events.next().await.unwrap().unwrap().data;
    assert_eq!(serde_json::from_str::<Value>(&first).unwrap(), json!({"token": "[redacted]", "at": 1}));
    assert_eq!(events.next().await.unwrap().unwrap().data, "2");
    client.send_file("x", Upload::reader(std::io::Cursor::new("a few words"))).send().await.unwrap();
    client.add_files(&parts()).send().await.unwrap();
    replay.finish().unwrap();
}

/// A transport of the test's own, over the same HTTP stack.
fn http_transport() -> impl basetype_runtime::Transport {
    basetype_runtime::transport::HttpTransport::new(basetype_runtime::transport::reqwest_builder().unwrap().build().unwrap())
}
