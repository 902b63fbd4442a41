//! Tokens that never expire.

use jwt_sandbox::explanation::Explanation;
use serde_json::Value;

use crate::by_hand::{Claims, Token, claims, now};
use crate::service::Service;

/// Later than any clock shows.
const FOREVER: f64 = 1e15;

/// Broken: an exp that is missing or isn't a number counts as one in the far future.
///
/// Fix: require exp, and require a number.
pub fn verify(token: &str, service: &Service) -> Result<Claims, Explanation> {
    let token = Token::open(token)?;
    service.check_signature(&token)?;
    let mut claims = token.payload()?;
    let exp = claims.get("exp").and_then(Value::as_f64);
    claims.insert("exp".into(), exp.unwrap_or(FOREVER).into());
    claims::validate(&claims, &service.settings, now())?;
    Ok(claims)
}
