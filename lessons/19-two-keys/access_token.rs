//! Verifies access tokens (RFC 9068). Nothing here knows where the keys come from.

use std::time::SystemTime;

use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::{Claims, Member, Object, Part, Parts, TokenError};

/// Whose tokens a service accepts, and which service it is.
pub struct Expected {
    pub issuer: String,
    pub audience: String,
}

/// A token whose header asks for nothing but what we do anyway. Its signature and its claims aren't
/// verified yet.
pub struct AccessToken<'t> {
    parts: Parts<'t>,
    kid: String,
}

impl<'t> AccessToken<'t> {
    /// Reads the header, and nothing else.
    ///
    /// # Errors
    /// If it asks for another algorithm, is the header of another kind of token, or names no key.
    pub fn read(token: &'t str) -> Result<Self, AccessTokenError> {
        let parts = Parts::split(token)?;
        let json = parts.header()?;
        let header = Object::read(Part::Header, &json, &["alg", "crit", "b64", "typ", "kid"])?;
        let [alg, crit, b64, typ, kid] = *header.members() else {
            return Err(TokenError::NotAnObject(Part::Header).into());
        };
        check_alg(alg)?;
        if crit.is_some() {
            return Err(TokenError::Crit.into());
        }
        if b64.is_some_and(|b64| !b64.is_true()) {
            return Err(TokenError::B64.into());
        }
        check_typ(typ)?;
        let kid = read_kid(kid)?;
        Ok(Self { parts, kid })
    }

    /// The name of the key that should verify it. Anyone can write any name here.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The error for a token whose key we don't have.
    pub fn unknown_key(&self) -> AccessTokenError {
        AccessTokenError::UnknownKey(self.kid.chars().take(60).collect())
    }

    /// Verifies the signature with the key of that name, then validates the claims.
    ///
    /// # Errors
    /// The first check that failed.
    pub fn verify(
        &self,
        key: &DecodingKey,
        expected: &Expected,
        now: SystemTime,
    ) -> Result<Claims, AccessTokenError> {
        self.check_signature(key)?;
        // The rules are the sandbox's: only what comes before them is different for a key pair.
        let (payload, issuer) = (self.parts.payload()?, &expected.issuer);
        Ok(Claims::from_verified(
            payload,
            issuer,
            &expected.audience,
            now,
        )?)
    }

    fn check_signature(&self, key: &DecodingKey) -> Result<(), AccessTokenError> {
        if self.parts.signature.is_empty() {
            return Err(TokenError::SignatureMissing.into());
        }
        if matches(self.parts.signature, self.parts.signed.as_bytes(), key) {
            return Ok(());
        }
        // If it isn't even base64url, this says which character is the problem.
        self.parts.signature_bytes()?;
        Err(AccessTokenError::SignatureMismatch)
    }
}

/// Whether this signature, in base64url, fits this text. The algorithm is ours, not the token's: a key
/// of another kind, such as a secret, never fits.
pub fn matches(signature: &str, signed: &[u8], key: &DecodingKey) -> bool {
    crypto::verify(signature, signed, key, Algorithm::ES256).unwrap_or(false)
}

/// Without this line, a token could choose HS256, whose secret would be the public key.
fn check_alg(alg: Option<Member<'_>>) -> Result<(), AccessTokenError> {
    let alg = alg.ok_or(AccessTokenError::AlgMissing)?;
    if !alg.is_string() {
        return Err(AccessTokenError::AlgNotText(alg.kind()));
    }
    match alg.text().as_deref() {
        Some("ES256") => Ok(()),
        Some(hmac @ ("HS256" | "HS384" | "HS512")) => Err(AccessTokenError::AlgHmac(hmac.into())),
        _ => Err(AccessTokenError::AlgOther(alg.quote())),
    }
}

/// Required, so that no other token of the same issuer can be used as an access token. It is a media
/// type: its case doesn't matter, and `application/` may be left out (RFC 7515 §4.1.9).
fn check_typ(typ: Option<Member<'_>>) -> Result<(), AccessTokenError> {
    let typ = typ.ok_or(AccessTokenError::TypMissing)?;
    let name = typ.text().unwrap_or_default();
    let is = |one: &str| name.eq_ignore_ascii_case(one);
    if is("at+jwt") || is("application/at+jwt") {
        Ok(())
    } else {
        Err(AccessTokenError::TypOther(typ.quote()))
    }
}

