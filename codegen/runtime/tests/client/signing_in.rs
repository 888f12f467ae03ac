//! Credentials: what is sent, to whom, and how tokens are renewed.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use basetype_runtime::{
    ErrorKind, RetryPolicy, Secret,
    credentials::{ApiKey, Basic, ClientCredentials, TokenExchange},
    testing::TestClock,
};
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::{
    sample::{Client, ClientBuilder, lists},
    support::{Answer, Asked, Server, reply},
};

fn empty() -> Answer {
    Answer::Reply(204, vec![], vec![])
}

#[tokio::test]
async fn keys_stand_where_the_document_says() {
    let server = Server::sequence(vec![empty()]);
    let client = Client::builder().server(&server.url).api_key("k&y").basic("id", "secret").build().unwrap();
    client.request::<lists::HeaderKey>().send().await.unwrap();
    client.request::<lists::QueryKey>().send().await.unwrap();
    client.request::<lists::CookieKey>().header("cookie", "a=b").send().await.unwrap();
    client.request::<lists::Both>().send().await.unwrap();
    client.request::<lists::Optional>().send().await.unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].header("x-key"), Some("k&y"));
    assert_eq!(asked[1].target, "/query-key?key=k%26y");
    assert_eq!(asked[2].header("cookie"), Some("a=b; session=k&y"));
    assert_eq!((asked[3].header("x-key"), asked[3].header("authorization")), (Some("k&y"), Some("Basic aWQ6c2VjcmV0")));
    assert_eq!(asked[4].header("authorization"), Some("Basic aWQ6c2VjcmV0"));
}

#[tokio::test]
async fn what_cannot_be_satisfied_is_not_sent() {
    let server = Server::sequence(vec![empty()]);
    let client = Client::builder().server(&server.url).credential_for("header-key", ApiKey::new("k")).build().unwrap();
    let error = client.request::<lists::Both>().send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0));
    assert_eq!(
        error.to_string(),
        "both: this operation needs a credential for `header-key` (an API key in the header `X-Key`) and `cloud-api-key` (HTTP Basic)"
    );
    client.request::<lists::QueryKey>().send().await.unwrap_err();
    client.request::<lists::Certificate>().send().await.unwrap_err();
    assert!(server.asked().is_empty());
    client.request::<lists::Optional>().send().await.unwrap();
    assert_eq!(server.only().header("authorization"), None);
}

#[test]
fn a_credential_for_a_scheme_must_fit_it() {
    let unknown = Client::builder().credential_for("header-kye", ApiKey::new("k")).build().unwrap_err();
    let expect = "a credential is set for the scheme `header-kye`, and there are `cloud-api-key`, `confluent-sts-access-token`";
    assert!(unknown.to_string().starts_with(expect), "{unknown}");
    let wrong = Client::builder().credential_for("header-key", Basic::new("u", "p")).build().unwrap_err();
    let expect = "the credential that is set for `header-key` cannot serve as an API key in the header `X-Key`";
    assert_eq!((wrong.kind(), wrong.to_string().as_str()), (ErrorKind::Credentials, expect));
}

/// The environment of a process that has begun is not to be changed, so this runs itself with another one.
#[test]
fn the_environment_says_who_is_calling_and_where() {
    let server = Server::sequence(vec![empty()]);
    let run = |variables: &[(&str, &str)]| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "signing_in::calls_from_the_environment", "--ignored", "--nocapture"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (key, secret, url) = (("SAMPLE_API_KEY", "id"), ("SAMPLE_API_SECRET", "secret"), ("SAMPLE_API_URL", server.url.as_str()));
    assert_eq!(run(&[key, secret, url]), (true, String::new()));
    assert_eq!(server.only().header("authorization"), Some("Basic aWQ6c2VjcmV0"));
    for variables in [&[key, url][..], &[key, ("SAMPLE_API_SECRET", ""), url]] {
        let (success, said) = run(variables);
        let expect = "to sign in, set the environment variables SAMPLE_API_KEY and SAMPLE_API_SECRET";
        assert!(!success && said.contains(expect), "{said}");
    }
}

#[tokio::test]
#[ignore = "run by the test above, with variables of its own"]
async fn calls_from_the_environment() {
    let client = Client::from_env().unwrap_or_else(|error| panic!("{error}"));
    client.request::<lists::Optional>().send().await.unwrap();
}

