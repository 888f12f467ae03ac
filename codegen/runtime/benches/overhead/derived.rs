//! The types of `sample::private_link_accesses`, as one would write them by hand.

use serde::{Deserialize, Deserializer, Serialize};

#[derive(Deserialize, Serialize)]
pub struct List {
    pub data: Vec<Access>,
    pub metadata: Metadata,
}

#[derive(Deserialize, Serialize)]
pub struct Metadata {
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub next: Option<Option<String>>,
}

#[derive(Deserialize, Serialize)]
pub struct Access {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub next: Option<Option<String>>,
    pub prev: Option<String>,
    pub spec: Spec,
    pub status: Status,
}

#[derive(Deserialize, Serialize)]
pub struct Spec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    pub cloud: Cloud,
    pub environment: Reference,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zones: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i32>,
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "kind")]
#[allow(clippy::enum_variant_names, reason = "as the document has them")]
pub enum Cloud {
    AwsPrivateLinkAccess(Box<Aws>),
    AzurePrivateLinkAccess(Box<Azure>),
}

#[derive(Deserialize, Serialize)]
pub struct Aws {
    pub account: String,
}

#[derive(Deserialize, Serialize)]
pub struct Azure {
    pub subscription: String,
}

#[derive(Deserialize, Serialize)]
pub struct Reference {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

#[derive(Deserialize, Serialize)]
pub struct Status {
    pub phase: String,
}

/// Null is not absence.
fn there<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}
