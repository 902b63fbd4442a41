//! Every mistake that a learner can make, and exactly what the server says to it.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::Algorithm;
use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{TokenError, Verifier};
use rocket::http::Status;
use serde_json::{Value, json};

use crate::asked::{client, problem, verdict, verify};
use proofs::forge::*;

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
            "The header contains the word {word} instead of a token: a program sent a variable that was empty."
        )
    };
    let variable =
        |name: &str| format!("The variable {name} was sent under its name, so it has no value.");
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
            "The Authorization header says Bearer: with a colon.",
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
            "The header contains the whole JSON answer instead of the token.",
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

fn shapes() -> Vec<TokenCase> {
    let parts = |n: &str| format!("The token has {n}, but a JWT has 3.");
    let foreign =
        |part: &str, c: char| format!("The {part} contains {c:?}, which base64url doesn't use.");
    let cut = |part: &str| {
        format!(
            "The {part} ends in the middle of a byte, so a character is missing or was changed."
        )
    };
    let not_json = |part: &str| {
        format!("The {part} can be decoded from base64url, but the result isn't JSON.")
    };
    let no_object = |part: &str| format!("The {part} is JSON, but not a JSON object.");
    let (head, load, sig) = ("header (part 1)", "payload (part 2)", "signature (part 3)");
    let (good, h, p) = (good(), header().to_string(), payload().to_string());
    let signed = good.rsplit_once('.').unwrap().0;
    vec![
        case("hello", "wrong_part_count", &parts("1 part")),
        case(signed, "wrong_part_count", &parts("2 parts")),
        case(format!("{good}.x"), "wrong_part_count", &parts("4 parts")),
        case(
            format!("{good}.a.b.c"),
            "wrong_part_count",
            &parts("6 parts"),
        ),
        case("...", "wrong_part_count", &parts("4 parts")),
        case(
            "eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVydGV4dA.dGFn",
            "encrypted_token",
            "The token has 5 parts, so it is an encrypted token (a JWE). A signed JWT has 3.",
        ),
        case(
            sign(&format!("!{}.{}", base64url(&h), base64url(&p))),
            "not_base64url",
            &foreign(head, '!'),
        ),
        case(
            sign(&format!("{}.{}=", base64url(&h), base64url(&p))),
            "not_base64url",
            &foreign(load, '='),
        ),
        case(
            sign(&format!("{}.ab+/", base64url(&h))),
            "not_base64url",
            &foreign(load, '+'),
        ),
        case(
            sign(&format!("{}.ab/+", base64url(&h))),
            "not_base64url",
            &foreign(load, '/'),
        ),
        case(format!("{good}="), "not_base64url", &foreign(sig, '=')),
        case(format!("{good},"), "not_base64url", &foreign(sig, ',')),
        case(
            sign(&format!("abcde.{}", base64url(&p))),
            "not_base64url",
            &cut(head),
        ),
        case(
            sign(&format!("{}.abcde", base64url(&h))),
            "not_base64url",
            &cut(load),
        ),
        case(&good[..good.len() - 2], "not_base64url", &cut(sig)),
        case(
            sign(&format!(".{}", base64url(&p))),
            "not_a_json_object",
            &not_json(head),
        ),
        case(
            sign(&format!("{}.", base64url(&h))),
            "not_a_json_object",
            &not_json(load),
        ),
        case("..", "not_a_json_object", &not_json(head)),
        case("a2V5.dmFsdWU.c2ln", "not_a_json_object", &not_json(head)),
        case(
            token_of_text(r#"{"alg":"HS256""#, &p),
            "not_a_json_object",
            &not_json(head),
        ),
        case(
            token_of_text(&h, r#"{"sub":"1",}"#),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text(&h, b"{\"sub\":\"\xff\"}"),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text(&h, format!("{p} {p}")),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text(&h, "[".repeat(200_000 / 50)),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text("null", &p),
            "not_a_json_object",
            &no_object(head),
        ),
        case(
            token_of_text("\"HS256\"", &p),
            "not_a_json_object",
            &no_object(head),
        ),
        case(
            token_of_text(&h, "[1]"),
            "not_a_json_object",
            &no_object(load),
        ),
        case(
            token_of_text(&h, "\"me\""),
            "not_a_json_object",
            &no_object(load),
        ),
        case(
            token_of_text(&h, "1"),
            "not_a_json_object",
            &no_object(load),
        ),
        case(
            token_of_text(r#"{"alg":"none","alg":"HS256"}"#, &p),
            "duplicate_name",
            "The header (part 1) contains the name \"alg\" twice.",
        ),
        case(
            token_of_text(&h, p.replacen('{', r#"{"sub":"2","#, 1)),
            "duplicate_name",
            "The payload (part 2) contains the name \"sub\" twice.",
        ),
        case(
            token_of_text(&h, p.replacen('{', r#"{"\u0073ub":"2","#, 1)),
            "duplicate_name",
            "The payload (part 2) contains the name \"sub\" twice.",
        ),
    ]
}

fn algorithms() -> Vec<TokenCase> {
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

fn signatures() -> Vec<TokenCase> {
    let mismatch = "The signature doesn't match: the token was signed with another secret, or changed after it was signed.";
    let good = good();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, load) = signed.split_once('.').unwrap();
    let edited = base64url(payload().to_string().replace("\"test\"", "\"root\""));
    let embedded = json!({"alg": "HS256", "jwk": {"kty": "oct", "k": base64url("a key of the attacker, 32 bytes long")}});
    let signed_by_embedded = format!(
        "{}.{}",
        base64url(embedded.to_string()),
        base64url(payload().to_string())
    );
    vec![
        case(
            format!("{signed}."),
            "signature_missing",
            "The token's signature (part 3) is empty.",
        ),
        case(
            format!("{head}.{edited}.{signature}"),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{}.{load}.{signature}", base64url(r#"{"alg":"HS256"}"#)),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(
                signed,
                "another secret, of thirty-two bytes too",
                Algorithm::HS256,
            ),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, "", Algorithm::HS256),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, &KEY[..KEY.len() - 1], Algorithm::HS256),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, &format!("{KEY}\n"), Algorithm::HS256),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, KEY, Algorithm::HS512),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{}", base64url("short")),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{}", &signature[..40]),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{signature}AAAA"),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{}", base64url([0; 32])),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(
                &signed_by_embedded,
                "a key of the attacker, 32 bytes long",
                Algorithm::HS256,
            ),
            "signature_mismatch",
            mismatch,
        ),
    ]
}

