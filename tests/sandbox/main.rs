//! The sandbox keeps its contract: what it answers, what it refuses and how, how it starts, and that
//! lesson 11, which rebuilds it by hand, comes to the same verdicts.
//!
//! - `local.rs` sends requests without a socket. `contract.rs` uses it for valid requests and unknown
//!   routes, `refusals.rs` for every mistake, in tables by kind, `properties.rs` for random inputs,
//!   `foreign.rs` for tokens from other libraries;
//! - `checks.rs` tests the list of checks in a verification, with the tables of `refusals.rs`; so does
//!   `by_hand.rs`, which compares the server of lesson 11 with the sandbox;
//! - `network.rs` and `start.rs` start the sandbox as a process: for bytes on a real connection, and
//!   with valid and invalid settings;
//! - `library.rs` tests what the pages of part 3 say about jsonwebtoken.

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
mod library;
mod live;
mod local;
mod network;
mod properties;
mod refusals;
mod start;
