//! Drives a client as the generator writes it over a real loopback server.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, reason = "tests")]

mod basics;
mod blocking;
mod limits;
mod listing;
mod replaying;
mod retrying;
mod sample;
mod scripted;
mod sending;
mod server_variables;
mod servers;
mod signing_in;
mod streaming;
mod support;
mod tracing;
mod uploading;
mod waiting;
