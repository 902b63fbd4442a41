//! The sandbox keeps its contract: what it answers, what it refuses and how it says so, how it starts,
//! and that lesson 11, which builds it again by hand, has the same verdicts.
//!
//! - `local.rs` asks the sandbox without a socket. `contract.rs` uses it for good requests and
//!   unknown routes, `refusals.rs` for every mistake, in tables by kind, `properties.rs` for inputs
//!   that nobody thought of, `foreign.rs` for tokens of other libraries;
//! - `checks.rs` looks at the list of checks that a verification is, with the tables of
//!   `refusals.rs`; so does `by_hand.rs`, which puts the server of lesson 11 beside the sandbox;
//! - `network.rs` and `start.rs` start the sandbox as a process: for bytes on a real connection, and
//!   with good and bad settings.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod by_hand;
mod checks;
mod contract;
mod explain;
mod foreign;
mod lab;
mod live;
mod local;
mod network;
mod properties;
mod refusals;
mod start;
