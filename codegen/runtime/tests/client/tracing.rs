//! What `tracing` is told.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

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
            r#"ERROR message=failed operation="/offset" attempt=1 error=404 Not Found"#,
        ]
    );
}
