//! What the proofs share: the project's programs, servers that run them, a client that asks these,
//! and tokens forged with a key that the tests know.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

pub mod client;
pub mod forge;
pub mod programs;
pub mod server;

use std::path::Path;

/// The top of the project. Cargo starts each test one folder below.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
