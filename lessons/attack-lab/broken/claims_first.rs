//! Claims before the signature.

use std::time::Duration;

use jwt_sandbox::explanation::Explanation;

use crate::by_hand::{Claims, Token, claims, now};
use crate::service::Service;

/// What became of a token.
pub enum Outcome {
    Valid(Claims),
    /// It is "only" expired, so the caller signs a new one for the same user.
    ToRenew(Claims),
}

/// Broken: it validates the claims first and says what it expects there, so a forger learns the names
/// of issuer and audience. A token that is "only" expired is renewed before its signature is verified.
///
/// Fix: verify the signature first. An expired token is a rejected token.
pub fn verify(token: &str, service: &Service) -> Result<Outcome, Explanation> {
    let token = Token::open(token)?;
    let claims = token.payload()?;
    if let Err(why) = claims::validate(&claims, &service.settings, now()) {
        let only_expired = claims::validate(&claims, &service.settings, Duration::ZERO).is_ok();
        return if only_expired {
            Ok(Outcome::ToRenew(claims))
        } else {
            Err(why)
        };
    }
    service.check_signature(&token)?;
    Ok(Outcome::Valid(claims))
}
