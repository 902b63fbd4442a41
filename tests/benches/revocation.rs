//! What it costs to ask whether a token has ended, compared with the verification that comes before:
//! `cargo bench --package proofs --bench revocation`.
//!
//! Each look-up is the query of lesson 23, in a file with this many users, sign-ins and revoked tokens.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark stops at the first surprise"
)]

#[allow(dead_code, reason = "the benchmark uses only some of its functions")]
#[path = "../../lessons/19-two-keys/access_token.rs"]
mod access_token;
#[allow(dead_code, reason = "the benchmark uses only some of its functions")]
#[path = "../../lessons/13-accounts/database.rs"]
mod database;
#[allow(dead_code, reason = "the benchmark uses only some of its functions")]
#[path = "../../lessons/23-revocation/revocations.rs"]
mod revocations;
#[path = "../../lessons/23-revocation/schema.rs"]
mod schema;

use std::time::SystemTime;

use divan::{Bencher, black_box};
use jsonwebtoken::DecodingKey;
use jwt_sandbox::token::Claims;
use proofs::key_pair::{KeyPair, claims};
use proofs::server::folder;
use rocket::tokio::runtime::Runtime;
use tempfile::TempDir;

use access_token::{AccessToken, Expected};
use database::Database;
use revocations::{Presented, look_up};

const AUDIENCE: &str = "jwt-sandbox-students";
const SIZES: [u32; 2] = [100, 100_000];

fn main() {
    divan::main();
}

/// A valid token, and what verifies it.
struct Signed {
    token: String,
    key: DecodingKey,
    expected: Expected,
}

impl Signed {
    fn new() -> Self {
        let pair = KeyPair::random("one");
        let mut claims = claims(AUDIENCE);
        for (name, value) in [("sub", "user 7"), ("sid", "family 7"), ("jti", "mine")] {
            claims[name] = value.into();
        }
        claims["session_epoch"] = 0.into();
        let jwk = serde_json::from_value(pair.jwk()).unwrap();
        Self {
            token: pair.sign(&pair.header(), &claims),
            key: DecodingKey::from_jwk(&jwk).unwrap(),
            expected: Expected {
                issuer: "jwt-sandbox".into(),
                audience: AUDIENCE.into(),
            },
        }
    }

    fn verify(&self) -> Claims {
        AccessToken::read(black_box(&self.token))
            .unwrap()
            .verify(&self.key, &self.expected, SystemTime::now())
            .unwrap()
    }
}

fn presented(claims: &Claims) -> Presented {
    Presented {
        jti: claims.get("jti").unwrap(),
        sid: claims.get("sid").unwrap(),
        sub: claims.sub().to_owned(),
        session_epoch: claims.get("session_epoch").unwrap(),
    }
}

/// A file with this many users, each with a sign-in and a revoked token.
fn store(size: u32) -> (TempDir, Database, Runtime) {
    let folder = folder();
    let database = Database::open(&folder.path().join("bench.sqlite3")).unwrap();
    let runtime = Runtime::new().unwrap();
    let filled = database.with_connection(move |connection| {
        let transaction = connection.transaction()?;
        for number in 0..size {
            transaction.execute(
                "INSERT INTO users (public_id, name, email, email_key)
                 VALUES ('user ' || ?1, 'Ada', ?1 || '@example.com', ?1)",
                [number],
            )?;
            transaction.execute(
                "INSERT INTO families (public_id, user_id, audience, expires_at)
                 VALUES ('family ' || ?1, ?1 + 1, 'students', 9e15)",
                [number],
            )?;
            transaction.execute(
                "INSERT INTO denylist (jti, expires_at) VALUES ('jti ' || ?1, 9e15)",
                [number],
            )?;
        }
        transaction.commit()
    });
    assert!(runtime.block_on(filled).is_ok());
    (folder, database, runtime)
}

#[divan::bench]
fn a_verify(bencher: Bencher) {
    let signed = Signed::new();
    bencher.bench(|| signed.verify());
}

/// What SQLite needs, without a thread.
#[divan::bench(args = SIZES)]
fn b_query(bencher: Bencher, size: u32) {
    let (folder, _database, _runtime) = store(size);
    let path = folder.path().join("bench.sqlite3");
    let connection = rusqlite::Connection::open(path).unwrap();
    let token = presented(&Signed::new().verify());
    bencher.bench_local(|| {
        let found = look_up(&connection, black_box(&token)).unwrap().unwrap();
        assert!(found.signed_in && !found.denied);
    });
}

/// What a request does: reads the claims, and asks on a thread where it may wait for the disk.
#[divan::bench(args = SIZES)]
fn c_verify_and_look_up(bencher: Bencher, size: u32) {
    let (_folder, database, runtime) = store(size);
    let signed = Signed::new();
    bencher.bench_local(|| {
        let token = presented(&signed.verify());
        let found = runtime
            .block_on(database.with_connection(move |connection| look_up(connection, &token)));
        assert!(found.is_ok_and(|found| found.is_some_and(|found| found.signed_in)));
    });
}
