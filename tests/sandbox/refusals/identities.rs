//! The claims that say who a token is from, for and about: `iss`, `aud`, `sub` and `jti`.

use proofs::forge::*;
use serde_json::{Value, json};

use super::{TokenCase, accept, case, refuse_tokens, with_text};

pub fn identities() -> Vec<TokenCase> {
    let iss = |theirs: &str| {
        format!("The token's iss is {theirs}, but this server trusts only \"jwt-sandbox\".")
    };
    let aud = |theirs: &str| {
        format!(
            "The token's aud is {theirs}, but this server's audience is \"jwt-sandbox-students\"."
        )
    };
    let sub = |found: &str| format!("The token's sub is {found}, not a string.");
    let payload_with = |name: &str, value: Value| token(&header(), &with(name, value));
    vec![
        case(
            token(&header(), &without("iss")),
            "iss_missing",
            "The token has no iss, so it doesn't say who issued it.",
        ),
        case(
            payload_with("iss", json!("another")),
            "iss_mismatch",
            &iss("\"another\""),
        ),
        case(
            payload_with("iss", json!("jwt-sandbo")),
            "iss_mismatch",
            &iss("\"jwt-sandbo\""),
        ),
        case(
            payload_with("iss", json!("jwt-sandbox2")),
            "iss_mismatch",
            &iss("\"jwt-sandbox2\""),
        ),
        case(
            payload_with("iss", json!("JWT-SANDBOX")),
            "iss_mismatch",
            &iss("\"JWT-SANDBOX\""),
        ),
        case(
            payload_with("iss", json!(["jwt-sandbox"])),
            "iss_mismatch",
            &iss("[\"jwt-sandbox\"]"),
        ),
        case(
            payload_with("iss", json!(null)),
            "iss_mismatch",
            &iss("null"),
        ),
        case(payload_with("iss", json!("")), "iss_mismatch", &iss("\"\"")),
        case(
            token(&header(), &without("aud")),
            "aud_missing",
            "The token has no aud, so it doesn't say who it is meant for.",
        ),
        case(
            payload_with("aud", json!("another")),
            "aud_mismatch",
            &aud("\"another\""),
        ),
        case(
            payload_with("aud", json!("jwt-sandbox-student")),
            "aud_mismatch",
            &aud("\"jwt-sandbox-student\""),
        ),
        case(
            payload_with("aud", json!("jwt-sandbox-students2")),
            "aud_mismatch",
            &aud("\"jwt-sandbox-students2\""),
        ),
        case(
            payload_with("aud", json!(["a", "b"])),
            "aud_mismatch",
            &aud("[\"a\",\"b\"]"),
        ),
        case(
            payload_with("aud", json!(["jwt-sandbox-students", 1])),
            "aud_mismatch",
            &aud("[\"jwt-sandbox-students\",1]"),
        ),
        case(payload_with("aud", json!([])), "aud_mismatch", &aud("[]")),
        case(
            payload_with("aud", json!({"jwt-sandbox-students": true})),
            "aud_mismatch",
            &aud("{\"jwt-sandbox-students\":true}"),
        ),
        case(
            payload_with("aud", json!(null)),
            "aud_mismatch",
            &aud("null"),
        ),
        case(
            token(&header(), &without("sub")),
            "sub_missing",
            "The token has no sub, so it doesn't say who the user is.",
        ),
        case(
            payload_with("sub", json!(1)),
            "sub_not_a_string",
            &sub("a number"),
        ),
        case(
            payload_with("sub", json!(null)),
            "sub_not_a_string",
            &sub("null"),
        ),
        case(
            payload_with("sub", json!(["1"])),
            "sub_not_a_string",
            &sub("an array"),
        ),
        case(
            payload_with("sub", json!("")),
            "sub_empty",
            "The token's sub is empty, so it doesn't say who the user is.",
        ),
        case(
            with_text("sub", r#""\ud83d""#),
            "sub_not_unicode",
            r#"The token's sub is "\ud83d": half of a surrogate pair isn't a character."#,
        ),
        case(
            payload_with("jti", json!(7)),
            "jti_not_a_string",
            "The token's jti is a number, not a string.",
        ),
        case(
            payload_with("jti", json!(null)),
            "jti_not_a_string",
            "The token's jti is null, not a string.",
        ),
    ]
}

pub fn good_identities() -> Vec<String> {
    [
        with("aud", json!(["jwt-sandbox-students"])),
        with("aud", json!(["another", "jwt-sandbox-students"])),
        with("sub", "8b6c9f6e-9d43-4e19-a4a7-3d1c6d0c0e57"),
        with("jti", ""),
        with("jti", "8b6c9f6e"),
    ]
    .map(|payload| token(&header(), &payload))
    .into()
}

#[test]
fn a_token_from_another_issuer_for_another_audience_or_about_nobody_is_rejected() {
    refuse_tokens(identities());
}

#[test]
fn a_token_for_us_among_others_is_accepted() {
    accept(good_identities());
}
