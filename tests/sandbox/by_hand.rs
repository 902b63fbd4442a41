//! Lesson 11, beside the sandbox and beside jsonwebtoken: the same tokens, the same verdicts.

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

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use jwt_sandbox::catchers;
use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use proptest::prelude::*;
use rocket::local::blocking::Client;
use serde_json::{Map, Value, json};

use crate::asked::{self, verdict, verify};
use crate::properties::claim;
use crate::refusals::{TokenCase, all_good_tokens, all_token_cases, good_headers};
use crate::refusals::{malformed_headers, no_credentials};
use proofs::forge::{self, KEY, base64url, now, payload, with, without};
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

/// The reasons that the lesson was written for, as the sandbox names them. What the sandbox learned
/// to reject since then is not the lesson's business.
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

/// The reason at this moment, or the claims.
fn judged(token: &str) -> Result<Map<String, Value>, &'static str> {
    let now = Duration::from_secs(now());
    tokens().verify(token, now).map_err(|why| why.reason)
}

/// What jsonwebtoken alone says, with the rules of lesson 09.
fn decoded(token: &str, secret: &str) -> Map<String, Value> {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.leeway = 0;
    rules.set_issuer(&["jwt-sandbox"]);
    rules.set_audience(&["jwt-sandbox-students"]);
    rules.set_required_spec_claims(&["exp", "iss", "aud"]);
    let key = DecodingKey::from_secret(secret.as_bytes());
    decode(token, &key, &rules).unwrap().claims
}

/// A payload that is good for half an hour, with private claims that nobody thought of.
fn payloads() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::hash_map("[^a-z]{0,4}|[a-z]{4,8}", claim(), 0..5).prop_map(|private| {
        let mut payload = payload().as_object().unwrap().clone();
        for (name, value) in private {
            payload.entry(name).or_insert(value);
        }
        payload
    })
}

/// Shorter and longer than a block of SHA-256, and with bytes that are no letters.
fn secrets() -> impl Strategy<Value = String> {
    prop_oneof![Just(KEY.to_owned()), ".{1,40}", "[ -~]{60,140}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_by_hand_is_verified_by_the_sandbox_and_by_jsonwebtoken(payload in payloads(), secret in secrets()) {
        let text = Value::Object(payload.clone()).to_string();
        let token = key(&secret).sign(br#"{"alg":"HS256"}"#, text.as_bytes());
        let claims = Verifier::new(&Settings::with_secret(&secret).token).verify(&token).unwrap();
        prop_assert_eq!(claims.payload(), text);
        prop_assert_eq!(decoded(&token, &secret), payload);
    }

    #[test]
    fn what_jsonwebtoken_signs_is_verified_by_hand(payload in payloads(), secret in secrets()) {
        let signer = EncodingKey::from_secret(secret.as_bytes());
        let token = encode(&Header::new(Algorithm::HS256), &payload, &signer).unwrap();
        let tokens = Tokens::new(&Settings::with_secret(&secret).token).unwrap();
        let claims = tokens.verify(&token, Duration::from_secs(now()));
        prop_assert_eq!(claims.map_err(|why| why.reason), Ok(payload));
    }

    #[test]
    fn any_bytes_get_the_signature_that_jsonwebtoken_gives_them(header in any::<Vec<u8>>(), payload in any::<Vec<u8>>(), secret in secrets()) {
        let signed = format!("{}.{}", base64url(&header), base64url(&payload));
        let theirs = forge::sign_with(&signed, &secret, Algorithm::HS256);
        prop_assert_eq!(key(&secret).sign(&header, &payload), theirs.clone());
        prop_assert!(parts::open(&theirs, &key(&secret)).is_ok());
        let other = key(&format!("{secret}x"));
        prop_assert!(parts::open(&theirs, &other).is_err());
    }

    #[test]
    fn any_user_signed_by_hand_is_verified_by_the_sandbox(id in ".+", username in any::<String>()) {
        let token = tokens().sign(&id, &username, Duration::from_secs(now()));
        let claims = Verifier::new(&Settings::with_secret(KEY).token).verify(&token).unwrap();
        prop_assert_eq!(claims.sub(), id);
        prop_assert_eq!(claims.get("username"), Some(json!(username)));
    }
}

/// RFC 7515 A.1.1: the header and the payload with their line breaks, the key, and the token.
const RFC_HEADER: &[u8] = b"{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}";
const RFC_PAYLOAD: &[u8] =
    b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
const RFC_SECRET: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
const RFC_TOKEN: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

#[test]
fn the_example_of_rfc_7515_is_reproduced_and_each_changed_byte_is_refused() {
    let key = Key::new(&parts::bytes("key", RFC_SECRET).unwrap()).unwrap();
    assert_eq!(key.sign(RFC_HEADER, RFC_PAYLOAD), RFC_TOKEN);
    let (header, payload) = parts::open(RFC_TOKEN, &key).unwrap();
    assert_eq!(parts::bytes("header", header).unwrap(), RFC_HEADER);
    assert_eq!(parts::bytes("payload", payload).unwrap(), RFC_PAYLOAD);
    for at in 0..RFC_TOKEN.len() {
        let mut changed = RFC_TOKEN.as_bytes().to_vec();
        changed[at] ^= 1;
        let changed = String::from_utf8(changed).unwrap();
        assert!(parts::open(&changed, &key).is_err(), "accepted {changed}");
    }
}

#[test]
fn every_shorter_or_longer_token_and_every_changed_character_is_refused() {
    let good = forge::token(&forge::header(), &payload());
    assert!(judged(&good).is_ok());
    let tokens = tokens();
    let now = Duration::from_secs(now());
    let refused = |token: &str| {
        assert!(tokens.verify(token, now).is_err(), "accepted {token}");
    };
    for at in 0..good.len() {
        refused(&good[..at]);
        refused(&good[at + 1..]);
        for other in (b'!'..=b'~').filter(|other| *other != good.as_bytes()[at]) {
            let mut changed = good.clone().into_bytes();
            changed[at] = other;
            refused(&String::from_utf8(changed).unwrap());
        }
    }
    for more in (b'!'..=b'~').map(char::from) {
        refused(&format!("{good}{more}"));
        refused(&format!("{more}{good}"));
    }
}

#[test]
fn the_lesson_has_the_verdict_of_the_sandbox_on_every_token_it_refuses() {
    let (ours, theirs) = (client(), asked::client());
    let mut otherwise = BTreeMap::new();
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
        if here != reason {
            *otherwise.entry((reason, here)).or_insert(0) += 1;
        }
    }
    let otherwise: Vec<_> = otherwise
        .iter()
        .map(|((sandbox, here), count)| (*sandbox, here.as_str(), *count))
        .collect();
    assert_eq!(
        otherwise,
        [
            // `alg` is compared with one word: whatever else it is, it gets one answer.
            ("alg_missing", "alg_not_hs256", 2),
            ("alg_none", "alg_not_hs256", 1),
            // Two faults: the signature is wrong or empty as well, and here it comes first.
            ("alg_none", "signature_mismatch", 5),
            ("alg_not_a_string", "alg_not_hs256", 5),
            ("alg_other_hmac", "signature_mismatch", 2),
            ("alg_public_key", "alg_not_hs256", 4),
            ("alg_unknown", "alg_not_hs256", 6),
            // Told apart more finely: of the wrong type, or of the right type and not ours.
            ("aud_mismatch", "aud_not_a_string", 3),
            // Five parts are not three.
            ("encrypted_token", "wrong_part_count", 1),
            ("iss_mismatch", "iss_not_a_name", 3),
            // Two faults, again.
            ("not_a_json_object", "signature_mismatch", 2),
            // An empty signature is a wrong one.
            ("signature_missing", "signature_mismatch", 1),
        ]
    );
}

