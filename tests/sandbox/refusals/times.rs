//! The claims about time: `exp`, `nbf` and `iat`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{TokenError, Verifier};
use proofs::forge::*;
use serde_json::{Value, json};

use super::{TokenCase, accept, case, refuse_tokens, with_text};

pub fn times() -> Vec<TokenCase> {
    let expired = |ago: &str| format!("The token expired {ago} ago.");
    let early = |span: &str| format!("The token isn't valid yet: its nbf is {span} from now.");
    let number = |name: &str, found: &str| format!("The token's {name} is {found}, not a number.");
    let payload_with = |name: &str, value: Value| token(&header(), &with(name, value));
    vec![
        case(
            token(&header(), &without("exp")),
            "exp_missing",
            "The token has no exp, so it would never expire.",
        ),
        case(
            payload_with("exp", json!("2100-01-01")),
            "exp_not_a_number",
            &number("exp", "a string"),
        ),
        case(
            payload_with("exp", json!((now() + 60).to_string())),
            "exp_not_a_number",
            &number("exp", "a string"),
        ),
        case(
            payload_with("exp", json!(null)),
            "exp_not_a_number",
            &number("exp", "null"),
        ),
        case(
            payload_with("exp", json!([now() + 60])),
            "exp_not_a_number",
            &number("exp", "an array"),
        ),
        case(
            payload_with("exp", json!(true)),
            "exp_not_a_number",
            &number("exp", "a boolean"),
        ),
        case(
            payload_with("exp", json!(now() - 90)),
            "token_expired",
            &expired("1 minute"),
        ),
        case(
            payload_with("exp", json!(now() - 3 * 3600 - 60)),
            "token_expired",
            &expired("3 hours"),
        ),
        case(
            payload_with("exp", json!(now() - 50 * 3600)),
            "token_expired",
            &expired("2 days"),
        ),
        case(
            payload_with("exp", json!(now() as f64 - 3600.5)),
            "token_expired",
            &expired("1 hour"),
        ),
        case(
            payload_with("nbf", json!("now")),
            "nbf_not_a_number",
            &number("nbf", "a string"),
        ),
        case(
            payload_with("nbf", json!(null)),
            "nbf_not_a_number",
            &number("nbf", "null"),
        ),
        case(
            payload_with("nbf", json!(now() + 2 * 3600 + 60)),
            "token_not_yet_valid",
            &early("2 hours"),
        ),
        case(
            payload_with("nbf", json!(now() as f64 + 90.5 * 60.0)),
            "token_not_yet_valid",
            &early("1 hour"),
        ),
        case(
            payload_with("iat", json!("now")),
            "iat_not_a_number",
            &number("iat", "a string"),
        ),
        case(
            payload_with("iat", json!(null)),
            "iat_not_a_number",
            &number("iat", "null"),
        ),
        case(
            payload_with("iat", json!({"seconds": 1})),
            "iat_not_a_number",
            &number("iat", "an object"),
        ),
        case(
            with_text("exp", "1e400"),
            "time_out_of_range",
            "The token's exp is 1e400, a number too large to be a time.",
        ),
        case(
            with_text("nbf", "-1e400"),
            "time_out_of_range",
            "The token's nbf is -1e400, a number too large to be a time.",
        ),
        case(
            with_text("iat", &"9".repeat(400)),
            "time_out_of_range",
            &format!(
                "The token's iat is {}…, a number too large to be a time.",
                "9".repeat(60)
            ),
        ),
    ]
}

pub fn good_times() -> Vec<String> {
    [
        with("exp", now() + 3600),
        with("exp", now() as f64 + 3600.25),
        with("nbf", now() - 1),
        with("nbf", 0),
        with("iat", 0.5),
        without("iat"),
    ]
    .map(|payload| token(&header(), &payload))
    .into()
}

#[test]
fn an_expired_or_early_token_is_rejected() {
    refuse_tokens(times());
}

#[test]
fn a_token_within_its_time_is_accepted() {
    accept(good_times());
}

#[test]
fn the_second_of_exp_is_too_late_and_the_second_of_nbf_is_in_time() {
    let verifier = Verifier::new(&Settings::with_secret(KEY).token);
    let at = |seconds: f64| UNIX_EPOCH + Duration::from_secs_f64(seconds);
    let mut claims = with("exp", 2_000);
    claims["nbf"] = json!(1_000);
    let whole = token(&header(), &claims);
    for (now, verdict) in [
        (999.0, Err(TokenError::NotYetValid(1.0))),
        (999.75, Err(TokenError::NotYetValid(0.25))),
        (1_000.0, Ok(())),
        (1_999.0, Ok(())),
        (1_999.75, Ok(())),
        (2_000.0, Err(TokenError::Expired(0.0))),
        (2_000.25, Err(TokenError::Expired(0.25))),
        (2_060.0, Err(TokenError::Expired(60.0))),
    ] {
        assert_eq!(
            verifier.verify_at(&whole, at(now)).map(|_| ()),
            verdict,
            "at {now}"
        );
    }

    claims["exp"] = json!(2_000.5);
    let half = token(&header(), &claims);
    assert!(verifier.verify_at(&half, at(2_000.25)).is_ok());
    assert_eq!(
        verifier.verify_at(&half, at(2_000.5)),
        Err(TokenError::Expired(0.0))
    );
    assert_eq!(
        verifier.verify_at(&half, SystemTime::UNIX_EPOCH - Duration::from_secs(1)),
        Err(TokenError::NotYetValid(1_000.0)),
        "a clock before 1970 is read as 1970"
    );
}
