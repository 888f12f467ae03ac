//! The contract between generated code and the runtime.

use basetype_runtime as runtime;
use serde_json::json;

use crate::{
    sample::{
        self, AwsPrivateLinkAccess, Client, Phase, Stop,
        private_link_accesses::{self, CreatePrivateLinkAccess, PrivateLinkAccessSpecCloud},
        types,
    },
    support::{Answer, Server, reply},
};

fn access() -> serde_json::Value {
    json!({
        "kind": "PrivateLinkAccess",
        "id": "pla-1",
        "next": null,
        "prev": null,
        "spec": {"cloud": {"account": "123456789012", "kind": "AwsPrivateLinkAccess", "new": [1]}, "environment": {"id": "env-1"}},
        "status": {"phase": "PAUSED"},
    })
}

pub fn body() -> CreatePrivateLinkAccess {
    CreatePrivateLinkAccess::new(private_link_accesses::CreateSpec::new(
        AwsPrivateLinkAccess::new("123456789012"),
        types::ObjectReferenceInput::new("env-1"),
    ))
}

#[tokio::test]
async fn creates() {
    let server = Server::sequence(vec![reply(202, &access().to_string()).header("location", "/pla-1")]);
    let client = Client::builder().server(&server.url).basic("id", "secret").build().unwrap();
    let created = client.private_link_accesses().create(body()).send_with_headers().await.unwrap();
    assert_eq!(created.location(), Some("/pla-1"));
    assert_eq!(created.body.id.as_deref(), Some("pla-1"));
    assert_eq!(created.body.next, Some(runtime::Nullable::Null));
    assert_eq!(created.body.status.phase, Phase::Unknown("PAUSED".into()));
    let asked = server.only();
    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("POST", "/networking/v1/private-link-accesses"));
    assert_eq!(asked.header("authorization"), Some("Basic aWQ6c2VjcmV0"));
    assert_eq!(asked.header("accept"), Some("application/json"));
    assert_eq!(asked.header("user-agent"), Some("basetype-runtime/0.1.0 basetype-runtime/0.1.0"));
    assert_eq!(
        asked.json(),
        json!({"spec": {
            "cloud": {"kind": "AwsPrivateLinkAccess", "account": "123456789012"},
            "environment": {"id": "env-1"},
        }})
    );
    assert_eq!(serde_json::to_value(&created.body).unwrap(), access());
}

#[tokio::test]
async fn lists_with_repeated_keys() {
    let server = Server::sequence(vec![reply(200, &json!({"data": [access()], "metadata": {}}).to_string())]);
    let client = Client::builder().server(format!("{}/", server.url)).bearer("token").build().unwrap();
    let page = client
        .private_link_accesses()
        .list("env 1&")
        .status_phase(["READY", "FAILED"])
        .status_phase([Phase::Ready, "Ü".into()])
        .page_size(10)
        .send()
        .await
        .unwrap();
    assert_eq!(page.data.len(), 1);
    let asked = server.only();
    assert_eq!(
        asked.target,
        "/networking/v1/private-link-accesses?environment=env%201%26&status.phase=READY&status.phase=%C3%9C&page_size=10"
    );
    assert_eq!(asked.header("authorization"), Some("Bearer token"));
}

#[tokio::test]
async fn errors_keep_everything() {
    let failure = json!({"errors": [{"detail": "no such environment", "resolution": "look"}]}).to_string();
    let server = Server::sequence(vec![reply(404, &failure).header("x-request-id", "r-1")]);
    let client = Client::builder().server(&server.url).basic("id", "secret").build().unwrap();
    let error = client.private_link_accesses().get("env-1", "a/b").send().await.unwrap_err();
    assert_eq!(server.only().target, "/networking/v1/private-link-accesses/a%2Fb?environment=env-1");
    assert!(error.is_not_found());
    assert!(error.headers().unwrap().contains_key("x-request-id"));
    assert_eq!((error.operation(), error.attempts()), (Some("getNetworkingV1PrivateLinkAccess"), 1));
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.body::<types::Failure>().unwrap().errors[0].detail.as_deref(), Some("no such environment"));
    assert_eq!(error.raw_body().unwrap(), &failure);
    assert_eq!(error.to_string(), "getNetworkingV1PrivateLinkAccess: 404 Not Found: no such environment (request r-1)");
}

