//! Signs tokens, and verifies the ones that come in.

use std::time::Duration;

use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::TokenSettings;
use serde_json::{Map, Value, json};

use super::signature::Key;
use super::{claims, header, object, parts};

/// Signs and verifies tokens. Made once, at startup.
pub struct Tokens {
    key: Key,
    settings: TokenSettings,
}

impl Tokens {
    /// An error says which setting can't be used.
    pub fn new(settings: &TokenSettings) -> Result<Self, String> {
        if !claims::is_name(&settings.issuer) {
            return Err(format!(
                "JWT_ISSUER is {:?}: write a name of letters, digits, _ and -.",
                settings.issuer
            ));
        }
        let key = Key::new(settings.secret.bytes())
            .map_err(|error| format!("JWT_SECRET can't be a key ({error})."))?;
        Ok(Self {
            key,
            settings: settings.clone(),
        })
    }

    /// A token for this user, valid from now on for the lifetime in the settings.
    pub fn sign(&self, id: &str, username: &str, now: Duration) -> String {
        let payload = json!({
            "sub": id,
            "username": username,
            "iss": self.settings.issuer,
            "aud": self.settings.audience,
            "iat": now.as_secs(),
            "exp": now.as_secs() + self.settings.ttl_seconds,
        });
        let header = br#"{"alg":"HS256","typ":"JWT"}"#;
        self.key.sign(header, payload.to_string().as_bytes())
    }

    /// The claims of a token that is valid at this moment.
    pub fn verify(&self, token: &str, now: Duration) -> Result<Map<String, Value>, Explanation> {
        let (header, payload) = parts::open(token, &self.key)?;
        header::check(&object::read("header (part 1)", header)?)?;
        let claims = object::read("payload (part 2)", payload)?;
        claims::validate(&claims, &self.settings, now)?;
        Ok(claims)
    }
}
