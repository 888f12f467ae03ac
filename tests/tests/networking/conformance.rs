//! Every operation, called against a server that is not ours: `cargo xtask conformance` starts it, runs this test, and
//! judges what this test has written down.

use std::path::Path;
use std::sync::{Arc, Mutex};

use basetype_tests::caller::{Answer, Arguments};
use basetype_tests::document::{Document, Operation};
use basetype_tests::draw;
use confluent_networking::runtime::transport::{BoxFuture, HttpTransport, Limits, TransportError, reqwest_builder};
use confluent_networking::runtime::{Bytes, RetryPolicy, Transport, http};
use confluent_networking::{Client, ErrorKind};
use http::{HeaderMap, HeaderValue, Request, Response};
use serde_json::{Value, json};

use crate::calls::arguments;
use crate::client::call;

/// A change of a request on its way, which a check of requests must find.
#[derive(Clone, Copy, Debug)]
enum Corruption {
    /// No member is left of the body.
    EmptyBody,
    /// The body gets an `id`, which is read-only.
    ReadOnlyMember,
    /// The URL loses its query.
    NoQuery,
}

/// Sends requests over HTTP, asks the mock server for a certain status, and keeps what was exchanged.
#[derive(Clone)]
struct Tap {
    inner: HttpTransport,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    status: String,
    corruption: Option<Corruption>,
    /// The last exchange: request, and response if there was one.
    exchange: (Value, Value),
}

impl Transport for Tap {
    fn send(&self, mut request: Request<Bytes>, limits: Limits) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            {
                let mut state = self.state.lock().unwrap();
                let prefer = HeaderValue::from_str(&format!("code={}", state.status)).unwrap();
                request.headers_mut().insert("prefer", prefer);
                if let Some(corruption) = state.corruption {
                    corrupt(&mut request, corruption);
                }
                state.exchange = (written_request(&request), Value::Null);
            }
            let response = self.inner.send(request, limits).await?;
            self.state.lock().unwrap().exchange.1 = written_response(&response);
            Ok(response)
        })
    }
}

fn corrupt(request: &mut Request<Bytes>, corruption: Corruption) {
    let mut body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    match corruption {
        Corruption::EmptyBody => body = json!({}),
        Corruption::ReadOnlyMember => body["id"] = json!("an-id"),
        Corruption::NoQuery => {
            let place = request.uri().to_string();
            *request.uri_mut() = place.split('?').next().unwrap().parse().unwrap();
            return;
        }
    }
    *request.body_mut() = body.to_string().into();
}

fn written_request(request: &Request<Bytes>) -> Value {
    json!({
        "method": request.method().as_str(),
        "target": request.uri().path_and_query().unwrap().as_str(),
        "headers": headers(request.headers()),
        "body": String::from_utf8_lossy(request.body()),
    })
}

fn written_response(response: &Response<Bytes>) -> Value {
    json!({
        "status": response.status().as_u16(),
        "headers": headers(response.headers()),
        "body": String::from_utf8_lossy(response.body()),
    })
}

fn headers(headers: &HeaderMap) -> Vec<(&str, String)> {
    headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

/// What drives the client, and what it has written down.
struct Driver<'d> {
    document: &'d Document,
    client: Client,
    tap: Tap,
    exchanges: Vec<Value>,
}

