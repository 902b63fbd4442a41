//! The request guard that reads `Authorization: Bearer …` (RFC 6750 §2.1).
//!
//! Only that header counts. A token in the address ends up in logs and browser histories, one in a
//! cookie is sent by the browser on its own (lesson 14), and one in the body needs a body.

mod credentials;
mod error;

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Request, Rocket, Sentinel};

use crate::problem::Problem;
use crate::token::{Check, Claims, TokenError, Verifier};
use error::AuthorizationError;

/// The check that comes before those of the token.
pub static AUTHORIZATION: Check = Check {
    name: "authorization",
    asks: "Does the Authorization header contain one bearer token?",
};

/// Where a fresh token comes from, for the hints.
const FRESH_TOKEN: &str = "GET /sign-token";

/// The claims of a valid token. A route that takes one can't be reached without one.
///
/// ```
/// use jwt_sandbox::bearer::Bearer;
///
/// #[rocket::get("/hello")]
/// fn hello(bearer: Bearer) -> String {
///     format!("Hello, user {}!", bearer.claims.sub())
/// }
/// ```
pub struct Bearer {
    /// What the token says, verified.
    pub claims: Claims,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Bearer {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let Some(verifier) = request.rocket().state::<Verifier>() else {
            return Problem::internal().refuse(request);
        };
        match authenticate(request, verifier) {
            Ok(claims) => Outcome::Success(Self { claims }),
            Err(problem) => problem.refuse(request),
        }
    }
}

struct Guarded(bool);

/// Whether a route asked for a token, by the mark that [`token`] leaves on the request.
pub(crate) fn guarded(request: &Request<'_>) -> bool {
    request.local_cache(|| Guarded(false)).0
}

/// Rocket checks this at the start, so a guard without its verifier is found then, not by a user.
impl Sentinel for Bearer {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Verifier>().is_none()
    }
}

fn authenticate(request: &Request<'_>, verifier: &Verifier) -> Result<Claims, Problem> {
    verifier
        .verify(token(request)?)
        .map_err(|error| rejected(&error))
}

/// The token in the `Authorization` header. Nothing in it is verified.
///
/// # Errors
/// Whatever keeps the header from holding one token.
pub fn token<'r>(request: &'r Request<'_>) -> Result<&'r str, Problem> {
    request.local_cache(|| Guarded(true));
    token_in(request.headers().get("Authorization"))
}

/// The token in these values of an `Authorization` header.
///
/// # Errors
/// Whatever keeps them from holding one token.
pub fn token_in<'h>(values: impl Iterator<Item = &'h str>) -> Result<&'h str, Problem> {
    credentials::token(values).map_err(|error| {
        let why = error.explain();
        match error {
            AuthorizationError::Missing | AuthorizationError::OtherScheme(_) => {
                Problem::credentials_needed(why)
            }
            AuthorizationError::TooLarge(_) => {
                Problem::new(Status::RequestHeaderFieldsTooLarge, why)
            }
            _ => Problem::invalid_request(why),
        }
    })
}

/// The response to a token that is rejected.
pub fn rejected(error: &TokenError) -> Problem {
    Problem::invalid_token(error.explain(FRESH_TOKEN))
}
