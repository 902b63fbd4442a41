use std::time::SystemTime;

use jsonwebtoken::{DecodingKey, crypto};

use super::check::{self, Check, Expected, Observer};
use super::object::{Object, shortened};
use super::parts::Parts;
use super::{ALGORITHM, Claims, Part, TokenError, TokenSettings, claims, header};

static PARTS: Check = Check {
    name: "parts",
    asks: "Does the token have three parts, joined by two dots?",
};
static HEADER: Check = Check {
    name: "header",
    asks: "Is the first part a JSON object in base64url, with no name twice?",
};
static PAYLOAD: Check = Check {
    name: "payload",
    asks: "Is the second part a JSON object in base64url, with no name twice?",
};
static SIGNATURE: Check = Check {
    name: "signature",
    asks: "Does the signature match this header, this payload and the server's secret?",
};

/// Every check, in the order in which a token meets them.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [&PARTS, &HEADER]
        .into_iter()
        .chain(header::RULES.iter().map(|rule| &rule.check))
        .chain([&PAYLOAD, &SIGNATURE])
        .chain(claims::RULES.iter().map(|rule| &rule.check))
}

/// Verifies tokens. Built once, at the start.
pub struct Verifier {
    key: DecodingKey,
    issuer: String,
    audience: String,
}

impl Verifier {
    /// Takes secret, issuer and audience from the settings.
    pub fn new(settings: &TokenSettings) -> Self {
        Self {
            key: DecodingKey::from_secret(settings.secret.bytes()),
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
        }
    }

    /// The claims of a token that is valid now.
    ///
    /// # Errors
    /// The first check that failed, in the order of [`checks`].
    pub fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        self.verify_at(token, SystemTime::now())
    }

    /// Like [`verify`](Self::verify), at a given time.
    ///
    /// # Errors
    /// The first check that failed, in the order of [`checks`].
    pub fn verify_at(&self, token: &str, now: SystemTime) -> Result<Claims, TokenError> {
        self.observe_at(token, now, &mut ())
    }

    /// Like [`verify_at`](Self::verify_at), with an observer.
    ///
    /// # Errors
    /// The first check that failed, in the order of [`checks`].
    pub fn observe_at(
        &self,
        token: &str,
        now: SystemTime,
        observer: &mut impl Observer,
    ) -> Result<Claims, TokenError> {
        let expected = self.expected(now);
        let parts = step(observer, &PARTS, Parts::split(token), || count(token))?;

        let json = parts.header();
        let header = object(Part::Header, &json, &header::READS);
        let header = step(observer, &HEADER, header, || text(&json))?;
        check::apply(&header::RULES, &header, &expected, observer)?;

        let json = parts.payload();
        let payload = object(Part::Payload, &json, &claims::READS);
        let payload = step(observer, &PAYLOAD, payload, || text(&json))?;

        let signature = self.check_signature(&parts);
        step(observer, &SIGNATURE, signature, || length(&parts))?;
        check::apply(&claims::RULES, &payload, &expected, observer)?;
        let sub = claims::subject(&payload);
        json.map(|payload| Claims::new(sub, payload))
    }

    /// What the claims' checks would say if the signature matched, for a person who looks at a token whose
    /// signature doesn't. Nothing in it is verified, so the observer gets words, and nobody gets claims.
    pub fn preview_claims(&self, token: &str, now: SystemTime, observer: &mut impl Observer) {
        let json = Parts::split(token).and_then(|parts| parts.payload());
        if let Ok(payload) = object(Part::Payload, &json, &claims::READS) {
            // The verdict is known already: the signature is wrong.
            let _ = check::apply(&claims::RULES, &payload, &self.expected(now), observer);
        }
    }

    fn expected(&self, now: SystemTime) -> Expected<'_> {
        Expected::new(&self.issuer, &self.audience, now)
    }

    /// Computes the signature again and compares in constant time (RFC 7515 §5.2).
    fn check_signature(&self, parts: &Parts<'_>) -> Result<(), TokenError> {
        if parts.signature.is_empty() {
            return Err(TokenError::SignatureMissing);
        }
        let signed = parts.signed.as_bytes();
        match crypto::verify(parts.signature, signed, &self.key, ALGORITHM) {
            Ok(true) => Ok(()),
            Ok(false) => Err(TokenError::SignatureMismatch),
            // jsonwebtoken couldn't decode it; we say which character is the problem.
            Err(_) => parts
                .signature_bytes()
                .and(Err(TokenError::SignatureMismatch)),
        }
    }
}

/// Shows a result to the observer and returns it.
fn step<T>(
    observer: &mut impl Observer,
    check: &'static Check,
    result: Result<T, TokenError>,
    seen: impl FnOnce() -> String,
) -> Result<T, TokenError> {
    observer.observe(check, seen, result.as_ref().err());
    result
}

/// The members that the rules look at, if there is a text to read them from.
fn object<'j>(
    part: Part,
    json: &'j Result<String, TokenError>,
    reads: &[&str],
) -> Result<Object<'j>, TokenError> {
    let json = json.as_ref().map_err(Clone::clone)?;
    Object::read(part, json, reads)
}

fn count(token: &str) -> String {
    let parts = token.split('.').count();
    format!("{parts} part{}.", if parts == 1 { "" } else { "s" })
}

fn text(json: &Result<String, TokenError>) -> String {
    match json {
        Ok(json) => shortened(json, 200),
        Err(_) => "Nothing that could be read.".into(),
    }
}

fn length(parts: &Parts<'_>) -> String {
    format!("{} characters.", parts.signature.len())
}
