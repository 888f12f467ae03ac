//! What is said of a change, held against what changes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cases;
mod networking;
mod programs;
