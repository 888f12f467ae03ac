//! The client without async has the same surface.

use std::time::Duration;

use basetype_runtime::{
    Bytes, ErrorKind, http,
    testing::TestClock,
    transport::{BlockingTransport, FromBlocking, Limits, TransportError},
};
use serde_json::json;

use crate::{
    sample::{Client, blocking, lists},
    support::{Answer, Server, reply},
};

fn client(server: &Server) -> blocking::Client {
    Client::builder().server(&server.url).basic("i", "s").clock(TestClock::new()).build_blocking().unwrap()
}

#[test]
fn calls_lists_and_waits() {
    let access = |phase: &str| {
        let spec = json!({"cloud": {"kind": "X"}, "environment": {"id": "e"}});
        json!({"prev": null, "spec": spec, "status": {"phase": phase}})
    };
    let server = Server::start(move |asked, place| match (asked.method.as_str(), place) {
        ("DELETE", _) => Answer::Reply(204, vec![], vec![]),
        (_, 0) => reply(503, ""),
        (_, 1) => reply(200, &access("PROVISIONING").to_string()),
        (_, 2) => reply(200, &access("READY").to_string()).header("x-request-id", "r"),
        (_, 3) => reply(200, r#"{"items": [1, 2], "next": "t"}"#),
        _ => reply(200, r#"{"items": [3]}"#),
    });
    let client = client(&server);
    let ready = client.private_link_accesses().wait_until_ready("e", "x").wait().unwrap();
    assert_eq!(ready.status.phase, crate::sample::Phase::Ready);
    let mut items = client.request::<lists::Cursor>().items();
    assert_eq!(items.next().unwrap().unwrap(), 1);
    assert_eq!(items.by_ref().collect::<Result<Vec<_>, _>>().unwrap(), [2, 3]);
    assert_eq!(client.request::<lists::Cursor>().pages().count(), 1);
    assert_eq!(client.request::<lists::Cursor>().items().try_collect().unwrap(), [3]);
    client.private_link_accesses().delete("x").send().unwrap();
    let response = client.private_link_accesses().delete("x").send_with_headers().unwrap();
    assert_eq!(response.status, 204);
}

#[test]
fn many_threads_share_a_client() {
    let server = Server::sequence(vec![reply(200, r#"{"items": [3]}"#)]);
    let client = client(&server);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || client.request::<lists::Cursor>().send().unwrap())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().items, Some(vec![3]));
    }
}

#[tokio::test]
async fn it_can_be_used_and_dropped_in_async_code() {
    let server = Server::sequence(vec![reply(200, r#"{"items": [3]}"#)]);
    assert_eq!(client(&server).request::<lists::Cursor>().send().unwrap().items, Some(vec![3]));
}

#[test]
fn real_time_limits_work_without_an_executor() {
    let server = Server::sequence(vec![Answer::Silence]);
    let client = Client::builder().server(&server.url).attempt_timeout(Duration::from_millis(20)).build_blocking().unwrap();
    let error = client.post("a", "b").send().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

struct Echo;

impl BlockingTransport for Echo {
    fn send(&self, request: http::Request<Bytes>, limits: Limits) -> Result<http::Response<Bytes>, TransportError> {
        assert_eq!(limits.timeout, Some(Duration::from_secs(60)));
        Ok(http::Response::new(request.into_body()))
    }
}

#[test]
fn a_blocking_transport_serves_it() {
    let client =
        Client::builder().server("http://x.example").transport(FromBlocking(Echo)).clock(TestClock::new()).build_blocking();
    assert_eq!(client.unwrap().post("a", "b").body("text/plain", "hello").send().unwrap(), "hello");
}
