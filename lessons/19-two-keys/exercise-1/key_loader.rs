//! Reads a public key from JSON that somebody else wrote. jsonwebtoken would check none of this.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use jsonwebtoken::DecodingKey;
use rocket::serde::json::Value;
use thiserror::Error;

/// Why a key is refused.
#[derive(Debug, Error, PartialEq)]
pub enum KeyError {
    #[error("kty isn't OKP")]
    OtherType,
    #[error("crv isn't Ed25519")]
    OtherCurve,
    #[error("x isn't base64url")]
    NotBase64url,
    #[error("x has {0} bytes instead of 32")]
    Length(usize),
    #[error("x isn't a point on the curve")]
    NotAPoint,
    #[error("x is a point for which anyone can make signatures")]
    Weak,
}

/// What verifies with this key.
///
/// # Errors
/// If it is another kind of key, or one that would verify more than its owner has signed.
pub fn load(jwk: &Value) -> Result<DecodingKey, KeyError> {
    if jwk["kty"] != "OKP" {
        return Err(KeyError::OtherType);
    }
    // X25519 also has 32 bytes, and is for encryption.
    if jwk["crv"] != "Ed25519" {
        return Err(KeyError::OtherCurve);
    }
    let x = jwk["x"].as_str().ok_or(KeyError::NotBase64url)?;
    let x = URL_SAFE_NO_PAD.decode(x);
    let x = x.map_err(|_| KeyError::NotBase64url)?;
    // With fewer, jsonwebtoken panics when it verifies. Of more, it uses the first 32.
    let bytes: &[u8; 32] = x[..].try_into().map_err(|_| KeyError::Length(x.len()))?;
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPoint)?;
    // Eight points, the identity among them, for which one signature fits every message.
    if key.is_weak() {
        return Err(KeyError::Weak);
    }
    Ok(DecodingKey::from_ed_der(bytes))
}

#[cfg(test)]
mod tests {
    use super::{KeyError, load};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::{Algorithm, DecodingKey, crypto};
    use rocket::serde::json::{Value, json};

    /// The public key of RFC 8037, appendix A.2.
    const GOOD: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn jwk(x: &str) -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": x})
    }

    fn refused(jwk: &Value) -> Option<KeyError> {
        load(jwk).err()
    }

    #[test]
    fn a_good_key_is_loaded() {
        assert_eq!(refused(&jwk(GOOD)), None);
    }

    #[test]
    fn an_x_of_another_length_is_refused() {
        for length in [0, 1, 31, 33, 64] {
            let x = URL_SAFE_NO_PAD.encode(vec![9; length]);
            assert_eq!(refused(&jwk(&x)), Some(KeyError::Length(length)));
        }
    }

    #[test]
    fn another_kind_of_key_is_refused() {
        let with = |name: &str, value: Value| {
            let mut jwk = jwk(GOOD);
            jwk[name] = value;
            refused(&jwk)
        };
        for crv in [
            json!("X25519"),
            json!("Ed448"),
            json!("ed25519"),
            json!(1),
            json!(null),
        ] {
            assert_eq!(with("crv", crv), Some(KeyError::OtherCurve));
        }
        for kty in [json!("EC"), json!("oct"), json!("okp"), json!(null)] {
            assert_eq!(with("kty", kty), Some(KeyError::OtherType));
        }
        for x in [json!("+/+/"), json!(1), json!(null)] {
            assert_eq!(with("x", x), Some(KeyError::NotBase64url));
        }
    }

    #[test]
    fn a_point_that_fits_every_message_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        // With the identity as the key, this one signature is right for whatever was "signed".
        let signature = URL_SAFE_NO_PAD.encode([identity, [0; 32]].concat());
        let unchecked = DecodingKey::from_ed_der(&identity);
        for message in [&b"pay 1"[..], b"pay 1000000"] {
            let fits = crypto::verify(&signature, message, &unchecked, Algorithm::EdDSA);
            assert!(fits.unwrap());
        }
        let x = URL_SAFE_NO_PAD.encode(identity);
        assert_eq!(refused(&jwk(&x)), Some(KeyError::Weak));
    }
}
