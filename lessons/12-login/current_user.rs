//! The request guard for a user. A route that takes a [`User`] is closed to everyone without a valid
//! token.

use jwt_sandbox::bearer::Bearer;
use jwt_sandbox::problem::Problem;
use rocket::Request;
use rocket::request::{FromRequest, Outcome};

use crate::users::User;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for User {
    type Error = Problem;

    /// Trusts the token and looks nobody up. The limit: a deleted user stays a user until the token
    /// expires.
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
