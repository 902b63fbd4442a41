//! The request guard for a user. A route that takes a [`User`] can't be reached without a good token.

use jwt_sandbox::bearer::Bearer;
use jwt_sandbox::problem::Problem;
use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use crate::users::User;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Problem;

    /// Believes the token, and asks nobody. The limit: whoever was deleted since then stays a user
    /// until the token expires.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        request.guard::<Bearer>().await.map(|bearer| {
            let id = bearer.claims.sub().to_owned();
            let name = bearer.claims.get("username");
            User {
                name: name.unwrap_or_else(|| id.clone()),
                id,
            }
        })
    }
}
