//! Lesson 20: the client of the key set, mostly without the service around it. Its time is the tests', and
//! so is the server that it asks.
//!
//! - `addresses.rs`: what `KEY_SET_URL` may be;
//! - `documents.rs`: which keys of which sets are used;
//! - `fetches.rs`: one fetch, over a real socket;
//! - `moments.rs`: when keys are fetched, and how long they are used;
//! - `rotation.rs`: the whole service, while lesson 21's issuer changes its keys.
//!
//! A separate target, because the files of the lesson expect each other at the top of the crate.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "../../lessons/19-two-keys/access_token.rs"]
mod access_token;
#[allow(dead_code, reason = "a part of it is for the running service")]
#[path = "../../lessons/20-another-service/address.rs"]
mod address;
#[path = "../../lessons/20-another-service/authorized.rs"]
mod authorized;
#[path = "../../lessons/12-login/body.rs"]
mod body;
#[path = "../../lessons/20-another-service/cache.rs"]
mod cache;
#[allow(dead_code, reason = "a part of it is for the running service")]
#[path = "../../lessons/20-another-service/clock.rs"]
mod clock;
#[path = "../../lessons/20-another-service/fetch.rs"]
mod fetch;
#[path = "../../lessons/20-another-service/key.rs"]
mod key;
#[path = "../../lessons/20-another-service/key_set.rs"]
mod key_set;
#[path = "../../lessons/20-another-service/keys.rs"]
mod keys;
#[path = "../../lessons/20-another-service/notes.rs"]
mod notes;
#[allow(dead_code, reason = "a part of it is for the running service")]
#[path = "../../lessons/20-another-service/refresh.rs"]
mod refresh;

mod addresses;
mod documents;
mod fetches;
mod moments;
mod rotation;
