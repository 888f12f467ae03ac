//! What a client costs, beside what a program without one would be written with. `cargo bench -p basetype-runtime`.
//!
//! - **Requests**: a call through the client, beside the same request through bare reqwest with types of one's own, read with
//!   serde's derive. A loopback server in this process answers a list of 20 items (5 kB); both ways have one kept connection.
//! - **Bodies**: a list of 1 MB is decoded and encoded again, with the runtime's tables and with serde's derive. Both have the
//!   same members, but that the tables keep members that are not declared too, which derive is not asked for here.
//!
//! The two ways take turns within each round, and which one is first changes each time, so that whatever else the machine
//! does falls on both. Of each round the medians are compared. The result is the median of these comparisons over all rounds,
//! with the lowest and the highest. It ends with status 1 if a result is above its bound.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub, clippy::panic, clippy::indexing_slicing, reason = "a benchmark")]

#[path = "overhead/derived.rs"]
mod derived;
#[path = "../tests/client/sample/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a part of it is used")]
mod sample;
#[path = "../tests/client/support.rs"]
mod support;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use sample::private_link_accesses::PrivateLinkAccessList;

const ROUNDS: usize = 11;
const REQUESTS: usize = 1000;
const BODIES: usize = 20;

/// How many items a list of 1 MB has.
const LONG: usize = 3600;

/// How long one thing took in a round, each time.
type Times = Vec<Duration>;

/// The rounds of a comparison.
#[derive(Default)]
struct Comparison {
    ours: Times,
    theirs: Times,
    /// By how much ours is more, of each round.
    more: Vec<f64>,
}

impl Comparison {
    fn round(&mut self, mut ours: Times, mut theirs: Times) {
        ours.sort();
        theirs.sort();
        self.more.push(at(&ours, 50).as_secs_f64() / at(&theirs, 50).as_secs_f64() - 1.0);
        self.ours.extend(ours);
        self.theirs.extend(theirs);
    }

    /// Prints what was measured, and tells whether it is within the bound, if there is one.
    fn tell(mut self, what: [&str; 3], bound: Option<f64>) -> bool {
        let [title, our_name, their_name] = what;
        println!("\n{title}\n{:>28} {:>12} {:>12} {:>12}", "", "quartile", "median", "quartile");
        for (name, times) in [(our_name, &mut self.ours), (their_name, &mut self.theirs)] {
            times.sort();
            let micros = |percent| format!("{:.1} µs", at(times, percent).as_secs_f64() * 1e6);
            println!("{name:>28} {:>12} {:>12} {:>12}", micros(25), micros(50), micros(75));
        }
        self.more.sort_by(f64::total_cmp);
        let (least, median, most) = (self.more[0], self.more[ROUNDS / 2], self.more[ROUNDS - 1]);
        let percent = |part: f64| format!("{:+.1} %", part * 100.0);
        let note = bound.map(|bound| format!("; bound {}", percent(bound))).unwrap_or_default();
        let (least, middle, most) = (percent(least), percent(median), percent(most));
        println!(
            "{:>28} {least:>12} {middle:>12} {most:>12}   (lowest, median and highest of {ROUNDS} rounds{note})",
            "difference"
        );
        bound.is_none_or(|bound| median <= bound)
    }
}

fn at(sorted: &[Duration], percent: usize) -> Duration {
    sorted[sorted.len() * percent / 100]
}

