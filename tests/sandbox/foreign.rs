//! Tokens from other libraries are accepted, and these libraries accept ours.
//!
//! Each fixture was made with the secret from `.env.example`, `iat` 1767225600 (2026) and `exp`
//! 4102444800 (2100). The comment above it shows how, with
//!
//! ```text
//! S = the secret
//! base = {"sub": "1", "username": "test", "iss": "jwt-sandbox", "aud": "jwt-sandbox-students", "iat": 1767225600, "exp": 4102444800}
//! ```
//!
//! The other way round was tried by hand against a server with the secret in `.env`:
//!
//! ```text
//! T=$(curl -s http://127.0.0.1:8000/sign-token | jq -r .token)
//! python3 -c 'import jwt, sys; print(jwt.decode(*sys.argv[1:], algorithms=["HS256"], issuer="jwt-sandbox", audience="jwt-sandbox-students"))' "$T" "$JWT_SECRET"
//! node -e 'console.log(require("jsonwebtoken").verify(...process.argv.slice(1), {algorithms: ["HS256"], issuer: "jwt-sandbox", audience: "jwt-sandbox-students"}))' "$T" "$JWT_SECRET"
//! ```

use jwt_sandbox::settings::{EXAMPLE_SECRET, Settings};
use serde_json::{Value, json};

use crate::local::{client, client_with, verdict};

fn expected(changes: &Value) -> Value {
    let mut user = json!({
        "sub": "1", "username": "test", "iss": "jwt-sandbox", "aud": "jwt-sandbox-students",
        "iat": 1_767_225_600, "exp": 4_102_444_800_u64,
    });
    for (name, value) in changes.as_object().unwrap() {
        user[name] = value.clone();
    }
    user
}

fn check_accepted(token: &str, changes: Value) {
    let server = client_with(Settings::with_secret(EXAMPLE_SECRET));
    assert_eq!(verdict(&server, token), Ok(expected(&changes)));
    // The control: a server with a different secret must not accept it.
    assert_eq!(verdict(&client(), token), Err("signature_mismatch".into()));
}

#[test]
fn a_plain_token_from_pyjwt_is_accepted() {
    // PyJWT 2.15.1: jwt.encode(base, S, algorithm="HS256")
    check_accepted(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwidXNlcm5hbWUiOiJ0ZXN0IiwiaXNzIjoiand0LXNhbmRib3giLCJhdWQiOiJqd3Qtc2FuZGJveC1zdHVkZW50cyIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.wuleIRScxfnR4jEUm_aYbAG2Nf7sW1MQ5TzsKj1yoHo",
        json!({}),
    );
}

#[test]
fn an_audience_array_and_a_fractional_expiry_from_pyjwt_are_accepted() {
    // PyJWT 2.15.1: jwt.encode({**base, "aud": ["another-service", "jwt-sandbox-students"], "exp": 4102444800.5}, S, algorithm="HS256")
    check_accepted(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwidXNlcm5hbWUiOiJ0ZXN0IiwiaXNzIjoiand0LXNhbmRib3giLCJhdWQiOlsiYW5vdGhlci1zZXJ2aWNlIiwiand0LXNhbmRib3gtc3R1ZGVudHMiXSwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjQxMDI0NDQ4MDAuNX0.EZIG9OpSKVe1kkF8SaxRQFJcorBEZEvWu-jYByHb0Ig",
        json!({"aud": ["another-service", "jwt-sandbox-students"], "exp": 4_102_444_800.5}),
    );
}

#[test]
fn private_claims_header_fields_and_a_unicode_name_from_pyjwt_are_accepted() {
    // PyJWT 2.15.1: jwt.encode({**base, "username": "Zoë 李 🦀", "roles": ["student"], "profile": {"team": "crab"}}, S, algorithm="HS256", headers={"kid": "2026-01", "cty": "json"})
    check_accepted(
        "eyJhbGciOiJIUzI1NiIsImN0eSI6Impzb24iLCJraWQiOiIyMDI2LTAxIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIiwidXNlcm5hbWUiOiJab1x1MDBlYiBcdTY3NGUgXHVkODNlXHVkZDgwIiwiaXNzIjoiand0LXNhbmRib3giLCJhdWQiOiJqd3Qtc2FuZGJveC1zdHVkZW50cyIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwLCJyb2xlcyI6WyJzdHVkZW50Il0sInByb2ZpbGUiOnsidGVhbSI6ImNyYWIifX0.AnnmE6lWGcXwj5gdoyQLLHygAwny7DZyaq7LA0Gfjrw",
        json!({"username": "Zoë 李 🦀", "roles": ["student"], "profile": {"team": "crab"}}),
    );
}

#[test]
fn an_audience_array_and_a_past_not_before_from_node_are_accepted() {
    // jsonwebtoken (npm) 9.0.3: jwt.sign({...base, aud: ["jwt-sandbox-students", "another-service"], exp: 4102444800.5, nbf: 1767225600}, S)
    check_accepted(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwidXNlcm5hbWUiOiJ0ZXN0IiwiaXNzIjoiand0LXNhbmRib3giLCJhdWQiOlsiand0LXNhbmRib3gtc3R1ZGVudHMiLCJhbm90aGVyLXNlcnZpY2UiXSwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjQxMDI0NDQ4MDAuNSwibmJmIjoxNzY3MjI1NjAwfQ.GTSuJWsXOJEQBPXaBvbsI3TcIhsvSG_jj2rBYHRxNV0",
        json!({"aud": ["jwt-sandbox-students", "another-service"], "exp": 4_102_444_800.5, "nbf": 1_767_225_600}),
    );
}

#[test]
fn a_unicode_name_and_a_foreign_key_address_from_node_are_accepted() {
    // jsonwebtoken (npm) 9.0.3: jwt.sign({...base, username: "Zoë 李 🦀", score: 9007199254740991, admin: false, nothing: null}, S, {header: {kid: "k1", jku: "https://keys.example/jwks"}})
    check_accepted(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIiwiamt1IjoiaHR0cHM6Ly9rZXlzLmV4YW1wbGUvandrcyJ9.eyJzdWIiOiIxIiwidXNlcm5hbWUiOiJab8OrIOadjiDwn6aAIiwiaXNzIjoiand0LXNhbmRib3giLCJhdWQiOiJqd3Qtc2FuZGJveC1zdHVkZW50cyIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwLCJzY29yZSI6OTAwNzE5OTI1NDc0MDk5MSwiYWRtaW4iOmZhbHNlLCJub3RoaW5nIjpudWxsfQ.Eh38m0xL00SWM6YoE0yflPuMF4BfI_APaMUOgyWAr8c",
        json!({"username": "Zoë 李 🦀", "score": 9_007_199_254_740_991_u64, "admin": false, "nothing": null}),
    );
}

#[test]
fn a_token_from_node_without_typ_is_accepted() {
    // jsonwebtoken (npm) 9.0.3: jwt.sign(base, S, {header: {typ: undefined}})
    check_accepted(
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwidXNlcm5hbWUiOiJ0ZXN0IiwiaXNzIjoiand0LXNhbmRib3giLCJhdWQiOiJqd3Qtc2FuZGJveC1zdHVkZW50cyIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.uuAjNJwRChhyhmOrSfEULYmUI9CyysmGrzS8HDxce7w",
        json!({}),
    );
}

#[test]
fn the_secret_of_the_fixtures_is_the_one_in_the_example_file() {
    let example = include_str!("../../.env.example");
    assert!(
        example
            .lines()
            .any(|line| line == format!("JWT_SECRET={EXAMPLE_SECRET}"))
    );
}
