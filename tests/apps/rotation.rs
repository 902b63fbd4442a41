//! Lesson 21: an issuer that changes its keys while it runs.
//!
//! - here: the owner's routes, one step at a time;
//! - `rotation/load.rs`: a rotation while clients sign in and use their tokens, in the right order and
//!   in the wrong one;
//! - `rotation/ring.rs`: the file with the keys: restarts, kill -9, and every reason not to start.

mod load;
mod ring;

use serde_json::json;
use tempfile::TempDir;

use proofs::app::{App, PASSWORD};
use proofs::forge::now;
pub use proofs::ring::{EARLY, activate, add, in_state, kid_of, published, remove, states, wait};
use proofs::server::folder;

use crate::issuer::EMAIL;

/// So short that a test can wait for each step: a set may be used for a second, and a token lives for two.
pub const SHORT: [(&str, &str); 2] = [("KEY_SET_MAX_AGE", "1"), ("JWT_TTL_SECONDS", "2")];

/// An issuer with one account.
pub fn issuer(folder: &TempDir, settings: &[(&str, &str)]) -> App {
    proofs::ring::issuer(folder, EMAIL, settings)
}

#[test]
fn a_key_is_next_then_active_then_retired_then_gone() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    let before = now();
    let first = in_state(&app, "active");
    assert_eq!(published(&app), [first.clone()].into());
    let old = app.token(EMAIL, PASSWORD);
    assert_eq!(kid_of(&old), first);

    let second = add(&app);
    assert_eq!(published(&app), [first.clone(), second.clone()].into());
    assert_eq!(
        kid_of(&app.token(EMAIL, PASSWORD)),
        first,
        "next signs nothing"
    );
    let listed = app.ask("GET", "/keys", None, "").json();
    let since = listed["keys"][0]["since"].as_u64().unwrap();
    let start = listed["keys"][1]["since"].as_u64().unwrap();
    assert!((before..=now()).contains(&since) && start <= since);
    assert_eq!(
        listed,
        json!({"keys": [
            {"state": "next", "kid": second, "since": since, "earliest": since + 600},
            {"state": "active", "kid": first, "since": start, "earliest": null},
        ]})
    );

    let answer = activate(&app, &second, EARLY);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let since = answer.json()["keys"][0]["since"].as_u64().unwrap();
    assert_eq!(
        answer.json(),
        json!({"keys": [
            {"state": "active", "kid": second, "since": since, "earliest": null},
            {"state": "retired", "kid": first, "since": since, "earliest": since + 1800},
        ]})
    );
    assert_eq!(published(&app), [first.clone(), second.clone()].into());
    let new = app.token(EMAIL, PASSWORD);
    assert_eq!(kid_of(&new), second);
    for token in [&old, &new] {
        assert_eq!(app.get("/me", token).status, 200);
    }

    assert_eq!(remove(&app, &first, EARLY).status, 204);
    assert_eq!(published(&app), [second.clone()].into());
    let detail = format!("The token's kid is {first:?}, and the issuer has no key of that name.");
    app.get("/me", &old).refuses(401, "unknown_key", &detail);
    assert_eq!(app.get("/me", &new).status, 200);
}

#[test]
fn a_step_before_its_time_says_how_long_to_wait() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    let first = in_state(&app, "active");
    let second = add(&app);
    let refused = |answer: proofs::client::Response, at_most: u64| {
        let wait: u64 = answer.header("Retry-After").unwrap().parse().unwrap();
        assert!((at_most - 60..=at_most).contains(&wait), "{wait}");
        let detail = format!(
            "This step is safe in {wait} seconds. Before then, valid tokens would be rejected."
        );
        answer.refuses(409, "too_early", &detail);
    };
    for early in ["", "?early=false", "?early=soon", "?late=true"] {
        refused(activate(&app, &second, early), 600);
    }
    assert_eq!(in_state(&app, "active"), first, "nothing has changed");
    assert_eq!(activate(&app, &second, EARLY).status, 200, "the control");
    refused(remove(&app, &first, ""), 1800);
    assert_eq!(in_state(&app, "retired"), first, "nothing has changed");
    assert_eq!(remove(&app, &first, EARLY).status, 204, "the control");
}

