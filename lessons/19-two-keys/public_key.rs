//! The public half of a key, as a JSON Web Key (RFC 7517).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A point on the curve P-256. Anyone may have it: it verifies, and can't sign.
#[derive(Clone, Serialize)]
pub struct PublicKey {
    kty: &'static str,
    crv: &'static str,
    x: String,
    y: String,
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    purpose: &'static str,
}

impl PublicKey {
    /// The key at this point, whose coordinates have 32 bytes each (RFC 7518 §6.2.1).
    pub fn new(x: &[u8], y: &[u8]) -> Self {
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        Self {
            kid: thumbprint(&x, &y),
            kty: "EC",
            crv: "P-256",
            x,
            y,
            alg: "ES256",
            purpose: "sig",
        }
    }

    /// The key's name, in the header of each token that it verifies.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

/// A hash of the key alone (RFC 7638): its required members, in alphabetical order, without spaces. So
/// two keys never have the same name, and a key never has two.
fn thumbprint(x: &str, y: &str) -> String {
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}
