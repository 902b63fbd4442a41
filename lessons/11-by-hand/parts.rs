//! The three parts of a token. Only a valid signature gives access to its header and payload.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_sandbox::explanation::Explanation;

use super::refusal::refused;
use super::signature::Key;

/// The header and payload of a token that was signed with this key, still in base64url.
pub fn open<'t>(token: &'t str, key: &Key) -> Result<(&'t str, &'t str), Explanation> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(refused(
            "wrong_part_count",
            format!("A JWT has 3 parts; this token has {}.", parts.len()),
            "Copy the whole token again: header, payload and signature, joined by two dots.",
        ));
    };
    let signature = bytes("signature (part 3)", signature)?;
    // Verify the text as it was received: decoded and encoded again, its bytes may differ.
    if key.fits(&format!("{header}.{payload}"), &signature) {
        Ok((header, payload))
    } else {
        Err(refused(
            "signature_mismatch",
            "The signature does not match: another secret, or a changed token.",
            "Get a fresh token from GET /sign-token.",
        ))
    }
}

/// The bytes of a part. Padding and stray bits aren't allowed, so they have only one spelling.
pub fn bytes(part: &str, text: &str) -> Result<Vec<u8>, Explanation> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| {
        refused(
            "not_base64url",
            format!("The {part} is not base64url without padding."),
            "Copy the token again: each part has only letters, digits, - and _.",
        )
    })
}
