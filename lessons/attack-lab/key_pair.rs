//! A key pair for ES256 (P-256), and a verifier that is as strict as the sandbox's.

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::problem::Problem;
use jwt_sandbox::settings::TokenSettings;
use serde_json::{Value, json};

use crate::by_hand::refusal::refused;
use crate::by_hand::{self, Claims, Token, parts};
use crate::service::random;

/// What comes before the 32 bytes of a private key in PKCS#8 (RFC 5208, RFC 5915).
const PKCS8: [u8; 35] = *b"\x30\x41\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x27\x30\x25\x02\x01\x01\x04\x20";

/// A private key and its public half.
pub struct KeyPair {
    private: EncodingKey,
    /// The public key as a file would have it: 65 bytes, an uncompressed point (SEC 1 §2.3.3).
    pub public: Vec<u8>,
}

impl KeyPair {
    /// A new one.
    ///
    /// # Errors
    /// If the system has no random numbers, or if they aren't a key, which happens once in 2³² tries.
    pub fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let private = EncodingKey::from_ec_der(&[&PKCS8[..], &random::<32>()?].concat());
        let jwk = Jwk::from_encoding_key(&private, Algorithm::ES256)?;
        let AlgorithmParameters::EllipticCurve(point) = jwk.algorithm else {
            return Err("the key isn't on a curve".into());
        };
        let mut public = vec![4];
        for coordinate in [&point.x, &point.y] {
            let bytes = parts::bytes("public key", coordinate).map_err(|why| why.detail)?;
            public.extend(bytes);
        }
        Ok(Self { private, public })
    }

    /// A token with these claims.
    pub fn sign(&self, claims: &Value) -> Result<String, Problem> {
        let header = json!({"typ": "JWT", "alg": "ES256"});
        let signed = by_hand::signed_text(&header, claims);
        let signature = crypto::sign(signed.as_bytes(), &self.private, Algorithm::ES256)
            .map_err(|_| Problem::internal())?;
        Ok(format!("{signed}.{signature}"))
    }

    /// The claims of a valid token: one key, one algorithm.
    pub fn strict(&self, token: &str, settings: &TokenSettings) -> Result<Claims, Explanation> {
        let token = Token::open(token)?;
        if token.alg() != "ES256" {
            return Err(refused(
                "alg_not_es256",
                format!(
                    "The token's alg is {:?}, but this server's key is for ES256 only.",
                    token.alg()
                ),
                "Sign with the private key: the public one is for verifying, and for nothing else.",
            ));
        }
        if token.header.contains_key("crit") {
            return Err(refused(
                "crit_not_understood",
                "The header's crit names extensions, and this server understands none.",
                "Sign a token without crit.",
            ));
        }
        // One spelling: no padding, no stray bits.
        parts::bytes("signature (part 3)", token.signature)?;
        let key = DecodingKey::from_ec_der(&self.public);
        token.check_signature(&key, Algorithm::ES256)?;
        token.claims(settings)
    }
}
