//! The JWT itself: signing, verifying, and every reason to refuse one. Nothing here knows of HTTP.
//!
//! A token that comes in takes one way through this folder, and the first fault ends it:
//! `parts` cuts it and decodes its JSON, `header` judges what it asks for, [`Verifier`] checks the
//! signature, `claims` judges what it says. So no claim is believed before the signature holds.
//!
//! jsonwebtoken signs, and checks the signature. We judge header and claims ourselves rather than
//! with its `decode`, because a learner must be told which of a dozen mistakes was made, and
//! because `decode` leaves gaps: it takes a token at the second of its `exp`, rounds fractions,
//! takes an `iss` array, and looks neither at `crit` and `b64` nor at a name that occurs twice,
//! unless its structs or the caller's have that name.
//! A service that only has to say yes or no is well served by `decode`, as in lesson 09.

mod claims;
mod header;
mod parts;
mod refusal;

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto, encode};
use serde::Serialize;
use serde_json::Value;

use crate::settings::Settings;
use claims::Rules;
use parts::Parts;

pub use claims::Claims;
pub use refusal::{Part, Refusal};

/// The one algorithm that is signed with and accepted. A token can't choose another.
const ALGORITHM: Algorithm = Algorithm::HS256;

/// For whom a token is signed.
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    /// The user's id; it becomes `sub`.
    pub id: &'a str,
    /// The user's name.
    pub username: &'a str,
}

/// Makes tokens. Built once, at the start.
pub struct Signer {
    key: EncodingKey,
    ttl_seconds: u64,
    issuer: String,
    audience: String,
}

impl Signer {
    /// Takes secret, lifetime, issuer and audience from the settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            key: EncodingKey::from_secret(settings.secret.bytes()),
            ttl_seconds: settings.ttl_seconds,
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
        }
    }

    /// Signs a token for this user that is good from now on, for the lifetime in the settings.
    ///
    /// # Errors
    /// Only if jsonwebtoken can't sign, which it always can with HS256 and these claims.
    ///
    /// ```
    /// use jwt_sandbox::{settings::Settings, token::{Signer, User, Verifier}};
    ///
    /// let settings = Settings::with_secret("thirty-two bytes or more are enough");
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
        encode(&Header::new(ALGORITHM), &payload, &self.key)
    }
}

/// What we put into a token. Anyone who holds it can read it: no password belongs in here.
#[derive(Serialize)]
struct Payload<'a> {
    sub: &'a str,
    username: &'a str,
    iss: &'a str,
    aud: &'a str,
    iat: u64,
    exp: u64,
}

/// Judges tokens. Built once, at the start.
pub struct Verifier {
    key: DecodingKey,
    rules: Rules,
}

impl Verifier {
    /// Takes secret, issuer and audience from the settings.
    pub fn new(settings: &Settings) -> Self {
        Self {
            key: DecodingKey::from_secret(settings.secret.bytes()),
            rules: Rules {
                issuer: settings.issuer.clone(),
                audience: settings.audience.clone(),
            },
        }
    }

    /// The claims of a token that is good at this moment.
    ///
    /// # Errors
    /// The first reason to refuse it, in the order of the module's description.
    pub fn verify(&self, token: &str) -> Result<Claims, Refusal> {
        self.verify_at(token, SystemTime::now())
    }

    /// As [`verify`](Self::verify), at a moment of your choice.
    ///
    /// # Errors
    /// The first reason to refuse it, in the order of the module's description.
    pub fn verify_at(&self, token: &str, now: SystemTime) -> Result<Claims, Refusal> {
        let parts = Parts::split(token)?;
        header::judge(&parts.header()?)?;
        let payload = parts.payload()?;
        self.check_signature(&parts)?;
        self.rules.judge(payload, now)
    }

    /// Computes the signature again and compares in constant time (RFC 7515 §5.2).
    fn check_signature(&self, parts: &Parts<'_>) -> Result<(), Refusal> {
        if parts.signature.is_empty() {
            return Err(Refusal::SignatureMissing);
        }
        match crypto::verify(
            parts.signature,
            parts.signed.as_bytes(),
            &self.key,
            ALGORITHM,
        ) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal::SignatureMismatch),
            // jsonwebtoken could not decode it; we say which character is to blame.
            Err(_) => {
                parts::bytes(Part::Signature, parts.signature).and(Err(Refusal::SignatureMismatch))
            }
        }
    }
}

/// The kind of a JSON value, for a sentence such as "exp is a string".
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A value as JSON, cut where it gets too long for a sentence.
fn quote(value: &Value) -> String {
    const LONGEST: usize = 60;
    let json = value.to_string();
    match json.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &json[..end]),
        None => json,
    }
}
