//! What a call through a client costs, beside the same request through bare reqwest with types of one's own.
//!
//! Method: a loopback server in this process answers a list of 20 items (5 kB) over one kept connection that both share.
//! 10,000 calls are made each way, in turn, so that whatever else the machine does falls on both. What is compared
//! are percentiles: the time that so many of the calls stayed under. Run with
//! `cargo bench -p basetype-runtime`.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub, clippy::panic, clippy::indexing_slicing, reason = "a benchmark")]

#[path = "../tests/client/sample/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a part of it is used")]
mod sample;
#[path = "../tests/client/support.rs"]
mod support;

use std::time::{Duration, Instant};

use serde::Deserialize;

#[derive(Deserialize)]
struct List {
    data: Vec<Access>,
    #[allow(dead_code, reason = "read as a program would")]
    metadata: Metadata,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read as a program would")]
struct Metadata {
    next: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read as a program would")]
struct Access {
    id: Option<String>,
    next: Option<String>,
    prev: Option<String>,
    spec: Spec,
    status: Status,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read as a program would")]
struct Spec {
    display_name: Option<String>,
    cloud: Cloud,
    environment: Reference,
    zones: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(tag = "kind")]
#[allow(dead_code, reason = "read as a program would")]
enum Cloud {
    AwsPrivateLinkAccess { account: String },
    AzurePrivateLinkAccess { subscription: String },
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read as a program would")]
struct Reference {
    id: String,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read as a program would")]
struct Status {
    phase: String,
}

const CALLS: usize = 10_000;

async fn through_the_client(client: &sample::Client) -> Duration {
    let began = Instant::now();
    let list = client.private_link_accesses().list("env-1").page_size(20).send().await.unwrap();
    assert_eq!(list.data.len(), 20);
    began.elapsed()
}

async fn through_reqwest(client: &reqwest::Client, url: &str) -> Duration {
    let began = Instant::now();
    let request = client.get(url).basic_auth("id", Some("secret")).header("accept", "application/json");
    let request = request.header("accept-encoding", "gzip").header("user-agent", "basetype-runtime/0.1.0 basetype-runtime/0.1.0");
    let response = request.timeout(Duration::from_secs(60)).send().await.unwrap().error_for_status().unwrap();
    let list: List = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(list.data.len(), 20);
    began.elapsed()
}

fn body() -> String {
    let item = r#"{"id":"pla-123456","next":null,"prev":null,"spec":{"display_name":"production access","cloud":{"kind":"AwsPrivateLinkAccess","account":"123456789012"},"environment":{"id":"env-1"},"zones":["use1-az1","use1-az2","use1-az3"]},"status":{"phase":"READY"}}"#;
    format!(r#"{{"data":[{}],"metadata":{{"next":null}}}}"#, vec![item; 20].join(","))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = support::Server::sequence(vec![support::reply(200, &body())]);
    let bare = basetype_runtime::transport::reqwest_builder().unwrap().build().unwrap();
    let client = sample::Client::builder().server(&server.url).basic("id", "secret").reqwest(bare.clone());
    let client = client.build().unwrap();
    let url = format!("{}/networking/v1/private-link-accesses?environment=env-1&page_size=20", server.url);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..CALLS {
        ours.push(through_the_client(&client).await);
        theirs.push(through_reqwest(&bare, &url).await);
    }
    ours.sort();
    theirs.sort();
    println!("{:>16} {:>10} {:>10} {:>11}", "of the calls", "client", "reqwest", "difference");
    for percent in [10, 25, 50, 75] {
        let at = |times: &[Duration]| times[CALLS * percent / 100].as_secs_f64() * 1e6;
        let (ours, theirs) = (at(&ours), at(&theirs));
        let more = (ours / theirs - 1.0) * 100.0;
        println!("{percent:>14} % {ours:>7.1} µs {theirs:>7.1} µs {more:>+9.1} %");
    }
}
