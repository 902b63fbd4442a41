//! What the claims must say. Only those of a token that we signed get here.

use std::slice;
use std::time::Duration;

use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::TokenSettings;
use serde_json::{Map, Value};

use super::refusal::refused;

type Claims = Map<String, Value>;

/// Judges the claims at a moment, given as the time since 1970.
pub fn judge(claims: &Claims, settings: &TokenSettings, now: Duration) -> Result<(), Explanation> {
    exp(claims, now)?;
    nbf(claims, now)?;
    iss(claims, &settings.issuer)?;
    aud(claims, &settings.audience)?;
    sub(claims)
}

/// On or after `exp` is too late (RFC 7519 §4.1.4).
fn exp(claims: &Claims, now: Duration) -> Result<(), Explanation> {
    let exp = required(claims, "exp", "exp_missing")?;
    if now.as_secs_f64() >= number(exp, "exp", "exp_not_a_number")? {
        return Err(refused(
            "token_expired",
            format!("The token ended at {exp}, and now it is {}.", now.as_secs()),
            "Get a fresh token from GET /sign-token.",
        ));
    }
    Ok(())
}

/// `nbf` may be absent, but not wrong.
fn nbf(claims: &Claims, now: Duration) -> Result<(), Explanation> {
    let Some(nbf) = claims.get("nbf") else {
        return Ok(());
    };
    if now.as_secs_f64() < number(nbf, "nbf", "nbf_not_a_number")? {
        return Err(refused(
            "token_not_yet_valid",
            format!(
                "The token begins at {nbf}, and now it is {}.",
                now.as_secs()
            ),
            "Wait until then, or compare the clocks of both machines.",
        ));
    }
    Ok(())
}

/// Seconds since 1970. They may have a fraction (RFC 7519 §2), so nothing is rounded.
fn number(value: &Value, name: &str, reason: &'static str) -> Result<f64, Explanation> {
    value.as_f64().ok_or_else(|| {
        refused(
            reason,
            format!("The token's {name} is not a number."),
            "Write it as a number of seconds since 1970, without quotes.",
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

/// `^[a-zA-Z0-9_-]+$`, without a line break at the end, which `$` lets pass in some languages.
pub fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !text.is_empty() && text.bytes().all(allowed)
}

/// One audience, or an array with ours in it. Names are compared whole.
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
            format!("The token's aud is not {ours:?}, and has no such name in it."),
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
