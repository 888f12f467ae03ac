//! Servers with variables: what is said of them, their defaults, and what they cannot be.

use basetype_runtime::{self as runtime, Error, ErrorKind};

runtime::client! {
    /// A client.
    server: "https://{region}.example.com/{version}/",
    variables: ["region" = "eu" of ["eu", "us"], "store" = "files", "version" = "v1"],
    servers: ["https://{store}.{region}.example.com"],
    schemes: [],
}

runtime::operation! {
    Read = GET "/files" { id: "read", output: (), responses: { 2XX => empty }, }
    Store = PUT "/files" { id: "store", server: "https://{store}.{region}.example.com", output: (), responses: { 2XX => empty }, }
}

/// Where the two operations are for a client of these settings.
fn places(builder: ClientBuilder) -> Result<[String; 2], Error> {
    let client = builder.build()?;
    let uri = |request: http::Request<runtime::Bytes>| request.uri().to_string();
    Ok([uri(Request::<Read>::new(&client).build()?), uri(Request::<Store>::new(&client).build()?)])
}

fn refusal(builder: ClientBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    error.to_string()
}

#[test]
fn variables_have_defaults() {
    let expect = ["https://eu.example.com/v1/files", "https://files.eu.example.com/files"];
    assert_eq!(places(Client::builder()).unwrap(), expect);
}

#[test]
fn variables_are_what_is_said() {
    let builder = Client::builder().server_variable("region", "us").server_variable("version", "v2/beta");
    let expect = ["https://us.example.com/v2/beta/files", "https://files.us.example.com/files"];
    assert_eq!(places(builder.clone()).unwrap(), expect);
    let expect = ["https://us.example.com/v2/beta/files", "https://backup.us.example.com/files"];
    assert_eq!(places(builder.server_variable("store", "backup")).unwrap(), expect);
}

#[test]
fn another_server_has_variables_too() {
    let named = "https://{store}.{region}.example.com";
    let builder = Client::builder().server("http://{region}.localhost:1/{version}").server_for(named, "http://localhost:2/up");
    let expect = ["http://us.localhost:1/v1/files", "http://localhost:2/up/files"];
    assert_eq!(places(builder.server_variable("region", "us")).unwrap(), expect);
}

#[test]
fn what_a_variable_cannot_be_is_refused() {
    let said = |name: &str, value: &str| refusal(Client::builder().server_variable(name, value));
    let listed = said("region", "asia");
    assert!(listed.contains("\"asia\"") && listed.contains("[\"eu\", \"us\"]"), "{listed}");
    assert!(said("reigon", "eu").contains("reigon"));
    // The host stays that of the document.
    for value in ["evil.example/", "evil.example/?", "evil.example#", "user@evil.example", "evil.example\\", "{region}"] {
        assert!(said("store", value).contains("store"), "{value}");
    }
    assert!(said("version", "v1?a=b").contains("version"));
    let elsewhere = refusal(Client::builder().server("https://example.com").server_variable("version", "v2"));
    assert!(elsewhere.contains("version"), "{elsewhere}");
}
