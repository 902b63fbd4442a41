//! The sandbox as a separate process, started with valid and invalid settings. This file has what the
//! tests share; the tests are in the files below, by where the setting comes from.

mod files;
mod secret;
mod values;

use std::fs;
use std::path::Path;

use jwt_sandbox::settings::EXAMPLE_SECRET;
use proofs::client::Client;
use proofs::process::{Process, run};
use proofs::programs::sandbox;
use serde_json::Value;
use tempfile::TempDir;

const LONG: &str = "a secret of my own, long enough for HS256";
const RANDOM: &str = "JWT_SECRET isn't set: this run signs with a random secret, so its tokens are rejected after a restart and by every other server. To keep the same secret, copy .env.example to .env.";

/// An empty folder, so that no `.env` or `Rocket.toml` of the project is found.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(proofs::server::folder())
    }

    fn with(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.path().join(file), content).unwrap();
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Starts, signs and verifies, and returns what the server printed.
fn serves(folder: &Folder, variables: &[(&str, &str)]) -> String {
    serves_in(folder.path(), variables)
}

fn serves_in(folder: &Path, variables: &[(&str, &str)]) -> String {
    let server = Process::start(sandbox(), folder, variables);
    let token = sign(&server);
    let (status, _) = verify(&server, &token);
    assert_eq!(status, 200);
    let (status, _) = verify(&server, "an-unlikely-word.b.c");
    assert_eq!(status, 401);
    let printed = server.stop();
    for secret in [
        token.as_str(),
        "an-unlikely-word",
        EXAMPLE_SECRET,
        LONG,
        "tiny key!",
    ] {
        assert!(
            !printed.contains(secret),
            "{secret} is in the output:\n{printed}"
        );
    }
    printed
}

/// Asserts that the server doesn't start: status 1, and this single line on standard error.
fn refuses(folder: &Folder, variables: &[(&str, &str)], line: &str) {
    let (status, stdout, stderr) = run(sandbox(), folder.path(), variables);
    assert_eq!(status.code(), Some(1), "{stdout}{stderr}");
    assert_eq!(stderr, format!("jwt-sandbox: {line}\n"));
    assert!(!stdout.contains("panicked"), "{stdout}");
}

fn sign(server: &Process) -> String {
    let (status, body) = exchange(server, "GET", "/sign-token", None);
    assert_eq!(status, 200);
    body["token"].as_str().unwrap().to_owned()
}

fn verify(server: &Process, token: &str) -> (u16, serde_json::Value) {
    exchange(
        server,
        "POST",
        "/verify-token",
        Some(&format!("Bearer {token}")),
    )
}

/// One request: the status and the JSON of the answer.
fn exchange(
    server: &Process,
    method: &str,
    path: &str,
    authorization: Option<&str>,
) -> (u16, Value) {
    let headers: Vec<_> = authorization
        .map(|value| ("Authorization", value))
        .into_iter()
        .collect();
    let address = format!("{}{path}", server.origin);
    let response = Client::default()
        .send(method, &address, &headers, "")
        .unwrap();
    (response.status, response.json())
}
