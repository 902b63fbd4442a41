//! Reading isn't verifying.

use jwt_sandbox::explanation::Explanation;

use crate::by_hand::{Claims, Token};
use crate::service::Service;

/// Broken: it reads the payload and never looks at the signature.
///
/// Fix: verify the signature first.
pub fn verify(token: &str, service: &Service) -> Result<Claims, Explanation> {
    Token::open(token)?.claims(&service.settings)
}
