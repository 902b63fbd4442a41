//! Every mistake that a learner can make, and exactly what the server says about it.
//!
//! Each file below has a table of mistakes (a header or a token, the reason, the detail) and a table
//! of valid ones, as controls. This file has the two kinds of tables, what every refusal promises, and
//! the order of the checks. To add a refusal, add its cases to the table of its kind, and count its
//! reason in the last test.

mod headers;
mod identities;
mod shapes;
mod signatures;
mod times;
mod token_headers;

use std::collections::BTreeSet;

use proofs::forge::*;
use rocket::http::Status;
use serde_json::{Value, json};

use crate::local::{client, problem, verdict, verify};
pub use headers::{good_headers, malformed_headers, no_credentials};
pub use shapes::unusual_json;

/// A mistake in the header: the values sent, the reason, the detail.
pub type HeaderCase = (Vec<String>, &'static str, String);

/// A mistake in the token: the token, the reason, the detail.
pub type TokenCase = (String, &'static str, String);

fn good() -> String {
    token(&header(), &payload())
}

fn header_with(name: &str, value: impl Into<Value>) -> Value {
    let mut header = header();
    header[name] = value.into();
    header
}

/// A token with a claim that no `Value` holds, written as text.
fn with_text(name: &str, json: &str) -> String {
    let mut rest = payload();
    rest.as_object_mut().unwrap().remove(name);
    let rest = rest.to_string();
    token_of_text(
        header().to_string(),
        rest.replacen('{', &format!("{{\"{name}\":{json},"), 1),
    )
}

fn one(value: impl Into<String>, reason: &'static str, detail: &str) -> HeaderCase {
    (vec![value.into()], reason, detail.into())
}

fn case(token: impl Into<String>, reason: &'static str, detail: &str) -> TokenCase {
    (token.into(), reason, detail.into())
}

pub fn all_token_cases() -> Vec<TokenCase> {
    [
        shapes::shapes(),
        token_headers::algorithms(),
        signatures::signatures(),
        token_headers::meanings(),
        times::times(),
        identities::identities(),
    ]
    .concat()
}

pub fn all_good_tokens() -> Vec<String> {
    [
        vec![good()],
        shapes::good_shapes(),
        token_headers::good_algorithms(),
        token_headers::good_meanings(),
        times::good_times(),
        identities::good_identities(),
    ]
    .concat()
}

fn refuse_headers(
    cases: Vec<HeaderCase>,
    status: Status,
    challenge: impl Fn(&str) -> Option<String>,
) {
    let client = client();
    for (values, reason, detail) in cases {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let response = verify(&client, &values);
        let authenticate = response
            .headers()
            .get_one("WWW-Authenticate")
            .map(str::to_owned);
        assert_eq!(authenticate, challenge(&detail), "{reason}");
        let body = problem(response, status, reason);
        assert_eq!(body["detail"], detail);
    }
}

/// What RFC 6750 §3 allows in a description.
fn described(error: &str, detail: &str) -> Option<String> {
    let plain: String = detail
        .chars()
        .map(|c| match c {
            '"' | '\\' => '\'',
            '…' | 'ö' => '?',
            c => c,
        })
        .collect();
    Some(format!(
        "Bearer realm=\"jwt-sandbox\", error=\"{error}\", error_description=\"{plain}\""
    ))
}

fn refuse_tokens(cases: Vec<TokenCase>) {
    let cases = cases
        .into_iter()
        .map(|(token, reason, detail)| (vec![format!("Bearer {token}")], reason, detail))
        .collect();
    refuse_headers(cases, Status::Unauthorized, |detail| {
        described("invalid_token", detail)
    });
}

fn accept(tokens: Vec<String>) {
    let client = client();
    for token in tokens {
        let response = verify(&client, &[&format!("Bearer {token}")]);
        assert_eq!(response.status(), Status::Ok, "{token}");
    }
}

#[test]
fn header_payload_and_signature_are_checked_in_this_order() {
    let client = client();
    let wrong = base64url([7; 32]);
    let none = base64url(r#"{"alg":"none"}"#);
    let (good, list) = (base64url(header().to_string()), base64url("[1]"));
    for (token, reason) in [
        (format!("{none}.{list}.{wrong}"), "alg_none"),
        (format!("{good}.{list}.{wrong}"), "not_a_json_object"),
        (
            format!("{good}.{}.{wrong}", base64url("{}")),
            "signature_mismatch",
        ),
        (token_of_text(header().to_string(), "{}"), "exp_missing"),
    ] {
        assert_eq!(verdict(&client, &token), Err(reason.into()));
    }
}

#[test]
fn claims_are_checked_in_order_and_only_after_the_signature() {
    let client = client();
    let mut all_wrong =
        json!({"exp": "x", "nbf": "x", "iat": "x", "iss": 1, "aud": 1, "sub": 1, "jti": 1});
    let unsigned = format!(
        "{}.{}.{}",
        base64url(header().to_string()),
        base64url(all_wrong.to_string()),
        base64url([7; 32])
    );
    assert_eq!(
        verdict(&client, &unsigned),
        Err("signature_mismatch".into())
    );
    for (reason, fix, value) in [
        ("exp_not_a_number", "exp", json!(now() + 60)),
        ("nbf_not_a_number", "nbf", json!(0)),
        ("iat_not_a_number", "iat", json!(0)),
        ("iss_mismatch", "iss", json!("jwt-sandbox")),
        ("aud_mismatch", "aud", json!("jwt-sandbox-students")),
        ("sub_not_a_string", "sub", json!("1")),
        ("jti_not_a_string", "jti", json!("1")),
    ] {
        assert_eq!(
            verdict(&client, &token(&header(), &all_wrong)),
            Err(reason.into())
        );
        all_wrong[fix] = value;
    }
    assert_eq!(
        verdict(&client, &token(&header(), &all_wrong)),
        Ok(all_wrong)
    );
}

#[test]
fn no_answer_repeats_the_token() {
    let client = client();
    for (token, reason, _) in all_token_cases() {
        let Some(longest) = token.split('.').max_by_key(|part| part.len()) else {
            continue;
        };
        if longest.len() < 20 {
            continue;
        }
        let response = verify(&client, &[&format!("Bearer {token}")]);
        let headers = format!("{:?}", response.headers());
        let answer = response.into_string().unwrap() + &headers;
        assert!(
            !answer.contains(longest),
            "{reason} repeats a part of the token"
        );
    }
}

#[test]
fn the_tables_cover_every_reason_in_the_contract() {
    let headers = [no_credentials(), malformed_headers()].concat();
    let tokens = all_token_cases();
    assert!(
        headers.len() + tokens.len() >= 80,
        "{}",
        headers.len() + tokens.len()
    );
    let reasons: BTreeSet<&str> = headers
        .iter()
        .map(|case| case.1)
        .chain(tokens.iter().map(|case| case.1))
        .collect();
    assert_eq!(reasons.len(), 46, "{reasons:#?}");
}
