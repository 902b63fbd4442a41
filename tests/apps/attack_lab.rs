//! The attack lab. Each attack is really carried out, against every broken and fixed route.
//!
//! - `attacks.rs`: the attacks, as a learner's program would make them;
//! - `matrix.rs`: which attack solves which route;
//! - `stages.rs`: the second broken routes, and what doesn't count;
//! - `frame.rs`: the list, the warning on every answer, and odd requests;
//! - `marks.rs`: the broken code is marked, and none of it is in `src/`.

mod attacks;
mod frame;
mod marks;
mod matrix;
mod stages;

use std::collections::BTreeMap;
use std::ops::Deref;

use proofs::client::Response;
use proofs::server::TestServer;
use serde_json::{Value, json};

const NAME: &str = "attack-lab";

/// All attacks, in the order of the lessons.
const NAMES: [&str; 16] = [
    "read-not-verified",
    "none",
    "claims-first",
    "guessable-secret",
    "empty-secret",
    "key-confusion",
    "own-key",
    "kid-path",
    "no-end",
    "looks-alike",
    "relay",
    "wrong-kind",
    "false-refusal",
    "signed-out",
    "deleted",
    "stolen",
];

/// The running lab, and the victims of its attacks.
struct Lab {
    server: TestServer,
    victims: BTreeMap<String, String>,
}

impl Deref for Lab {
    type Target = TestServer;

    fn deref(&self) -> &TestServer {
        &self.server
    }
}

impl Lab {
    fn start() -> Self {
        let server = TestServer::alone(NAME);
        let attacks = server.send("GET", "/attacks", &[], "").json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let victims = attacks.as_array().unwrap().iter();
        let victims = victims.map(|attack| (text(&attack["name"]), text(&attack["victim"])));
        Self {
            victims: victims.collect(),
            server,
        }
    }

    fn victim(&self, attack: &str) -> &str {
        &self.victims[attack]
    }

    /// Asks with a bearer token.
    fn get(&self, path: &str, token: &str) -> Response {
        self.with_token("GET", path, token, "")
    }

    fn with_token(&self, method: &str, path: &str, token: &str, body: &str) -> Response {
        let bearer = format!("Bearer {token}");
        self.send(method, path, &[("Authorization", &bearer)], body)
    }

    fn broken(&self, attack: &str, token: &str) -> Response {
        self.get(&format!("/broken/{attack}/note"), token)
    }

    fn fixed(&self, attack: &str, token: &str) -> Response {
        self.get(&format!("/fixed/{attack}/note"), token)
    }

    /// The token of an answer to a `POST`.
    fn token(&self, path: &str, body: &Value) -> String {
        let answer = self.send("POST", path, &[], body.to_string());
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// mallory's token.
    fn login(&self, attack: &str) -> String {
        self.token(&format!("/{attack}/login"), &json!(null))
    }

    /// The text of a `GET`.
    fn text(&self, path: &str) -> String {
        let answer = self.send("GET", path, &[], "");
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.text
    }
}

/// Asserts that a broken route believed the victim, that this solved the attack, and that the strict
/// verifier would have rejected the token for this reason.
fn solved(lab: &Lab, attack: &str, answer: &Response, reason: &str) {
    assert_eq!(answer.status, 200, "{attack}: {}", answer.text);
    let body = answer.json();
    assert_eq!(body["solved"], true, "{attack}: {body}");
    assert_eq!(body["user"], lab.victim(attack));
    let note = body["note"].as_str().unwrap();
    assert!(note.starts_with("The code for the safe is "), "{note}");
    assert_eq!(body["strict"]["reason"], reason, "{attack}: {body}");
}

/// Asserts that it let someone in without being solved, and why not.
fn unsolved(answer: &Response, because: &str) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    assert_eq!(
        (&body["solved"], &body["because"]),
        (&json!(false), &json!(because))
    );
}

/// Asserts a 401 with this reason.
fn refused(answer: &Response, reason: &str) {
    let detail = answer.json()["detail"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    answer.refuses(401, reason, &detail);
}
