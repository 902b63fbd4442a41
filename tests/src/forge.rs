//! Tokens that no honest issuer would sign, made with a key that the test shares with the server.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

/// The secret of the servers under test.
pub const KEY: &str = "the tests and their servers share this key";

/// Seconds since 1970.
pub fn now() -> u64 {
    jsonwebtoken::get_current_timestamp()
}

/// The header that our tokens have.
pub fn header() -> Value {
    json!({"typ": "JWT", "alg": "HS256"})
}

/// A payload that is valid for the next half hour.
pub fn payload() -> Value {
    json!({
        "sub": "1", "username": "test",
        "iss": "jwt-sandbox", "aud": "jwt-sandbox-students",
        "iat": now(), "exp": now() + 1800,
    })
}

/// The valid payload with one claim replaced or added.
pub fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut payload = payload();
    payload[name] = value.into();
    payload
}

/// The valid payload without one claim.
pub fn without(name: &str) -> Value {
    let mut payload = payload();
    payload.as_object_mut().unwrap().remove(name).unwrap();
    payload
}

/// Header and payload, correctly signed with [`KEY`] and HS256, whatever the header says.
pub fn token(header: &Value, payload: &Value) -> String {
    token_of_text(header.to_string(), payload.to_string())
}

/// The same for texts that need not be JSON.
pub fn token_of_text(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    sign(&format!("{}.{}", base64url(header), base64url(payload)))
}

/// The signature appended to a text that need not even be base64url.
pub fn sign(signed: &str) -> String {
    sign_with(signed, KEY, Algorithm::HS256)
}

/// The same with a different key or a different HMAC.
pub fn sign_with(signed: &str, key: &str, algorithm: Algorithm) -> String {
    let key = EncodingKey::from_secret(key.as_bytes());
    let signature = crypto::sign(signed.as_bytes(), &key, algorithm).unwrap();
    format!("{signed}.{signature}")
}

/// Base64url without padding.
pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a token says, unverified.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
