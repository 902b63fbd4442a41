//! The service behind an attack: its secret, its issuer and its audience, which no other attack has.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::problem::Problem;
use jwt_sandbox::settings::{MIN_SECRET_BYTES, TokenSettings};
use jwt_sandbox::token::{self, Signer, TokenError, Verifier};
use serde_json::{Value, json};

use crate::attack::{Sign, Verify};
use crate::by_hand::{self, Token};
use crate::people::Person;

/// A service that signs with HS256.
pub struct Service {
    pub settings: TokenSettings,
    /// Where its tokens come from, for the hints.
    login: String,
    signer: Signer,
    verifier: Verifier,
}

impl Service {
    /// With a good secret.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new(name: &'static str) -> Result<Self, getrandom::Error> {
        Ok(Self::with_secret(name, random::<MIN_SECRET_BYTES>()?))
    }

    /// With a good secret, for a fixed side that has its own login.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn fixed(name: &'static str) -> Result<Self, getrandom::Error> {
        Ok(Self {
            login: format!("POST /fixed/{name}/login"),
            ..Self::new(name)?
        })
    }

    /// With any secret.
    pub fn with_secret(name: &'static str, secret: impl Into<Vec<u8>>) -> Self {
        let settings = settings(name, secret.into());
        Self {
            login: format!("POST /{name}/login"),
            signer: Signer::new(&settings),
            verifier: Verifier::new(&settings),
            settings,
        }
    }

    /// Its [`sign`](Self::sign), for an attack.
    pub fn signs(service: &Arc<Self>) -> Sign {
        let service = service.clone();
        Box::new(move |person| service.sign(person))
    }

    /// Its [`strict`](Self::strict), for an attack.
    pub fn verifies(service: &Arc<Self>) -> Verify<String> {
        let service = service.clone();
        Box::new(move |token| service.strict(token))
    }

    /// A valid token for this person.
    pub fn sign(&self, person: &Person) -> Result<String, Problem> {
        self.sign_for(&person.id, person.name)
    }

    /// A valid token for anyone.
    pub fn sign_for(&self, id: &str, username: &str) -> Result<String, Problem> {
        let user = token::User { id, username };
        self.signer.sign(user).map_err(|_| Problem::internal())
    }

    /// A token with any header and claims, correctly signed.
    pub fn sign_any(&self, header: &Value, claims: &Value) -> Result<String, Problem> {
        let signed = by_hand::signed_text(header, claims);
        let key = EncodingKey::from_secret(self.settings.secret.bytes());
        let signature = crypto::sign(signed.as_bytes(), &key, Algorithm::HS256)
            .map_err(|_| Problem::internal())?;
        Ok(format!("{signed}.{signature}"))
    }

    /// Whether the token's signature fits, whatever its header says.
    pub fn check_signature(&self, token: &Token<'_>) -> Result<(), Explanation> {
        let key = DecodingKey::from_secret(self.settings.secret.bytes());
        token.check_signature(&key, Algorithm::HS256)
    }

    /// The strict verifier: the sandbox's own. Returns whom the token is for.
    pub fn strict(&self, token: &str) -> Result<String, Explanation> {
        match self.verifier.verify(token) {
            Ok(claims) => Ok(claims.sub().to_owned()),
            Err(error) => Err(self.explain(&error)),
        }
    }

    fn explain(&self, error: &TokenError) -> Explanation {
        error.explain(&self.login)
    }
}

/// A header for HS256, with this typ.
pub fn header(typ: &str) -> Value {
    json!({"typ": typ, "alg": "HS256"})
}

/// The issuer and the audience of an attack. They are readable in each token.
pub fn settings(name: &str, secret: Vec<u8>) -> TokenSettings {
    TokenSettings {
        secret: secret.into(),
        ttl_seconds: 1800,
        issuer: format!("{name}-login"),
        audience: format!("{name}-notes"),
    }
}

/// Random bytes.
///
/// # Errors
/// If the system has none.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
