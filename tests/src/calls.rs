//! Calls of a client's operations over HTTP, with what must come of each.

use serde_json::{Map, Value};

use crate::behaviour::same_but_for_instants;
use crate::caller::Arguments;
use crate::document::{Document, Operation};
use crate::exchange::{answers, asked_of, calls_of, check, code_of, reply_of};
use crate::headers::{self, Drawn};
use crate::server::Server;

/// Generated code that calls operations by the document's names.
pub trait Caller {
    /// Calls an operation on a server. An error is an object of `status`, typed `body` and `message`.
    fn call(&mut self, operation: &str, arguments: &Arguments, url: &str) -> Result<Value, Value>;
}

/// What came of the calls of a document's operations.
#[derive(Debug, Default)]
pub struct Report {
    /// How many operations there are.
    pub operations: usize,
    /// How many calls were made.
    pub calls: usize,
    /// What did not hold, a line each.
    pub failures: Vec<String>,
}

impl Report {
    /// Calls each operation: with the least and with all arguments, with each body that it takes, for each representation
    /// that it gives, and answered with each response that the document declares.
    pub fn of(document: &Document, caller: &mut dyn Caller) -> Self {
        let server = Server::start();
        let mut report = Self::default();
        for operation in document.operations() {
            report.operations += 1;
            report.with_headers(document, &operation, &server, caller);
            for all in [false, true] {
                for (arguments, media_type) in calls_of(document, &operation, all) {
                    for accept in asked_of(document, &operation) {
                        let arguments = Arguments { accept, ..arguments.clone() };
                        report.answered(document, &operation, &arguments, media_type, &server, caller);
                    }
                }
            }
        }
        report
    }

    /// Each success that declares headers, answered with all of them.
    fn with_headers(&mut self, document: &Document, operation: &Operation<'_>, server: &Server, caller: &mut dyn Caller) {
        let declared = document.responses(operation);
        for (status, response) in declared.iter().filter(|(status, _)| status.starts_with('2')) {
            let headers = headers::drawn(document, response);
            let asked = asked_of(document, operation).len();
            let Some((arguments, _)) = calls_of(document, operation, false).into_iter().next() else { continue };
            // Where there are several representations, each is a call of its own without more of headers.
            if headers.is_empty() || asked > 1 {
                continue;
            }
            let (mut reply, _) = reply_of(document, response, code_of(status, &declared), None);
            reply.headers.extend(headers.iter().flat_map(Drawn::lines));
            server.reply(reply);
            let name = format!("{} {}", operation.method, operation.path);
            let result = caller.call(&name, &Arguments { wants_headers: true, ..arguments }, &server.url());
            self.calls += 1;
            server.asked();
            let expected = headers.into_iter().map(|header| (header.name, header.value)).collect::<Map<_, _>>().into();
            if !result.as_ref().is_ok_and(|found| same_but_for_instants(found, &expected)) {
                self.failures.push(format!("{name} {status}: the headers {expected} come to {result:?}"));
            }
        }
    }

    fn answered(
        &mut self,
        document: &Document,
        operation: &Operation<'_>,
        arguments: &Arguments,
        media_type: Option<&str>,
        server: &Server,
        caller: &mut dyn Caller,
    ) {
        let name = format!("{} {}", operation.method, operation.path);
        let declared = document.responses(operation);
        for (status, response) in &declared {
            let code = code_of(status, &declared);
            for answer in answers(response, code, arguments.accept.as_deref()) {
                let (reply, value) = reply_of(document, response, code, answer);
                server.reply(reply);
                let result = caller.call(&name, arguments, &server.url());
                self.calls += 1;
                let asked = server.asked();
                let [asked] = asked.as_slice() else {
                    self.failures.push(format!("{name}: {} requests: {result:?}", asked.len()));
                    continue;
                };
                let mut wrong = check(document, operation, arguments, media_type, asked);
                let value = value.unwrap_or(Value::Null);
                wrong.extend(match result {
                    Ok(output) if code < 300 && same_but_for_instants(&output, &value) => None,
                    Err(error) if code >= 300 && error["status"] == code && same_but_for_instants(&error["body"], &value) => None,
                    result => Some(format!("{code} with {value} comes to {result:?}")),
                });
                let about = format!("{name} {media_type:?} {answer:?} {status}");
                self.failures.extend(wrong.into_iter().map(|wrong| format!("{about}: {wrong}")));
            }
        }
    }
}
