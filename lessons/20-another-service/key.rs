//! One key of the set, or why it can't be used. Exactly one kind of key is accepted.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use p256::PublicKey;
use rocket::serde::json;
use rocket::serde::json::serde_json::value::RawValue;
use serde::Deserialize;
use serde::de::IgnoredAny;
use thiserror::Error;

/// The members that only a private or a secret key has (RFC 7518 §6).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The length of a coordinate on this curve, in bytes.
const COORDINATE: usize = 32;

/// Why a key isn't used. The texts are for the log of this service.
#[derive(Debug, Error, PartialEq)]
pub enum KeyError {
    #[error("it isn't a JSON object")]
    NotAnObject,
    #[error("it has the member {0}, which a public key doesn't have")]
    Private(&'static str),
    #[error("a member has the wrong type or occurs twice")]
    Malformed,
    #[error("it has no {0}")]
    Missing(&'static str),
    #[error("its {member} is {found:?}, and this service accepts only {expected:?}")]
    Other {
        member: &'static str,
        found: String,
        expected: &'static str,
    },
    #[error("its {0} isn't {COORDINATE} bytes in base64url")]
    Coordinate(&'static str),
    #[error("x and y aren't a point on the curve")]
    NotOnTheCurve,
    #[error("another key in the set has the same kid")]
    SameKid,
}

/// The members that this service looks at. serde refuses one of these that occurs twice.
#[derive(Deserialize)]
struct Jwk {
    kty: Option<String>,
    crv: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    kid: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// The `kid` of a key and the key itself, from the text of one element of `keys`.
///
/// # Errors
/// The first thing that isn't as it has to be.
pub fn parse(json: &str) -> Result<(String, DecodingKey), KeyError> {
    // A struct would also accept an array, with the values in the order of its fields.
    let members: HashMap<String, IgnoredAny> =
        json::from_str(json).map_err(|_| KeyError::NotAnObject)?;
    if let Some(name) = PRIVATE.iter().find(|name| members.contains_key(**name)) {
        return Err(KeyError::Private(name));
    }
    let jwk: Jwk = json::from_str(json).map_err(|_| KeyError::Malformed)?;
    exactly("kty", jwk.kty, "EC")?;
    exactly("crv", jwk.crv, "P-256")?;
    exactly("alg", jwk.alg, "ES256")?;
    exactly("use", jwk.usage, "sig")?;
    if let Some(operations) = jwk.key_ops {
        exactly("key_ops", Some(operations.join(" ")), "verify")?;
    }
    let kid = jwk.kid.filter(|kid| !kid.is_empty());
    let kid = kid.ok_or(KeyError::Missing("kid"))?;

    // An uncompressed point: 4, x and y (SEC 1 §2.3.3).
    let mut point = vec![4];
    point.extend(coordinate("x", jwk.x)?);
    point.extend(coordinate("y", jwk.y)?);
    // `DecodingKey` checks nothing. A bad key would fail later, at the first token.
    PublicKey::from_sec1_bytes(&point).map_err(|_| KeyError::NotOnTheCurve)?;
    Ok((kid, DecodingKey::from_ec_der(&point)))
}

/// The `kid` of a key, usable or not.
pub fn kid(json: &str) -> Option<String> {
    let members: HashMap<String, &RawValue> = json::from_str(json).ok()?;
    json::from_str(members.get("kid")?.get()).ok()
}

/// Names are compared letter by letter, and a missing one isn't guessed.
fn exactly(
    member: &'static str,
    found: Option<String>,
    expected: &'static str,
) -> Result<(), KeyError> {
    match found {
        None => Err(KeyError::Missing(member)),
        Some(found) if found == expected => Ok(()),
        Some(found) => Err(KeyError::Other {
            member,
            // It goes to the log, and may be long.
            found: found.chars().take(60).collect(),
            expected,
        }),
    }
}

fn coordinate(member: &'static str, base64url: Option<String>) -> Result<Vec<u8>, KeyError> {
    let base64url = base64url.ok_or(KeyError::Missing(member))?;
    let bytes = URL_SAFE_NO_PAD.decode(base64url).ok();
    bytes
        .filter(|bytes| bytes.len() == COORDINATE)
        .ok_or(KeyError::Coordinate(member))
}
