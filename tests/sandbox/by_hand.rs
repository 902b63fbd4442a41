//! Lesson 11, compared with the sandbox and with jsonwebtoken: the same tokens, the same verdicts.
//!
//! Here, the files of the lesson become modules, and its server is compared with the sandbox.
//! `by_hand/signatures.rs` signs and verifies with all three, `by_hand/refusals.rs` checks the lesson's
//! verifier by itself.

#[path = "../../lessons/11-by-hand/claims.rs"]
mod claims;
#[path = "../../lessons/11-by-hand/header.rs"]
mod header;
#[path = "../../lessons/11-by-hand/object.rs"]
mod object;
#[path = "../../lessons/11-by-hand/parts.rs"]
mod parts;
#[path = "../../lessons/11-by-hand/refusal.rs"]
mod refusal;
#[path = "../../lessons/11-by-hand/routes.rs"]
mod routes;
#[path = "../../lessons/11-by-hand/signature.rs"]
mod signature;
#[path = "../../lessons/11-by-hand/token.rs"]
mod token;

mod refusals;
mod signatures;

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use jwt_sandbox::catchers;
use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use proofs::forge::{self, KEY, now, with};
use rocket::local::blocking::Client;
use serde_json::{Map, Value, json};

use crate::local::{self, verdict, verify};
use crate::refusals::{
    TokenCase, all_good_tokens, all_token_cases, good_headers, malformed_headers, no_credentials,
};
use signature::Key;
use token::Tokens;

/// The server of the lesson, with the forger's key.
fn client() -> Client {
    let mut settings = Settings::with_secret(KEY);
    settings.server.log_level = rocket::config::LogLevel::Off;
    let rocket = rocket::custom(&settings.server)
        .attach(routes::stage(&settings.token).unwrap())
        .attach(catchers::stage());
    Client::tracked(rocket).unwrap()
}

/// The reasons that the lesson covers, by the sandbox's names. The sandbox may reject more by now; the
/// lesson doesn't have to.
const REASONS: [&str; 27] = [
    "alg_missing",
    "alg_none",
    "alg_not_a_string",
    "alg_other_hmac",
    "alg_public_key",
    "alg_unknown",
    "aud_mismatch",
    "aud_missing",
    "b64_not_supported",
    "crit_not_understood",
    "duplicate_name",
    "encrypted_token",
    "exp_missing",
    "exp_not_a_number",
    "iss_mismatch",
    "iss_missing",
    "nbf_not_a_number",
    "not_a_json_object",
    "not_base64url",
    "signature_mismatch",
    "signature_missing",
    "sub_missing",
    "sub_not_a_string",
    "token_expired",
    "token_not_yet_valid",
    "typ_not_jwt",
    "wrong_part_count",
];

fn cases() -> impl Iterator<Item = TokenCase> {
    all_token_cases()
        .into_iter()
        .filter(|(_, reason, _)| REASONS.contains(reason))
}

fn tokens() -> Tokens {
    Tokens::new(&Settings::with_secret(KEY).token).unwrap()
}

fn key(secret: &str) -> Key {
    Key::new(secret.as_bytes()).unwrap()
}

/// The reason for a refusal now, or the claims.
fn verdict_by_hand(token: &str) -> Result<Map<String, Value>, &'static str> {
    let now = Duration::from_secs(now());
    tokens().verify(token, now).map_err(|why| why.reason)
}

#[test]
fn the_lesson_rejects_every_token_that_the_sandbox_rejects() {
    let (ours, theirs) = (client(), local::client());
    let (mut otherwise, mut asked) = (BTreeSet::new(), BTreeSet::new());
    for (token, reason, _) in cases() {
        let bearer = [format!("Bearer {token}")];
        let bearer: Vec<&str> = bearer.iter().map(String::as_str).collect();
        let status = verify(&theirs, &bearer).status();
        let response = verify(&ours, &bearer);
        assert_eq!(response.status(), status, "{reason}: {token}");
        let challenge = response.headers().get_one("WWW-Authenticate").unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
        let body: Value = response.into_json().unwrap();
        assert_eq!(body["lesson"], "lessons/11-by-hand", "{body}");
        let here = body["reason"].as_str().unwrap().to_owned();
        asked.insert(reason);
        if here != reason {
            otherwise.insert((reason, here));
        }
    }
    assert_eq!(Vec::from_iter(asked), REASONS, "each reason has a case");
    let otherwise: Vec<_> = otherwise
        .iter()
        .map(|(sandbox, here)| (*sandbox, here.as_str()))
        .collect();
    assert_eq!(
        otherwise,
        [
            // `alg` is compared with one word, and any other value gets the same answer.
            ("alg_missing", "alg_not_hs256"),
            ("alg_none", "alg_not_hs256"),
            // Two mistakes: the signature is wrong or empty as well, and here it comes first.
            ("alg_none", "signature_mismatch"),
            ("alg_not_a_string", "alg_not_hs256"),
            ("alg_other_hmac", "signature_mismatch"),
            ("alg_public_key", "alg_not_hs256"),
            ("alg_unknown", "alg_not_hs256"),
            // The lesson distinguishes a wrong type from a wrong value.
            ("aud_mismatch", "aud_not_a_string"),
            // Five parts are not three.
            ("encrypted_token", "wrong_part_count"),
            ("iss_mismatch", "iss_not_a_name"),
            // Two mistakes, again.
            ("not_a_json_object", "signature_mismatch"),
            // An empty signature is a wrong one.
            ("signature_missing", "signature_mismatch"),
        ]
    );
}

#[test]
fn the_lesson_accepts_every_token_that_the_sandbox_accepts() {
    let (ours, theirs) = (client(), local::client());
    for token in all_good_tokens() {
        let user = verdict(&theirs, &token);
        assert!(user.is_ok(), "{user:?}");
        assert_eq!(verdict(&ours, &token), user, "{token}");
    }
}

#[test]
fn the_lesson_and_the_sandbox_agree_on_every_header() {
    let (ours, theirs) = (client(), local::client());
    let good = good_headers().into_iter().map(|value| vec![value]);
    let bad = [no_credentials(), malformed_headers()].concat();
    for values in good.chain(bad.into_iter().map(|(values, ..)| values)) {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let answers = [&ours, &theirs].map(|client| {
            let response = verify(client, &values);
            let challenge = response.headers().get_one("WWW-Authenticate");
            let challenge = challenge.map(str::to_owned);
            (response.status(), challenge, response.into_string())
        });
        assert_eq!(answers[0], answers[1], "{values:?}");
    }
}

#[test]
fn the_lesson_and_the_sandbox_agree_in_the_second_of_exp_and_nbf() {
    let mut times = with("exp", 2_000.5);
    times["nbf"] = json!(1_000);
    let token = forge::token(&forge::header(), &times);
    let sandbox = Verifier::new(&Settings::with_secret(KEY).token);
    for (seconds, reason) in [
        (0.0, Some("token_not_yet_valid")),
        (999.75, Some("token_not_yet_valid")),
        (1_000.0, None),
        (2_000.25, None),
        (2_000.5, Some("token_expired")),
        (2_000.75, Some("token_expired")),
    ] {
        let now = Duration::from_secs_f64(seconds);
        let here = tokens().verify(&token, now).err().map(|why| why.reason);
        let there = sandbox.verify_at(&token, UNIX_EPOCH + now).err();
        assert_eq!(here, reason, "at {seconds}");
        assert_eq!(there.map(|error| error.explain("").reason), reason);
    }
}