#[test]
fn the_lesson_has_the_verdict_of_the_sandbox_on_every_token_it_takes() {
    let (ours, theirs) = (client(), asked::client());
    for token in all_good_tokens() {
        let user = verdict(&theirs, &token);
        assert!(user.is_ok(), "{user:?}");
        assert_eq!(verdict(&ours, &token), user, "{token}");
    }
}

#[test]
fn the_lesson_answers_as_the_sandbox_to_every_header() {
    let (ours, theirs) = (client(), asked::client());
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
fn no_claim_and_no_header_is_believed_before_the_signature() {
    let wrong = base64url([7; 32]);
    let mut three_parts = 0;
    for (token, reason, _) in cases() {
        if let [header, payload, _] = token.split('.').collect::<Vec<_>>()[..] {
            let token = format!("{header}.{payload}.{wrong}");
            assert_eq!(judged(&token), Err("signature_mismatch"), "{reason}");
            three_parts += 1;
        }
    }
    assert!(three_parts > 90, "{three_parts}");

    let header = json!({"alg": "none", "crit": 1, "b64": false, "typ": 1});
    let claims = json!({"exp": "x", "nbf": "x", "iss": 1, "aud": 1, "sub": 1});
    let (header, claims) = (header.to_string(), claims.to_string());
    for header in [base64url(&header), "!".into(), String::new()] {
        for claims in [base64url(&claims), "!".into(), String::new()] {
            let token = format!("{header}.{claims}.{wrong}");
            assert_eq!(judged(&token), Err("signature_mismatch"), "{token}");
        }
    }
}

#[test]
fn header_and_claims_are_judged_in_order() {
    let mut header = json!({"alg": "none", "crit": 1, "b64": false, "typ": 1});
    let mut claims = json!({"exp": "x", "nbf": "x", "iss": 1, "aud": 1, "sub": 1});
    for (reason, mend, value) in [
        ("alg_not_hs256", "alg", json!("HS256")),
        ("crit_not_understood", "crit", Value::Null),
        ("b64_not_supported", "b64", json!(true)),
        ("typ_not_jwt", "typ", json!("JWT")),
    ] {
        assert_eq!(judged(&forge::token(&header, &claims)), Err(reason));
        header[mend] = value;
        if header[mend].is_null() {
            header.as_object_mut().unwrap().remove(mend);
        }
    }
    for (reason, mend, value) in [
        ("exp_not_a_number", "exp", json!(now() + 60)),
        ("nbf_not_a_number", "nbf", json!(0)),
        ("iss_not_a_name", "iss", json!("jwt-sandbox")),
        ("aud_not_a_string", "aud", json!("jwt-sandbox-students")),
        ("sub_not_a_string", "sub", json!("1")),
    ] {
        assert_eq!(judged(&forge::token(&header, &claims)), Err(reason));
        claims[mend] = value;
    }
    assert_eq!(
        judged(&forge::token(&header, &claims)),
        Ok(claims.as_object().unwrap().clone())
    );
}

#[test]
fn the_nine_refusals_of_a_verifier_by_hand_are_told_apart() {
    let signed = |claims: Value| forge::token(&forge::header(), &claims);
    let text = |payload: &str| forge::token_of_text(forge::header().to_string(), payload);
    let good = signed(payload());
    let (unsigned, _) = good.rsplit_once('.').unwrap();
    let now = now();
    let mut reasons = Vec::new();
    for (refused, reason, taken) in [
        (unsigned.to_owned(), "wrong_part_count", good.clone()),
        (
            text(&payload().to_string()[1..]),
            "not_a_json_object",
            text(&payload().to_string()),
        ),
        (
            signed(with("exp", (now + 60).to_string())),
            "exp_not_a_number",
            signed(with("exp", now + 60)),
        ),
        (
            signed(with("exp", now)),
            "token_expired",
            signed(with("exp", now + 60)),
        ),
        (
            signed(with("iss", "jwt sandbox")),
            "iss_not_a_name",
            signed(with("iss", "jwt-sandbox")),
        ),
        (
            signed(with("iss", "jwt-sandbox-2")),
            "iss_mismatch",
            signed(with("iss", "jwt-sandbox")),
        ),
        (
            signed(with("aud", 7)),
            "aud_not_a_string",
            signed(with("aud", json!(["7", "jwt-sandbox-students"]))),
        ),
        (
            signed(with("aud", "students")),
            "aud_mismatch",
            signed(with("aud", "jwt-sandbox-students")),
        ),
        (
            forge::sign_with(unsigned, "another secret", Algorithm::HS256),
            "signature_mismatch",
            forge::sign_with(unsigned, KEY, Algorithm::HS256),
        ),
    ] {
        assert_eq!(judged(&refused), Err(reason));
        assert!(judged(&taken).is_ok(), "the twin of {reason}");
        reasons.push(reason);
    }
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), 9);
}

