use std::time::SystemTime;

use serde::de::DeserializeOwned;

use super::check::{self, Check, Expected, Rule};
use super::object::{Member, Object};
use super::{Part, TokenError};

/// What the claims must say, validated only after the signature has been verified.
///
/// There is no leeway, because one machine signs and verifies here. A real service with several
/// machines allows for a few seconds between their clocks.
pub(super) static RULES: [Rule; 7] = [
    Rule {
        check: Check {
            name: "exp",
            asks: "Does the token have an expiry time, and is it still in the future?",
        },
        reads: &["exp"],
        against: clock,
        test: |read, expected| exp(read[0], expected.now),
    },
    Rule {
        check: Check {
            name: "nbf",
            asks: "If the token has a start time, is it in the past?",
        },
        reads: &["nbf"],
        against: clock,
        test: |read, expected| nbf(read[0], expected.now),
    },
    Rule {
        check: Check {
            name: "iat",
            asks: "If the token says when it was issued, is that a number?",
        },
        reads: &["iat"],
        against: |_| String::new(),
        test: |read, _| iat(read[0]),
    },
    Rule {
        check: Check {
            name: "iss",
            asks: "Was the token issued by the issuer that this server trusts?",
        },
        reads: &["iss"],
        against: |expected| format!("this server trusts {:?}", expected.issuer),
        test: |read, expected| iss(read[0], expected.issuer),
    },
    Rule {
        check: Check {
            name: "aud",
            asks: "Is the token meant for this server?",
        },
        reads: &["aud"],
        against: |expected| format!("this server's audience is {:?}", expected.audience),
        test: |read, expected| aud(read[0], expected.audience),
    },
    Rule {
        check: Check {
            name: "sub",
            asks: "Does the token say who the user is?",
        },
        reads: &["sub"],
        against: |_| String::new(),
        test: |read, _| sub(read[0]),
    },
    Rule {
        check: Check {
            name: "jti",
            asks: "If the token has an id of its own, is it a string?",
        },
        reads: &["jti"],
        against: |_| String::new(),
        test: |read, _| jti(read[0]),
    },
];

/// The claims that the rules look at.
pub(super) static READS: [&str; 7] = check::reads(&RULES);

fn clock(expected: &Expected<'_>) -> String {
    format!("the server's clock says {}", expected.now.floor())
}

fn exp(exp: Option<Member<'_>>, now: f64) -> Result<(), TokenError> {
    let exp = exp.ok_or(TokenError::ExpMissing)?;
    let end = time("exp", exp, TokenError::ExpNotANumber)?;
    if now >= end {
        return Err(TokenError::Expired(now - end));
    }
    Ok(())
}

fn nbf(nbf: Option<Member<'_>>, now: f64) -> Result<(), TokenError> {
    let Some(nbf) = nbf else { return Ok(()) };
    let start = time("nbf", nbf, TokenError::NbfNotANumber)?;
    if now < start {
        return Err(TokenError::NotYetValid(start - now));
    }
    Ok(())
}

fn iat(iat: Option<Member<'_>>) -> Result<(), TokenError> {
    let Some(iat) = iat else { return Ok(()) };
    time("iat", iat, TokenError::IatNotANumber).map(|_| ())
}

/// A NumericDate may have a fraction (RFC 7519 §2), so we compare without rounding.
fn time(
    claim: &'static str,
    value: Member<'_>,
    not_a_number: fn(&'static str) -> TokenError,
) -> Result<f64, TokenError> {
    match value.number() {
        None => Err(not_a_number(value.kind())),
        Some(seconds) if seconds.is_infinite() => {
            Err(TokenError::TimeOutOfRange(claim, value.quote()))
        }
        Some(seconds) => Ok(seconds),
    }
}

fn iss(iss: Option<Member<'_>>, ours: &str) -> Result<(), TokenError> {
    let iss = iss.ok_or(TokenError::IssMissing)?;
    if iss.text().is_some_and(|iss| iss == ours) {
        Ok(())
    } else {
        Err(TokenError::IssMismatch(iss.quote(), ours.into()))
    }
}

/// One audience, or an array that has ours among others (RFC 7519 §4.1.3).
fn aud(aud: Option<Member<'_>>, ours: &str) -> Result<(), TokenError> {
    let aud = aud.ok_or(TokenError::AudMissing)?;
    let is_ours = |one: &Member<'_>| one.text().is_some_and(|one| one == ours);
    let names_us = match aud.elements() {
        Some(several) => several.iter().all(|one| one.is_string()) && several.iter().any(is_ours),
        None => is_ours(&aud),
    };
    if names_us {
        Ok(())
    } else {
        Err(TokenError::AudMismatch(aud.quote(), ours.into()))
    }
}

fn sub(sub: Option<Member<'_>>) -> Result<(), TokenError> {
    let sub = sub.ok_or(TokenError::SubMissing)?;
    if !sub.is_string() {
        return Err(TokenError::SubNotText(sub.kind()));
    }
    match sub.text() {
        None => Err(TokenError::SubNotUnicode(sub.quote())),
        Some(id) if id.is_empty() => Err(TokenError::SubEmpty),
        Some(_) => Ok(()),
    }
}

fn jti(jti: Option<Member<'_>>) -> Result<(), TokenError> {
    match jti {
        Some(jti) if !jti.is_string() => Err(TokenError::JtiNotText(jti.kind())),
        _ => Ok(()),
    }
}

/// The text of `sub`, which the rules require.
pub(super) fn subject(claims: &Object<'_>) -> String {
    let mut members = READS.iter().zip(claims.members());
    let sub = members.find_map(|(name, member)| (*member).filter(|_| *name == "sub"));
    sub.and_then(Member::text).unwrap_or_default().into()
}

/// The claims of a valid token. The [`Verifier`](super::Verifier) creates them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    sub: String,
    payload: String,
}

impl Claims {
    /// The claims of a payload that passed all rules.
    pub(super) fn new(sub: String, payload: String) -> Self {
        Self { sub, payload }
    }

    /// Validates a payload whose signature the caller has verified with another algorithm than ours
    /// (part 4). The rules are those of the [`Verifier`](super::Verifier).
    ///
    /// # Errors
    /// The first claim that is wrong.
    pub fn from_verified(
        payload: String,
        issuer: &str,
        audience: &str,
        now: SystemTime,
    ) -> Result<Self, TokenError> {
        let object = Object::read(Part::Payload, &payload, &READS)?;
        check::apply(
            &RULES,
            &object,
            &Expected::new(issuer, audience, now),
            &mut (),
        )?;
        Ok(Self::new(subject(&object), payload))
    }

    /// The subject: the id of the user (RFC 7519 §4.1.2).
    pub fn sub(&self) -> &str {
        &self.sub
    }

    /// Any claim by its name, or `None` if it is absent or of another type.
    ///
    /// It parses the payload again; a route that needs many claims deserializes
    /// [`payload`](Self::payload) into its own struct.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let object = Object::read(Part::Payload, &self.payload, &[name]).ok()?;
        let [member] = object.members() else {
            return None;
        };
        serde_json::from_str((*member)?.json()).ok()
    }

    /// The whole payload, private claims included: its JSON text, byte for byte as it was signed.
    pub fn payload(&self) -> &str {
        &self.payload
    }
}