fn meanings() -> Vec<TokenCase> {
    let crit = "The token's header has crit: it lists extensions that a server must understand, and this server understands none.";
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

fn times() -> Vec<TokenCase> {
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

fn identities() -> Vec<TokenCase> {
    let iss = |theirs: &str| {
        format!("The token's iss is {theirs}, but this server trusts only \"jwt-sandbox\".")
    };
    let aud = |theirs: &str| {
        format!("The token's aud is {theirs}, but this server is \"jwt-sandbox-students\".")
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

pub fn all_token_cases() -> Vec<TokenCase> {
    [
        shapes(),
        algorithms(),
        signatures(),
        meanings(),
        times(),
        identities(),
    ]
    .concat()
}

/// The twins: what is taken, beside each kind of refusal.
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

fn good_shapes() -> Vec<String> {
    let spaced = serde_json::to_string_pretty(&payload()).unwrap();
    // The same name twice inside a private claim is that claim's own business.
    let inner = payload()
        .to_string()
        .replacen('{', r#"{"private":{"a":1,"a":2},"#, 1);
    [spaced, inner]
        .map(|payload| token_of_text(header().to_string(), payload))
        .into()
}

/// JSON that no machine type can hold is still JSON (RFC 8259 §6, §8.2, §9).
pub fn unusual_json() -> Vec<String> {
    let nested = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    [
        r#""private":1e400"#,
        r#""private":123456789012345678901234567890"#,
        r#""private":"\ud83d""#,
        r#""\ud83d":1,"\ud83e":2"#,
        &format!("\"private\":{nested}"),
    ]
    .map(|member| {
        let text = payload().to_string();
        let text = text.replacen('{', &format!("{{{member},"), 1);
        token_of_text(header().to_string(), text)
    })
    .into()
}

fn good_algorithms() -> Vec<String> {
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

fn good_meanings() -> Vec<String> {
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

fn good_times() -> Vec<String> {
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

fn good_identities() -> Vec<String> {
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

pub fn all_good_tokens() -> Vec<String> {
    [
        vec![good()],
        good_shapes(),
        good_algorithms(),
        good_meanings(),
        good_times(),
        good_identities(),
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

/// As RFC 6750 §3 lets a description be.
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
fn without_credentials_there_is_a_plain_challenge() {
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
        format!("The Authorization header has {bytes} bytes, but this server reads up to 8192.")
    };
    let cases = [8_193, 100_000]
        .map(|bytes| one(long(bytes), "authorization_too_large", &too_large(bytes)));
    refuse_headers(cases.into(), Status::RequestHeaderFieldsTooLarge, |_| None);
    // The twin: up to the limit it is the token that is judged.
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
fn a_good_header_in_any_dress_is_taken() {
    let client = client();
    for value in good_headers() {
        assert_eq!(verify(&client, &[&value]).status(), Status::Ok, "{value}");
    }
}

#[test]
fn a_token_of_the_wrong_shape_is_refused() {
    refuse_tokens(shapes());
}

#[test]
fn a_token_of_the_right_shape_is_taken() {
    accept(good_shapes());
}

#[test]
fn json_that_no_machine_type_holds_is_accepted_in_private_claims() {
    accept(unusual_json());
    // In a registered claim the same text is compared like any other.
    refuse_tokens(vec![case(
        with_text("iss", r#""\ud83d""#),
        "iss_mismatch",
        r#"The token's iss is "\ud83d", but this server trusts only "jwt-sandbox"."#,
    )]);
}

#[test]
fn a_token_with_another_algorithm_is_refused() {
    refuse_tokens(algorithms());
}

#[test]
fn a_token_with_hs256_is_taken_whatever_names_a_key() {
    accept(good_algorithms());
}

#[test]
fn a_token_with_another_signature_is_refused() {
    refuse_tokens(signatures());
}

#[test]
fn a_token_with_our_signature_is_taken() {
    accept(vec![good()]);
}

#[test]
fn a_header_that_asks_for_more_than_a_jwt_is_refused() {
    refuse_tokens(meanings());
}

#[test]
fn a_header_that_asks_for_a_jwt_is_taken() {
    accept(good_meanings());
}

#[test]
fn a_token_out_of_its_time_is_refused() {
    refuse_tokens(times());
}

#[test]
fn a_token_within_its_time_is_taken() {
    accept(good_times());
}

#[test]
fn the_very_second_of_exp_is_too_late_and_the_one_of_nbf_is_in_time() {
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

#[test]
fn a_token_of_another_issuer_audience_or_nobody_is_refused() {
    refuse_tokens(identities());
}

#[test]
fn a_token_for_us_among_others_is_taken() {
    accept(good_identities());
}

#[test]
fn header_payload_and_signature_are_judged_in_this_order() {
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
fn claims_are_judged_in_order_and_only_after_the_signature() {
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
fn the_table_is_as_long_and_as_wide_as_the_contract() {
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
