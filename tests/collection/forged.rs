//! The forged tokens in the table of grader/check/README.md: a valid token, changed as the table says.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use proofs::forge;

/// The token with this name, made from the claims of a valid one.
pub fn by_name(name: &str, claims: &Value) -> Option<String> {
    let now = forge::now();
    let signed = |claims: Value| forge::token(&forge::header(), &claims);
    let changed = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let with = |name: &str, value: Value| signed(changed(name, value));
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name).unwrap();
        claims
    };
    let unsigned = |header: &Value| {
        let part = |value: &Value| forge::base64url(value.to_string());
        format!(
            "{}.{}",
            part(header),
            part(&changed("username", json!("ann")))
        )
    };
    let header = |name: &str, value: Value| {
        let mut header = forge::header();
        header[name] = value;
        header
    };
    let good = with("username", json!("ann"));
    let (start, signature) = good.rsplit_once('.').unwrap();

    Some(match name {
        "forged_good" => good,
        "forged_changed_payload" => {
            let other = signed(changed("username", json!("eve")));
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
        "forged_kid_path" => {
            let text = unsigned(&header("kid", json!("../public/robots.txt")));
            forge::sign_with(&text, "User-agent: *\nDisallow: /\n", Algorithm::HS256)
        }
        "forged_expired" => with("exp", json!(now - 86_400)),
        "forged_expired_two_minutes_ago" => with("exp", json!(now - 120)),
        "forged_without_exp" => signed(without("exp")),
        "forged_exp_is_text" => with("exp", json!("tomorrow")),
        "forged_not_valid_yet" => with("nbf", json!(now + 3600)),
        "forged_other_issuer" => with("iss", json!("x7k2m9qa4t1z")),
        "forged_issuer_prefix" => with("iss", json!("jwt-sandbo")),
        "forged_without_iss" => signed(without("iss")),
        "forged_other_audience" => with("aud", json!("x7k2m9qa4t1z")),
        "forged_audience_part" => with("aud", json!("wt-sandbox-student")),
        "forged_without_aud" => signed(without("aud")),
        "forged_several_audiences" => with("aud", json!(["x7k2m9qa4t1z", "jwt-sandbox-students"])),
        "forged_foreign_audiences" => {
            with("aud", json!(["x7k2m9qa4t1z", "not-jwt-sandbox-students"]))
        }
        "forged_garbage" => "k7".repeat(100),
        "forged_long" => "k7".repeat(3500),
        "forged_name_twice" => {
            let payload =
                claims
                    .to_string()
                    .replacen('{', r#"{"username":"ann","username":"eve","#, 1);
            forge::token_of_text(forge::header().to_string(), payload)
        }
        "forged_crit" => forge::sign(&unsigned(&header("crit", json!(["x-unknown"])))),
        "forged_b64" => {
            let mut header = header("crit", json!(["b64"]));
            header["b64"] = json!(false);
            forge::sign(&unsigned(&header))
        }
        "forged_typ" => forge::sign(&unsigned(&header("typ", json!("logout+jwt")))),
        "forged_other_sub" => with("sub", json!("00000000-0000-4000-8000-000000000000")),
        _ => return None,
    })
}
