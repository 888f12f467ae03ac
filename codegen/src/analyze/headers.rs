//! The headers that responses declare, as one set: which of them a response has is known only when it is there.

use std::collections::BTreeMap;

use crate::ir::{Api, Header, Kind, Name, Type};
use crate::names::{Scope, value_ident};

/// Collects every declared response header. Names are compared without case (RFC 9110, 5.1). A header that is declared
/// with different types is text. `Content-Type` is never declared this way (OpenAPI 3.0.3, "Response Object").
pub(crate) fn collect(api: &mut Api) {
    let mut found = BTreeMap::<String, Header>::new();
    let operations = api.resources.iter().flat_map(|resource| &resource.operations);
    for header in operations.flat_map(|operation| &operation.responses).flat_map(|response| &response.headers) {
        let wire = header.name.wire.to_ascii_lowercase();
        if wire == "content-type" {
            continue;
        }
        let known = found.entry(wire).or_insert_with(|| Header { required: false, ..header.clone() });
        if known.ty.kind != header.ty.kind {
            known.ty = Type::of(Kind::String);
        }
    }
    let mut scope = Scope::default();
    api.response_headers = found
        .into_iter()
        .map(|(wire, header)| {
            let bare = wire.strip_prefix("x-").unwrap_or(&wire);
            let ident = scope.claim_numbered(&value_ident(&bare.replace("ratelimit", "rate-limit")));
            Header { name: Name { wire, ident }, ..header }
        })
        .collect();
}
