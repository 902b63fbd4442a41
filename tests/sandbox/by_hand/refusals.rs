//! The verifier of lesson 11 by itself: its reasons, their order, and what it signs.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use jwt_sandbox::settings::Settings;
use proofs::forge::{self, KEY, base64url, now, payload, with, without};
use serde_json::{Value, json};

use super::token::Tokens;
use super::{cases, claims, key, object, parts, routes, verdict_by_hand};

#[test]
fn no_claim_and_no_header_is_trusted_before_the_signature() {
    let wrong = base64url([7; 32]);
    let mut three_parts = 0;
    for (token, reason, _) in cases() {
        if let [header, payload, _] = token.split('.').collect::<Vec<_>>()[..] {
            let token = format!("{header}.{payload}.{wrong}");
            assert_eq!(
                verdict_by_hand(&token),
                Err("signature_mismatch"),
                "{reason}"
            );
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
            assert_eq!(
                verdict_by_hand(&token),
                Err("signature_mismatch"),
                "{token}"
            );
        }
    }
}

#[test]
fn header_and_claims_are_checked_in_order() {
    let mut header = json!({"alg": "none", "crit": 1, "b64": false, "typ": 1});
    let mut claims = json!({"exp": "x", "nbf": "x", "iss": 1, "aud": 1, "sub": 1});
    for (reason, fix, value) in [
        ("alg_not_hs256", "alg", json!("HS256")),
        ("crit_not_understood", "crit", Value::Null),
        ("b64_not_supported", "b64", json!(true)),
        ("typ_not_jwt", "typ", json!("JWT")),
    ] {
        assert_eq!(
            verdict_by_hand(&forge::token(&header, &claims)),
            Err(reason)
        );
        header[fix] = value;
        if header[fix].is_null() {
            header.as_object_mut().unwrap().remove(fix);
        }
    }
    for (reason, fix, value) in [
        ("exp_not_a_number", "exp", json!(now() + 60)),
        ("nbf_not_a_number", "nbf", json!(0)),
        ("iss_not_a_name", "iss", json!("jwt-sandbox")),
        ("aud_not_a_string", "aud", json!("jwt-sandbox-students")),
        ("sub_not_a_string", "sub", json!("1")),
    ] {
        assert_eq!(
            verdict_by_hand(&forge::token(&header, &claims)),
            Err(reason)
        );
        claims[fix] = value;
    }
    assert_eq!(
        verdict_by_hand(&forge::token(&header, &claims)),
        Ok(claims.as_object().unwrap().clone())
    );
}

#[test]
fn each_of_the_nine_refusals_by_hand_has_its_own_reason() {
    let signed = |claims: Value| forge::token(&forge::header(), &claims);
    let text = |payload: &str| forge::token_of_text(forge::header().to_string(), payload);
    let good = signed(payload());
    let (unsigned, _) = good.rsplit_once('.').unwrap();
    let now = now();
    let mut reasons = Vec::new();
    for (refused, reason, accepted) in [
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
        assert_eq!(verdict_by_hand(&refused), Err(reason));
        assert!(
            verdict_by_hand(&accepted).is_ok(),
            "the control for {reason}"
        );
        reasons.push(reason);
    }
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), 9);
}

#[test]
fn an_absent_claim_is_rejected() {
    for (name, reason) in [
        ("exp", "exp_missing"),
        ("iss", "iss_missing"),
        ("aud", "aud_missing"),
        ("sub", "sub_missing"),
    ] {
        let token = forge::token(&forge::header(), &without(name));
        assert_eq!(verdict_by_hand(&token), Err(reason));
    }
    let token = forge::token(&forge::header(), &without("iat"));
    assert!(verdict_by_hand(&token).is_ok());
}

#[test]
fn an_issuer_is_compared_to_the_last_byte() {
    for name in ["a", "jwt-sandbox", "A_9", "-", "0123456789"] {
        assert!(claims::is_name(name), "{name:?}");
    }
    for other in ["", " ", "a b", "a\n", "a.b", "https://a", "ä", "a\0", "é"] {
        assert!(!claims::is_name(other), "{other:?}");
    }
}

#[test]
fn a_server_that_would_reject_its_own_tokens_does_not_start() {
    let mut settings = Settings::with_secret(KEY);
    assert!(routes::stage(&settings.token).is_ok());
    settings.token.issuer = "https://issuer.example".into();
    assert_eq!(
        routes::stage(&settings.token).err().as_deref(),
        Some("JWT_ISSUER is \"https://issuer.example\": write a name of letters, digits, _ and -.")
    );
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
