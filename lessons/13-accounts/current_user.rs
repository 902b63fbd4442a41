//! The request guard for a user: a good token, and a user who is still there.

use jwt_sandbox::bearer::Bearer;
use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome};
use rocket::{Ignite, Request, Rocket, Sentinel};

use crate::users::{User, Users};

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Problem;

    /// Asks the database each time. So a user who was deleted is out at once, and each request costs
    /// a look into the database, which the token alone would have saved.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let bearer = try_outcome!(request.guard::<Bearer>().await);
        let Some(users) = request.rocket().state::<Users>() else {
            return Problem::internal().refuse(request);
        };
        match load(users, &bearer.claims).await {
            Ok(user) => Outcome::Success(user),
            Err(problem) => problem.refuse(request),
        }
    }
}

/// Rocket asks this at the start: a guard without its users is found then.
impl Sentinel for User {
    fn abort(rocket: &Rocket<Ignite>) -> bool {
        rocket.state::<Users>().is_none()
    }
}

/// The user whom a verified token is about.
///
/// # Errors
/// 401 if there is none (any more); 503 if the database can't answer.
async fn load(users: &Users, claims: &Claims) -> Result<User, Problem> {
    users.by_id(claims.sub()).await?.ok_or_else(|| {
        Problem::invalid_token(Explanation::new(
            "user_not_found",
            Lesson::new("lessons/13-accounts"),
            "The token is good, but its user does not exist, or was deleted.",
            "Log in again, or sign up; a token from GET /sign-token is for the mock user, who has no account.",
        ))
    })
}
