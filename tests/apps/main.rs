//! The apps of the lessons from 12 on, each as its own process, asked over HTTP.

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
mod asked;
mod browser;
mod database;
mod login;
