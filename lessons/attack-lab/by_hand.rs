//! A token as lesson 11 opens it, with that lesson's files.

#[path = "../11-by-hand/claims.rs"]
pub mod claims;
#[path = "../11-by-hand/object.rs"]
pub mod object;
#[allow(
    dead_code,
    reason = "its `open` verifies, and that is what is broken here"
)]
#[path = "../11-by-hand/parts.rs"]
pub mod parts;
#[path = "../11-by-hand/refusal.rs"]
pub mod refusal;
#[allow(dead_code, reason = "the lab signs as the sandbox does")]
#[path = "../11-by-hand/signature.rs"]
mod signature;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::TokenSettings;
use serde_json::{Map, Value};

use refusal::refused;

/// What a payload says.
pub type Claims = Map<String, Value>;

/// A token taken apart. Nothing in it is verified.
pub struct Token<'t> {
    pub header: Map<String, Value>,
    payload: &'t str,
    pub signature: &'t str,
    /// Header, dot and payload.
    signed: &'t str,
}

impl<'t> Token<'t> {
    /// Splits a token and reads its header.
    pub fn open(token: &'t str) -> Result<Self, Explanation> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(refused(
                "wrong_part_count",
                format!("A JWT has 3 parts; this token has {}.", parts.len()),
                "Send header, payload and signature, joined by two dots. Without a signature, the second dot stays.",
            ));
        };
        Ok(Self {
            header: object::read("header (part 1)", header)?,
            payload,
            signature,
            signed: &token[..header.len() + 1 + payload.len()],
        })
    }

    /// The algorithm that the header names, or an empty text.
    pub fn alg(&self) -> &str {
        let alg = self.header.get("alg").and_then(Value::as_str);
        alg.unwrap_or_default()
    }

    /// Whether the signature was made with this key.
    pub fn check_signature(
        &self,
        key: &DecodingKey,
        algorithm: Algorithm,
    ) -> Result<(), Explanation> {
        match crypto::verify(self.signature, self.signed.as_bytes(), key, algorithm) {
            Ok(true) => Ok(()),
            _ => Err(refused(
                "signature_mismatch",
                "The signature doesn't match: the token was signed with a different key, or changed after it was signed.",
                "Get a fresh token, or find out what this route really checks.",
            )),
        }
    }

    /// What the payload says. Nothing in it is validated.
    pub fn payload(&self) -> Result<Claims, Explanation> {
        object::read("payload (part 2)", self.payload)
    }

    /// What the payload says, if all of its claims are valid.
    pub fn claims(&self, settings: &TokenSettings) -> Result<Claims, Explanation> {
        let claims = self.payload()?;
        claims::validate(&claims, settings, now())?;
        Ok(claims)
    }
}

/// Whom the claims are about. It was validated that this is a string.
pub fn subject(claims: &Claims) -> String {
    let sub = claims.get("sub").and_then(Value::as_str);
    sub.unwrap_or_default().into()
}

/// The text of a token that is signed.
pub fn signed_text(header: &Value, claims: &Value) -> String {
    let [header, claims] = [header, claims].map(|json| URL_SAFE_NO_PAD.encode(json.to_string()));
    format!("{header}.{claims}")
}

/// The time since 1970.
pub fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
