//! What holds for every input, not only for the ones we thought of.

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{Signer, User, Verifier};
use proptest::prelude::*;
use rocket::http::Status;
use rocket::local::blocking::Client;
use serde_json::json;

use crate::local::{client, verdict, verify};
use proofs::forge::*;

thread_local! {
    static CLIENT: Client = client();
}

/// An answer of the contract: accepted with a user, or a problem in JSON, never a server's fault.
fn answered(authorization: &[&str]) -> Status {
    let (status, body) = CLIENT.with(|client| {
        let response = verify(client, authorization);
        let status = response.status();
        (status, response.into_json::<serde_json::Value>().unwrap())
    });
    match status.code {
        200 => assert!(body["user"].is_object()),
        400 | 401 | 431 => assert!(body["reason"].is_string()),
        other => panic!("{other} for {authorization:?}"),
    }
    status
}

/// Something that looks like a token, with parts that were each signed, forged or random.
pub fn token_shaped() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[A-Za-z0-9_-]{0,60}",
        any::<Vec<u8>>().prop_map(base64url),
        Just(base64url(r#"{"alg":"HS256","typ":"JWT"}"#)),
        Just(base64url(r#"{"alg":"none"}"#)),
        Just(base64url(r#"{"sub":"1","exp":9999999999}"#)),
    ];
    prop::collection::vec(part, 2..6).prop_map(|parts| parts.join("."))
}

/// Any JSON value for a claim.
pub fn claim() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        any::<String>().prop_map(|s| json!(s)),
        Just(json!("jwt-sandbox")),
        Just(json!("jwt-sandbox-students")),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|v| json!(v)),
            prop::collection::hash_map(".*", inner, 0..4).prop_map(|m| json!(m)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_the_header_is_answered_and_never_accepted(text in any::<String>(), prefix in "(Bearer )?") {
        prop_assert_ne!(answered(&[&format!("{prefix}{text}")]), Status::Ok);
    }

    #[test]
    fn any_number_of_headers_is_answered_and_never_accepted(texts in prop::collection::vec("[ -~]{0,40}", 0..4)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        prop_assert_ne!(answered(&texts), Status::Ok);
    }

    #[test]
    fn what_looks_like_a_token_is_rejected_unless_the_key_signed_it(token in token_shaped()) {
        prop_assert_eq!(answered(&[&format!("Bearer {token}")]), Status::Unauthorized);
    }

    #[test]
    fn a_rightly_signed_token_with_any_header_and_claims_is_answered(
        name in prop_oneof![Just("alg"), Just("typ"), Just("crit"), Just("b64"), Just("kid"), Just("x")],
        value in claim(),
        claim_name in prop_oneof![Just("exp"), Just("nbf"), Just("iat"), Just("jti"), Just("iss"), Just("aud"), Just("sub"), Just("x")],
        claim in claim(),
    ) {
        let mut header = header();
        header[name] = value;
        answered(&[&format!("Bearer {}", token(&header, &with(claim_name, claim)))]);
    }

    #[test]
    fn private_claims_come_back_as_they_were_signed(names in prop::collection::hash_map("[a-z]{4,8}_", claim(), 0..4)) {
        let mut payload = payload();
        for (name, value) in names {
            payload[name] = value;
        }
        let text = payload.to_string();
        prop_assert_eq!(CLIENT.with(|client| verdict(client, &token_of_text(header().to_string(), &text))).map(|user| user.to_string()), Ok(text));
    }

    #[test]
    fn a_payload_comes_back_byte_for_byte(spaces in "[ \n\r\t]{0,4}", number in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?", text in any::<String>()) {
        let rest = payload().to_string();
        let private = format!("{{{spaces}\"z\":{number},{spaces}\"a\" : {},{spaces}\"\\u0062\":\"\\/\",", json!(text));
        let payload = rest.replacen('{', &private, 1);
        let token = token_of_text(header().to_string(), &payload);
        let answer = CLIENT.with(|client| verify(client, &[&format!("Bearer {token}")]).into_string());
        prop_assert_eq!(answer, Some(format!("{{\"user\":{payload}}}")));
    }

    #[test]
    fn any_user_signed_by_us_is_verified_by_us(id in ".+", username in any::<String>()) {
        let settings = Settings::with_secret(KEY);
        let token = Signer::new(&settings.token).sign(User { id: &id, username: &username }).unwrap();
        let claims = Verifier::new(&settings.token).verify(&token).unwrap();
        prop_assert_eq!(claims.sub(), id);
        prop_assert_eq!(claims.get("username"), Some(json!(username)));
    }
}

#[test]
fn every_one_character_change_of_a_valid_token_is_rejected() {
    let verifier = Verifier::new(&Settings::with_secret(KEY).token);
    let good = token(&header(), &payload());
    assert!(verifier.verify(&good).is_ok());
    for at in 0..good.len() {
        for other in (b'!'..=b'~').map(char::from) {
            let mut changed: Vec<char> = good.chars().collect();
            if changed[at] != other {
                changed[at] = other;
                let changed: String = changed.into_iter().collect();
                assert!(verifier.verify(&changed).is_err(), "accepted {changed}");
            }
        }
    }
}

#[test]
fn every_shorter_or_longer_token_is_rejected() {
    let verifier = Verifier::new(&Settings::with_secret(KEY).token);
    let good = token(&header(), &payload());
    assert!(verifier.verify(&good).is_ok());
    for end in 0..good.len() {
        assert!(verifier.verify(&good[..end]).is_err());
        assert!(verifier.verify(&good[end + 1..]).is_err());
    }
    for more in (b'!'..=b'~').map(char::from) {
        assert!(verifier.verify(&format!("{good}{more}")).is_err());
        assert!(verifier.verify(&format!("{more}{good}")).is_err());
    }
}
