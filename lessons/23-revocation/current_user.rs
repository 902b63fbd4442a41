//! The request guard for a user: the one whose access token is in the request.

use jwt_sandbox::problem::Problem;
use rocket::Request;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome};

use crate::authorized::Authorized;
use crate::users::User;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Problem;

    /// [`Authorized`] has looked the user up, in the query that asks whether the token has ended.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let authorized = try_outcome!(request.guard::<Authorized>().await);
        Outcome::Success(authorized.user)
    }
}