#[tokio::test]
async fn statuses_have_their_own_bodies_or_none() {
    let failure = r#"{"errors": [{"detail": "d"}]}"#;
    let detail = |error: &runtime::Error| error.body::<types::Failure>()?.errors[0].detail.clone();
    for (status, body, typed) in [
        (402, failure, true),
        // Declared without a body: what comes is kept as it is.
        (429, failure, false),
        (429, "", false),
        // Not as declared.
        (400, "<html>", false),
        (400, r#"{"errors": "none"}"#, false),
        (422, failure, true),
        // `default`, which a redirect is too.
        (503, failure, true),
        (302, failure, true),
    ] {
        let server = Server::sequence(vec![reply(status, body).header("retry-after", "70").header("request-id", "r")]);
        let client = Client::builder().server(&server.url).basic("id", "secret").build().unwrap();
        let error = client.private_link_accesses().create(self::body()).send().await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (runtime::ErrorKind::Status, status));
        assert_eq!((error.request_id(), error.retry_after()), (Some("r"), Some(std::time::Duration::from_secs(70))));
        assert_eq!((error.raw_body().unwrap().as_ref(), detail(&error).is_some()), (body.as_bytes(), typed), "{status} {body}");
    }
}

#[tokio::test]
async fn steps_fail_late_and_before_sending() {
    let server = Server::sequence(vec![reply(200, "{}")]);
    let client = Client::builder().server(&server.url).basic("id", "secret").build().unwrap();
    let resource = client.private_link_accesses();
    let error = resource.get("env-1", "").send().await.unwrap_err();
    assert_eq!(error.kind(), runtime::ErrorKind::Request);
    let bad = CreatePrivateLinkAccess::new(private_link_accesses::CreateSpec::new(
        AwsPrivateLinkAccess::new("12"),
        types::ObjectReferenceInput::new(""),
    ));
    let error = resource.create(bad.clone()).send().await.unwrap_err();
    assert_eq!(error.kind(), runtime::ErrorKind::Validation);
    assert_eq!(
        bad.validate().unwrap_err().to_string(),
        r"spec.cloud.account must match ^\d{12}$; spec.environment.id must have at least 1 character"
    );
    let anonymous = Client::builder().server(&server.url).build().unwrap();
    let error = anonymous.private_link_accesses().get("env-1", "pla-1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getNetworkingV1PrivateLinkAccess: this operation needs a credential for `cloud-api-key` (HTTP Basic) or \
         `confluent-sts-access-token` (an OAuth 2 token)"
    );
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn deletes_and_has_several_successes() {
    let server = Server::sequence(vec![Answer::Reply(204, vec![], vec![]), reply(200, r#"{"id": "e", "related": 1}"#)]);
    let client = Client::builder().server(&server.url).basic("id", "secret").build().unwrap();
    client.private_link_accesses().delete("pla-1").send().await.unwrap();
    let peeked = client.private_link_accesses().peek("pla-1").send().await.unwrap();
    assert!(matches!(peeked, private_link_accesses::PeekOutput::Known(known) if known.id == "e" && known.unknown.is_empty()));
}

#[test]
fn decoding_names_the_place() {
    let mut broken = access();
    broken["spec"]["environment"] = json!({});
    let error = serde_json::from_value::<private_link_accesses::PrivateLinkAccess>(broken).unwrap_err();
    assert_eq!(error.to_string(), "missing field `id`");
}

#[test]
fn unions_read_tags_anywhere() {
    for text in [r#"{"kind": "AwsPrivateLinkAccess", "account": "1"}"#, r#"{"account": "1", "kind": "AwsPrivateLinkAccess"}"#] {
        let cloud: PrivateLinkAccessSpecCloud = serde_json::from_str(text).unwrap();
        assert_eq!(cloud, AwsPrivateLinkAccess::new("1").into());
        assert_eq!(serde_json::to_string(&cloud).unwrap(), r#"{"kind":"AwsPrivateLinkAccess","account":"1"}"#);
    }
    for text in [
        r#"{"kind":"Future","a":[1,{"b":null}]}"#,
        r#"{"a":1,"kind":7}"#,
        r#"{"subscription":"s"}"#,
        r#"{"kind":7,"a":1}"#,
        r#"{"kind":-1.5}"#,
        r#"{"kind":null}"#,
        r#"{"kind":false}"#,
        r#"{"kind":["AwsPrivateLinkAccess"],"a":1}"#,
        r#"{"kind":{"b":[]}}"#,
        r#"{"kind":"F\u0075ture\n"}"#,
    ] {
        let cloud: PrivateLinkAccessSpecCloud = serde_json::from_str(text).unwrap();
        assert!(matches!(cloud, PrivateLinkAccessSpecCloud::Unknown(_)), "{text}");
        assert_eq!(serde_json::to_value(&cloud).unwrap(), serde_json::from_str::<runtime::Value>(text).unwrap());
    }
    let error = serde_json::from_str::<PrivateLinkAccessSpecCloud>(r#"{"account": "1"}"#).unwrap_err();
    assert!(error.to_string().starts_with("missing field `kind`"), "{error}");
    // The tag is written by the union where the struct does not have it, and handed to a struct that wants it.
    for text in [r#"{"kind":"cat","lives":9}"#, r#"{"kind":"dog","name":"Rex"}"#] {
        let pet: sample::Pet = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&pet).unwrap(), text);
    }
    let pet: sample::Pet = serde_json::from_str(r#"{"lives":9,"kind":"cat"}"#).unwrap();
    assert_eq!(serde_json::to_string(&pet).unwrap(), r#"{"kind":"cat","lives":9}"#);
}

#[test]
fn unions_by_shape() {
    assert_eq!(serde_json::from_str::<Stop>(r#""a""#).unwrap(), Stop::Text("a".into()));
    assert_eq!(serde_json::from_str::<Stop>(r#"["a"]"#).unwrap(), Stop::List(vec!["a".into()]));
    assert_eq!(serde_json::from_str::<Stop>("3").unwrap(), Stop::Unknown(json!(3)));
}

#[test]
fn presence() {
    use runtime::Nullable;
    type T = types::Presence;
    let full = T { a: None, b: None, c: Nullable::Null, additional: [("x".to_owned(), 1)].into() };
    let text = r#"{"kind":"K","c":null,"x":1}"#;
    assert_eq!(serde_json::from_str::<T>(text).unwrap(), full);
    assert_eq!(serde_json::to_string(&full).unwrap(), text);
    assert_eq!(serde_json::from_str::<T>(r#"{"a":null,"b":null,"c":null}"#).unwrap().b, Some(Nullable::Null));
    assert!(serde_json::from_str::<T>(r#"{"a":null}"#).unwrap_err().to_string().starts_with("missing field `c`"));
    assert!(
        serde_json::from_str::<AwsPrivateLinkAccess>(r#"{"account":"1"}"#)
            .unwrap_err()
            .to_string()
            .starts_with("missing field `kind`")
    );
}

#[test]
fn open_enums() {
    let level: types::Level = serde_json::from_str("7").unwrap();
    assert_eq!((level, types::Level::from(1)), (types::Level::Unknown(7), types::Level::Low));
    assert_eq!(serde_json::to_string(&types::Level::Low).unwrap(), "1");
    assert_eq!(serde_json::to_string(&[Phase::from("READY"), Phase::from("x")]).unwrap(), r#"["READY","x"]"#);
    assert_eq!(Phase::from("READY".to_owned()).to_string(), "READY");
}