impl Driver<'_> {
    /// Calls an operation so that the server answers with `status`: an error is had with the least arguments, a success
    /// with all that the document makes different.
    async fn calls(&mut self, operation: &Operation<'_>, status: &str) {
        let least = arguments(self.document, operation, false);
        self.exchange(operation, status, ("the least arguments", least), None).await;
        if !status.starts_with('2') {
            return;
        }
        let all = arguments(self.document, operation, true);
        self.exchange(operation, status, ("all arguments", all.clone()), None).await;
        for (place, body) in request_bodies(self.document, operation).into_iter().enumerate() {
            let values = Arguments { body: Some(body), ..all.clone() };
            self.exchange(operation, status, (&format!("body {place}"), values), None).await;
        }
    }

    /// Makes one call, and notes what came of it.
    async fn exchange(
        &mut self,
        operation: &Operation<'_>,
        status: &str,
        (case, values): (&str, Arguments),
        corruption: Option<Corruption>,
    ) {
        *self.tap.state.lock().unwrap() = State { status: status.to_owned(), corruption, ..State::default() };
        let name = format!("{} {}", operation.method, operation.path);
        let answer = call(&self.client, &name, &values).await;
        let (request, response) = std::mem::take(&mut self.tap.state.lock().unwrap().exchange);
        let problem = match corruption {
            // What is asked here is only whether the corruption is found.
            Some(_) => None,
            None => self.problem(operation, status, &response, &answer),
        };
        self.exchanges.push(json!({
            "operation": operation.id(),
            "status": status,
            "case": case,
            "corruption": corruption.map(|corruption| format!("{corruption:?}")),
            "request": request,
            "response": response,
            "problem": problem,
        }));
    }

    /// What the client made wrong of the response.
    fn problem(&self, operation: &Operation<'_>, status: &str, response: &Value, answer: &Answer) -> Option<String> {
        let told = response["status"].as_u64().map(|status| status.to_string());
        if told.as_deref() != Some(status) {
            return Some(format!("the server was asked for {status} and answered {}: {answer:?}", response["status"]));
        }
        let (error, body) = match &answer.result {
            Ok(_) => return (!status.starts_with('2')).then(|| format!("{status} is taken for success")),
            Err(error) => error,
        };
        if status.starts_with('2') {
            return Some(format!("{:?}: {error}", error.kind()));
        }
        let declares_body = self.document.bodies_of(operation).iter().any(|body| body.side.to_string() == status);
        if error.kind() != ErrorKind::Status || error.status().map(|status| status.as_u16().to_string()) != told {
            return Some(format!("{status} is mapped to {:?}: {error}", error.kind()));
        }
        if error.operation() != Some(operation.id()) {
            return Some(format!("the error is said to be of {:?}", error.operation()));
        }
        (declares_body != body.is_some()).then(|| format!("the typed body is {body:?}, raw {:?}", error.raw_body()))
    }
}

/// Bodies of an operation: with every variant of each union, every listed value, every null, and some by chance.
fn request_bodies(document: &Document, operation: &Operation<'_>) -> Vec<Value> {
    let body = document.bodies_of(operation).into_iter().find(|body| body.name.ends_with(" request"));
    body.map(|body| draw::values(document, &body, 4)).unwrap_or_default().into_iter().map(|drawn| drawn.value).collect()
}

fn environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: this is run by `cargo xtask conformance`"))
}

#[tokio::test]
#[ignore = "needs the server that `cargo xtask conformance` starts"]
async fn every_operation_against_another_server() {
    let document = Document::parse(&std::fs::read_to_string(environment("CONFORMANCE_DOCUMENT")).unwrap());
    let tap = Tap { inner: HttpTransport::new(reqwest_builder().unwrap().build().unwrap()), state: Arc::default() };
    let builder = Client::builder().server(environment("CONFORMANCE_SERVER")).basic("key", "secret");
    let client = builder.retry(RetryPolicy::never()).transport(tap.clone()).build().unwrap();
    let mut driver = Driver { document: &document, client, tap, exchanges: Vec::new() };
    for operation in document.operations() {
        for (status, _) in document.responses(&operation) {
            driver.calls(&operation, status).await;
        }
    }
    // The controls: requests that are wrong on purpose. A check that does not find them finds nothing.
    for (method, corruption) in
        [("POST", Corruption::EmptyBody), ("POST", Corruption::ReadOnlyMember), ("GET", Corruption::NoQuery)]
    {
        let operations = document.operations();
        let needs_query = |operation: &Operation<'_>| {
            operation.parameters.iter().any(|parameter| parameter["in"] == "query" && parameter["required"] == true)
        };
        let fits = |it: &&Operation<'_>| it.method == method && (method == "POST" || needs_query(it));
        let operation = operations.iter().find(fits).unwrap();
        let (status, least) = (document.responses(operation)[0].0, arguments(&document, operation, false));
        driver.exchange(operation, status, ("a control", least), Some(corruption)).await;
    }
    let out = environment("CONFORMANCE_EXCHANGES");
    std::fs::write(Path::new(&out), serde_json::to_string(&driver.exchanges).unwrap()).unwrap();
}
