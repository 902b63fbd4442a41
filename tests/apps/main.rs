//! The apps from lesson 12 on do what their lessons promise. Each runs as a separate process and gets
//! its requests over HTTP.
//!
//! - `login.rs` and its files: lesson 12, a password for a token;
//! - `accounts.rs`: lesson 13, its routes, and the bodies and messages that the files below use;
//! - `database.rs`: lesson 13, what happens to its file;
//! - `browser.rs` and its files: lesson 14, as far as it can be tested without a browser. The tests
//!   in Chromium are in `tests/browser/`.
//! - `issuer.rs` and its files: lesson 19, access tokens signed with a private key;
//! - `notes.rs`: lesson 20, a service that fetches the keys of an issuer; `tests/key_set/` has the tests
//!   of the client that does;
//! - `refresh.rs` and its files: lesson 22, refresh tokens and what becomes of them;
//! - `revocation.rs` and its files: lesson 23, tokens that end before their time;
//! - `rotation.rs` and its files: lesson 21, keys that change under load;
//! - `attack_lab.rs` and its files: the lab of lessons 15 to 17, each attack really carried out.
//!
//! The library starts an app and sends the requests (`proofs::app`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

// What the tests use of an app without a server. The rest of each file is used by the apps.
#[allow(dead_code, reason = "the tests use only some of its functions")]
#[path = "../../lessons/19-two-keys/access_token.rs"]
mod access_token;
#[path = "../../lessons/12-login/argon2id.rs"]
mod argon2id;
#[path = "../../lessons/22-refresh/families.rs"]
mod families;
#[path = "../../lessons/19-two-keys/forgery.rs"]
mod forgery;
#[path = "../../lessons/12-login/hasher.rs"]
mod hasher;
#[path = "../../lessons/19-two-keys/exercise-1/key_loader.rs"]
mod key_loader;
#[allow(dead_code, reason = "the tests use only some of its functions")]
#[path = "../../lessons/19-two-keys/exercise-1/public_key.rs"]
mod okp;
#[path = "../../lessons/12-login/password.rs"]
mod password;
#[path = "../../lessons/19-two-keys/public_key.rs"]
mod public_key;
#[path = "../../lessons/22-refresh/schema.rs"]
mod refresh_schema;
#[path = "../../lessons/22-refresh/refresh_token.rs"]
mod refresh_token;
#[allow(dead_code, reason = "the tests use only some of its functions")]
#[path = "../../lessons/23-revocation/families.rs"]
mod revocable_families;
#[path = "../../lessons/23-revocation/schema.rs"]
mod revocation_schema;
#[path = "../../lessons/23-revocation/revocations.rs"]
mod revocations;
#[path = "../../lessons/19-two-keys/signing_key.rs"]
mod signing_key;

mod accounts;
mod attack_lab;
mod browser;
mod database;
mod issuer;
mod login;
mod notes;
mod refresh;
mod revocation;
mod rotation;
