//! basetype turns an OpenAPI document into a Rust client crate in which every body has a concrete type.

pub mod diagnostics;
pub mod ir;
pub mod source;
