//! Operations for every way of paging, of signing in and of passing parameters.

use std::collections::BTreeMap;

use basetype_runtime as rt;

use super::{Client, Request};

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub items: Option<Vec<i64>>,
    pub unknown: rt::UnknownMembers,
}
rt::object! { Page { optional items "items", } }

macro_rules! list {
    ($name:ident $path:literal $paging:ident($($argument:literal),*)) => {
        rt::operation! {
            $name = GET $path {
                id: $path,
                output: Page,
                responses: { 200 => json Page },
                paging: $paging($($argument),*),
                items: items -> i64,
            }
        }
    };
}
list! { NextUrl "/next-url" next_url("links.next") }
list! { Cursor "/cursor" cursor("next", "cursor") }
list! { InHeader "/header" header("X-Next", "token") }
list! { Link "/link" link() }
list! { LinkPage "/link-page" link("page") }
list! { Offset "/offset" offset("offset") }
list! { Number "/number" number("page", 1) }

rt::operation! {
    Array = GET "/array" {
        id: "array",
        output: Vec<i64>,
        responses: { 200 => json Vec<i64> },
        paging: number("page", 0),
        items: self -> i64,
    }
    HeaderKey = GET "/header-key" {
        id: "headerKey", security: [["header-key"]], output: (), responses: { 2XX => empty },
    }
    QueryKey = GET "/query-key" {
        id: "queryKey", security: [["query-key"]], output: (), responses: { 2XX => empty },
    }
    OddKey = GET "/odd-key" {
        id: "oddKey", security: [["odd-key"]], output: (), responses: { 2XX => empty },
    }
    CookieKey = GET "/cookie-key" {
        id: "cookieKey", security: [["cookie-key"]], output: (), responses: { 2XX => empty },
    }
    Both = GET "/both" {
        id: "both", security: [["header-key", "cloud-api-key"]], output: (), responses: { 2XX => empty },
    }
    Optional = GET "/optional" {
        id: "optional", security: [[], ["cloud-api-key"]], output: (), responses: { 2XX => empty },
    }
    Certificate = GET "/certificate" {
        id: "certificate", security: [["certificate"]], output: (), responses: { 2XX => empty },
    }
    Token = GET "/token" {
        id: "token", security: [["confluent-sts-access-token"]], output: (), responses: { 2XX => empty },
    }
    Post = POST "/post/{a}/{b}" {
        id: "post", output: rt::Bytes, responses: { 2XX => bytes },
    }
}

impl<M: rt::Mode> Client<M> {
    pub fn request<Op: rt::Operation>(&self) -> Request<Op, M> {
        Request::new(self)
    }

    pub fn post(&self, a: &str, b: &str) -> Request<Post, M> {
        Request::new(self).path("a", a).path("b", b)
    }
}

impl<M: rt::Mode> Request<Post, M> {
    pub fn filter(self, value: &BTreeMap<String, rt::Value>) -> Self {
        self.parameter(&rt::Parameter::query("filter").style(rt::Style::DeepObject, true), value)
    }

    pub fn ids(self, value: &[i64]) -> Self {
        self.parameter(&rt::Parameter::query("ids").style(rt::Style::Form, false), value)
    }

    pub fn session(self, value: &str) -> Self {
        self.parameter(&rt::Parameter::cookie("session"), value)
    }

    pub fn trace(self, value: &[&str]) -> Self {
        self.parameter(&rt::Parameter::header("X-Trace"), value)
    }
}
