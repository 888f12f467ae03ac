//! Parameters, bodies, headers and settings as they go over the wire.

use std::collections::BTreeMap;

use basetype_runtime::{ErrorKind, File, Part, http};
use serde_json::json;

use crate::{
    sample::{Client, lists, types},
    support::{Server, reply},
};

#[tokio::test]
async fn parameters_of_every_place() {
    let server = Server::sequence(vec![reply(200, "")]);
    let client = Client::builder().server(format!("{}/base/", server.url)).build().unwrap();
    let filter = BTreeMap::from([("a".to_owned(), json!("x y")), ("b".to_owned(), json!([1, 2]))]);
    client
        .post("a/b", "ü?")
        .filter(&filter)
        .ids(&[1, 2])
        .session("s;1")
        .trace(&["t1", "t2"])
        .query("at", &basetype_runtime::DateTime::parse_from_rfc3339("2024-01-02T03:04:05+00:00").unwrap())
        .send()
        .await
        .unwrap();
    let asked = server.only();
    assert_eq!(
        asked.target,
        "/base/post/a%2Fb/%C3%BC%3F?filter%5Ba%5D=x%20y&filter%5Bb%5D=1&filter%5Bb%5D=2&ids=1,2&at=2024-01-02T03%3A04%3A05Z"
    );
    assert_eq!((asked.header("cookie"), asked.header("x-trace")), (Some("session=s%3B1"), Some("t1,t2")));
}

#[tokio::test]
async fn bodies_of_every_kind() {
    let server = Server::sequence(vec![reply(200, "raw\u{0}")]);
    let client = Client::builder().server(&server.url).build().unwrap();
    let post = || client.post("a", "b");
    assert_eq!(post().body("text/csv", "a,b").send().await.unwrap(), "raw\u{0}");
    let mut form = types::ObjectReferenceInput::new("a b&c");
    form.environment = Some("e".to_owned());
    post().form(&form).send().await.unwrap();
    post().json_as("application/merge-patch+json", &form).send().await.unwrap();
    let parts = vec![
        Part::text("note", "hello"),
        Part::file("data", File::new("a\"b.bin", vec![0, 255])),
        Part::json("meta", &json!({"a": 1})).unwrap(),
    ];
    post().multipart(&parts).send().await.unwrap();
    let asked = server.asked();
    let body = |place: usize| String::from_utf8_lossy(&asked[place].body).into_owned();
    assert_eq!((asked[0].header("content-type"), body(0).as_str()), (Some("text/csv"), "a,b"));
    assert_eq!(
        (asked[1].header("content-type"), body(1).as_str()),
        (Some("application/x-www-form-urlencoded"), "environment=e&id=a%20b%26c")
    );
    assert_eq!(asked[2].header("content-type"), Some("application/merge-patch+json"));
    let boundary = asked[3].header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let expect = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"data\"; filename=\"a%22b.bin\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n\u{0}\u{fffd}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{{\"a\":1}}\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(body(3), expect);
}

#[tokio::test]
async fn steps_that_make_no_request() {
    let client = Client::builder().server("http://127.0.0.1:1").build().unwrap();
    for (request, expect) in [
        (client.post("a", ".."), "the path parameter `b` must not be \"..\""),
        (client.post("a", "."), "the path parameter `b` must not be \".\""),
        (client.post("", ""), "the path parameter `a` must not be \"\""),
        (client.request::<lists::Post>(), "the path parameter `a` has no value"),
        (client.post("a", "b").header("x y", "z"), "a header has an illegal name"),
        (client.post("a", "b").header("x", "z\n"), "the header `x` has an illegal value"),
    ] {
        let error = request.build().unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Request, expect));
        assert_eq!(request.send().await.unwrap_err().to_string(), format!("post: {expect}"));
    }
}

#[test]
fn a_request_can_be_built_and_sent_by_others() {
    let client = Client::builder().header("x-tenant", "t").application("tool/2").basic("i", "s").build().unwrap();
    let request = client.private_link_accesses().get("e", "x").header("x-tenant", "u").build().unwrap();
    assert_eq!(request.method(), http::Method::GET);
    assert_eq!(request.uri(), "https://api.confluent.cloud/networking/v1/private-link-accesses/x?environment=e");
    assert_eq!(request.headers()["x-tenant"], "u");
    assert_eq!(request.headers()["user-agent"], "tool/2 basetype-runtime/0.1.0 basetype-runtime/0.1.0");
    assert!(!request.headers().contains_key("authorization"));
}

#[test]
fn settings_that_make_no_client() {
    for url in ["", "api.example.com", "ftp://api.example.com", "http://user:pw@api.example.com", "https://a.example/?q=1"] {
        assert_eq!(Client::builder().server(url).build().unwrap_err().kind(), ErrorKind::Request, "{url}");
    }
    Client::builder().header("x y", "z").build().unwrap_err();
    Client::builder().application("a\nb").build().unwrap_err();
    let error = Client::from_env().unwrap_err();
    assert_eq!(error.to_string(), "to sign in, set the environment variables SAMPLE_API_KEY and SAMPLE_API_SECRET");
}

#[tokio::test]
async fn declared_headers_are_typed() {
    let access =
        json!({"prev": null, "spec": {"cloud": {"kind": "X"}, "environment": {"id": "e"}}, "status": {"phase": "READY"}});
    let server = Server::sequence(vec![
        reply(202, &access.to_string())
            .header("X-Request-Id", "r-7")
            .header("X-RateLimit-Remaining", "41")
            .header("X-RateLimit-Limit", "50")
            .header("Location", "/x"),
    ]);
    let client = Client::builder().server(&server.url).basic("i", "s").build().unwrap();
    let body = crate::basics::body();
    let created = client.private_link_accesses().create(body).send_with_headers().await.unwrap();
    let expect = types::CreateHeaders {
        request_id: Some("r-7".to_owned()),
        rate_limit_remaining: Some(41),
        location: Some("/x".to_owned()),
    };
    assert_eq!(created.declared, expect);
    assert_eq!(created.rate_limit().unwrap().limit, Some(50));
}

#[tokio::test]
async fn errors_in_bodies_name_their_place() {
    let access =
        json!({"prev": null, "spec": {"cloud": {"kind": "X"}, "environment": {"id": "e"}}, "status": {"phase": "READY"}});
    for (pointer, value, expect) in [
        ("/spec/environment/id", json!(7), "at `data[1].spec.environment.id`: invalid type: integer `7`, expected a string"),
        ("/spec/environment", json!({}), "at `data[1].spec.environment`: missing field `id`"),
        ("/spec/zones", json!([["z"]]), ""),
        ("/status", json!(null), "at `data[1].status`: invalid type: null, expected an object (Status)"),
        ("/spec/cloud", json!({"kind": "AwsPrivateLinkAccess"}), "at `data[1].spec.cloud`: missing field `account`"),
        ("/spec/cloud", json!({"a": 1, "kind": "AwsPrivateLinkAccess"}), "at `data[1].spec.cloud`: missing field `account`"),
    ] {
        let mut broken = access.clone();
        broken["spec"]["zones"] = json!([]);
        *broken.pointer_mut(pointer).unwrap() = value;
        let server = Server::sequence(vec![reply(200, &json!({"data": [access, broken], "metadata": {}}).to_string())]);
        let client = Client::builder().server(&server.url).basic("i", "s").build().unwrap();
        let error = client.private_link_accesses().list("e").send().await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Decode, 200));
        assert!(error.to_string().contains(expect), "{error}");
        assert!(error.raw_body().is_some());
    }
}
