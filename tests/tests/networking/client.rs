//! The generated client by the names of the document: what the build script has written, and what that needs.

use basetype_tests::behaviour::Codec;
use basetype_tests::caller::{Answer, Arguments, answer, headers, json, typed_body};
use basetype_tests::wire;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/dispatch.rs"));

/// The generated client's types.
pub(crate) struct Generated;

impl Codec for Generated {
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String> {
        round_trip(body, value, false)
    }

    fn shown(&mut self, body: &str, value: &Value) -> Result<String, String> {
        round_trip(body, value, true).map(|shown| shown.as_str().unwrap_or_default().to_owned())
    }
}
