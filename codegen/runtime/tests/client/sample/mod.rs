//! `lib.rs` of a generated client.

use basetype_runtime as runtime;

runtime::client! {
    /// A client.
    server: "https://api.confluent.cloud",
    schemes: [
        "cloud-api-key" = basic,
        "confluent-sts-access-token" = oauth2 {
            token_url: "https://api.confluent.cloud/sts/v1/oauth2/token",
            scopes: [],
        },
        "header-key" = api_key(header "X-Key"),
        "query-key" = api_key(query "key"),
        "cookie-key" = api_key(cookie "session"),
        "odd-key" = api_key(query "q"),
        "certificate" = other("mutualTLS"),
    ],
    environment: { basic: "SAMPLE_API_KEY", "SAMPLE_API_SECRET"; url: "SAMPLE_API_URL" },
}

pub mod lists;
pub mod private_link_accesses;
pub mod streams;
pub mod types;

pub use types::{AwsPrivateLinkAccess, Pet, Phase, Stop};

impl<M: runtime::Mode> Client<M> {
    /// Private link accesses.
    pub fn private_link_accesses(&self) -> private_link_accesses::PrivateLinkAccesses<M> {
        private_link_accesses::PrivateLinkAccesses { client: self.clone() }
    }
}
