//! The sandbox, asked as its users ask it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod asked;
mod by_hand;
mod checks;
mod contract;
mod foreign;
mod network;
mod properties;
mod refusals;
mod start;
