//! Signed out, and still in.

use std::collections::BTreeSet;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Broken: the browser forgets its cookie, but anyone who copied the token still has it.
///
/// Fix: deny the token's jti until its exp.
pub fn sign_out() -> &'static str {
    "token=; Path=/; Max-Age=0"
}

/// Broken: a hash denies one spelling of the token, and there are others.
///
/// Fix: deny the jti, which is the same in all of them.
pub fn is_denied(token: &str, denied: &BTreeSet<Vec<u8>>) -> bool {
    denied.contains(&hash(token))
}

/// Broken: what a sign-out stores.
///
/// Fix: store the jti.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// Broken: the decoder of the signature accepts padding and stray bits, as many do. Returns the usual
/// spelling.
///
/// Fix: accept one spelling. With ES256, each signature still has a second one, so that isn't enough.
pub fn tolerant(token: &str) -> Option<String> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let (signed, signature) = token.rsplit_once('.')?;
    let signature = GeneralPurpose::new(&URL_SAFE, config)
        .decode(signature)
        .ok()?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
