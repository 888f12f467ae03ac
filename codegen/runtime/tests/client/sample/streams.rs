//! Operations that give streams, and that take uploads.
#![allow(clippy::wrong_self_convention, reason = "a representation is of the request, which is sent but once")]

use basetype_runtime as rt;

use super::{Client, Request};

rt::operation! {
    Watch = GET "/watch" {
        id: "watch",
        accept: "text/event-stream",
        output: rt::Events<i64>,
        responses: { 200 => events i64 },
        errors: { default => json rt::Value },
    }
    Read = GET "/read" {
        id: "read",
        output: Vec<i64>,
        responses: { 200 => json Vec<i64> },
    }
    Send = PUT "/files/{name}" {
        id: "send", output: (), responses: { 2XX => empty },
    }
    Add = POST "/files" {
        id: "add", output: (), responses: { 2XX => empty },
    }
}
rt::representation! {
    WatchTexts = Watch {
        accept: "text/event-stream",
        output: rt::Events<String>,
        responses: { 200 => texts },
    }
    ReadLines = Read {
        accept: "application/jsonl",
        output: rt::Lines<rt::Value>,
        responses: { 200 => lines rt::Value },
    }
    ReadSequence = Read {
        accept: "application/json-seq",
        output: rt::Lines<rt::Value>,
        responses: { 200 => sequence rt::Value },
    }
}

impl<M: rt::Mode> Client<M> {
    pub fn send_file(&self, name: &str, body: impl Into<rt::Upload>) -> Request<Send, M> {
        Request::new(self).path("name", name).body("application/octet-stream", body)
    }

    pub fn add_files(&self, parts: &Vec<rt::Part>) -> Request<Add, M> {
        Request::new(self).multipart(parts)
    }
}

impl<M: rt::Mode> Request<Watch, M> {
    pub fn as_texts(self) -> Request<WatchTexts, M> {
        self.represented()
    }
}

impl<M: rt::Mode> Request<Read, M> {
    pub fn as_lines(self) -> Request<ReadLines, M> {
        self.represented()
    }

    pub fn as_sequence(self) -> Request<ReadSequence, M> {
        self.represented()
    }
}
