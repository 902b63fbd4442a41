//! A token that asks not to be verified.

use jwt_sandbox::explanation::Explanation;

use crate::by_hand::refusal::refused;
use crate::by_hand::{Claims, Token};
use crate::service::Service;

/// Broken: the header decides whether there is a signature to verify.
///
/// Fix: the server has one algorithm, and the header must name it.
pub fn verify(token: &str, service: &Service) -> Result<Claims, Explanation> {
    let token = Token::open(token)?;
    if !token.alg().eq_ignore_ascii_case("none") {
        service.check_signature(&token)?;
    }
    token.claims(&service.settings)
}

/// Broken: a blocklist with one spelling, in front of code that accepts them all.
///
/// Fix: say what is allowed.
pub fn verify_behind_a_blocklist(token: &str, service: &Service) -> Result<Claims, Explanation> {
    if Token::open(token)?.alg() == "none" {
        return Err(refused(
            "alg_forbidden",
            "The algorithm none is forbidden here.",
            "Sign the token, or find a spelling that isn't on the list.",
        ));
    }
    verify(token, service)
}
