//! Pages and items.

use std::sync::atomic::{AtomicUsize, Ordering};

use basetype_runtime::{ErrorKind, RetryPolicy, testing::TestClock};
use serde_json::{Value, json};

use crate::{
    sample::{Client, lists},
    support::{Answer, Asked, Server, reply},
};

fn client(server: &Server) -> Client {
    Client::builder().server(format!("{}/v1", server.url)).basic("i", "s").clock(TestClock::new()).build().unwrap()
}

fn number(asked: &Asked, parameter: &str) -> Option<usize> {
    let query = asked.target.split_once('?')?.1;
    query.split('&').find_map(|pair| pair.strip_prefix(parameter)?.strip_prefix('=')?.parse().ok())
}

/// Serves 1, 2 | 3, 4 | 5, saying how to go on in every way there is.
fn numbers(asked: &Asked) -> Answer {
    let number = |parameter| number(asked, parameter);
    let first = number("page").map(|page| page.saturating_sub(1) * 2);
    let start = first.or(number("offset")).or(number("cursor")).or(number("token")).unwrap_or(0);
    let items: Vec<_> = (1..=5).skip(start).take(2).collect();
    let more = start + 2 < 5;
    let mut body = json!({"items": items, "next": null});
    if more {
        body["next"] = json!(start + 2);
        body["links"] = json!({"next": format!("https://other.example/v1/next-url?page={}&x=1#f", start / 2 + 2)});
    }
    let answer = reply(200, &body.to_string());
    if !more {
        return answer.header("link", "</v1/link?page=1>; rel=\"first\"");
    }
    let next = start / 2 + 2;
    answer
        .header("x-next", (start + 2).to_string())
        .header("link", format!("<https://other.example{}?page={next}>; rel=\"next\"", asked.target.split('?').next().unwrap()))
}

async fn check<Op: basetype_runtime::Paged<Item = i64>>(expect: &[&str]) {
    let server = Server::start(|asked, _| numbers(asked));
    let items = client(&server).request::<Op>().query("filter", "a b").items().try_collect().await.unwrap();
    assert_eq!(items, [1, 2, 3, 4, 5]);
    let targets: Vec<_> = server.asked().iter().map(|asked| asked.target.clone()).collect();
    assert_eq!(targets, expect);
}

#[tokio::test]
async fn every_way_to_the_next_page() {
    check::<lists::NextUrl>(&[
        "/v1/next-url?filter=a%20b",
        "/v1/next-url?page=2&x=1&filter=a%20b",
        "/v1/next-url?page=3&x=1&filter=a%20b",
    ])
    .await;
    check::<lists::Cursor>(&["/v1/cursor?filter=a%20b", "/v1/cursor?filter=a%20b&cursor=2", "/v1/cursor?filter=a%20b&cursor=4"])
        .await;
    check::<lists::InHeader>(&["/v1/header?filter=a%20b", "/v1/header?filter=a%20b&token=2", "/v1/header?filter=a%20b&token=4"])
        .await;
    check::<lists::Link>(&["/v1/link?filter=a%20b", "/v1/link?page=2&filter=a%20b", "/v1/link?page=3&filter=a%20b"]).await;
    check::<lists::LinkPage>(&[
        "/v1/link-page?filter=a%20b",
        "/v1/link-page?filter=a%20b&page=2",
        "/v1/link-page?filter=a%20b&page=3",
    ])
    .await;
    check::<lists::Offset>(&[
        "/v1/offset?filter=a%20b",
        "/v1/offset?filter=a%20b&offset=2",
        "/v1/offset?filter=a%20b&offset=4",
        "/v1/offset?filter=a%20b&offset=5",
    ])
    .await;
    check::<lists::Number>(&[
        "/v1/number?filter=a%20b",
        "/v1/number?filter=a%20b&page=2",
        "/v1/number?filter=a%20b&page=3",
        "/v1/number?filter=a%20b&page=4",
    ])
    .await;
}

