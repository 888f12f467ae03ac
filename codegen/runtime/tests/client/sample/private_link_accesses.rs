//! A generated resource.

use basetype_runtime as rt;

use super::{Client, Request, types};

#[derive(Clone, Debug)]
pub struct PrivateLinkAccesses<M = rt::Async> {
    pub(crate) client: Client<M>,
}

impl<M: rt::Mode> PrivateLinkAccesses<M> {
    #[doc(alias = "createNetworkingV1PrivateLinkAccess")]
    pub fn create(&self, body: CreatePrivateLinkAccess) -> Request<Create, M> {
        Request::new(&self.client).json(&body)
    }

    pub fn get(&self, environment: &str, id: &str) -> Request<Get, M> {
        Request::new(&self.client).path("id", id).query("environment", environment)
    }

    pub fn delete(&self, id: &str) -> Request<Delete, M> {
        Request::new(&self.client).path("id", id)
    }

    pub fn wait_until_ready(&self, environment: &str, id: &str) -> rt::Wait<PrivateLinkAccess, M> {
        self.get(environment, id).wait_until_done(&WAITER)
    }

    pub fn wait_until_deleted(&self, environment: &str, id: &str) -> rt::Wait<(), M> {
        self.get(environment, id).wait_until_gone(&WAITER)
    }

    pub fn peek(&self, id: &str) -> Request<Peek, M> {
        Request::new(&self.client).path("id", id)
    }

    pub fn list(&self, environment: &str) -> Request<List, M> {
        Request::new(&self.client).query("environment", environment)
    }
}

pub(crate) static WAITER: rt::Waiter = rt::Waiter {
    phase: "status.phase",
    done: &["READY"],
    failed: &["FAILED"],
    message: "status.error_message",
    gone: &[404, 403],
    interval: 60,
    timeout: 7200,
    gone_timeout: 18000,
    ..rt::Waiter::DEFAULT
};

impl<M: rt::Mode> Request<List, M> {
    pub fn status_phase(self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.query_list("status.phase", values)
    }

    pub fn page_size(self, value: i64) -> Self {
        self.query("page_size", &value)
    }
}

