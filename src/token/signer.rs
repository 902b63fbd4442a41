use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, crypto};
use serde::Serialize;

use super::{ALGORITHM, TokenSettings};

/// The user whom a token is signed for.
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    /// The user's id; it becomes `sub`.
    pub id: &'a str,
    /// The user's name.
    pub username: &'a str,
}

/// Signs tokens. Built once, at the start.
pub struct Signer {
    key: EncodingKey,
    ttl_seconds: u64,
    issuer: String,
    audience: String,
}

impl Signer {
    /// Takes secret, lifetime, issuer and audience from the settings.
    pub fn new(settings: &TokenSettings) -> Self {
        Self {
            key: EncodingKey::from_secret(settings.secret.bytes()),
            ttl_seconds: settings.ttl_seconds,
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
        }
    }

    /// Signs a token for this user that is valid from now on, for the lifetime in the settings.
    ///
    /// # Errors
    /// Only if jsonwebtoken can't sign, which it always can with HS256 and these claims.
    ///
    /// ```
    /// use jwt_sandbox::{settings::Settings, token::{Signer, User, Verifier}};
    ///
    /// let settings = Settings::with_secret("thirty-two bytes or more are enough").token;
    /// let token = Signer::new(&settings).sign(User { id: "1", username: "test" })?;
    /// let claims = Verifier::new(&settings).verify(&token).expect("our own token");
    /// assert_eq!(claims.sub(), "1");
    /// # Ok::<(), jsonwebtoken::errors::Error>(())
    /// ```
    pub fn sign(&self, user: User<'_>) -> Result<String, jsonwebtoken::errors::Error> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let payload = Payload {
            sub: user.id,
            username: user.username,
            iss: &self.issuer,
            aud: &self.audience,
            iat: now,
            exp: now + self.ttl_seconds,
        };
        // What `jsonwebtoken::encode` does, with a header that is always the same (RFC 7515 §5.1).
        let mut token = String::with_capacity(512);
        URL_SAFE_NO_PAD.encode_string(HEADER, &mut token);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(&payload)?, &mut token);
        let signature = crypto::sign(token.as_bytes(), &self.key, ALGORITHM)?;
        token.push('.');
        token.push_str(&signature);
        Ok(token)
    }
}

const HEADER: &str = r#"{"typ":"JWT","alg":"HS256"}"#;

/// What we put into a token. Anyone who has the token can read this: no passwords here.
#[derive(Serialize)]
struct Payload<'a> {
    sub: &'a str,
    username: &'a str,
    iss: &'a str,
    aud: &'a str,
    iat: u64,
    exp: u64,
}
