//! The keys of this issuer: here, only one. Nothing outside this file depends on that.

use jsonwebtoken::DecodingKey;

use crate::public_key::PublicKey;
use crate::signing_key::SigningKey;

/// The keys of this issuer.
pub struct Keys {
    only: SigningKey,
}

impl Keys {
    /// An issuer with one key.
    pub fn new(only: SigningKey) -> Self {
        Self { only }
    }

    /// The key that signs.
    pub fn active(&self) -> &SigningKey {
        &self.only
    }

    /// What verifies a token with this `kid`, if it is ours.
    pub fn find(&self, kid: &str) -> Option<DecodingKey> {
        (self.only.public().kid() == kid).then(|| self.only.verifying().clone())
    }

    /// The public halves, for the key set.
    pub fn published(&self) -> Vec<PublicKey> {
        vec![self.only.public().clone()]
    }
}
