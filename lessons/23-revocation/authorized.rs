//! The request guard for an access token: it is valid, nobody has ended it, and its user exists.

use std::time::SystemTime;

use jwt_sandbox::bearer;
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Request, Rocket, Sentinel};

use crate::access_token::{AccessToken, AccessTokenError, Expected};
use crate::keys::Keys;
use crate::live_tokens::LiveTokens;
use crate::users::User;

/// What a live access token for this service says, and whose it is. A route can't get the claims of
/// a token that has ended.
pub struct Authorized {
    pub claims: Claims,
    pub user: User,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Authorized {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let state = request.rocket();
        let (Some(keys), Some(expected), Some(live_tokens)) = (
            state.state::<Keys>(),
            state.state::<Expected>(),
            state.state::<LiveTokens>(),
        ) else {
            return Problem::internal().refuse(request);
        };
        let token = match bearer::token(request) {
            Ok(token) => token,
            Err(problem) => return problem.refuse(request),
        };
        match check(token, keys, expected, live_tokens).await {
            Ok(authorized) => Outcome::Success(authorized),
            Err(problem) => problem.refuse(request),
        }
    }
}

/// Rocket asks this when it starts, so that a guard without its keys is found before a request.
impl Sentinel for Authorized {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Keys>().is_none()
            || rocket.state::<Expected>().is_none()
            || rocket.state::<LiveTokens>().is_none()
    }
}

/// Verifies a token, then asks the database about it. In this order, a token that we didn't sign costs
/// no query.
///
/// # Errors
/// 401 with the first check that failed; 503 if the database can't answer.
pub async fn check(
    token: &str,
    keys: &Keys,
    expected: &Expected,
    live_tokens: &LiveTokens,
) -> Result<Authorized, Problem> {
    let claims = verify(token, keys, expected)?;
    let user = live_tokens.user(&claims).await?;
    Ok(Authorized { claims, user })
}

/// The claims of a valid access token for this service, whether it was ended or not. The token says
/// which of **our** keys verifies it. It can't bring one along.
///
/// # Errors
/// The first check that failed.
pub fn verify(token: &str, keys: &Keys, expected: &Expected) -> Result<Claims, AccessTokenError> {
    let token = AccessToken::read(token)?;
    let key = keys.find(token.kid()).ok_or_else(|| token.unknown_key())?;
    token.verify(&key, expected, SystemTime::now())
}
