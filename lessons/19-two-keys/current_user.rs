//! The request guard for a user: a valid access token, and a user who still exists.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Request, Rocket, Sentinel};

use crate::authorized::Authorized;
use crate::users::{User, Users};

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Problem;

    /// Looks the user up each time, so that a deleted user is locked out at once. The price is a query
    /// for each request, which the token alone would save.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let authorized = try_outcome!(request.guard::<Authorized>().await);
        let Some(users) = request.rocket().state::<Users>() else {
            return Problem::internal().refuse(request);
        };
        match load(users, &authorized.claims).await {
            Ok(user) => Outcome::Success(user),
            Err(problem) => problem.refuse(request),
        }
    }
}

/// Rocket asks this when it starts, so that a guard without its users is found before a request.
impl Sentinel for User {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Users>().is_none()
    }
}

/// The user that a verified token names.
///
/// # Errors
/// 401 if that user doesn't exist; 503 if the database can't answer.
async fn load(users: &Users, claims: &Claims) -> Result<User, Problem> {
    users.by_id(claims.sub()).await?.ok_or_else(|| {
        Problem::invalid_token(Explanation::new(
            "user_not_found",
            Lesson::new("lessons/13-accounts"),
            "The token is valid, but its user doesn't exist or was deleted.",
            "Sign in again, or sign up.",
        ))
    })
}
