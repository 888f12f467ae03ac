//! Types that several resources share.

use std::collections::BTreeMap;

use basetype_runtime as rt;

#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    pub errors: Vec<FailureItem>,
    pub unknown: rt::UnknownMembers,
}
rt::object! { Failure { required errors "errors", } }

#[derive(Clone, Debug, PartialEq)]
pub struct FailureItem {
    pub detail: Option<String>,
    pub unknown: rt::UnknownMembers,
}
rt::object! { FailureItem { optional detail "detail", } }

#[derive(Clone, Debug, PartialEq)]
pub struct ObjectReferenceInput {
    pub id: String,
    pub environment: Option<String>,
    pub unknown: rt::UnknownMembers,
}
impl ObjectReferenceInput {
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), environment: None, unknown: Default::default() }
    }
}
rt::object! { ObjectReferenceInput {
    required id "id",
    optional environment "environment",
    dropped "related",
    dropped "resource_name",
} }
rt::validate! { ObjectReferenceInput { id "id" [min_length(1), max_length(255)], } }

#[derive(Clone, Debug, PartialEq)]
pub struct AwsPrivateLinkAccess {
    pub account: String,
    pub unknown: rt::UnknownMembers,
}
impl AwsPrivateLinkAccess {
    pub const KIND: &'static str = "AwsPrivateLinkAccess";
    pub fn new(account: impl Into<String>) -> Self {
        Self { account: account.into(), unknown: Default::default() }
    }
}
rt::object! { AwsPrivateLinkAccess {
    constant "kind" = Self::KIND,
    required account "account",
} }
rt::validate! { AwsPrivateLinkAccess { account "account" [pattern(r"^\d{12}$")], } }

#[derive(Clone, Debug, PartialEq)]
pub struct AzurePrivateLinkAccess {
    pub subscription: String,
    pub unknown: rt::UnknownMembers,
}
rt::object! { AzurePrivateLinkAccess {
    constant "kind" = "AzurePrivateLinkAccess",
    required subscription "subscription",
} }
rt::validate! { AzurePrivateLinkAccess { subscription "subscription" [min_length(1)], } }

#[derive(Clone, Debug, PartialEq)]
pub struct Cat {
    pub lives: i32,
    pub unknown: rt::UnknownMembers,
}
rt::object! { Cat { required lives "lives", } }

#[derive(Clone, Debug, PartialEq)]
pub struct Animal {
    pub kind: String,
    pub name: String,
    pub unknown: rt::UnknownMembers,
}
rt::object! { Animal { required kind "kind", required name "name", } }

#[derive(Clone, Debug, PartialEq)]
pub enum Pet {
    Cat(Box<Cat>),
    Dog(Box<Animal>),
    Cow(Box<Animal>),
    Unknown(rt::Value),
}
rt::union! { Pet by "kind" {
    Cat(Cat) = "cat",
    Dog(Animal) = "dog" repeated,
    Cow(Animal) = "cow" repeated,
} unknown Unknown }

#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    Text(String),
    List(Vec<String>),
    Unknown(rt::Value),
}
rt::union! { Stop { Text(String), List(Vec<String>), } unknown Unknown }
rt::validate! { union Stop { Text, List } }

#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    pub a: Option<String>,
    pub b: Option<rt::Nullable<String>>,
    pub c: rt::Nullable<String>,
    pub additional: BTreeMap<String, i64>,
}
rt::object! { Presence {
    optional_constant "kind" = "K",
    optional a "a",
    tristate b "b",
    required c "c",
    ..additional
} }
rt::validate! { Presence { additional "additional" [], } }

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    Ready,
    Failed,
    Unknown(String),
}
rt::open_enum! { Phase: String { Ready = "READY", Failed = "FAILED", } unknown Unknown }

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    Low,
    Unknown(i64),
}
rt::open_enum! { Level: i64 { Low = 1, } unknown Unknown }

#[derive(Clone, Debug, PartialEq)]
pub struct CreateHeaders {
    pub request_id: Option<String>,
    pub rate_limit_remaining: Option<i64>,
    pub location: Option<String>,
}
rt::headers! { CreateHeaders {
    simple request_id "X-Request-Id",
    simple rate_limit_remaining "X-RateLimit-Remaining",
    simple location "Location",
} }
