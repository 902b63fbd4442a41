//! A private key, and the public half that belongs to it.

use std::io;

use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use jsonwebtoken::{DecodingKey, EncodingKey};
use p256::pkcs8::der::zeroize::Zeroizing;
use rocket::serde::json::to_value;
use thiserror::Error;

use crate::key_loader;
use crate::public_key::PublicKey;

/// Signs, and knows what verifies. It has no `Debug`, so that the private key can't end up in a log.
pub struct SigningKey {
    private: EncodingKey,
    verifying: DecodingKey,
    public: PublicKey,
}

/// The bytes are something other than an Ed25519 key.
#[derive(Debug, Error)]
#[error("it isn't a private Ed25519 key in PKCS#8 DER format")]
pub struct NotAKey;

/// A new private key in the format PKCS#8 (RFC 8410), overwritten when it is dropped.
///
/// # Errors
/// If the system has no random numbers.
pub fn generate() -> io::Result<Zeroizing<Vec<u8>>> {
    let mut secret_key = [0; 32];
    getrandom::fill(&mut secret_key).map_err(io::Error::other)?;
    // Any 32 bytes are a private key.
    let key = KeypairBytes {
        secret_key,
        public_key: None,
    };
    Ok(key.to_pkcs8_der().map_err(io::Error::other)?.to_bytes())
}

impl SigningKey {
    /// Reads a private key. jsonwebtoken would accept any bytes here, and fail when it signs.
    ///
    /// # Errors
    /// If it is something else.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, NotAKey> {
        let secret = ed25519_dalek::SigningKey::from_pkcs8_der(der).map_err(|_| NotAKey)?;
        let public = PublicKey::new(secret.verifying_key().as_bytes());
        let published = to_value(&public).map_err(|_| NotAKey)?;
        Ok(Self {
            private: EncodingKey::from_ed_der(der),
            verifying: key_loader::load(&published).map_err(|_| NotAKey)?,
            public,
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
