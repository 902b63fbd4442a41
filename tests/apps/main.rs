//! The apps from lesson 12 on do what their lessons promise. Each runs as a separate process and gets
//! its requests over HTTP.
//!
//! - `login.rs`: lesson 12, a password for a token;
//! - `accounts.rs`: lesson 13, its routes, and the bodies and messages that the files below use;
//! - `database.rs`: lesson 13, what happens to its file;
//! - `browser.rs` and its files: lesson 14, as far as it can be tested without a browser. The tests
//!   in Chromium are in `tests/browser/`.
//! - `notes.rs`: lesson 20, a service that fetches the keys of an issuer; `tests/key_set/` has the tests
//!   of the client that does;
//! - `attack_lab.rs` and its files: the lab of lessons 15 to 17, each attack really carried out.
//!
//! The library starts an app and sends the requests (`proofs::app`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "../../lessons/12-login/argon2id.rs"]
mod argon2id;
#[path = "../../lessons/12-login/hasher.rs"]
mod hasher;
#[path = "../../lessons/12-login/password.rs"]
mod password;

mod accounts;
mod attack_lab;
mod browser;
mod database;
mod login;
mod notes;
