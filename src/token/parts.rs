use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::TokenError;

/// One of the three parts of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first: how the token is signed.
    Header,
    /// The second: the claims.
    Payload,
    /// The third: the proof that nobody changed the other two.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header (part 1)",
            Self::Payload => "payload (part 2)",
            Self::Signature => "signature (part 3)",
        })
    }
}

/// A token split at its dots. Nothing in it is trusted yet.
pub struct Parts<'t> {
    header: &'t str,
    payload: &'t str,
    /// As it is written in the token, in base64url.
    pub signature: &'t str,
    /// Header, dot and payload: the text that is signed (RFC 7515 §5.2).
    pub signed: &'t str,
}

impl<'t> Parts<'t> {
    /// Splits a token.
    ///
    /// # Errors
    /// If it doesn't have three parts.
    pub fn split(token: &'t str) -> Result<Self, TokenError> {
        let three = || {
            let (header, rest) = token.split_once('.')?;
            let (payload, signature) = rest.split_once('.')?;
            let signed = &token[..header.len() + 1 + payload.len()];
            (!signature.contains('.')).then_some(Self {
                header,
                payload,
                signature,
                signed,
            })
        };
        three().ok_or_else(|| match token.split('.').count() {
            5 => TokenError::Encrypted,
            count => TokenError::PartCount(count),
        })
    }

    /// The JSON text of the header. JSON is UTF-8 (RFC 8259 §8.1).
    ///
    /// # Errors
    /// If it isn't base64url, or not UTF-8.
    pub fn header(&self) -> Result<String, TokenError> {
        text(Part::Header, self.header)
    }

    /// The JSON text of the payload.
    ///
    /// # Errors
    /// If it isn't base64url, or not UTF-8.
    pub fn payload(&self) -> Result<String, TokenError> {
        text(Part::Payload, self.payload)
    }

    /// The bytes of the signature.
    ///
    /// # Errors
    /// If it isn't base64url.
    pub fn signature_bytes(&self) -> Result<Vec<u8>, TokenError> {
        bytes(Part::Signature, self.signature)
    }
}

fn text(part: Part, base64url: &str) -> Result<String, TokenError> {
    String::from_utf8(bytes(part, base64url)?).map_err(|_| TokenError::NotJson(part))
}

/// The bytes of a part: base64url without padding (RFC 7515 §2).
fn bytes(part: Part, base64url: &str) -> Result<Vec<u8>, TokenError> {
    let foreign = |c: &char| !(c.is_ascii_alphanumeric() || *c == '-' || *c == '_');
    URL_SAFE_NO_PAD
        .decode(base64url)
        .map_err(|_| match base64url.chars().find(foreign) {
            Some(character) => TokenError::NotBase64url(part, character),
            None => TokenError::CutOff(part),
        })
}

/// The texts of header and payload, as far as they can be read, however many parts there are.
///
/// Only for display: nothing in them is verified.
///
/// ```
/// let [header, payload] = jwt_sandbox::token::decoded_parts("eyJhbGciOiJub25lIn0.!");
/// assert_eq!(header.as_deref(), Some(r#"{"alg":"none"}"#));
/// assert_eq!(payload, None);
/// ```
pub fn decoded_parts(token: &str) -> [Option<String>; 2] {
    let mut parts = token.split('.');
    [Part::Header, Part::Payload].map(|part| text(part, parts.next()?).ok())
}
