use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::{Map, Value};

use super::kind;
use super::quote;
use super::refusal::Refusal;

/// The claims of a token that was verified; nothing else can make one.
///
/// It serializes to the whole payload, private claims included, with the names in order of the alphabet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// The subject: the id of the user (RFC 7519 §4.1.2).
    pub fn sub(&self) -> &str {
        self.0
            .get("sub")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Any claim by its name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

/// What the claims of a token must say to get in.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) issuer: String,
    pub(super) audience: String,
}

impl Rules {
    /// Judges a payload whose signature is already known to be good.
    ///
    /// There is no leeway: one machine signs and verifies here. A real service with several
    /// machines allows for some seconds between their clocks.
    pub(super) fn judge(
        &self,
        payload: Map<String, Value>,
        now: SystemTime,
    ) -> Result<Claims, Refusal> {
        let now = now
            .duration_since(UNIX_EPOCH)
            .map_or(0.0, |since| since.as_secs_f64());
        exp(payload.get("exp"), now)?;
        nbf(payload.get("nbf"), now)?;
        self.iss(payload.get("iss"))?;
        self.aud(payload.get("aud"))?;
        sub(payload.get("sub"))?;
        Ok(Claims(payload))
    }

    fn iss(&self, iss: Option<&Value>) -> Result<(), Refusal> {
        match iss.ok_or(Refusal::IssMissing)? {
            Value::String(iss) if *iss == self.issuer => Ok(()),
            other => Err(Refusal::IssMismatch(quote(other), self.issuer.clone())),
        }
    }

    /// One audience, or an array that has ours among others (RFC 7519 §4.1.3).
    fn aud(&self, aud: Option<&Value>) -> Result<(), Refusal> {
        let aud = aud.ok_or(Refusal::AudMissing)?;
        let ours = match aud {
            Value::Array(several) => {
                several.iter().all(Value::is_string)
                    && several.iter().any(|one| *one == *self.audience)
            }
            one => *one == *self.audience,
        };
        if ours {
            Ok(())
        } else {
            Err(Refusal::AudMismatch(quote(aud), self.audience.clone()))
        }
    }
}

/// A NumericDate may have a fraction (RFC 7519 §2), so we compare without rounding.
fn exp(exp: Option<&Value>, now: f64) -> Result<(), Refusal> {
    let exp = exp.ok_or(Refusal::ExpMissing)?;
    match exp.as_f64() {
        None => Err(Refusal::ExpNotANumber(kind(exp))),
        Some(end) if now >= end => Err(Refusal::Expired(now - end)),
        Some(_) => Ok(()),
    }
}

fn nbf(nbf: Option<&Value>, now: f64) -> Result<(), Refusal> {
    let Some(nbf) = nbf else { return Ok(()) };
    match nbf.as_f64() {
        None => Err(Refusal::NbfNotANumber(kind(nbf))),
        Some(start) if now < start => Err(Refusal::NotYetValid(start - now)),
        Some(_) => Ok(()),
    }
}

fn sub(sub: Option<&Value>) -> Result<(), Refusal> {
    match sub.ok_or(Refusal::SubMissing)? {
        Value::String(_) => Ok(()),
        other => Err(Refusal::SubNotText(kind(other))),
    }
}