/// A service may name another host as the place of the next page: nobody goes there, least of all with a secret.
#[tokio::test]
async fn no_other_host_is_asked() {
    let elsewhere = Server::sequence(vec![reply(200, "{}")]);
    let other = elsewhere.url.clone();
    let server = Server::start(move |asked, _| {
        let is_second = asked.target.contains("page");
        let next = (!is_second).then(|| format!("{other}{}?page=2", asked.target));
        let link = next.iter().map(|next| format!("<{next}>; rel=\"next\"")).collect::<String>();
        reply(200, &json!({"items": [1], "links": {"next": next}}).to_string()).header("link", link)
    });
    let client = client(&server);
    assert_eq!(client.request::<lists::NextUrl>().items().try_collect().await.unwrap(), [1, 1]);
    assert_eq!(client.request::<lists::Link>().items().try_collect().await.unwrap(), [1, 1]);
    let list = client.request::<lists::NextUrl>().items().resume(format!("{}/v1/next-url?page=7", elsewhere.url));
    assert_eq!(list.try_collect().await.unwrap(), [1]);
    assert_eq!((server.count(), elsewhere.count()), (5, 0));
}

/// A list as the networking API has it: a URL on another host, whose token is taken as it stands.
fn accesses(next: Value) -> Answer {
    let access = json!({"id": "pla", "prev": null, "spec": {"cloud": {"kind": "X"}, "environment": {"id": "e"}}, "status": {"phase": "READY"}});
    reply(200, &json!({"data": [access], "metadata": {"next": next}}).to_string())
}

fn next(token: &str) -> Value {
    json!(format!("https://elsewhere.example/networking/v1/private-link-accesses?page_token={token}&page_size=99"))
}

#[tokio::test]
async fn filters_stay_and_only_the_token_is_taken() {
    let server = Server::sequence(vec![accesses(next("a%2Bb+c%3D%3D")), accesses(json!(""))]);
    let list = client(&server).private_link_accesses().list("env 1").status_phase(["READY", "FAILED"]).page_size(1);
    let mut pages = list.pages();
    assert_eq!(pages.token(), None);
    assert_eq!(pages.next().await.unwrap().unwrap().data.len(), 1);
    let token = pages.token().unwrap().to_owned();
    assert_eq!(token, "a%2Bb+c%3D%3D");
    assert_eq!(pages.next().await.unwrap().unwrap().data.len(), 1);
    assert!(pages.next().await.is_none());
    let filters =
        "/v1/networking/v1/private-link-accesses?environment=env%201&status.phase=READY&status.phase=FAILED&page_size=1";
    let asked = server.asked();
    assert_eq!(asked[0].target, filters);
    assert_eq!(asked[1].target, format!("{filters}&page_token={token}"));
    assert_eq!(asked[1].header("authorization"), Some("Basic aTpz"));
}

#[tokio::test]
async fn the_end_is_absent_or_null_or_empty() {
    for end in [json!(null), json!(""), json!("https://x.example/?page_token="), json!("https://x.example/a")] {
        let server = Server::sequence(vec![accesses(end)]);
        assert_eq!(client(&server).private_link_accesses().list("e").items().try_collect().await.unwrap().len(), 1);
        server.only();
    }
}

#[tokio::test]
async fn a_repeated_page_ends_in_an_error() {
    let server = Server::sequence(vec![accesses(next("a")), accesses(next("b")), accesses(next("a"))]);
    let mut items = client(&server).private_link_accesses().list("e").items();
    assert!(items.next().await.unwrap().is_ok());
    assert!(items.next().await.unwrap().is_ok());
    // The page that leads back is as good as any other.
    assert!(items.next().await.unwrap().is_ok());
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::PageLoop, Some("listNetworkingV1PrivateLinkAccesses")));
    assert!(items.next().await.is_none());
    assert_eq!(server.count(), 3);
    // Also for who began in the midst.
    let server = Server::sequence(vec![accesses(next("a"))]);
    let items = client(&server).private_link_accesses().list("e").items().resume("a");
    assert_eq!(items.try_collect().await.unwrap_err().kind(), ErrorKind::PageLoop);
    server.only();
    // A service that ignores the page's number.
    let server = Server::sequence(vec![reply(200, "[1, 2]")]);
    let error = client(&server).request::<lists::Array>().items().try_collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PageLoop);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn an_error_can_be_gone_on_from() {
    let server = Server::start(|asked, place| if place == 1 { reply(400, "{}") } else { numbers(asked) });
    let list = || client(&server).request::<lists::Cursor>();
    let mut items = list().items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(items.token(), None);
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert!(items.next().await.is_none());
    let token = items.token().unwrap().to_owned();
    assert_eq!(token, "2");
    assert_eq!(list().items().resume(token).try_collect().await.unwrap(), [3, 4, 5]);
}