/// A list of so many items.
fn list(items: usize) -> String {
    let item = r#"{"kind":"PrivateLinkAccess","id":"pla-123456","next":null,"prev":null,"spec":{"display_name":"production access","cloud":{"kind":"AwsPrivateLinkAccess","account":"123456789012"},"environment":{"id":"env-1"},"zones":["use1-az1","use1-az2","use1-az3"]},"status":{"phase":"READY"}}"#;
    format!(r#"{{"data":[{}],"metadata":{{"next":null}}}}"#, vec![item; items].join(","))
}

async fn through_the_client(client: &sample::Client) -> Duration {
    let began = Instant::now();
    let list = client.private_link_accesses().list("env-1").page_size(20).send().await.unwrap();
    assert_eq!(list.data.len(), 20);
    began.elapsed()
}

async fn through_reqwest(client: &reqwest::Client, url: &str) -> Duration {
    let began = Instant::now();
    let request = client.get(url).basic_auth("id", Some("secret"));
    let request = request.header("accept", "application/json").header("accept-encoding", "gzip");
    let request = request.header("user-agent", "basetype-runtime/0.1.0 basetype-runtime/0.1.0");
    let response = request.timeout(Duration::from_secs(60)).send().await.unwrap().error_for_status().unwrap();
    let list: derived::List = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(list.data.len(), 20);
    began.elapsed()
}

async fn requests() -> Comparison {
    let server = support::Server::sequence(vec![support::reply(200, &list(20))]);
    let bare = basetype_runtime::transport::reqwest_builder().unwrap().build().unwrap();
    let client = sample::Client::builder().server(&server.url).basic("id", "secret").reqwest(bare.clone()).build().unwrap();
    let url = format!("{}/networking/v1/private-link-accesses?environment=env-1&page_size=20", server.url);
    let mut comparison = Comparison::default();
    for round in 0..=ROUNDS {
        let (mut ours, mut theirs) = (Times::new(), Times::new());
        for turn in 0..REQUESTS {
            if turn % 2 == 0 {
                ours.push(through_the_client(&client).await);
                theirs.push(through_reqwest(&bare, &url).await);
            } else {
                theirs.push(through_reqwest(&bare, &url).await);
                ours.push(through_the_client(&client).await);
            }
        }
        // The first one is to warm up.
        if round > 0 {
            comparison.round(ours, theirs);
        }
    }
    comparison
}

/// How long it takes to decode a list, and to encode it again.
fn there_and_back<T: serde::Serialize + serde::de::DeserializeOwned>(text: &str) -> [Duration; 2] {
    let began = Instant::now();
    let value: T = serde_json::from_str(text).unwrap();
    let decoded = began.elapsed();
    let began = Instant::now();
    let written = serde_json::to_vec(&value).unwrap();
    let encoded = began.elapsed();
    assert_eq!(written.len(), text.len());
    [decoded, encoded]
}

/// To decode, to encode, and both.
fn bodies() -> [Comparison; 3] {
    let text = list(LONG);
    let mut comparisons = [Comparison::default(), Comparison::default(), Comparison::default()];
    for round in 0..=ROUNDS {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for turn in 0..BODIES {
            if turn % 2 == 0 {
                ours.push(there_and_back::<PrivateLinkAccessList>(&text));
                theirs.push(there_and_back::<derived::List>(&text));
            } else {
                theirs.push(there_and_back::<derived::List>(&text));
                ours.push(there_and_back::<PrivateLinkAccessList>(&text));
            }
        }
        let part = |times: &[[Duration; 2]], part: usize| -> Times {
            times.iter().map(|both| both.get(part).copied().unwrap_or(both[0] + both[1])).collect()
        };
        for (place, comparison) in comparisons.iter_mut().enumerate().filter(|_| round > 0) {
            comparison.round(part(&ours, place), part(&theirs, place));
        }
    }
    comparisons
}

/// What this runs on, as far as the system tells.
fn machine() -> String {
    let model = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").ok();
    let load = load.as_deref().and_then(|text| text.split(' ').next()).unwrap_or("unknown");
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("{}, {cores} cores, {os} {arch}, load {load}", model.as_deref().unwrap_or("a processor that is not known"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    println!("machine: {}", machine());
    println!("method: {ROUNDS} rounds after one to warm up, of {REQUESTS} requests and {BODIES} bodies each way, in turn");
    if cfg!(debug_assertions) {
        println!("not optimized: these numbers mean nothing");
    }
    let size = list(LONG).len();
    let requests = requests().await.tell(["requests, 5 kB", "client", "reqwest and derive"], Some(0.10));
    let [decoding, encoding, both] = bodies();
    let names = ["tables of the runtime", "derive"];
    let tell = |comparison: Comparison, what: &str, bound| {
        let title = format!("bodies, {size} bytes, {what}");
        comparison.tell([&title, names[0], names[1]], bound)
    };
    tell(decoding, "decoded", None);
    tell(encoding, "encoded", None);
    let bodies = tell(both, "decoded and encoded", Some(0.0));
    if requests && bodies { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
