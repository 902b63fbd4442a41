use super::TokenError;
use super::check::{self, Check, Rule};
use super::object::Member;

/// What the header may ask for, checked before any key is used: only what the server does anyway.
///
/// `kid`, `jku`, `jwk`, `x5u` and `x5c`, which would choose the key, are never looked at.
pub(super) static RULES: [Rule; 3] = [
    Rule {
        check: Check {
            name: "algorithm",
            asks: "Is the token signed with HS256, the only algorithm that this server accepts?",
        },
        reads: &["alg"],
        against: |_| String::new(),
        test: |read, _| algorithm(read[0]),
    },
    Rule {
        check: Check {
            name: "crit",
            asks: "Does the header ask for nothing beyond a plain JWT?",
        },
        reads: &["crit", "b64"],
        against: |_| String::new(),
        test: |read, _| crit(read[0], read[1]),
    },
    Rule {
        check: Check {
            name: "type",
            asks: "If the token names its type, is it JWT?",
        },
        reads: &["typ"],
        against: |_| String::new(),
        test: |read, _| typ(read[0]),
    },
];

/// The members that the rules look at.
pub(super) static READS: [&str; 4] = check::reads(&RULES);

fn algorithm(alg: Option<Member<'_>>) -> Result<(), TokenError> {
    let alg = alg.ok_or(TokenError::AlgMissing)?;
    if !alg.is_string() {
        return Err(TokenError::AlgNotText(alg.kind()));
    }
    let name = alg.text().unwrap_or_default();
    match &*name {
        "HS256" => Ok(()),
        "HS384" | "HS512" => Err(TokenError::AlgOtherHmac(name.into())),
        "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES256K"
        | "ES384" | "ES512" | "EdDSA" | "Ed25519" | "Ed448" => {
            Err(TokenError::AlgPublicKey(name.into()))
        }
        // No library has an algorithm `nOnE`, but a careless one takes it for `none`.
        none if none.trim().eq_ignore_ascii_case("none") => Err(TokenError::AlgNone),
        _ => Err(TokenError::AlgUnknown(alg.quote())),
    }
}

fn crit(crit: Option<Member<'_>>, b64: Option<Member<'_>>) -> Result<(), TokenError> {
    if crit.is_some() {
        return Err(TokenError::Crit);
    }
    match b64 {
        // `true` is what base64url means anyway (RFC 7797 §3).
        Some(b64) if !b64.is_true() => Err(TokenError::B64),
        _ => Ok(()),
    }
}

/// RFC 7515 §4.1.9: a media type, whose case doesn't matter; `application/` may be left out.
fn typ(typ: Option<Member<'_>>) -> Result<(), TokenError> {
    let Some(typ) = typ else { return Ok(()) };
    let name = typ.text().unwrap_or_default();
    if ["jwt", "application/jwt"]
        .iter()
        .any(|jwt| name.eq_ignore_ascii_case(jwt))
    {
        Ok(())
    } else {
        Err(TokenError::Typ(typ.quote()))
    }
}
