//! The public half of a key, as a JSON Web Key (RFC 8037).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// An Ed25519 key. Anyone may have it: it verifies, and can't sign.
#[derive(Clone, Serialize)]
pub struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    x: String,
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    purpose: &'static str,
}

impl PublicKey {
    /// The key of these bytes.
    pub fn new(x: &[u8; 32]) -> Self {
        let x = URL_SAFE_NO_PAD.encode(x);
        Self {
            kid: thumbprint(&x),
            kty: "OKP",
            crv: "Ed25519",
            x,
            alg: "EdDSA",
            purpose: "sig",
        }
    }

    /// The key's name, in the header of each token that it verifies.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

/// A hash of the key alone (RFC 7638). The required members of an Ed25519 key are only three.
fn thumbprint(x: &str) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}
