//! Operations on servers of their own: where their requests go, and where no credential goes.

use basetype_runtime::{self as runtime, Error, ErrorKind, Operation, testing::TestClock};
use serde_json::json;

use crate::{
    sample::lists::Page,
    support::{Answer, Server, reply},
};

const UPLOAD: &str = "https://upload.example.com/v2";

runtime::client! {
    /// A client.
    server: "https://api.example.com/v1",
    servers: ["https://api.example.com/v3", "https://upload.example.com/v2", "/beta"],
    schemes: ["key" = api_key(header "X-Key")],
}

runtime::operation! {
    Read = GET "/files" { id: "read", security: [["key"]], output: (), responses: { 2XX => empty }, }
    Upload = PUT "/files" {
        id: "upload", server: "https://upload.example.com/v2", security: [["key"]], output: (), responses: { 2XX => empty },
    }
    Newer = GET "/files" {
        id: "newer", server: "https://api.example.com/v3", security: [["key"]], output: (), responses: { 2XX => empty },
    }
    Beta = GET "/files" { id: "beta", server: "/beta", security: [["key"]], output: (), responses: { 2XX => empty }, }
    List = GET "/parts" {
        id: "list",
        server: "https://upload.example.com/v2",
        security: [["key"]],
        output: Page,
        responses: { 200 => json Page },
        paging: next_url("links.next"),
        items: items -> i64,
    }
}

impl<M: runtime::Mode> Client<M> {
    fn request<Op: Operation>(&self) -> Request<Op, M> {
        Request::new(self)
    }
}

/// Where the requests are that a server got, each with its key.
fn asked(server: &Server) -> Vec<(String, Option<String>)> {
    server.asked().iter().map(|asked| (asked.target.clone(), asked.header("x-key").map(str::to_owned))).collect()
}

fn signed(target: &str) -> (String, Option<String>) {
    (target.to_owned(), Some("secret".to_owned()))
}

#[tokio::test]
async fn each_operation_calls_its_server() {
    let empty = || Server::sequence(vec![Answer::Reply(204, vec![], vec![])]);
    let (main, upload) = (empty(), empty());
    let builder = Client::builder().server(format!("{}/staging", main.url)).api_key("secret");
    let client = builder.server_for(format!("{UPLOAD}/"), format!("{}/up/", upload.url)).build().unwrap();
    client.request::<Read>().send().await.unwrap();
    client.request::<Upload>().send().await.unwrap();
    client.request::<Newer>().send().await.unwrap();
    client.request::<Beta>().send().await.unwrap();
    assert_eq!(asked(&main), [signed("/staging/files"), signed("/v3/files"), signed("/beta/files")]);
    assert_eq!(asked(&upload), [signed("/up/files")]);
}

#[test]
fn the_document_s_servers_are_the_default() {
    let client = Client::builder().build().unwrap();
    let uri = |request: Result<http::Request<runtime::Bytes>, Error>| request.unwrap().uri().to_string();
    assert_eq!(uri(client.request::<Read>().build()), "https://api.example.com/v1/files");
    assert_eq!(uri(client.request::<Upload>().build()), "https://upload.example.com/v2/files");
    assert_eq!(uri(client.request::<Newer>().build()), "https://api.example.com/v3/files");
    assert_eq!(uri(client.request::<Beta>().build()), "https://api.example.com/beta/files");
}

/// What signs in at the one server need not be meant for the other, which may be the real one in a test.
#[tokio::test]
async fn a_client_of_another_host_does_not_go_to_the_document_s() {
    let main = Server::sequence(vec![Answer::Reply(204, vec![], vec![])]);
    let client = Client::builder().server(&main.url).api_key("secret").build().unwrap();
    let error = client.request::<Upload>().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(error.to_string().contains("server_for"), "{error}");
    assert_eq!(main.count(), 0);
}

#[test]
fn a_server_that_no_operation_is_on_is_found_out() {
    let error = Client::builder().server_for("https://uplaod.example.com/v2", "http://127.0.0.1:1").build().unwrap_err();
    assert!(error.to_string().contains("uplaod") && error.to_string().contains(UPLOAD), "{error}");
    let error = Client::builder().server_for(UPLOAD, "ftp://127.0.0.1").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
}

/// Neither a redirect nor the URL of a next page leads a credential to a host that nobody named.
#[tokio::test]
async fn no_credential_goes_to_a_third_host() {
    let third = Server::sequence(vec![reply(200, "{}")]);
    let (stranger, moved) = (format!("{}/stolen?page=2", third.url), format!("{}/moved", third.url));
    let upload = Server::start(move |asked, place| match (asked.method.as_str(), place) {
        ("PUT", _) => reply(307, "").header("location", moved.clone()),
        (_, 0) => reply(200, &json!({"items": [1], "links": {"next": stranger}}).to_string()),
        _ => reply(200, &json!({"items": [2]}).to_string()),
    });
    let builder = Client::builder().server("http://127.0.0.1:1").server_for(UPLOAD, &upload.url).clock(TestClock::new());
    let client = builder.api_key("secret").build().unwrap();
    let items = client.request::<List>().items().try_collect().await.unwrap();
    assert_eq!(items, [1, 2]);
    let error = client.request::<Upload>().send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!(asked(&upload), [signed("/parts"), signed("/stolen?page=2"), signed("/files")]);
    assert_eq!(third.count(), 0);
}
