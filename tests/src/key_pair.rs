//! A key pair for ES256: its public half as a JWK, and tokens that it signs.

use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use serde_json::{Value, json};

use crate::forge::{base64url, now};

/// A private key with the name of its public half.
pub struct KeyPair {
    secret: SecretKey,
    /// The name in the key set and in the tokens.
    pub kid: String,
}

impl KeyPair {
    /// A new key.
    pub fn random(kid: &str) -> Self {
        let mut scalar = [0; 32];
        getrandom::fill(&mut scalar).unwrap();
        // Fewer than one in four billion random numbers isn't a key.
        Self {
            secret: SecretKey::from_slice(&scalar).unwrap(),
            kid: kid.into(),
        }
    }

    /// What an issuer publishes.
    pub fn jwk(&self) -> Value {
        let point = self.secret.public_key().to_encoded_point(false);
        json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.kid,
            "x": base64url(point.x().unwrap()), "y": base64url(point.y().unwrap()),
        })
    }

    /// The uncompressed point: what a careless verifier might take for the secret of an HMAC.
    pub fn public_bytes(&self) -> Vec<u8> {
        self.secret.public_key().to_sec1_bytes().into_vec()
    }

    /// The private scalar, for a key set that leaks it.
    pub fn private_scalar(&self) -> String {
        base64url(self.secret.to_bytes())
    }

    /// The header of an access token.
    pub fn header(&self) -> Value {
        json!({"typ": "at+jwt", "alg": "ES256", "kid": self.kid})
    }

    /// Header and payload, signed.
    pub fn sign(&self, header: &Value, payload: &Value) -> String {
        let der = self.secret.to_pkcs8_der().unwrap();
        let key = EncodingKey::from_ec_der(der.as_bytes());
        let signed = format!(
            "{}.{}",
            base64url(header.to_string()),
            base64url(payload.to_string())
        );
        let signature = crypto::sign(signed.as_bytes(), &key, Algorithm::ES256).unwrap();
        format!("{signed}.{signature}")
    }

    /// A valid token for this audience.
    pub fn token(&self, audience: &str) -> String {
        self.sign(&self.header(), &claims(audience))
    }
}

/// The claims of a valid access token for this audience (RFC 9068).
pub fn claims(audience: &str) -> Value {
    json!({
        "iss": "jwt-sandbox", "aud": audience, "sub": "ada", "username": "Ada",
        "client_id": "jwt-sandbox-app", "iat": now(), "exp": now() + 1800, "jti": "1",
    })
}
