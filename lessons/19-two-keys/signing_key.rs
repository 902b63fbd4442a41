//! A private key, and the public half that belongs to it.

use std::io;

use jsonwebtoken::{DecodingKey, EncodingKey};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::der::zeroize::Zeroizing;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use thiserror::Error;

use crate::public_key::PublicKey;

/// Signs, and knows what verifies. It has no `Debug`, so that the private key can't end up in a log.
pub struct SigningKey {
    private: EncodingKey,
    verifying: DecodingKey,
    public: PublicKey,
}

/// The bytes are something other than a P-256 key.
#[derive(Debug, Error)]
#[error("it isn't a private P-256 key in PKCS#8 DER format")]
pub struct NotAKey;

/// A new private key in the format PKCS#8 (RFC 5208), overwritten when it is dropped.
///
/// # Errors
/// If the system has no random numbers.
pub fn generate() -> io::Result<Zeroizing<Vec<u8>>> {
    let mut scalar = Zeroizing::new([0; 32]);
    loop {
        getrandom::fill(scalar.as_mut_slice()).map_err(io::Error::other)?;
        // A private key is a number from 1 up to the order of the curve. Fewer than one in four
        // billion random numbers isn't; then we take another.
        if let Ok(key) = SecretKey::from_slice(scalar.as_slice()) {
            return Ok(key.to_pkcs8_der().map_err(io::Error::other)?.to_bytes());
        }
    }
}

impl SigningKey {
    /// Reads a private key. jsonwebtoken would accept any bytes here, and fail when it signs.
    ///
    /// # Errors
    /// If it is something else.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, NotAKey> {
        let secret = SecretKey::from_pkcs8_der(der).map_err(|_| NotAKey)?;
        let point = secret.public_key().to_encoded_point(false);
        let (Some(x), Some(y)) = (point.x(), point.y()) else {
            return Err(NotAKey);
        };
        Ok(Self {
            private: EncodingKey::from_ec_der(der),
            verifying: DecodingKey::from_ec_der(point.as_bytes()),
            public: PublicKey::new(x, y),
        })
    }

    /// For `jsonwebtoken::encode`.
    pub fn private(&self) -> &EncodingKey {
        &self.private
    }

    /// Verifies what this key has signed.
    pub fn verifying(&self) -> &DecodingKey {
        &self.verifying
    }

    /// For everyone.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }
}
