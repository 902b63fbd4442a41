//! The token brings its own key.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey};
use jwt_sandbox::explanation::Explanation;

use crate::by_hand::refusal::refused;
use crate::by_hand::{Claims, Token};
use crate::service::Service;

/// Broken: it verifies the signature with the key in the header, which the sender chose.
///
/// Fix: keys come from the server.
pub fn verify(token: &str, service: &Service) -> Result<Claims, Explanation> {
    let token = Token::open(token)?;
    match token.header.get("jwk") {
        None => service.check_signature(&token)?,
        Some(jwk) => {
            let key: Option<Jwk> = serde_json::from_value(jwk.clone()).ok();
            let key = key.and_then(|jwk| DecodingKey::from_jwk(&jwk).ok());
            let key = key.ok_or_else(|| {
                refused(
                    "jwk_unreadable",
                    "The header's jwk isn't a key.",
                    "Write a JSON Web Key (RFC 7517), such as {\"kty\":\"oct\",\"k\":\"…\"}.",
                )
            })?;
            let algorithm = match token.alg() {
                "ES256" => Algorithm::ES256,
                _ => Algorithm::HS256,
            };
            token.check_signature(&key, algorithm)?;
        }
    }
    token.claims(&service.settings)
}
