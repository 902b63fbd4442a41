//! The request guard for an access token. It takes the place of the sandbox's `Bearer`.

use std::time::SystemTime;

use jwt_sandbox::bearer;
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Request, Rocket, Sentinel};

use crate::access_token::{AccessToken, AccessTokenError, Expected};
use crate::keys::Keys;

/// The claims of a valid access token for this service.
pub struct Authorized {
    pub claims: Claims,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Authorized {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let state = request.rocket();
        let (Some(keys), Some(expected)) = (state.state::<Keys>(), state.state::<Expected>())
        else {
            return Problem::internal().refuse(request);
        };
        match authorize(request, keys, expected) {
            Ok(claims) => Outcome::Success(Self { claims }),
            Err(problem) => problem.refuse(request),
        }
    }
}

/// Rocket asks this when it starts, so that a guard without its keys is found before a request.
impl Sentinel for Authorized {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Keys>().is_none() || rocket.state::<Expected>().is_none()
    }
}

fn authorize(request: &Request<'_>, keys: &Keys, expected: &Expected) -> Result<Claims, Problem> {
    let token = bearer::token(request)?;
    Ok(verify(token, keys, expected)?)
}

/// The claims of a valid access token for this service. The token says which of **our** keys verifies
/// it. It can't bring one along.
///
/// # Errors
/// The first check that failed.
pub fn verify(token: &str, keys: &Keys, expected: &Expected) -> Result<Claims, AccessTokenError> {
    let token = AccessToken::read(token)?;
    let key = keys.find(token.kid()).ok_or_else(|| token.unknown_key())?;
    token.verify(&key, expected, SystemTime::now())
}
