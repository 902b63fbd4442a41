//! What is signed by hand is verified by the sandbox and by jsonwebtoken, and the other way round.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use proofs::forge::{self, KEY, base64url, now, payload};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::signature::Key;
use super::token::Tokens;
use super::{key, parts, tokens, verdict_by_hand};
use crate::properties::claim;

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

/// A payload that is valid for half an hour, with random private claims.
fn payloads() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::hash_map("[^a-z]{0,4}|[a-z]{4,8}", claim(), 0..5).prop_map(|private| {
        let mut payload = payload().as_object().unwrap().clone();
        for (name, value) in private {
            payload.entry(name).or_insert(value);
        }
        payload
    })
}

/// Shorter and longer than a SHA-256 block, and with bytes that aren't letters.
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
fn the_example_of_rfc_7515_is_reproduced_and_each_changed_byte_is_rejected() {
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
fn every_shorter_or_longer_token_and_every_changed_character_is_rejected() {
    let good = forge::token(&forge::header(), &payload());
    assert!(verdict_by_hand(&good).is_ok());
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
