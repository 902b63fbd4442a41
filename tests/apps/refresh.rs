//! Lesson 22: refresh tokens.
//!
//! - `families.rs`: what becomes of a token, at chosen moments;
//! - `model.rs`: the same under random uses, and with many clients at once;
//! - `api.rs`: the routes of the app;
//! - `pages.rs`: the app in a browser, as far as cookies, headers and forms go;
//! - `sessions.rs`: the solution of exercise 1.

mod api;
mod families;
mod model;
pub mod pages;
mod sessions;

use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

use crate::families::{SignIn, Use, exchange, start};
use crate::refresh_schema::prepare;
use crate::refresh_token::RefreshToken;

/// The user of these tests.
const ADA: &str = "0b7c7d5e-6f0c-4b5e-9a55-3f1f6f0c9b11";

/// A moment that all times here are counted from.
fn at(milliseconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_000 + milliseconds)
}

/// A database with one user, in a file, so that several connections can use it.
struct Store(TempDir);

impl Store {
    fn new() -> Self {
        let store = Self(proofs::server::folder());
        store
            .connect()
            .execute(
                "INSERT INTO users (public_id, name, email, email_key)
                 VALUES (?1, 'Ada', 'ada@example.com', 'ada@example.com')",
                [ADA],
            )
            .unwrap();
        store
    }

    fn connect(&self) -> Connection {
        let mut connection = Connection::open(self.0.path().join("test.sqlite3")).unwrap();
        connection.busy_timeout(Duration::from_secs(60)).unwrap();
        prepare(&mut connection).unwrap();
        // The tests are about what is stored, not about a power failure.
        connection
            .pragma_update(None, "synchronous", "OFF")
            .unwrap();
        connection
    }
}

/// A sign-in of the user, with a new id.
fn ada() -> SignIn {
    SignIn {
        id: Uuid::new_v4().to_string(),
        user: ADA.into(),
        username: "Ada".into(),
        audience: "jwt-sandbox-students".into(),
    }
}

fn sign_in(connection: &mut Connection, now: SystemTime) -> RefreshToken {
    start(connection, &ada(), now).unwrap().unwrap()
}

/// The successor of a token that must have one.
fn next(connection: &mut Connection, token: &RefreshToken, now: SystemTime) -> RefreshToken {
    match exchange(connection, token, now).unwrap() {
        Use::Next(next, sign_in) => {
            assert_eq!(sign_in.user, ADA);
            next
        }
        other => panic!("{}", name(&other)),
    }
}

/// What became of a token, in a word.
fn outcome(connection: &mut Connection, token: &RefreshToken, now: SystemTime) -> &'static str {
    name(&exchange(connection, token, now).unwrap())
}

fn name(outcome: &Use) -> &'static str {
    match outcome {
        Use::Next(..) => "next",
        Use::Unknown => "unknown",
        Use::Expired => "expired",
        Use::Revoked => "revoked",
        Use::Reused => "reused",
    }
}
