//! `POST /logout` and `POST /logout-everywhere`: end this sign-in, and all sign-ins of the user.

use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json;
use rocket::{State, post, routes};
use serde::Deserialize;

use crate::authorized::Authorized;
use crate::body::{self, Body};
use crate::sign_ins::SignIns;

const EXAMPLE: &str = r#"{"refresh_token":"…"}"#;

#[derive(Deserialize)]
struct Sent {
    refresh_token: String,
}

/// Ends the sign-in of the access token in the header. A client whose access token has expired sends its
/// refresh token in the body instead. If there's a body, only the body counts. An unknown refresh token
/// gets 204 as well: whoever sends it is signed out.
// Try: curl -X POST -H "Authorization: Bearer <token>" http://127.0.0.1:8000/logout
#[post("/logout", data = "<body>")]
async fn logout(
    authorized: Result<Authorized, Problem>,
    body: Body<'_, Sent>,
    sign_ins: &State<SignIns>,
) -> Result<Status, Problem> {
    if let Err(json::Error::Parse("", _)) = body {
        sign_ins.end_by_id(sign_in(&authorized?)).await?;
    } else {
        let sent = body::read(body, EXAMPLE)?;
        sign_ins.end(&sent.refresh_token).await?;
    }
    Ok(Status::NoContent)
}

/// Needs an access token. A refresh token can only end its own sign-in.
// Try: curl -X POST -H "Authorization: Bearer <token>" http://127.0.0.1:8000/logout-everywhere
#[post("/logout-everywhere")]
async fn logout_everywhere(
    authorized: Authorized,
    sign_ins: &State<SignIns>,
) -> Result<Status, Problem> {
    sign_ins.end_everywhere(sign_in(&authorized)).await?;
    Ok(Status::NoContent)
}

/// The guard has found the sign-in in the database, so the token has a `sid`.
fn sign_in(authorized: &Authorized) -> String {
    authorized.claims.get("sid").unwrap_or_default()
}

/// Attaches both routes. They need [`SignIns`], and what the guard of an access token needs.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Logout", |rocket| async {
        rocket.mount("/", routes![logout, logout_everywhere])
    })
}
