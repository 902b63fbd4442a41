//! A token for someone else.

use jwt_sandbox::explanation::Explanation;

use crate::by_hand::{Claims, Token, claims, now};
use crate::service::Service;

/// Broken: it never checks the audience, so it accepts a token for any service with this key.
///
/// Fix: require aud, and compare it.
pub fn verify(token: &str, service: &Service) -> Result<Claims, Explanation> {
    let token = Token::open(token)?;
    service.check_signature(&token)?;
    let mut claims = token.payload()?;
    claims.insert("aud".into(), service.settings.audience.clone().into());
    claims::validate(&claims, &service.settings, now())?;
    Ok(claims)
}
