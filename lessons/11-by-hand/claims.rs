//! What the claims must say. Only the claims of a token with a valid signature get here.

use std::slice;
use std::time::Duration;

use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::TokenSettings;
use serde_json::{Map, Value};

use super::refusal::refused;

type Claims = Map<String, Value>;

/// Validates the claims at a given time, counted from 1970.
pub fn validate(
    claims: &Claims,
    settings: &TokenSettings,
    now: Duration,
) -> Result<(), Explanation> {
    exp(claims, now)?;
    nbf(claims, now)?;
    iss(claims, &settings.issuer)?;
    aud(claims, &settings.audience)?;
    sub(claims)
}

/// On or after `exp`, a token has expired (RFC 7519 §4.1.4).
fn exp(claims: &Claims, now: Duration) -> Result<(), Explanation> {
    let exp = required(claims, "exp", "exp_missing")?;
    if now.as_secs_f64() >= number(exp, "exp", "exp_not_a_number")? {
        return Err(refused(
            "token_expired",
            format!(
                "The token expired at {exp}, and it is now {}.",
                now.as_secs()
            ),
            "Get a fresh token from GET /sign-token.",
        ));
    }
    Ok(())
}

/// `nbf` is optional. If it's there, it has to be right.
fn nbf(claims: &Claims, now: Duration) -> Result<(), Explanation> {
    let Some(nbf) = claims.get("nbf") else {
        return Ok(());
    };
    if now.as_secs_f64() < number(nbf, "nbf", "nbf_not_a_number")? {
        return Err(refused(
            "token_not_yet_valid",
            format!(
                "The token isn't valid before {nbf}, and it is now {}.",
                now.as_secs()
            ),
            "Wait until then, or compare this server's clock with the issuer's.",
        ));
    }
    Ok(())
}

/// Seconds since 1970. They may have a fraction (RFC 7519 §2), so don't round them.
fn number(value: &Value, name: &str, reason: &'static str) -> Result<f64, Explanation> {
    value.as_f64().ok_or_else(|| {
        refused(
            reason,
            format!("The token's {name} is not a number."),
            "Write it as a number of seconds since 1970, without quotes.",
        )
    })
}

fn required<'c>(
    claims: &'c Claims,
    name: &str,
    missing: &'static str,
) -> Result<&'c Value, Explanation> {
    claims.get(name).ok_or_else(|| {
        refused(
            missing,
            format!("The token has no {name}."),
            "Add it when you sign.",
        )
    })
}

fn iss(claims: &Claims, ours: &str) -> Result<(), Explanation> {
    let iss = required(claims, "iss", "iss_missing")?;
    let Some(name) = iss.as_str().filter(|text| is_name(text)) else {
        return Err(refused(
            "iss_not_a_name",
            "The token's iss is not a name of letters, digits, _ and -.",
            "Look at what signed the token: no issuer here has such a name.",
        ));
    };
    if name != ours {
        return Err(refused(
            "iss_mismatch",
            format!("The token's iss is not {ours:?}."),
            "Send a token that this issuer signed.",
        ));
    }
    Ok(())
}

/// Like `^[a-zA-Z0-9_-]+$`. In some languages, that `$` would also allow a line break at the end.
pub fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !text.is_empty() && text.bytes().all(allowed)
}

/// One audience, or an array that contains ours. Whole names are compared.
fn aud(claims: &Claims, ours: &str) -> Result<(), Explanation> {
    let audiences = match required(claims, "aud", "aud_missing")? {
        Value::Array(several) => several.as_slice(),
        one => slice::from_ref(one),
    };
    if !audiences.iter().all(Value::is_string) {
        return Err(refused(
            "aud_not_a_string",
            "The token's aud is neither a string nor an array of strings.",
            "Write the name of the service between quotes.",
        ));
    }
    if !audiences.iter().any(|audience| audience == ours) {
        return Err(refused(
            "aud_mismatch",
            format!("The token's aud isn't {ours:?}, and doesn't contain it."),
            "Send a token that was made for this server.",
        ));
    }
    Ok(())
}

fn sub(claims: &Claims) -> Result<(), Explanation> {
    if required(claims, "sub", "sub_missing")?.is_string() {
        return Ok(());
    }
    Err(refused(
        "sub_not_a_string",
        "The token's sub is not a string.",
        "Write the user's id between quotes.",
    ))
}
