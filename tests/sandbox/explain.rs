//! `POST /explain-token` and `/verify-token` read and verify with the same code, so they agree on
//! everything that can be sent.

use std::time::{Duration, Instant};

use proofs::forge::*;
use proptest::prelude::*;
use rocket::http::Status;
use rocket::local::blocking::Client;
use serde_json::{Value, json};

use crate::checks::NAMES;
use crate::local::{client, problem, verify};
use crate::properties::{claim, token_shaped};
use crate::refusals::{
    all_good_tokens, all_token_cases, good_headers, malformed_headers, no_credentials, unusual_json,
};

thread_local! {
    static CLIENT: Client = client();
}

/// The answer to a text. It's always 200.
fn explain(text: impl AsRef<[u8]>) -> Value {
    CLIENT.with(|client| {
        let response = client
            .post("/explain-token")
            .header(rocket::http::ContentType::Plain)
            .body(text)
            .dispatch();
        assert_eq!(response.status(), Status::Ok);
        response.into_json().unwrap()
    })
}

fn names(list: &Value) -> Vec<&str> {
    let steps = list.as_array().unwrap().iter();
    steps.map(|step| step["check"].as_str().unwrap()).collect()
}

/// Asserts the form of a list of checks, and returns the one that failed, if one did.
fn first_failed(list: &Value) -> Option<&Value> {
    let steps = list.as_array().unwrap();
    let keys = |step: &Value| step.as_object().unwrap().len();
    let failed = steps.iter().position(|step| step["outcome"] != "passed");
    let made = failed.unwrap_or(steps.len());
    for (index, step) in steps.iter().enumerate() {
        assert!(step["asks"].as_str().unwrap().ends_with('?'), "{step}");
        let (outcome, size) = match index {
            before if before < made => ("passed", 4),
            here if here == made => ("failed", 8),
            _ => ("not_reached", 3),
        };
        assert_eq!(step["outcome"], outcome, "{step}");
        assert_eq!(keys(step), size, "{step}");
        assert_eq!(step["seen"].is_string(), outcome != "not_reached", "{step}");
    }
    failed.map(|index| &steps[index])
}

/// Asserts what the contract says about every answer, and that `/verify-token` says the same about this
/// value of the header.
fn agrees(text: &str, header: &str) -> Value {
    let explained = explain(text);
    let (status, body) = CLIENT.with(|client| {
        let response = verify(client, &[header]);
        // A value that no machine type can hold is signed and comes back, but this test can't read it.
        (
            response.status(),
            response.into_json::<Value>().unwrap_or_default(),
        )
    });
    let members = explained.as_object().unwrap();
    let mut keys: Vec<_> = members.keys().map(String::as_str).collect();
    keys.sort_unstable();
    let contract = [
        "accepted",
        "checks",
        "clock",
        "if_signed",
        "parts",
        "removed",
    ];
    assert_eq!(keys, contract);
    assert_eq!(explained["parts"].as_object().unwrap().len(), 2);
    assert!(explained["clock"].as_u64().unwrap().abs_diff(now()) < 60);
    assert!(explained["removed"].is_array());

    let all = [&["authorization"], &NAMES[..]].concat();
    assert_eq!(names(&explained["checks"]), all, "{text}");
    let failed = first_failed(&explained["checks"]);
    assert_eq!(explained["accepted"], status == Status::Ok, "{text}");
    assert_eq!(failed.is_none(), status == Status::Ok, "{text}");
    if let Some(failed) = failed {
        for word in ["reason", "hint", "lesson"] {
            assert_eq!(failed[word], body[word], "{text}");
        }
        assert!(failed["detail"].is_string());
    }
    if failed.is_some_and(|failed| failed["check"] == "signature") {
        assert_eq!(names(&explained["if_signed"]), NAMES[7..]);
        first_failed(&explained["if_signed"]);
    } else {
        assert_eq!(explained["if_signed"], Value::Null);
    }
    explained
}