fn read_kid(kid: Option<Member<'_>>) -> Result<String, AccessTokenError> {
    let kid = kid.ok_or(AccessTokenError::KidMissing)?;
    match kid.text() {
        Some(text) => Ok(text.into()),
        None if kid.is_string() => Err(AccessTokenError::UnknownKey(kid.quote())),
        None => Err(AccessTokenError::KidNotText(kid.kind())),
    }
}

/// Why an access token was rejected.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessTokenError {
    /// A mistake that the sandbox's tokens can have, too.
    Token(TokenError),
    AlgMissing,
    AlgNotText(&'static str),
    /// An algorithm with a shared secret.
    AlgHmac(String),
    /// Any other, `none` included. Holds it as JSON.
    AlgOther(String),
    TypMissing,
    /// Another kind of token. Holds it as JSON.
    TypOther(String),
    KidMissing,
    KidNotText(&'static str),
    /// No key has this name.
    UnknownKey(String),
    SignatureMismatch,
}

impl From<TokenError> for AccessTokenError {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

/// Where a fresh token comes from, for the hints.
const FRESH_TOKEN: &str = "the issuer's POST /login";

impl AccessTokenError {
    /// The error in a learner's words.
    pub fn explain(&self) -> Explanation {
        let message = |reason, detail: String, hint: &str| {
            Explanation::new(reason, Lesson::new("lessons/19-two-keys"), detail, hint)
        };
        match self {
            Self::Token(error) => error.explain(FRESH_TOKEN),
            Self::AlgMissing => message(
                "alg_missing",
                "The token's header has no alg.".into(),
                "Send an access token from the issuer, exactly as POST /login returns it.",
            ),
            Self::AlgNotText(found) => message(
                "alg_not_a_string",
                format!("The token's alg is {found}, not a string."),
                "Send an access token from the issuer, exactly as POST /login returns it.",
            ),
            Self::AlgHmac(alg) => message(
                "alg_shared_secret",
                format!(
                    "The token's alg is {alg}, which needs a shared secret. This service accepts only ES256, and has nothing but the issuer's public key."
                ),
                "Send an access token from the issuer: a public key is known to everyone, so it must never serve as a secret.",
            ),
            Self::AlgOther(alg) => message(
                "alg_not_es256",
                format!("The token's alg is {alg}, but this service accepts only ES256."),
                "Send an access token from the issuer: the service, never the token, chooses the algorithm.",
            ),
            Self::TypMissing => message(
                "typ_missing",
                "The token's header has no typ, so it doesn't say what kind of token it is.".into(),
                "Send an access token: its typ is at+jwt.",
            ),
            Self::TypOther(typ) => message(
                "typ_not_access_token",
                format!("The token's typ is {typ}, but this service accepts only at+jwt."),
                "Send an access token: a token of another type has another purpose, even if the same issuer signed it.",
            ),
            Self::KidMissing => message(
                "kid_missing",
                "The token's header has no kid, so it doesn't say which key signed it.".into(),
                "Send an access token from the issuer, exactly as POST /login returns it.",
            ),
            Self::KidNotText(found) => message(
                "kid_not_a_string",
                format!("The token's kid is {found}, not a string."),
                "Send an access token from the issuer, exactly as POST /login returns it.",
            ),
            Self::UnknownKey(kid) => message(
                "unknown_key",
                format!("The token's kid is {kid:?}, and the issuer has no key of that name."),
                "Get a fresh token from the issuer's POST /login: the key that signed this one may have been removed.",
            ),
            Self::SignatureMismatch => message(
                "signature_mismatch",
                "The signature doesn't match: the token was signed with another key, or changed after it was signed.".into(),
                "Get a fresh token from the issuer's POST /login, and send it unchanged.",
            ),
        }
    }
}

/// For the routes.
impl From<AccessTokenError> for Problem {
    fn from(error: AccessTokenError) -> Self {
        Self::invalid_token(error.explain())
    }
}
