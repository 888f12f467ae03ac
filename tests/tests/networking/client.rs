//! The generated client by the names of the document: what the build script has written, and what that needs.

use basetype_tests::behaviour::Codec;
use basetype_tests::exchange::Arguments as Values;
use basetype_tests::wire;
use confluent_networking::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/dispatch.rs"));

/// The generated client's types.
pub(crate) struct Generated;

impl Codec for Generated {
    fn round_trip(&mut self, body: &str, value: &Value) -> Result<Value, String> {
        round_trip(body, value)
    }
}

/// The arguments of a call, as the types that the client's methods want.
pub(crate) struct Arguments(pub(crate) Values);

impl Arguments {
    fn has(&self, name: &str) -> bool {
        self.0.values.contains_key(name)
    }

    fn value<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.0.values.get(name).unwrap_or_else(|| panic!("there is no argument `{name}`"));
        serde_json::from_value(value.clone()).unwrap()
    }

    fn body<T: DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.0.body.clone().unwrap()).unwrap()
    }
}

/// What a call came to.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The value, or the error and its typed body.
    pub(crate) result: Result<Value, (Error, Option<Value>)>,
}

type TypedBody = fn(&Error) -> Option<Value>;

fn answer<T: Serialize>(result: Result<T, Error>, bodies: &[TypedBody]) -> Answer {
    let result = result.map(|output| serde_json::to_value(output).unwrap());
    Answer {
        result: result.map_err(|error| {
            let body = bodies.iter().find_map(|body| body(&error));
            (error, body)
        }),
    }
}

fn typed_body<T: Serialize + 'static>(error: &Error) -> Option<Value> {
    error.body::<T>().map(|body| serde_json::to_value(body).unwrap())
}
