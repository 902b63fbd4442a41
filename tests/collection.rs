//! Each saved example of the Postman collection is what the server really answers, by the rule of
//! postman/check/README.md.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "support/mod.rs"]
mod support;

use std::fs;

use jsonwebtoken::Algorithm;
use jwt_sandbox::settings::Settings;
use rocket::http::{Header, Method};
use rocket::local::blocking::{Client, LocalResponse};
use serde_json::{Value, json};

use support::forge;

const COLLECTION: &str = "postman/1-sign-and-verify.postman_collection.json";

#[test]
fn each_saved_example_is_what_the_server_answers() {
    let collection: Value = serde_json::from_str(&fs::read_to_string(COLLECTION).unwrap()).unwrap();
    let server = server();
    let mut wrong = Vec::new();
    for folder in list(&collection["item"]) {
        for request in list(&folder["item"]) {
            let examples = list(&request["response"]);
            let name = format!("{} › {}", text(&folder["name"]), text(&request["name"]));
            assert!(!examples.is_empty(), "{name} has no saved example");
            for example in examples {
                if let Err(difference) = replay(&server, example) {
                    wrong.push(format!("{name}: {difference}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_example_with_another_status_header_or_body_is_found() {
    let example = |code: u16, allow: &str, title: &str| {
        json!({
            "originalRequest": { "method": "PUT", "header": [], "url": { "raw": "{{baseUrl}}/sign-token" } },
            "code": code,
            "header": [{ "key": "Allow", "value": allow }],
            "body": json!({
                "title": title, "status": 405, "detail": "…", "reason": "…", "hint": "Send GET …", "lesson": "…",
            }).to_string(),
        })
    };
    for (example, outcome) in [
        (example(405, "GET, HEAD", "Method Not Allowed"), Ok(())),
        (
            example(404, "GET, HEAD", "Method Not Allowed"),
            Err("the status is saved as 404, and 405 came"),
        ),
        (
            example(405, "GET", "Method Not Allowed"),
            Err(r#"Allow is saved as "GET", and "GET, HEAD" came"#),
        ),
        (
            example(405, "GET, HEAD", "Not Allowed"),
            Err(r#"the body's title is saved as "Not Allowed", and "Method Not Allowed" came"#),
        ),
    ] {
        assert_eq!(replay(&server(), &example), outcome.map_err(str::to_owned));
    }
}

#[test]
fn names_and_values_are_compared_and_an_ellipsis_is_anything() {
    for (saved, came, alike) in [
        (json!("a…c"), json!("abc"), true),
        (json!("a…c"), json!("ab"), false),
        (json!("…b…d"), json!("abcd"), true),
        (json!("…d…b"), json!("abcd"), false),
        (json!("aa…a"), json!("aa"), false),
        (json!("…"), json!(7), true),
        (json!("7"), json!(7), false),
        (json!({"a": 1, "b": "…"}), json!({"a": 1, "b": [2]}), true),
        (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), true),
        (json!({"a": 1}), json!({"a": 1, "b": 2}), false),
        (json!({"a": 1, "b": 2}), json!({"a": 1}), false),
        (json!(["…", 2]), json!([1, 2]), true),
        (json!({"a": "…"}), json!({"b": 1}), false),
        (json!([1]), json!([1, 2]), false),
    ] {
        assert_eq!(same("it", &saved, &came).is_ok(), alike, "{saved} {came}");
    }
}

#[test]
#[should_panic(expected = "no token is known as {{forged_nonsense}}")]
fn a_variable_that_nobody_knows_is_not_sent() {
    fill("Bearer {{forged_nonsense}}", &server());
}

fn server() -> Client {
    Client::untracked(jwt_sandbox::rocket(Settings::with_secret(forge::KEY))).unwrap()
}

/// Sends the request of an example again and compares the answer with the one that is saved.
fn replay(server: &Client, example: &Value) -> Result<(), String> {
    let sent = &example["originalRequest"];
    let method: Method = text(&sent["method"]).parse().unwrap();
    let address = fill(text(&sent["url"]["raw"]), server);
    let mut request = server.req(method, address);
    for header in list(&sent["header"]) {
        let value = fill(text(&header["value"]), server);
        request.add_header(Header::new(text(&header["key"]).to_owned(), value));
    }
    if let Some(body) = sent["body"]["raw"].as_str() {
        request.set_body(fill(body, server));
    }
    compare(example, request.dispatch())
}

fn compare(example: &Value, came: LocalResponse<'_>) -> Result<(), String> {
    same("the status", &example["code"], &json!(came.status().code))?;
    for header in list(&example["header"]) {
        let name = text(&header["key"]);
        let values: Vec<_> = came.headers().get(name).collect();
        same(name, &header["value"], &json!(values.join(", ")))?;
    }
    let body = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!(text));
    let came = came.into_string().unwrap_or_default();
    same("the body", &body(text(&example["body"])), &body(&came))
}

/// Compares values; `…` stands for anything.
fn same(place: &str, saved: &Value, came: &Value) -> Result<(), String> {
    let alike = match (saved, came) {
        (Value::String(saved), _) if saved == "…" => true,
        (Value::String(saved), Value::String(came)) => fits(saved, came),
        (Value::Array(saved), Value::Array(came)) if saved.len() == came.len() => {
            return (saved.iter().zip(came)).try_for_each(|(saved, came)| same(place, saved, came));
        }
        (Value::Object(saved), Value::Object(came))
            if saved.len() == came.len() && saved.keys().all(|name| came.contains_key(name)) =>
        {
            return saved.iter().try_for_each(|(name, value)| {
                same(&format!("{place}'s {name}"), value, &came[name])
            });
        }
        _ => saved == came,
    };
    if alike {
        Ok(())
    } else {
        Err(format!("{place} is saved as {saved}, and {came} came"))
    }
}

/// Whether a text has the pieces between the ellipses, in their order.
fn fits(saved: &str, came: &str) -> bool {
    let Some((start, rest)) = saved.split_once('…') else {
        return saved == came;
    };
    let (middle, end) = rest.rsplit_once('…').unwrap_or(("", rest));
    let Some(mut came) = came
        .strip_prefix(start)
        .and_then(|came| came.strip_suffix(end))
    else {
        return false;
    };
    middle.split('…').all(|piece| match came.split_once(piece) {
        Some((_, after)) => {
            came = after;
            true
        }
        None => false,
    })
}

/// The text with its `{{variables}}` filled in.
fn fill(template: &str, server: &Client) -> String {
    let Some((before, rest)) = template.split_once("{{") else {
        return template.to_owned();
    };
    let (name, after) = rest.split_once("}}").unwrap();
    let value = match name {
        "baseUrl" => String::new(),
        "freshToken" => fresh(server),
        forged => forge_by_name(forged),
    };
    format!("{before}{value}{}", fill(after, server))
}

fn fresh(server: &Client) -> String {
    let answer: Value = server.get("/sign-token").dispatch().into_json().unwrap();
    text(&answer["token"]).to_owned()
}

/// The tokens of the table in postman/check/README.md.
fn forge_by_name(name: &str) -> String {
    let now = forge::now();
    let signed = |claims: Value| forge::token(&forge::header(), &claims);
    let with = |name, value: Value| signed(forge::with(name, value));
    let unsigned = |header: &Value| {
        let part = |value: &Value| forge::base64url(value.to_string());
        format!("{}.{}", part(header), part(&forge::with("username", "ann")))
    };
    let header = |name: &str, value: Value| {
        let mut header = forge::header();
        header[name] = value;
        header
    };
    let good = with("username", json!("ann"));
    let (start, signature) = good.rsplit_once('.').unwrap();

    match name {
        "forged_good" => good,
        "forged_changed_payload" => {
            let other = signed(forge::with("username", "eve"));
            let (start, _) = other.rsplit_once('.').unwrap();
            format!("{start}.{signature}")
        }
        "forged_other_secret" => {
            forge::sign_with(start, "a secret of a stranger", Algorithm::HS256)
        }
        "forged_empty_key" => forge::sign_with(start, "", Algorithm::HS256),
        "forged_half_signature" => {
            let (kept, changed) = signature.split_at(signature.len() / 2);
            let other: String = changed
                .chars()
                .map(|c| if c == 'A' { 'E' } else { 'A' })
                .collect();
            format!("{start}.{kept}{other}")
        }
        "forged_no_signature" => format!("{start}."),
        "forged_none" => format!("{}.", unsigned(&header("alg", json!("none")))),
        "forged_hs384" => {
            let text = unsigned(&header("alg", json!("HS384")));
            forge::sign_with(&text, forge::KEY, Algorithm::HS384)
        }
        "forged_rs256" => forge::sign(&unsigned(&header("alg", json!("RS256")))),
        "forged_jwk" => {
            let key = "a key that came with the token";
            let jwk = json!({"kty": "oct", "k": forge::base64url(key)});
            forge::sign_with(&unsigned(&header("jwk", jwk)), key, Algorithm::HS256)
        }
        "forged_expired" => with("exp", json!(now - 86_400)),
        "forged_expired_two_minutes_ago" => with("exp", json!(now - 120)),
        "forged_without_exp" => signed(forge::without("exp")),
        "forged_exp_is_text" => with("exp", json!("tomorrow")),
        "forged_not_valid_yet" => with("nbf", json!(now + 3600)),
        "forged_other_issuer" => with("iss", json!("x7k2m9qa4t1z")),
        "forged_issuer_prefix" => with("iss", json!("jwt-sandbo")),
        "forged_without_iss" => signed(forge::without("iss")),
        "forged_other_audience" => with("aud", json!("x7k2m9qa4t1z")),
        "forged_audience_part" => with("aud", json!("wt-sandbox-student")),
        "forged_without_aud" => signed(forge::without("aud")),
        "forged_several_audiences" => with("aud", json!(["x7k2m9qa4t1z", "jwt-sandbox-students"])),
        "forged_foreign_audiences" => {
            with("aud", json!(["x7k2m9qa4t1z", "not-jwt-sandbox-students"]))
        }
        "forged_garbage" => "k7".repeat(100),
        "forged_long" => "k7".repeat(3500),
        unknown => panic!("no token is known as {{{{{unknown}}}}}"),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
}
