//! What the header of a token asks for: its algorithm, its type, and what else must be understood.

use jsonwebtoken::Algorithm;
use proofs::forge::*;
use serde_json::{Value, json};

use super::{TokenCase, accept, case, header_with, refuse_tokens};

pub fn algorithms() -> Vec<TokenCase> {
    let none = "The token's alg is none: it asks to be believed without a signature.";
    let unsigned = |alg: &str| {
        format!(
            "{}.{}.",
            base64url(json!({"alg": alg}).to_string()),
            base64url(payload().to_string())
        )
    };
    let hmac = |alg: &str| format!("The token's alg is {alg}, but this server accepts only HS256.");
    let public = |alg: &str| {
        format!(
            "The token's alg is {alg}, which needs a key pair. This server accepts only HS256, with a shared secret."
        )
    };
    let unknown = |alg: &str| format!("The token's alg is {alg}, which this server doesn't know.");
    let text = |found: &str| format!("The token's alg is {found}, not a string.");
    let alg = |alg: Value| token(&header_with("alg", alg), &payload());
    let rightly = |name: &str, algorithm| {
        let signed = format!(
            "{}.{}",
            base64url(header_with("alg", name).to_string()),
            base64url(payload().to_string())
        );
        sign_with(&signed, KEY, algorithm)
    };
    vec![
        case(unsigned("none"), "alg_none", none),
        case(unsigned("None"), "alg_none", none),
        case(unsigned("NONE"), "alg_none", none),
        case(unsigned("nOnE"), "alg_none", none),
        case(unsigned(" none "), "alg_none", none),
        case(alg(json!("none")), "alg_none", none),
        case(
            rightly("HS384", Algorithm::HS384),
            "alg_other_hmac",
            &hmac("HS384"),
        ),
        case(
            rightly("HS512", Algorithm::HS512),
            "alg_other_hmac",
            &hmac("HS512"),
        ),
        case(alg(json!("RS256")), "alg_public_key", &public("RS256")),
        case(alg(json!("PS512")), "alg_public_key", &public("PS512")),
        case(alg(json!("ES256")), "alg_public_key", &public("ES256")),
        case(alg(json!("EdDSA")), "alg_public_key", &public("EdDSA")),
        case(alg(json!("hs256")), "alg_unknown", &unknown("\"hs256\"")),
        case(alg(json!("HS256 ")), "alg_unknown", &unknown("\"HS256 \"")),
        case(alg(json!("HS1")), "alg_unknown", &unknown("\"HS1\"")),
        case(alg(json!("")), "alg_unknown", &unknown("\"\"")),
        case(
            alg(json!("x".repeat(100))),
            "alg_unknown",
            &unknown(&format!("\"{}…", "x".repeat(59))),
        ),
        case(
            alg(json!("a\r\nX-Evil: 1\"")),
            "alg_unknown",
            &unknown(r#""a\r\nX-Evil: 1\"""#),
        ),
        case(
            token(&json!({"typ": "JWT"}), &payload()),
            "alg_missing",
            "The token's header has no alg.",
        ),
        case(
            token(&json!({}), &payload()),
            "alg_missing",
            "The token's header has no alg.",
        ),
        case(alg(json!(null)), "alg_not_a_string", &text("null")),
        case(alg(json!(256)), "alg_not_a_string", &text("a number")),
        case(alg(json!(["HS256"])), "alg_not_a_string", &text("an array")),
        case(
            alg(json!({"name": "HS256"})),
            "alg_not_a_string",
            &text("an object"),
        ),
        case(alg(json!(true)), "alg_not_a_string", &text("a boolean")),
    ]
}

pub fn good_algorithms() -> Vec<String> {
    let mut tokens = vec![token(&json!({"alg": "HS256"}), &payload())];
    tokens.extend(
        [
            ("kid", json!("../../dev/null")),
            ("kid", json!(7)),
            ("jku", json!("https://attacker.example/keys")),
            (
                "jwk",
                json!({"kty": "oct", "k": base64url("a key of the attacker, 32 bytes long")}),
            ),
            ("jwk", json!("nonsense")),
            ("x5u", json!("https://attacker.example/chain")),
            ("x5c", json!(["MII"])),
        ]
        .map(|(name, value)| token(&header_with(name, value), &payload())),
    );
    tokens
}

pub fn meanings() -> Vec<TokenCase> {
    let crit = "The token's header has crit, which lists extensions that a server must understand. This server understands none.";
    let b64 =
        "The token's header sets b64 to something other than true, so its payload isn't base64url.";
    let typ = |typ: &str| format!("The token's typ is {typ}, but this server accepts only JWT.");
    let head = |name: &str, value: Value| token(&header_with(name, value), &payload());
    let mut unencoded = header_with("crit", json!(["b64"]));
    unencoded["b64"] = json!(false);
    vec![
        case(head("crit", json!(["exp"])), "crit_not_understood", crit),
        case(head("crit", json!([])), "crit_not_understood", crit),
        case(head("crit", json!(null)), "crit_not_understood", crit),
        case(token(&unencoded, &payload()), "crit_not_understood", crit),
        case(head("b64", json!(false)), "b64_not_supported", b64),
        case(head("b64", json!("true")), "b64_not_supported", b64),
        case(
            head("typ", json!("at+jwt")),
            "typ_not_jwt",
            &typ("\"at+jwt\""),
        ),
        case(head("typ", json!("JOSE")), "typ_not_jwt", &typ("\"JOSE\"")),
        case(head("typ", json!("")), "typ_not_jwt", &typ("\"\"")),
        case(head("typ", json!(null)), "typ_not_jwt", &typ("null")),
        case(
            head("typ", json!(["JWT"])),
            "typ_not_jwt",
            &typ("[\"JWT\"]"),
        ),
    ]
}

pub fn good_meanings() -> Vec<String> {
    [
        ("typ", json!("JWT")),
        ("typ", json!("jwt")),
        ("typ", json!("application/jwt")),
        ("typ", json!("Application/JWT")),
        ("b64", json!(true)),
        ("cty", json!("json")),
    ]
    .map(|(name, value)| token(&header_with(name, value), &payload()))
    .into()
}

#[test]
fn a_token_with_another_algorithm_is_rejected() {
    refuse_tokens(algorithms());
}

#[test]
fn a_token_with_hs256_is_accepted_whichever_key_its_header_names() {
    accept(good_algorithms());
}

#[test]
fn a_header_that_asks_for_more_than_a_jwt_is_rejected() {
    refuse_tokens(meanings());
}

#[test]
fn a_header_that_asks_for_a_jwt_is_accepted() {
    accept(good_meanings());
}