#[test]
fn a_step_that_makes_no_sense_is_refused() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    let first = in_state(&app, "active");
    let not_next = "Only the next key can become the active one, and this key isn't the next one.";
    activate(&app, &first, EARLY).refuses(409, "key_not_next", not_next);
    remove(&app, &first, EARLY).refuses(
        409,
        "key_active",
        "This key is the active one: without it, nothing can be signed.",
    );
    for kid in ["nobody", "..", "%00", "%ff", &first.to_lowercase()] {
        activate(&app, kid, EARLY).refuses(404, "key_not_found", "No key has this kid.");
        remove(&app, kid, EARLY).refuses(404, "key_not_found", "No key has this kid.");
    }
    let second = add(&app);
    app.ask("POST", "/keys", None, "")
        .refuses(409, "next_exists", "There is already a next key.");
    assert_eq!(activate(&app, &second, EARLY).status, 200);
    activate(&app, &first, EARLY).refuses(409, "key_not_next", not_next);
    // A next key that was never used can go at once.
    let third = add(&app);
    assert_eq!(remove(&app, &third, "").status, 204);
    assert_eq!(
        states(&app),
        [("active".into(), second), ("retired".into(), first)]
    );
}

#[test]
fn there_are_never_more_keys_than_a_service_reads() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    for _ in 1..20 {
        let next = add(&app);
        assert_eq!(activate(&app, &next, EARLY).status, 200);
    }
    assert_eq!(published(&app).len(), 20);
    app.ask("POST", "/keys", None, "").refuses(
        409,
        "too_many_keys",
        "There are already 20 keys, the most that other services read.",
    );
    let (_, oldest) = states(&app)[1].clone();
    assert_eq!(remove(&app, &oldest, EARLY).status, 204);
    add(&app);
}

#[test]
fn the_key_set_says_how_long_it_may_be_used() {
    for (settings, expected) in [(&[][..], 300), (&[("KEY_SET_MAX_AGE", "7")], 7)] {
        let folder = folder();
        let app = issuer(&folder, settings);
        let answer = app.ask("GET", "/.well-known/jwks.json", None, "");
        let expected_header = format!("public, max-age={expected}");
        assert_eq!(answer.header("Cache-Control"), Some(&*expected_header));
        assert_eq!(
            answer.header("Content-Type"),
            Some("application/jwk-set+json")
        );
        add(&app);
        let next = &app.ask("GET", "/keys", None, "").json()["keys"][0];
        let waits = next["earliest"].as_u64().unwrap() - next["since"].as_u64().unwrap();
        assert_eq!(waits, 2 * expected);
    }
}

#[test]
fn only_the_owner_sees_and_changes_keys() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    let kid = add(&app);
    let before = states(&app);
    let detail = "These routes can only be used from a terminal on the machine that runs this server, at an address such as 127.0.0.1.";
    let routes = [
        ("GET", "/keys".to_owned()),
        ("POST", "/keys".to_owned()),
        ("POST", format!("/keys/{kid}/activate?early=true")),
        ("DELETE", format!("/keys/{kid}")),
    ];
    let token = app.token(EMAIL, PASSWORD);
    for (method, path) in &routes {
        for headers in [
            // A name of another site that leads here.
            [("Host", "evil.example:8000")],
            // A page that the owner has open in a browser.
            [("Origin", "http://evil.example")],
            [("Origin", "null")],
            [("Origin", "http://127.0.0.1:8000")],
        ] {
            let answer = app.send(method, path, &headers, "");
            answer.refuses(403, "not_the_owner", detail);
        }
        // A user's token makes nobody the owner.
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", &*bearer), ("Host", "evil.example")];
        app.send(method, path, &headers, "")
            .refuses(403, "not_the_owner", detail);
    }
    assert_eq!(states(&app), before);
    for host in ["localhost", "127.0.0.1:1", "[::1]:8000"] {
        let answer = app.send("GET", "/keys", &[("Host", host)], "");
        assert_eq!(answer.status, 200, "the control: {host}: {}", answer.text);
    }
}
