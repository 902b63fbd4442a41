//! Mistakes in the `Authorization` header itself.

use proofs::forge::*;
use rocket::http::Status;

use super::{HeaderCase, accept, described, good, one, refuse_headers};
use crate::local::{client, problem, verify};

pub fn no_credentials() -> Vec<HeaderCase> {
    let nothing = "The request has no Authorization header that this server can read.";
    let scheme = |scheme: &str| {
        format!("The Authorization header uses the scheme {scheme}, but this server wants Bearer.")
    };
    let other = "The Authorization header doesn't start with the word Bearer and a space.";
    vec![
        (vec![], "authorization_missing", nothing.into()),
        one("", "authorization_missing", nothing),
        one("   ", "authorization_missing", nothing),
        one("Basic dGVzdDp0ZXN0", "scheme_not_bearer", &scheme("Basic")),
        one(
            format!("token {}", good()),
            "scheme_not_bearer",
            &scheme("Token"),
        ),
        one(
            format!("JWT {}", good()),
            "scheme_not_bearer",
            &scheme("JWT"),
        ),
        one(
            "Digest username=\"test\", realm=\"x\"",
            "scheme_not_bearer",
            &scheme("Digest"),
        ),
        one(
            format!("Bearertoken {}", good()),
            "scheme_not_bearer",
            other,
        ),
        one("my password", "scheme_not_bearer", other),
        one("hello", "scheme_not_bearer", other),
    ]
}

pub fn malformed_headers() -> Vec<HeaderCase> {
    let missing = "The Authorization header says Bearer, but no token follows.";
    let bare = "The Authorization header has a token, but not the word Bearer before it.";
    let twice = "The Authorization header says Bearer twice.";
    let quoted = "The token has quotes around it.";
    let space = "The token contains white space, or the header contains more than one token.";
    let word = |word: &str| {
        format!(
            "The header contains the word {word} instead of a token: a program sent an empty variable."
        )
    };
    let variable = |name: &str| {
        format!("The header contains {name} itself instead of its value: the variable isn't set.")
    };
    let (bearer, good) = (format!("Bearer {}", good()), good());
    vec![
        (
            vec![bearer.clone(), bearer.clone()],
            "authorization_repeated",
            "The Authorization header was sent 2 times.".into(),
        ),
        (
            vec!["Basic eA==".into(), bearer.clone(), bearer.clone()],
            "authorization_repeated",
            "The Authorization header was sent 3 times.".into(),
        ),
        one("Bearer", "token_missing", missing),
        one("bearer", "token_missing", missing),
        one("Bearer    ", "token_missing", missing),
        one(good.clone(), "scheme_missing", bare),
        one("a.b.c", "scheme_missing", bare),
        one(
            format!("Bearer: {good}"),
            "scheme_with_colon",
            "The Authorization header has a colon after the word Bearer.",
        ),
        one(format!("Bearer Bearer {good}"), "scheme_repeated", twice),
        one(format!("Bearer bearer {good}"), "scheme_repeated", twice),
        one("Bearer Bearer", "scheme_repeated", twice),
        one("Bearer null", "token_is_a_word", &word("null")),
        one("Bearer undefined", "token_is_a_word", &word("undefined")),
        one("Bearer None", "token_is_a_word", &word("None")),
        one(
            "Bearer [object Object]",
            "token_is_a_word",
            &word("[object Object]"),
        ),
        one(
            "Bearer {{token}}",
            "variable_unresolved",
            &variable("{{token}}"),
        ),
        one(
            "{{authorization}}",
            "variable_unresolved",
            &variable("{{authorization}}"),
        ),
        one(
            "Bearer x{{my token}}y",
            "variable_unresolved",
            &variable("{{my token}}"),
        ),
        one(
            "Bearer {{token",
            "variable_unresolved",
            &variable("{{token"),
        ),
        one(
            format!("Bearer {{\"token\":\"{good}\"}}"),
            "json_pasted",
            "The header contains the whole JSON response instead of the token.",
        ),
        one(
            "Bearer <token>",
            "placeholder_pasted",
            "The token is between < and >, like a placeholder.",
        ),
        one(format!("Bearer \"{good}\""), "token_quoted", quoted),
        one(format!("Bearer '{good}'"), "token_quoted", quoted),
        one(format!("\"Bearer {good}\""), "token_quoted", quoted),
        one(
            format!("Bearer {}", good.replacen('.', ". ", 1)),
            "token_with_space",
            space,
        ),
        one(
            format!("Bearer {}", good.replacen('.', ".\t", 1)),
            "token_with_space",
            space,
        ),
        one(format!("{bearer}, {bearer}"), "token_with_space", space),
        one(
            format!("{bearer}\u{a0}"),
            "authorization_not_ascii",
            "The Authorization header contains '\\u{a0}', which isn't ASCII.",
        ),
        one(
            "Bearer tökén",
            "authorization_not_ascii",
            "The Authorization header contains 'ö', which isn't ASCII.",
        ),
        one(
            format!("Bearer {}…", &good[..20]),
            "authorization_not_ascii",
            "The Authorization header contains '…', which isn't ASCII.",
        ),
    ]
}

/// The controls: a header that is accepted for each kind of refusal.
pub fn good_headers() -> Vec<String> {
    vec![
        format!("Bearer {}", good()),
        format!("bearer {}", good()),
        format!("BEARER {}", good()),
        format!("Bearer    {}", good()),
        format!("  Bearer {}  ", good()),
        format!("Bearer\t{}", good()),
    ]
}

#[test]
fn without_credentials_the_challenge_has_no_error() {
    refuse_headers(no_credentials(), Status::Unauthorized, |_| {
        Some("Bearer realm=\"jwt-sandbox\"".into())
    });
}

#[test]
fn a_malformed_header_is_a_bad_request() {
    refuse_headers(malformed_headers(), Status::BadRequest, |detail| {
        described("invalid_request", detail)
    });
}

#[test]
fn a_header_over_8_kib_is_too_large() {
    let long = |length: usize| format!("Bearer {}", "a".repeat(length - "Bearer ".len()));
    let too_large = |bytes| {
        format!("The Authorization header has {bytes} bytes, but this server reads at most 8192.")
    };
    let cases = [8_193, 100_000]
        .map(|bytes| one(long(bytes), "authorization_too_large", &too_large(bytes)));
    refuse_headers(cases.into(), Status::RequestHeaderFieldsTooLarge, |_| None);
    // The control: up to the limit, the token is checked.
    let client = client();
    problem(
        verify(&client, &[&long(8_192)]),
        Status::Unauthorized,
        "wrong_part_count",
    );
    let large = token(&header(), &with("padding", "x".repeat(5_000)));
    assert!(large.len() > 6_000);
    accept(vec![large]);
}

#[test]
fn a_valid_header_in_any_spelling_is_accepted() {
    let client = client();
    for value in good_headers() {
        assert_eq!(verify(&client, &[&value]).status(), Status::Ok, "{value}");
    }
}
