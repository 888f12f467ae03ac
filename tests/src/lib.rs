//! What the tests of basetype are made of.
//!
//! [`document`] and [`place`] read an OpenAPI document, and [`overlay`] corrects it, by themselves: nothing here uses the generator's own reading of it,
//! so that a mistake there cannot hide here. [`draw`] draws values of a body, [`schema`] checks each with a JSON Schema
//! validator, [`mutate`] changes them, [`known`] tells which properties a type has to know, and [`behaviour`]
//! asks generated code what it makes of all that.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test support: a panic here is a failed test, and says where"
)]

pub mod anchors;
pub mod behaviour;
pub mod caller;
pub mod calls;
pub mod changed;
pub mod choices;
pub mod constants;
#[cfg(test)]
mod controls;
pub mod corrupt;
pub mod dispatch;
pub mod document;
pub mod draw;
pub mod exchange;
pub mod fixture;
pub mod headers;
pub mod known;
pub mod links;
pub mod loopback;
pub mod mutate;
pub mod overlay;
pub mod parameters;
pub mod parts;
pub mod place;
pub mod programs;
pub mod samples;
pub mod schema;
pub mod server;
pub mod snapshot;
pub mod stream;
pub mod surface;
pub mod text;
pub mod tree;
pub mod uses;
pub mod wire;
pub mod workspace;
