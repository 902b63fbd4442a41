//! One key, used with whichever algorithm the token asks for.

use jsonwebtoken::{Algorithm, DecodingKey};
use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::TokenSettings;

use crate::by_hand::refusal::refused;
use crate::by_hand::{Claims, Token};

/// Broken: the header chooses the algorithm, so the public key can become the secret of an HMAC.
///
/// Fix: a key has one algorithm.
pub fn verify(
    token: &str,
    public_key: &[u8],
    settings: &TokenSettings,
) -> Result<Claims, Explanation> {
    let token = Token::open(token)?;
    let (key, algorithm) = match token.alg() {
        "ES256" => (DecodingKey::from_ec_der(public_key), Algorithm::ES256),
        "HS256" => (DecodingKey::from_secret(public_key), Algorithm::HS256),
        other => {
            return Err(refused(
                "alg_unknown",
                format!("The token's alg is {other:?}."),
                "This server knows ES256 and HS256.",
            ));
        }
    };
    token.check_signature(&key, algorithm)?;
    token.claims(settings)
}