#[tokio::test]
async fn pages_are_retried() {
    let server = Server::start(|asked, place| if place == 1 { reply(503, "") } else { numbers(asked) });
    let items = client(&server).request::<lists::Cursor>().items().try_collect().await.unwrap();
    assert_eq!((items.len(), server.asked().len()), (5, 4));
    let never = client(&server).request::<lists::Cursor>().retry(RetryPolicy::never());
    assert_eq!(never.items().try_collect().await.unwrap().len(), 5);
}

/// An item that is counted while it lives.
#[derive(Debug)]
pub struct Counted(#[allow(dead_code, reason = "what takes memory")] String);

static LIVING: AtomicUsize = AtomicUsize::new(0);

impl<'de> serde::Deserialize<'de> for Counted {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        LIVING.fetch_add(1, Ordering::SeqCst);
        String::deserialize(from).map(Self)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        LIVING.fetch_sub(1, Ordering::SeqCst);
    }
}

basetype_runtime::operation! {
    Long = GET "/long" {
        id: "long",
        output: Vec<Counted>,
        responses: { 200 => json Vec<Counted> },
        paging: header("X-Next", "cursor"),
        items: self -> Counted,
    }
}

/// The most memory that this process has had, in bytes, where the system tells.
fn most_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok().map(|kilobytes: usize| kilobytes * 1024)
}

/// 1,000 pages of 100 items, together 200 MB of JSON.
#[tokio::test]
async fn a_thousand_pages_are_never_held_together() {
    const LAST: usize = 1000;
    let item = format!("{:?}", "x".repeat(2000));
    let page = format!("[{}{item}]", format!("{item},").repeat(99));
    let before = most_memory();
    let server = Server::start(move |asked, _| {
        let number = number(asked, "cursor").unwrap_or(1);
        let next = if number < LAST { (number + 1).to_string() } else { String::new() };
        reply(200, &page).header("x-next", next)
    });
    let mut items = client(&server).request::<Long>().items();
    let (mut count, mut most) = (0, 0);
    while let Some(item) = items.next().await {
        item.unwrap();
        // No page is asked for before the one before it has been used up.
        assert!(server.count() <= count / 100 + 1);
        count += 1;
        most = LIVING.load(Ordering::SeqCst).max(most);
    }
    assert_eq!((count, LIVING.load(Ordering::SeqCst)), (100_000, 0));
    assert!(most <= 100, "{most} items at a time");
    if let (Some(before), Some(after)) = (before, most_memory()) {
        assert!(after - before < 64 << 20, "{} MB more", (after - before) >> 20);
    }
}

#[tokio::test]
async fn lists_are_streams() {
    use futures_core::Stream;
    use std::{future::poll_fn, pin::Pin};

    let server = Server::start(|asked, _| numbers(asked));
    let mut items = client(&server).request::<lists::Cursor>().items();
    let mut seen = Vec::new();
    while let Some(item) = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await {
        seen.push(item.unwrap());
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
    let mut pages = client(&server).request::<lists::Cursor>().pages();
    assert!(poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await.unwrap().is_ok());
    // Pagers own their client: they can be sent to another task.
    assert_eq!(tokio::spawn(items.try_collect()).await.unwrap().unwrap(), [0_i64; 0]);
}