/// A service that has its token endpoint beside it. Tokens are numbered and live for `lifetime` seconds. `refuse` tells
/// which are refused.
fn service(lifetime: u64, refuse: impl Fn(&str) -> bool + Send + Sync + 'static) -> Server {
    let tokens = AtomicUsize::new(0);
    Server::start(move |asked, _| {
        if asked.target.ends_with("/oauth2/token") {
            let number = tokens.fetch_add(1, Ordering::SeqCst) + 1;
            let token = json!({"access_token": format!("t{number}"), "token_type": "bearer", "expires_in": lifetime});
            return reply(200, &token.to_string());
        }
        let given = asked.header("authorization").unwrap_or_default();
        if refuse(given) { reply(401, r#"{"errors": []}"#) } else { empty() }
    })
}

fn exchange(server: &Server) -> TokenExchange {
    TokenExchange::new(|| async { Ok::<_, std::io::Error>("subject token\n") })
        .identity_pool("pool-1")
        .parameter("expires_in", "900")
        .token_url(format!("{}/sts/v1/oauth2/token", server.url))
}

fn builder(server: &Server, clock: &TestClock) -> ClientBuilder {
    Client::builder().server(&server.url).clock(clock.clone()).retry(RetryPolicy::never())
}

fn form(asked: &Asked) -> BTreeMap<String, String> {
    let body = String::from_utf8(asked.body.clone()).unwrap();
    let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    body.split('&').map(|pair| pair.split_once('=').unwrap()).map(|(name, value)| (decode(name), decode(value))).collect()
}

fn tokens_asked(server: &Server) -> usize {
    server.asked().iter().filter(|asked| asked.target.ends_with("/oauth2/token")).count()
}

#[tokio::test]
async fn a_token_is_exchanged() {
    let server = service(900, |_| false);
    let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    let asked = server.asked();
    assert_eq!((asked[0].method.as_str(), asked[0].target.as_str()), ("POST", "/sts/v1/oauth2/token"));
    assert_eq!(asked[0].header("authorization"), None);
    assert_eq!(asked[0].header("user-agent"), asked[1].header("user-agent"));
    assert_eq!(asked[0].header("content-type"), Some("application/x-www-form-urlencoded"));
    let expect = [
        ("expires_in", "900"),
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("identity_pool_id", "pool-1"),
        ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("subject_token", "subject token"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
    ];
    assert_eq!(form(&asked[0]), expect.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert_eq!(asked[1].header("authorization"), Some("Bearer t1"));
}

#[tokio::test]
async fn the_documented_endpoint_moves_with_the_server() {
    let server = service(900, |_| false);
    let source = || async { Ok::<_, std::io::Error>("s") };
    let client = builder(&server, &TestClock::new()).credential(TokenExchange::new(source)).build().unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    assert_eq!(server.asked()[0].target, "/sts/v1/oauth2/token");
}

#[tokio::test]
async fn a_call_that_is_dropped_hands_the_renewal_on() {
    let server = Server::start(|asked, place| match place {
        _ if asked.target == "/token" => empty(),
        0 => Answer::Silence,
        _ => reply(200, r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 900}"#),
    });
    let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
    let first = tokio::spawn(client.request::<lists::Token>().send());
    while server.count() == 0 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn(client.request::<lists::Token>().send());
    tokio::task::yield_now().await;
    first.abort();
    second.await.unwrap().unwrap();
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn client_credentials_give_a_token() {
    let server = service(900, |_| false);
    let credential = || ClientCredentials::new("i:d", "s cret").token_url(format!("{}/oauth2/token", server.url)).scope("a b");
    let client = builder(&server, &TestClock::new()).credential(credential()).build().unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    let in_body = builder(&server, &TestClock::new()).credential(credential().in_body()).build().unwrap();
    in_body.request::<lists::Token>().send().await.unwrap();
    let asked = server.asked();
    // "i%3Ad:s%20cret"
    assert_eq!(asked[0].header("authorization"), Some("Basic aSUzQWQ6cyUyMGNyZXQ="));
    assert_eq!(form(&asked[0])["scope"], "a b");
    assert_eq!(asked[1].header("authorization"), Some("Bearer t1"));
    assert_eq!((asked[2].header("authorization"), form(&asked[2])["client_secret"].as_str()), (None, "s cret"));
}

#[tokio::test]
async fn tokens_are_renewed_early() {
    for (lifetime, renewed_after) in [(900, 840), (100, 50)] {
        let server = service(lifetime, |_| false);
        let clock = TestClock::new();
        let client = builder(&server, &clock).credential(exchange(&server)).build().unwrap();
        client.request::<lists::Token>().send().await.unwrap();
        clock.advance(Duration::from_secs(renewed_after - 1));
        client.request::<lists::Token>().send().await.unwrap();
        assert_eq!(tokens_asked(&server), 1);
        clock.advance(Duration::from_secs(1));
        client.request::<lists::Token>().send().await.unwrap();
        assert_eq!(tokens_asked(&server), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_callers_make_one_request_for_a_token() {
    for lifetime in [900, 0] {
        let server = service(lifetime, |_| false);
        let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
        let barrier = Arc::new(tokio::sync::Barrier::new(100));
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let (client, barrier) = (client.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    client.request::<lists::Token>().send().await
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(server.asked().len() - tokens_asked(&server), 100);
        if lifetime > 0 {
            assert_eq!(tokens_asked(&server), 1);
        }
    }
}

#[tokio::test]
async fn who_waits_for_a_failing_endpoint_shares_its_failure() {
    let (send, receive) = std::sync::mpsc::channel::<()>();
    let receive = std::sync::Mutex::new(receive);
    let server = Server::start(move |_, _| {
        receive.lock().unwrap().recv().unwrap();
        reply(503, r#"{"error": "temporarily_unavailable", "error_description": "later"}"#)
    });
    let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.request::<lists::Token>().send())).collect();
    // On one thread, all calls have begun to wait when this one goes on.
    tokio::task::yield_now().await;
    send.send(()).unwrap();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0));
        assert_eq!(error.to_string(), "token: the token endpoint gave no token: 503 Service Unavailable: later");
    }
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn who_waits_shares_a_token_however_short_it_lives() {
    let (send, receive) = std::sync::mpsc::channel::<()>();
    let receive = std::sync::Mutex::new(receive);
    let server = Server::start(move |asked, _| match asked.target.as_str() {
        "/token" => empty(),
        _ => {
            receive.lock().unwrap().recv().unwrap();
            reply(200, r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 0}"#)
        }
    });
    let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.request::<lists::Token>().send())).collect();
    // On one thread, all calls have begun to wait when this one goes on.
    tokio::task::yield_now().await;
    send.send(()).unwrap();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((tokens_asked(&server), server.count()), (1, 101));
}

#[tokio::test]
async fn nobody_waits_for_a_renewal_while_the_old_token_serves() {
    let server = Server::start(|asked, place| match place {
        _ if asked.target == "/token" => empty(),
        0 => reply(200, r#"{"access_token": "old", "token_type": "Bearer", "expires_in": 900}"#),
        _ => Answer::Silence,
    });
    let clock = TestClock::new();
    let client = builder(&server, &clock).credential(exchange(&server)).build().unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    clock.advance(Duration::from_secs(850));
    let renewing = tokio::spawn(client.request::<lists::Token>().send());
    while server.count() < 3 {
        tokio::task::yield_now().await;
    }
    client.request::<lists::Token>().send().await.unwrap();
    assert_eq!(server.asked().last().unwrap().header("authorization"), Some("Bearer old"));
    assert!(!renewing.is_finished());
}

#[tokio::test]
async fn an_endpoint_that_is_down_is_asked_again() {
    let server = Server::start(|asked, place| match place {
        _ if asked.target == "/token" => empty(),
        0 => reply(503, "").header("retry-after", "9"),
        _ => reply(200, r#"{"access_token": "t", "token_type": "Bearer", "expires_in": "60"}"#),
    });
    let clock = TestClock::new();
    let client = builder(&server, &clock).retry(RetryPolicy::default()).credential(exchange(&server)).build().unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    assert_eq!(clock.slept(), [Duration::from_secs(9)]);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let server = service(900, |given| given == "Bearer t1");
    let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    assert_eq!(server.asked().last().unwrap().header("authorization"), Some("Bearer t2"));

    let server = service(900, |_| true);
    let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
    let error = client.request::<lists::Token>().send().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((error.attempts(), tokens_asked(&server)), (2, 2));

    // There is no other password to try.
    let client = builder(&server, &TestClock::new()).basic("id", "secret").build().unwrap();
    assert_eq!(client.request::<lists::Both>().send().await.unwrap_err().kind(), ErrorKind::Credentials);
    let error = client.request::<lists::Optional>().send().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_token_that_is_refused_to_many_is_replaced_once() {
    let server = service(900, |given| given == "Bearer t1");
    let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
    let calls: Vec<_> = (0..50).map(|_| tokio::spawn(client.request::<lists::Token>().send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(tokens_asked(&server), 2);
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_serves_until_it_expires() {
    let server = Server::start(|asked, place| match place {
        _ if asked.target == "/token" => empty(),
        0 => reply(200, r#"{"access_token": "t", "token_type": "Bearer", "expires_in": 900}"#),
        _ => reply(503, ""),
    });
    let clock = TestClock::new();
    let client = builder(&server, &clock).credential(exchange(&server)).build().unwrap();
    client.request::<lists::Token>().send().await.unwrap();
    clock.advance(Duration::from_secs(850));
    client.request::<lists::Token>().send().await.unwrap();
    assert_eq!(tokens_asked(&server), 2);
    // Not every call asks an endpoint that is down: only after half of the time that is left.
    clock.advance(Duration::from_secs(24));
    client.request::<lists::Token>().send().await.unwrap();
    assert_eq!(tokens_asked(&server), 2);
    clock.advance(Duration::from_secs(1));
    client.request::<lists::Token>().send().await.unwrap();
    assert_eq!(tokens_asked(&server), 3);
    clock.advance(Duration::from_secs(25));
    let error = client.request::<lists::Token>().send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0));
    assert_eq!(error.cause::<basetype_runtime::Error>().unwrap().status().unwrap(), 503);
}

#[tokio::test]
async fn an_answer_without_a_token_is_an_error_that_does_not_show_it() {
    for (body, expect) in [
        (r#"{"token": "hush"}"#, "the answer of the token endpoint is not as RFC 6749 has it: no access_token"),
        ("hush", "the answer of the token endpoint is not as RFC 6749 has it: no JSON"),
        (r#"{"access_token": "hush", "token_type": "mac"}"#, "the token is not a bearer token but of type \"mac\""),
    ] {
        let server = Server::sequence(vec![reply(200, body)]);
        let client = builder(&server, &TestClock::new()).credential(exchange(&server)).build().unwrap();
        let error = client.request::<lists::Token>().send().await.unwrap_err();
        assert_eq!(error.to_string(), format!("token: {expect}"));
        assert!(!format!("{error:?}").contains("hush"));
    }
    let source = || async { Err::<String, _>(std::io::Error::other("no file")) };
    let server = service(1, |_| false);
    let credential = TokenExchange::new(source).token_url(&server.url);
    let client = builder(&server, &TestClock::new()).credential(credential).build().unwrap();
    let error = client.request::<lists::Token>().send().await.unwrap_err();
    assert_eq!(error.to_string(), "token: there is no subject token: no file");
}

#[tokio::test]
async fn no_secret_goes_elsewhere() {
    let elsewhere = Server::sequence(vec![empty()]);
    for status in [301, 302, 303, 307, 308] {
        let server = Server::sequence(vec![reply(status, "").header("location", format!("{}/token", elsewhere.url))]);
        let client = builder(&server, &TestClock::new()).api_key("k").bearer("t").basic("i", "s").build().unwrap();
        for error in [
            client.request::<lists::Token>().send().await.unwrap_err(),
            client.request::<lists::HeaderKey>().send().await.unwrap_err(),
            client.request::<lists::QueryKey>().send().await.unwrap_err(),
        ] {
            assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Status, status));
        }
    }
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn a_client_that_follows_redirects_is_found_out() {
    let elsewhere = Server::sequence(vec![empty()]);
    let server = Server::sequence(vec![reply(302, "").header("location", &elsewhere.url)]);
    let own = basetype_runtime::transport::reqwest_builder().unwrap().redirect(reqwest::redirect::Policy::limited(3));
    let client = builder(&server, &TestClock::new()).reqwest(own.build().unwrap()).build().unwrap();
    let error = client.request::<lists::Offset>().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
}

#[test]
fn nothing_shows_a_secret() {
    let secrets = ["hush-1", "hush-2", "hush-3", "hush-4", "hush-5", "aHVzaA"];
    let builder = Client::builder()
        .basic("user", "hush-1")
        .bearer("hush-2")
        .api_key("hush-3")
        .credential(ClientCredentials::new("id", "hush-4"))
        .credential(TokenExchange::new(|| async { Ok::<_, std::io::Error>(Secret::new("")) }).parameter("p", "hush-5"))
        .credential_for("cloud-api-key", Basic::new("u", "hush-1"));
    let client = builder.clone().build().unwrap();
    let request = client.request::<lists::Offset>();
    let shown = format!("{builder:?} {client:?} {:?} {request:?}", Secret::new("hush-1"));
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("user"));
}