#[test]
fn a_claim_that_is_absent_is_missed() {
    for (name, reason) in [
        ("exp", "exp_missing"),
        ("iss", "iss_missing"),
        ("aud", "aud_missing"),
        ("sub", "sub_missing"),
    ] {
        let token = forge::token(&forge::header(), &without(name));
        assert_eq!(judged(&token), Err(reason));
    }
    let token = forge::token(&forge::header(), &without("iat"));
    assert!(judged(&token).is_ok());
}

#[test]
fn an_issuer_is_a_name_to_its_last_byte() {
    for name in ["a", "jwt-sandbox", "A_9", "-", "0123456789"] {
        assert!(claims::is_name(name), "{name:?}");
    }
    for other in ["", " ", "a b", "a\n", "a.b", "https://a", "ä", "a\0", "é"] {
        assert!(!claims::is_name(other), "{other:?}");
    }
}

#[test]
fn a_server_that_would_refuse_its_own_tokens_does_not_start() {
    let mut settings = Settings::with_secret(KEY);
    assert!(routes::stage(&settings.token).is_ok());
    settings.token.issuer = "https://issuer.example".into();
    assert_eq!(
        routes::stage(&settings.token).err().as_deref(),
        Some("JWT_ISSUER is \"https://issuer.example\": write a name of letters, digits, _ and -.")
    );
}

#[test]
fn the_lesson_and_the_sandbox_agree_on_the_very_moment_of_exp_and_nbf() {
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

#[test]
fn a_token_has_these_claims_and_the_lifetime_of_the_settings() {
    let mut settings = Settings::with_secret(KEY);
    settings.token.ttl_seconds = 60;
    let tokens = Tokens::new(&settings.token).unwrap();
    let token = tokens.sign("7", "ada", Duration::from_millis(1_700_000_000_999));
    let (header, payload) = parts::open(&token, &key(KEY)).unwrap();
    assert_eq!(
        parts::bytes("header", header).unwrap(),
        br#"{"alg":"HS256","typ":"JWT"}"#
    );
    assert_eq!(
        Value::Object(object::read("payload", payload).unwrap()),
        json!({
            "sub": "7", "username": "ada",
            "iss": "jwt-sandbox", "aud": "jwt-sandbox-students",
            "iat": 1_700_000_000, "exp": 1_700_000_060,
        })
    );
}
