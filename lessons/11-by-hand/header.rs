//! What the header may ask for: only what this server does anyway.

use jwt_sandbox::explanation::Explanation;
use serde_json::{Map, Value};

use super::refusal::refused;

/// Compares the header with what this server does. It never decides how a token is verified.
pub fn check(header: &Map<String, Value>) -> Result<(), Explanation> {
    if header.get("alg").is_none_or(|alg| alg != "HS256") {
        return Err(refused(
            "alg_not_hs256",
            "The header's alg is not \"HS256\".",
            "Sign with HS256, and say so in the header, with these capitals.",
        ));
    }
    if header.contains_key("crit") {
        return Err(refused(
            "crit_not_understood",
            "The header's crit names extensions, and this server understands none.",
            "Sign a token without crit.",
        ));
    }
    if header.get("b64").is_some_and(|b64| b64 != true) {
        return Err(refused(
            "b64_not_supported",
            "The header's b64 says that the payload is not base64url.",
            "Sign a token without b64.",
        ));
    }
    if header.get("typ").is_some_and(|typ| !is_jwt(typ)) {
        return Err(refused(
            "typ_not_jwt",
            "The header's typ is not JWT: the token was made for another purpose.",
            "Send a token whose typ is JWT, or which has none.",
        ));
    }
    Ok(())
}

/// A media type is case-insensitive, and `application/` may be left out (RFC 7515 §4.1.9).
fn is_jwt(typ: &Value) -> bool {
    typ.as_str().is_some_and(|typ| {
        typ.eq_ignore_ascii_case("jwt") || typ.eq_ignore_ascii_case("application/jwt")
    })
}
