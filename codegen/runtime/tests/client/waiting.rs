//! Waiting until a resource is ready or gone.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use basetype_runtime::{ErrorKind, RetryPolicy, Waiter, testing::TestClock};
use serde_json::json;

use crate::{
    sample::{
        Client, Phase,
        private_link_accesses::{Get, PrivateLinkAccess, WAITER},
    },
    support::{Answer, Server, reply},
};

fn access(phase: &str) -> Answer {
    let status = json!({"phase": phase, "error_message": "no such account"});
    let spec = json!({"cloud": {"kind": "X"}, "environment": {"id": "e"}});
    reply(200, &json!({"id": "pla-1", "prev": null, "spec": spec, "status": status}).to_string())
}

fn client(server: &Server, clock: &TestClock) -> Client {
    Client::builder().server(&server.url).basic("i", "s").clock(clock.clone()).build().unwrap()
}

#[tokio::test]
async fn waits_until_it_is_ready() {
    // An unknown phase and a short outage are waited out.
    let server = Server::sequence(vec![
        access("PROVISIONING"),
        reply(503, "").header("retry-after", "5"),
        access("POLISHING"),
        access("READY"),
    ]);
    let clock = TestClock::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let ready = client(&server, &clock)
        .private_link_accesses()
        .wait_until_ready("e", "pla-1")
        .on_progress(move |progress| {
            sink.lock().unwrap().push((progress.phase.map(str::to_owned), progress.looks, progress.elapsed.as_secs()));
        })
        .await
        .unwrap();
    assert_eq!(ready.status.phase, Phase::Ready);
    assert_eq!(clock.slept(), [60, 5, 60].map(Duration::from_secs));
    let expect = [("PROVISIONING", 1, 0), ("POLISHING", 2, 65), ("READY", 3, 125)];
    assert_eq!(*seen.lock().unwrap(), expect.map(|(phase, looks, elapsed)| (Some(phase.to_owned()), looks, elapsed)));
}

#[tokio::test]
async fn a_failed_phase_is_an_error_with_the_resource() {
    let server = Server::sequence(vec![access("PROVISIONING"), access("FAILED")]);
    let error = client(&server, &TestClock::new()).private_link_accesses().wait_until_ready("e", "pla-1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(error.to_string(), "getNetworkingV1PrivateLinkAccess: status.phase is FAILED: no such account");
    assert_eq!(error.body::<PrivateLinkAccess>().unwrap().id.as_deref(), Some("pla-1"));
}

#[tokio::test]
async fn a_wait_ends_with_its_time() {
    let server = Server::sequence(vec![access("PROVISIONING")]);
    let clock = TestClock::new();
    let wait = client(&server, &clock).private_link_accesses().wait_until_ready("e", "pla-1");
    let error = wait.interval(Duration::from_secs(40)).timeout(Duration::from_secs(100)).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "getNetworkingV1PrivateLinkAccess: status.phase is still PROVISIONING after 100 s");
    assert!(error.body::<PrivateLinkAccess>().is_some());
    // The last look is when the time is up.
    assert_eq!((clock.elapsed(), server.count()), (Duration::from_secs(100), 4));
}

#[tokio::test]
async fn a_look_that_hangs_is_given_up() {
    let server = Server::start(|_, place| if place == 0 { access("PROVISIONING") } else { Answer::Silence });
    let clock = TestClock::new();
    let client = Client::builder().server(&server.url).basic("i", "s").clock(clock.clone()).attempt_timeout(None).timeout(None);
    let wait = client.build().unwrap().private_link_accesses().wait_until_ready("e", "pla-1");
    let waiting = tokio::spawn(wait.interval(Duration::from_secs(40)).timeout(Duration::from_secs(100)).into_future());
    while server.count() < 2 {
        tokio::task::yield_now().await;
    }
    clock.advance(Duration::from_secs(59));
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    clock.advance(Duration::from_secs(1));
    let error = waiting.await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.body::<PrivateLinkAccess>().is_some(), "{error}");
}

#[tokio::test]
async fn what_shows_no_resource_is_not_waited_on() {
    for (answer, expect) in [
        (reply(302, "").header("location", "/x"), ErrorKind::Status),
        (reply(200, "<html>"), ErrorKind::Decode),
        (reply(204, ""), ErrorKind::Status),
    ] {
        let server = Server::sequence(vec![access("PROVISIONING"), answer]);
        let clock = TestClock::new();
        let accesses = client(&server, &clock).private_link_accesses();
        assert_eq!(accesses.wait_until_ready("e", "pla-1").await.unwrap_err().kind(), expect);
        assert_eq!(accesses.wait_until_deleted("e", "pla-1").await.unwrap_err().kind(), expect);
        assert_eq!(clock.slept().len(), 1);
    }
}

#[tokio::test]
async fn an_error_that_stays_ends_the_wait() {
    for status in [403, 404, 500] {
        let server = Server::sequence(vec![access("PROVISIONING"), reply(status, "{}")]);
        let wait = client(&server, &TestClock::new()).private_link_accesses().wait_until_ready("e", "pla-1");
        assert_eq!(wait.await.unwrap_err().status().unwrap().as_u16(), status);
    }
    // How many there may be is the wait's own business too.
    let server = Server::sequence(vec![access("PROVISIONING"), reply(500, "{}"), access("READY")]);
    let wait = || client(&server, &TestClock::new()).private_link_accesses().wait_until_ready("e", "pla-1");
    assert!(wait().retry(RetryPolicy::never()).await.unwrap_err().is_server_error());
    wait().await.unwrap();
}

#[tokio::test]
async fn unknown_phases_fail_where_the_table_says_so() {
    static STRICT: Waiter = Waiter { unknown_fails: true, pending: &["PROVISIONING"], ..WAITER_COPY };
    const WAITER_COPY: Waiter = Waiter { phase: "status.phase", done: &["READY"], ..Waiter::DEFAULT };
    let server = Server::sequence(vec![access("PROVISIONING"), access("POLISHING")]);
    let request = client(&server, &TestClock::new()).private_link_accesses().get("e", "pla-1");
    let error = request.wait_until_done(&STRICT).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Failed, Some("getNetworkingV1PrivateLinkAccess")));
    assert!(error.to_string().ends_with("status.phase is POLISHING"), "{error}");
    let _ = (&WAITER, size_of::<Get>());
}

#[tokio::test]
async fn waits_until_it_is_gone() {
    for status in [404, 403] {
        let server = Server::sequence(vec![access("READY"), access("DEPROVISIONING"), reply(status, "{}")]);
        let clock = TestClock::new();
        client(&server, &clock).private_link_accesses().wait_until_deleted("e", "pla-1").await.unwrap();
        assert_eq!(clock.slept(), [60, 60].map(Duration::from_secs));
    }
    let server = Server::sequence(vec![access("DEPROVISIONING")]);
    let clock = TestClock::new();
    let wait = client(&server, &clock).private_link_accesses().wait_until_deleted("e", "pla-1");
    let error = wait.await.unwrap_err();
    assert_eq!(error.to_string(), "getNetworkingV1PrivateLinkAccess: status.phase is still DEPROVISIONING after 18000 s");
    let server = Server::sequence(vec![reply(400, "{}")]);
    let wait = client(&server, &clock).private_link_accesses().wait_until_deleted("e", "pla-1");
    assert_eq!(wait.await.unwrap_err().kind(), ErrorKind::Status);
}
