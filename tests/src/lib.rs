//! What the test targets share. Each module uses only those above it:
//!
//! - [`forge`]: tokens signed with a key that the tests and their servers share;
//! - [`key_pair`]: the same for the tokens of an issuer with a key pair;
//! - [`ellipsis`]: what `…` means where an answer is shown;
//! - [`course`]: the lessons, as `lessons/course.toml` lists them;
//! - [`client`]: the one HTTP client, [`cookies`]: what a browser or curl keeps between requests;
//! - [`stub`]: a server that gives one answer, right or wrong;
//! - [`programs`]: where the sandbox, the checkpoints and the apps are, built by Cargo;
//! - [`process`]: one of these, running;
//! - [`server`]: a process with its own folder and client, [`app`]: a server with accounts, [`ring`]: one
//!   whose keys change.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

pub mod app;
pub mod client;
pub mod cookies;
pub mod course;
pub mod ellipsis;
pub mod forge;
pub mod key_pair;
pub mod process;
pub mod programs;
pub mod ring;
pub mod server;
pub mod stub;

use std::path::Path;

/// The top of the project. Cargo starts each test one folder below.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
