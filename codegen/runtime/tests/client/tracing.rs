//! What `tracing` is told.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use basetype_runtime::credentials::ClientCredentials;
use basetype_runtime::testing::{Exchange, ReplayTransport, TestClock};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::sample::{Client, lists};

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() != "elapsed" && field.name() != "retry_in" {
            self.0.push_str(&format!(" {}={value:?}", field.name()));
        }
    }
}

impl Subscriber for Sink {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("basetype_runtime") && *metadata.level() <= Level::DEBUG
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn each_attempt_is_an_event() {
    let sink = Sink::default();
    let replay = ReplayTransport::new([
        Exchange::new("GET", "/offset", 503, ""),
        Exchange::new("GET", "/offset", 200, "{}"),
        Exchange::new("GET", "/offset", 404, ""),
    ]);
    let builder = Client::builder().transport(replay).clock(TestClock::new());
    let client = builder.basic("id", "hush").build_blocking().unwrap();
    tracing::subscriber::with_default(sink.clone(), || {
        client.request::<lists::Offset>().send().unwrap();
        client.request::<lists::Offset>().send().unwrap_err();
    });
    assert_eq!(
        *sink.0.lock().unwrap(),
        [
            r#"WARN message=failed, and is sent again operation="/offset" attempt=1 error=503 Service Unavailable"#,
            r#"DEBUG message=succeeded operation="/offset" attempt=2 status=200"#,
            r#"WARN message=failed operation="/offset" attempt=1 error=404 Not Found"#,
        ]
    );
}

#[test]
fn a_token_is_an_event_that_does_not_show_it() {
    let sink = Sink::default();
    let token = r#"{"access_token": "hush-token", "token_type": "Bearer", "expires_in": 900}"#;
    let replay = ReplayTransport::new([
        Exchange::new("POST", "/t", 503, "").request_body("grant_type=client_credentials"),
        Exchange::new("POST", "/t", 200, token).request_body("grant_type=client_credentials"),
        Exchange::new("GET", "/token", 204, ""),
    ]);
    let credential = ClientCredentials::new("id", "hush").token_url("https://sts.example/t");
    let builder = Client::builder().transport(replay.clone()).clock(TestClock::new());
    let client = builder.credential(credential).build_blocking().unwrap();
    tracing::subscriber::with_default(sink.clone(), || client.request::<lists::Token>().send().unwrap());
    replay.finish().unwrap();
    let lines = sink.0.lock().unwrap().clone();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(
        lines[0].starts_with(r#"WARN message=got no token scheme="confluent-sts-access-token" error=the token"#),
        "{lines:#?}"
    );
    assert_eq!(lines[2], r#"DEBUG message=got a token scheme="confluent-sts-access-token" lifetime=Some(900s)"#);
    assert!(!lines.concat().contains("hush"), "{lines:#?}");
}
