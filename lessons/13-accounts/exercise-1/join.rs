//! `POST /join`: signs up and signs in with one request.

use jwt_sandbox::problem::Problem;
use jwt_sandbox::sandbox::TokenResponse;
use jwt_sandbox::token::{self, Signer};
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::{State, post, routes};

use crate::body::{self, Body};
use crate::hasher::Hasher;
use crate::signup::{self, Application};
use crate::users::Users;

const EXAMPLE: &str = r#"{"name":"Ada","email":"ada@example.com","password":"…"}"#;

#[post("/join", data = "<body>")]
async fn join(
    body: Body<'_, Application>,
    users: &State<Users>,
    hasher: &State<Hasher>,
    signer: &State<Signer>,
) -> Result<(Status, TokenResponse), Problem> {
    let application = body::read(body, EXAMPLE)?;
    let user = signup::register(users, hasher, &application).await?;
    let user = token::User {
        id: &user.id,
        username: &user.name,
    };
    Ok((Status::Created, TokenResponse::sign(signer, user)?))
}

/// Attaches the route. It needs [`Users`] and a [`Hasher`].
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Join", |rocket| async { rocket.mount("/", routes![join]) })
}
