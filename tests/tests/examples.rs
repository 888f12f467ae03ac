//! The client's examples, run against a loopback server.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

use basetype_tests::loopback::{self, ENVIRONMENT};
use basetype_tests::server::Server;

/// Builds all examples once, as the rest of the workspace is built.
fn build() {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let arguments =
            ["build", "--workspace", "--examples", "--features", "confluent-networking/blocking", "--offline", "--quiet"];
        let status = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).status();
        assert!(status.unwrap().success(), "the examples do not compile");
    });
}

/// Runs an example to its end.
fn run(name: &str, arguments: &[&str], server: &Server) -> Output {
    build();
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../debug/examples").join(name);
    let mut command = Command::new(program);
    command.args(arguments).env("CONFLUENT_CLOUD_URL", server.url());
    command.env("CONFLUENT_CLOUD_API_KEY", "key").env("CONFLUENT_CLOUD_API_SECRET", "secret");
    // Whatever proxy there is, the loopback is not behind it.
    command.env("NO_PROXY", "127.0.0.1").output().unwrap()
}

/// Runs an example, and gives the lines that it prints. It has to succeed.
fn lines(name: &str, arguments: &[&str], server: &Server) -> Vec<String> {
    let output = run(name, arguments, server);
    let [out, errors] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    assert!(output.status.success(), "{name}: {out}{errors}");
    out.lines().map(str::to_owned).collect()
}

#[test]
fn provision() {
    let server = loopback::start(0).unwrap();
    let lines = lines("provision", &[ENVIRONMENT, "n-new", "123456789012"], &server);
    let starts: Vec<&str> = lines.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(starts, ["created", "waited", "ready", "listed", "updated", "deleted"], "{lines:?}");
    assert!(lines[0].ends_with("PROVISIONING") && lines[2].ends_with("READY"), "{lines:?}");
    assert!(lines[4].contains("orders and invoices"), "{lines:?}");
    let asked: Vec<String> = server.asked().into_iter().map(|asked| asked.method).collect();
    assert_eq!(asked, ["POST", "GET", "GET", "PATCH", "DELETE", "GET"]);
}

#[test]
fn list() {
    let server = loopback::start(0).unwrap();
    let lines = lines("list", &[ENVIRONMENT, "READY"], &server);
    let count = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("network "), count("a page of"), count("private link access ")), (1, 2, 3), "{lines:?}");
    assert_eq!(lines.last().unwrap(), "0 peerings on the first page");
    assert!(server.asked()[0].target.contains("status.phase=READY"));
}

#[test]
fn errors() {
    let server = loopback::start(0).unwrap();
    let lines = lines("errors", &[ENVIRONMENT], &server);
    let starts = ["it is gone, or was never there", "correct the request", "nothing was sent, so try again later"];
    assert_eq!(lines.len(), starts.len(), "{lines:?}");
    lines.iter().zip(starts).for_each(|(line, start)| assert!(line.starts_with(start), "{line} does not start with {start}"));
    assert_eq!(server.asked().len(), 1, "what is not valid is not sent");
}

#[test]
fn token_exchange() {
    let server = loopback::start(0).unwrap();
    let token = Path::new(env!("CARGO_TARGET_TMPDIR")).join("subject-token");
    std::fs::write(&token, "a.b.c").unwrap();
    let lines = lines("token_exchange", &[token.to_str().unwrap(), "pool-1", ENVIRONMENT], &server);
    assert_eq!(lines, ["signed in; 1 networks"]);
    let asked = server.asked();
    assert!(String::from_utf8_lossy(&asked[0].body).contains("subject_token=a.b.c"), "{asked:?}");
    assert_eq!(asked[1].header("authorization"), ["Bearer a-loopback-token"]);
}

#[test]
fn blocking() {
    let server = loopback::start(0).unwrap();
    let lines = lines("blocking", &[ENVIRONMENT], &server);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[3], "1 networks on the first page");
}

#[test]
fn replay() {
    let server = loopback::start(0).unwrap();
    assert_eq!(lines("replay", &[], &server), ["2 addresses from 2 pages"]);
    assert!(server.asked().is_empty(), "a replay needs no network");
}

#[test]
fn an_example_says_what_it_needs() {
    let server = loopback::start(0).unwrap();
    for name in ["provision", "list", "errors", "token_exchange", "blocking"] {
        let output = run(name, &[], &server);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && message.contains("give a"), "{name}: {message}");
    }
}
