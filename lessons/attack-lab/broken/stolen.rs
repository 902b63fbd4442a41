//! Places where a token doesn't belong, and what doesn't belong in a token.

use jwt_sandbox::settings::TokenSettings;
use serde_json::Value;

use crate::people::Person;

/// Broken: the password is in the payload, which anyone can read, even when the token has expired.
///
/// Fix: put the user's id into a token, and nothing secret.
pub fn claims(person: &Person, password: &str, settings: &TokenSettings) -> Value {
    let mut claims = person.claims(settings);
    claims["password"] = password.into();
    claims
}

/// Broken: the token is in the address, and every server on the way logs addresses.
///
/// Fix: send it in the Authorization header, or in a cookie.
pub fn log_line(token: &str) -> String {
    format!("GET /notes?token={token} 200")
}

/// Broken: without HttpOnly, every script on the page can read the cookie.
///
/// Fix: `HttpOnly; Secure; SameSite=Lax`.
pub fn cookie(token: &str) -> String {
    format!("token={token}; Path=/broken/stolen")
}

/// Broken: every script on the page can read localStorage, and nothing there expires.
///
/// Fix: keep the token of a browser in a cookie with HttpOnly.
pub fn keep(token: &str) -> String {
    format!("<script>localStorage.setItem('token', '{token}');</script>")
}

/// Broken: a name becomes part of the page, tags included.
///
/// Fix: escape it.
pub fn member(name: &str) -> String {
    format!("<li>{name}</li>")
}
