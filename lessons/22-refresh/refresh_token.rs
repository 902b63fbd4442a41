//! A refresh token: 256 random bits that say nothing. Only the server knows whose they are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The bytes of a token. It has no `Debug`, so it can't end up in a log by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; 32]);

/// What the database keeps instead of the token. With 256 random bits there is nothing to guess, so a
/// fast hash is enough here. A password needs a slow one (lesson 12).
pub type TokenHash = [u8; 32];

/// A random number that belongs to one use of a token.
pub type Nonce = [u8; 32];

impl RefreshToken {
    /// A new token.
    ///
    /// # Errors
    /// If the operating system has no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        random().map(Self)
    }

    /// Reads a token as [`text`](Self::text) writes it. Returns nothing for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// 43 characters of base64url.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The hash under which the database knows the token.
    pub fn hash(&self) -> TokenHash {
        Sha256::digest(self.0).into()
    }

    /// The token that follows this one. It is computed from this token and the nonce of its use, so the
    /// server can give it out a second time without keeping it: the database has the nonce, and only
    /// the client has the token.
    pub fn successor(&self, nonce: &Nonce) -> Self {
        let hash = Sha256::new().chain_update(self.0).chain_update(nonce);
        Self(hash.finalize().into())
    }
}

/// 32 bytes from the operating system.
///
/// # Errors
/// If it has none.
pub fn random() -> Result<[u8; 32], getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