rt::operation! {
    /// Creates.
    Create = POST "/networking/v1/private-link-accesses" {
        id: "createNetworkingV1PrivateLinkAccess",
        security: [["cloud-api-key"], ["confluent-sts-access-token"]],
        output: PrivateLinkAccess,
        responses: { 202 => json PrivateLinkAccess, },
        errors: { 400 | 401 | 402 => json types::Failure, 429 => empty, 4XX | default => json types::Failure, },
        headers: types::CreateHeaders,
    }

    /// Reads.
    Get = GET "/networking/v1/private-link-accesses/{id}" {
        id: "getNetworkingV1PrivateLinkAccess",
        security: [["cloud-api-key"], ["confluent-sts-access-token"]],
        output: PrivateLinkAccess,
        responses: { 200 => json PrivateLinkAccess, },
        errors: { 404 => json types::Failure, 429 => empty, },
    }

    /// Deletes.
    Delete = DELETE "/networking/v1/private-link-accesses/{id}" {
        id: "deleteNetworkingV1PrivateLinkAccess",
        security: [["cloud-api-key"]],
        output: (),
        responses: { 204 => empty, },
    }

    /// Has several successes.
    Peek = GET "/peek/{id}" {
        id: "peek",
        accept: "application/json, text/plain",
        output: PeekOutput,
        responses: {
            200 => json types::ObjectReferenceInput as PeekOutput::Known,
            202 => text as PeekOutput::Text,
            2XX => bytes as PeekOutput::Bytes,
        },
    }

    /// Lists.
    List = GET "/networking/v1/private-link-accesses" {
        id: "listNetworkingV1PrivateLinkAccesses",
        security: [["cloud-api-key"], ["confluent-sts-access-token"("read", "write")]],
        output: PrivateLinkAccessList,
        responses: { 200 => json PrivateLinkAccessList, },
        errors: { 400 => json types::Failure, },
        paging: next_url("metadata.next", "page_token"),
        items: data -> PrivateLinkAccess,
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum PeekOutput {
    Known(types::ObjectReferenceInput),
    Text(String),
    Bytes(rt::Bytes),
}

#[derive(Clone, Debug, PartialEq)]
pub struct CreatePrivateLinkAccess {
    pub spec: CreateSpec,
    pub unknown: rt::UnknownMembers,
}
impl CreatePrivateLinkAccess {
    pub fn new(spec: CreateSpec) -> Self {
        Self { spec, unknown: Default::default() }
    }
}
rt::object! { CreatePrivateLinkAccess { required spec "spec", } }
rt::validate! { CreatePrivateLinkAccess { spec "spec" [], } }

#[derive(Clone, Debug, PartialEq)]
pub struct CreateSpec {
    pub display_name: Option<String>,
    pub cloud: PrivateLinkAccessSpecCloud,
    pub environment: types::ObjectReferenceInput,
    pub zones: Option<Vec<String>>,
    pub count: Option<i32>,
    pub unknown: rt::UnknownMembers,
}
impl CreateSpec {
    pub fn new(cloud: impl Into<PrivateLinkAccessSpecCloud>, environment: types::ObjectReferenceInput) -> Self {
        Self { display_name: None, cloud: cloud.into(), environment, zones: None, count: None, unknown: Default::default() }
    }
}
rt::object! { CreateSpec {
    optional display_name "display_name",
    required cloud "cloud",
    required environment "environment",
    optional zones "zones",
    optional count "count",
} }
rt::validate! { CreateSpec {
    cloud "cloud" [],
    environment "environment" [],
    zones "zones" [min_items(3), max_items(3), unique_items, items[pattern(r"^\w+$")]],
    count "count" [minimum(1), exclusive_maximum(10.5), multiple_of(2)],
} }

#[derive(Clone, Debug, PartialEq)]
pub enum PrivateLinkAccessSpecCloud {
    AwsPrivateLinkAccess(Box<types::AwsPrivateLinkAccess>),
    AzurePrivateLinkAccess(Box<types::AzurePrivateLinkAccess>),
    Unknown(rt::Value),
}
rt::union! { PrivateLinkAccessSpecCloud by "kind" {
    AwsPrivateLinkAccess(types::AwsPrivateLinkAccess) = "AwsPrivateLinkAccess",
    AzurePrivateLinkAccess(types::AzurePrivateLinkAccess) = "AzurePrivateLinkAccess" optional,
} unknown Unknown }
rt::validate! { union PrivateLinkAccessSpecCloud { AwsPrivateLinkAccess, AzurePrivateLinkAccess, } }

#[derive(Clone, Debug, PartialEq)]
pub struct PrivateLinkAccess {
    pub id: Option<String>,
    pub next: Option<rt::Nullable<String>>,
    pub prev: rt::Nullable<String>,
    pub spec: CreateSpec,
    pub status: Status,
    pub unknown: rt::UnknownMembers,
}
rt::object! { PrivateLinkAccess {
    optional_constant "kind" = "PrivateLinkAccess",
    optional id "id",
    tristate next "next",
    required prev "prev",
    required spec "spec",
    required status "status",
} }

#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    pub phase: types::Phase,
    pub unknown: rt::UnknownMembers,
}
rt::object! { Status { required phase "phase", } }

#[derive(Clone, Debug, PartialEq)]
pub struct PrivateLinkAccessList {
    pub data: Vec<PrivateLinkAccess>,
    pub metadata: ListMeta,
    pub unknown: rt::UnknownMembers,
}
rt::object! { PrivateLinkAccessList { required data "data", required metadata "metadata", } }

#[derive(Clone, Debug, PartialEq)]
pub struct ListMeta {
    pub next: Option<rt::Nullable<String>>,
    pub unknown: rt::UnknownMembers,
}
rt::object! { ListMeta { tristate next "next", } }
