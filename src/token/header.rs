use serde_json::{Map, Value};

use super::kind;
use super::quote;
use super::refusal::Refusal;

/// Judges the header before any key is touched: it says how the token wants to be read.
///
/// It may only ask for what the server does anyway. `kid`, `jku`, `jwk`, `x5u` and `x5c`, which
/// would choose the key, are never looked at.
pub(super) fn judge(header: &Map<String, Value>) -> Result<(), Refusal> {
    algorithm(header.get("alg"))?;
    if header.contains_key("crit") {
        return Err(Refusal::Crit);
    }
    // `true` is what base64url means anyway (RFC 7797 §3).
    if header
        .get("b64")
        .is_some_and(|b64| *b64 != Value::Bool(true))
    {
        return Err(Refusal::B64);
    }
    match header.get("typ") {
        Some(typ) if !is_jwt(typ) => Err(Refusal::Typ(quote(typ))),
        _ => Ok(()),
    }
}

fn algorithm(alg: Option<&Value>) -> Result<(), Refusal> {
    let alg = alg.ok_or(Refusal::AlgMissing)?;
    let Value::String(name) = alg else {
        return Err(Refusal::AlgNotText(kind(alg)));
    };
    match name.as_str() {
        "HS256" => Ok(()),
        "HS384" | "HS512" => Err(Refusal::AlgOtherHmac(name.clone())),
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES256K"
        | "ES384" | "ES512" | "EdDSA" | "Ed25519" | "Ed448" => {
            Err(Refusal::AlgPublicKey(name.clone()))
        }
        // No library reads `nOnE` as an algorithm of its own; a careless one takes it for `none`.
        none if none.trim().eq_ignore_ascii_case("none") => Err(Refusal::AlgNone),
        _ => Err(Refusal::AlgUnknown(quote(alg))),
    }
}

/// RFC 7515 §4.1.9: a media type without regard to case, `application/` may be left out.
fn is_jwt(typ: &Value) -> bool {
    typ.as_str().is_some_and(|typ| {
        ["jwt", "application/jwt"]
            .iter()
            .any(|jwt| typ.eq_ignore_ascii_case(jwt))
    })
}
