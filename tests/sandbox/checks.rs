//! A verification is a list of checks, and what an observer sees matches the verdict.

use std::time::SystemTime;

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{Check, Observer, TokenError, Verifier, checks};
use proofs::forge::*;
use proptest::prelude::*;
use serde_json::json;

use crate::properties::{claim, token_shaped};
use crate::refusals::{all_good_tokens, all_token_cases, unusual_json};

/// The checks of a token, as the contract orders them.
pub const NAMES: [&str; 14] = [
    "parts",
    "header",
    "algorithm",
    "crit",
    "type",
    "payload",
    "signature",
    "exp",
    "nbf",
    "iat",
    "iss",
    "aud",
    "sub",
    "jti",
];

/// What an observer got: the check's name, what was seen, and the error.
#[derive(Default)]
struct Watched(Vec<(&'static str, String, Option<TokenError>)>);

impl Observer for Watched {
    fn observe(
        &mut self,
        check: &'static Check,
        seen: impl FnOnce() -> String,
        error: Option<&TokenError>,
    ) {
        self.0.push((check.name, seen(), error.cloned()));
    }
}

/// Verifies with an observer and without, and compares the two.
fn watch(token: &str) -> Watched {
    let verifier = Verifier::new(&Settings::with_secret(KEY).token);
    let now = SystemTime::now();
    let mut watched = Watched::default();
    let verdict = verifier.observe_at(token, now, &mut watched);
    assert_eq!(verdict, verifier.verify_at(token, now), "{token}");

    let Watched(made) = &watched;
    let names: Vec<_> = made.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, NAMES[..names.len()], "in order, with none left out");
    let (last, before) = made.split_last().unwrap();
    assert!(before.iter().all(|(.., error)| error.is_none()));
    assert_eq!(last.2, verdict.err(), "the last one made is the verdict");
    assert!(last.2.is_some() || names.len() == NAMES.len());
    watched
}

#[test]
fn the_list_of_checks_is_the_contract() {
    assert_eq!(checks().map(|check| check.name).collect::<Vec<_>>(), NAMES);
    for check in checks() {
        assert!(check.asks.ends_with('?'), "{}", check.asks);
    }
}

#[test]
fn a_valid_token_passes_every_check() {
    for token in [all_good_tokens(), unusual_json()].concat() {
        assert_eq!(watch(&token).0.len(), NAMES.len(), "{token}");
    }
}

#[test]
fn each_rejected_token_fails_the_check_that_its_reason_belongs_to() {
    for (token, reason, _) in all_token_cases() {
        let (check, _, error) = watch(&token).0.pop().unwrap();
        assert_eq!(error.unwrap().explain("").reason, reason);
        let expected: &[&str] = match reason {
            "wrong_part_count" | "encrypted_token" => &["parts"],
            "not_base64url" => &["header", "payload", "signature"],
            "not_a_json_object" | "duplicate_name" => &["header", "payload"],
            "crit_not_understood" | "b64_not_supported" => &["crit"],
            "typ_not_jwt" => &["type"],
            "token_expired" => &["exp"],
            "token_not_yet_valid" => &["nbf"],
            "time_out_of_range" => &["exp", "nbf", "iat"],
            named if named.starts_with("alg_") => &["algorithm"],
            named => &[named.split('_').next().unwrap()],
        };
        assert!(expected.contains(&check), "{reason} failed {check}");
    }
}

#[test]
fn an_observer_sees_what_was_compared() {
    let mut claims = payload();
    claims["aud"] = json!(["a", "jwt-sandbox-students"]);
    let made = watch(&token(&header(), &claims)).0;
    let seen = |name: &str| &made.iter().find(|(check, ..)| *check == name).unwrap().1;
    assert_eq!(seen("parts"), "3 parts.");
    assert_eq!(seen("header"), r#"{"alg":"HS256","typ":"JWT"}"#);
    assert_eq!(seen("algorithm"), r#"alg is "HS256"."#);
    assert_eq!(seen("crit"), "crit is absent; b64 is absent.");
    assert_eq!(seen("type"), r#"typ is "JWT"."#);
    assert_eq!(seen("payload"), &claims.to_string());
    assert_eq!(seen("signature"), "43 characters.");
    assert!(seen("exp").starts_with(&format!(
        "exp is {}; the server's clock says ",
        claims["exp"]
    )));
    assert!(seen("nbf").starts_with("nbf is absent; the server's clock says "));
    assert_eq!(
        seen("iss"),
        r#"iss is "jwt-sandbox"; this server trusts "jwt-sandbox"."#
    );
    assert_eq!(
        seen("aud"),
        r#"aud is ["a","jwt-sandbox-students"]; this server's audience is "jwt-sandbox-students"."#
    );
    assert_eq!(seen("jti"), "jti is absent.");
}

#[test]
fn a_preview_shows_the_claims_checks_but_returns_no_claims() {
    let verifier = Verifier::new(&Settings::with_secret(KEY).token);
    let unsigned = |token: &str| {
        let (signed, _) = token.rsplit_once('.').unwrap();
        format!("{signed}.{}", base64url([7; 32]))
    };
    let preview = |token: &str| {
        let mut watched = Watched::default();
        verifier.preview_claims(token, SystemTime::now(), &mut watched);
        watched.0
    };
    let good = preview(&unsigned(&token(&header(), &payload())));
    assert_eq!(
        good.iter().map(|(name, ..)| *name).collect::<Vec<_>>(),
        NAMES[7..]
    );
    assert!(good.iter().all(|(.., error)| error.is_none()));

    let expired = preview(&unsigned(&token(&header(), &with("aud", "another"))));
    let (name, _, error) = expired.last().unwrap();
    assert_eq!(*name, "aud");
    assert_eq!(error.as_ref().unwrap().explain("").reason, "aud_mismatch");

    assert!(preview("hello").is_empty());
    assert!(preview("a.b.c").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_sent_the_checks_are_in_order_and_agree_with_the_verdict(text in any::<String>(), shaped in token_shaped()) {
        watch(&text);
        watch(&shaped);
    }

    #[test]
    fn whatever_is_signed_the_checks_are_in_order_and_agree_with_the_verdict(
        name in prop::sample::select(vec!["exp", "nbf", "iat", "iss", "aud", "sub", "jti", "x"]),
        value in claim(),
    ) {
        watch(&token(&header(), &with(name, value)));
    }
}