/// A value of the header is explained as one. A bare token is read as if it had a `Bearer`.
fn agrees_on(value: &str) {
    let bare = CLIENT.with(|client| {
        let response = verify(client, &[value]);
        response.into_json::<Value>().unwrap_or_default()["reason"] == "scheme_missing"
    });
    if bare {
        agrees(
            value,
            &format!("Bearer {}", value.trim_matches([' ', '\t'])),
        );
    } else {
        agrees(value, value);
    }
}

#[test]
fn each_mistake_in_a_token_is_explained_in_the_words_of_the_refusal() {
    for (token, reason, _) in all_token_cases() {
        let value = format!("Bearer {token}");
        let explained = agrees(&value, &value);
        assert_eq!(
            first_failed(&explained["checks"]).unwrap()["reason"],
            reason
        );
        if reason != "wrong_part_count" && reason != "encrypted_token" {
            agrees(&token, &value);
        }
    }
}

#[test]
fn each_mistake_in_the_header_is_explained_in_the_words_of_the_refusal() {
    let mut seen = Vec::new();
    for (values, reason, _) in [no_credentials(), malformed_headers()].concat() {
        // More than one header can't be written as one text.
        let [value] = &values[..] else { continue };
        if reason != "scheme_missing" {
            let explained = agrees(value, value);
            let failed = first_failed(&explained["checks"]).unwrap().clone();
            assert_eq!(failed["check"], "authorization");
            assert_eq!(failed["reason"], reason);
            assert_eq!(explained["parts"], json!({"header": null, "payload": null}));
            seen.push(reason);
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[test]
fn a_valid_token_is_accepted_in_every_form_that_the_header_accepts() {
    for value in good_headers() {
        assert_eq!(agrees(&value, &value)["accepted"], true, "{value}");
    }
    for token in [all_good_tokens(), unusual_json()].concat() {
        let value = format!("Bearer {token}");
        assert_eq!(agrees(&token, &value)["accepted"], true, "{token}");
    }
}

#[test]
fn the_answer_says_what_was_removed() {
    let token = token(&header(), &payload());
    for (text, removed) in [
        (token.clone(), json!([])),
        (format!("Bearer {token}"), json!(["the scheme Bearer"])),
        (format!("bEARER   {token}"), json!(["the scheme Bearer"])),
        (format!("{token}\r\n"), json!(["white space around it"])),
        (
            format!(" \tBearer {token}\n"),
            json!(["white space around it", "the scheme Bearer"]),
        ),
    ] {
        let explained = explain(&text);
        assert_eq!(explained["accepted"], true, "{text}");
        assert_eq!(explained["removed"], removed, "{text}");
    }
    // Nothing from a header that has no token.
    assert_eq!(explain("Bearer")["removed"], json!([]));
}

#[test]
fn the_parts_are_their_text_byte_for_byte() {
    let head = "{ \"alg\" : \"HS256\" ,\n\t\"typ\":\"JWT\"}";
    let body =
        "{\"z\":1e3,\"a\":12345678901234567890123,\"sub\":\"\\u0031\",\"n\":\"é 😀 \\/\"}\r\n";
    let token = token_of_text(head, body);
    let parts = json!({"header": head, "payload": body});
    assert_eq!(explain(&token)["parts"], parts);
    // This also holds for broken tokens.
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert_eq!(explain(format!("Bearer {signed}"))["parts"], parts);
    let unreadable = explain(format!("Bearer {}.!.x", base64url("not JSON")));
    assert_eq!(
        unreadable["parts"],
        json!({"header": "not JSON", "payload": null})
    );
}

#[test]
fn the_claims_are_previewed_only_if_the_signature_failed() {
    let forged = |payload: &Value| {
        let token = token(&header(), payload);
        let (signed, _) = token.rsplit_once('.').unwrap();
        format!("Bearer {signed}.{}", base64url([7; 32]))
    };
    let expired = explain(forged(&with("exp", now() - 5)));
    assert_eq!(expired["accepted"], false);
    assert_eq!(expired["checks"][8]["outcome"], "not_reached");
    assert_eq!(expired["if_signed"][0]["reason"], "token_expired");
    assert_eq!(expired["if_signed"][1]["outcome"], "not_reached");
    let good = explain(forged(&payload()));
    assert_eq!(good["accepted"], false);
    assert_eq!(first_failed(&good["if_signed"]), None);
}

#[test]
fn the_answer_starts_with_the_verdict() {
    let answer = CLIENT.with(|client| {
        let response = client.post("/explain-token").body("a").dispatch();
        response.into_string().unwrap()
    });
    let start = r#"{"accepted":false,"removed":[],"parts":{"header":null,"payload":null},"checks":[{"check":"authorization","asks":""#;
    assert!(answer.starts_with(start), "{answer}");
}

#[test]
fn up_to_64_kib_is_explained_and_more_is_rejected() {
    let text = "a".repeat(64 * 1024);
    let explained = explain(&text);
    let failed = first_failed(&explained["checks"]).unwrap();
    assert_eq!(failed["reason"], "authorization_too_large");
    CLIENT.with(|client| {
        let request = client.post("/explain-token").body(format!("{text}a"));
        problem(
            request.dispatch(),
            Status::PayloadTooLarge,
            "payload_too_large",
        );
    });
}

#[test]
fn the_time_is_linear_in_the_length_of_the_text() {
    let fastest = |text: &str| {
        (0..9)
            .map(|_| {
                let start = Instant::now();
                explain(text);
                start.elapsed()
            })
            .min()
            .unwrap()
    };
    for unit in [
        "a", ".", "eyJ.", "{", "\"", " ", "{{", "=", "Bearer ", "\u{e9}",
    ] {
        let text = |bytes: usize| format!("Bearer {}", unit.repeat(bytes / unit.len()));
        let payload = |bytes: usize| {
            let claim = unit.repeat(bytes / unit.len() * 3 / 4).replace('"', "\\\"");
            format!(
                "Bearer {}",
                token_of_text(header().to_string(), format!("{{\"a\":\"{claim}\"}}"))
            )
        };
        for (small, large) in [(text(4_000), text(60_000)), (payload(500), payload(7_500))] {
            // The text is 15 times as long; quadratic code would take 225 times as long.
            let (few, many) = (fastest(&small), fastest(&large));
            let bound = few * 60 + Duration::from_millis(5);
            assert!(many < bound, "{unit}: {few:?}, then {many:?}");
        }
    }
}

/// A value that a header can have: no control characters except tabs.
fn sendable() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| {
        text.chars()
            .filter(|c| *c == '\t' || !c.is_control())
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_of_the_header_is_explained_as_it_is_answered(text in sendable(), prefix in "([ \t]{0,2}[Bb]earer[ \t]{0,2})?") {
        agrees_on(&format!("{prefix}{text}"));
    }

    #[test]
    fn what_looks_like_a_value_is_explained_as_it_is_answered(value in "[ \t]?(Bearer|bearer|Basic|Bearer:|eyJ)?[ \t]?[\"{<a-zA-Z0-9._ =-]{0,40}") {
        agrees_on(&value);
    }

    #[test]
    fn what_looks_like_a_token_is_explained_as_it_is_answered(token in token_shaped()) {
        agrees_on(&format!("Bearer {token}"));
        agrees_on(&token);
    }

    #[test]
    fn a_rightly_signed_token_is_explained_as_it_is_answered(
        name in prop::sample::select(vec!["alg", "typ", "crit", "b64", "kid", "x"]),
        value in claim(),
        claim_name in prop::sample::select(vec!["exp", "nbf", "iat", "iss", "aud", "sub", "jti", "x"]),
        claim in claim(),
        forged in any::<bool>(),
    ) {
        let mut head = header();
        if name != "x" { head[name] = value; }
        let mut token = token(&head, &with(claim_name, claim));
        if forged { token = format!("{}.{}", token.rsplit_once('.').unwrap().0, base64url([7; 32])); }
        let value = format!("Bearer {token}");
        agrees(&token, &value);
        agrees(&value, &value);
    }

    #[test]
    fn any_bytes_are_explained(bytes in any::<Vec<u8>>()) {
        explain(bytes);
    }
}
