//! The request guard for an access token that the issuer signed for this service.

use std::env::{self, VarError};
use std::time::SystemTime;

use jwt_sandbox::bearer;
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::{Claims, TokenSettings};
use rocket::fairing::AdHoc;
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Request, Rocket, Sentinel};
use thiserror::Error;

use crate::access_token::{AccessToken, Expected};
use crate::keys::Keys;

/// `NOTES_AUDIENCE` can't be used.
#[derive(Debug, Error)]
#[error(
    "NOTES_AUDIENCE is empty or isn't UTF-8 text. Write a name such as NOTES_AUDIENCE={AUDIENCE}, or delete the line."
)]
pub struct AudienceError;

const AUDIENCE: &str = "jwt-sandbox-notes";

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
        match authorize(request, keys, expected).await {
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

/// The header first: a token of another kind isn't worth a look at the keys.
async fn authorize(
    request: &Request<'_>,
    keys: &Keys,
    expected: &Expected,
) -> Result<Claims, Problem> {
    let token = AccessToken::read(bearer::token(request)?)?;
    let key = keys.find(token.kid()).await?;
    let key = key.ok_or_else(|| token.unknown_key())?;
    Ok(token.verify(&key, expected, SystemTime::now())?)
}

/// Attaches what tokens are compared with: the issuer from `JWT_ISSUER`, and this service's own name from
/// `NOTES_AUDIENCE`.
///
/// # Errors
/// If that name can't be used.
pub fn stage(settings: &TokenSettings) -> Result<AdHoc, AudienceError> {
    let audience = match env::var("NOTES_AUDIENCE") {
        Ok(name) if !name.trim().is_empty() => name,
        Err(VarError::NotPresent) => AUDIENCE.into(),
        _ => return Err(AudienceError),
    };
    let expected = Expected {
        issuer: settings.issuer.clone(),
        audience,
    };
    Ok(AdHoc::on_ignite("Audience", |rocket| async {
        rocket.manage(expected)
    }))
}
