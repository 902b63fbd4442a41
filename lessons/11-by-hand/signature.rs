//! HMAC-SHA256 signatures over bytes, whatever the bytes mean.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::InvalidLength;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The shared secret, ready for use.
pub struct Key(Hmac<Sha256>);

impl Key {
    /// HMAC accepts a secret of any length. The settings check whether it's a good one.
    pub fn new(secret: &[u8]) -> Result<Self, InvalidLength> {
        Hmac::new_from_slice(secret).map(Self)
    }

    /// Header, payload and signature in base64url, joined by dots: a JWT.
    pub fn sign(&self, header: &[u8], payload: &[u8]) -> String {
        let header = URL_SAFE_NO_PAD.encode(header);
        let payload = URL_SAFE_NO_PAD.encode(payload);
        let signed = format!("{header}.{payload}");
        let signature = self.mac(&signed).finalize().into_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Whether this signature fits this text.
    ///
    /// `verify_slice` compares in constant time. `==` may stop at the first wrong byte, and then its
    /// time shows how many bytes were right.
    pub fn fits(&self, signed: &str, signature: &[u8]) -> bool {
        self.mac(signed).verify_slice(signature).is_ok()
    }

    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        self.0.clone().chain_update(signed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7515_has_its_signature() {
        let header = "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}";
        let payload =
            "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
        let secret = URL_SAFE_NO_PAD
            .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
            .unwrap();
        let key = Key::new(&secret).unwrap();
        assert_eq!(
            key.sign(header.as_bytes(), payload.as_bytes()),
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
    }

    #[test]
    fn one_changed_byte_does_not_fit() {
        let key = Key::new(b"a secret for tests, of 32 bytes or more").unwrap();
        let mut signature = key.mac("some text").finalize().into_bytes();
        assert!(key.fits("some text", &signature));
        assert!(!key.fits("same text", &signature));
        signature[31] ^= 1;
        assert!(!key.fits("some text", &signature));
    }
}
