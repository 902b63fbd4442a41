//! `POST /refresh`: continues a sign-in.

use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::{State, post, routes};
use serde::Deserialize;

use crate::body::{self, Body};
use crate::issuer::Issuer;
use crate::keys::Keys;
use crate::sign_ins::{SignIns, TokensResponse};

const EXAMPLE: &str = r#"{"refresh_token":"…"}"#;

#[derive(Deserialize)]
struct Sent {
    refresh_token: String,
}

// Try: curl -H "Content-Type: application/json" -d '{"refresh_token":"…"}' http://127.0.0.1:8000/refresh
#[post("/refresh", data = "<body>")]
async fn refresh(
    body: Body<'_, Sent>,
    sign_ins: &State<SignIns>,
    issuer: &State<Issuer>,
    keys: &State<Keys>,
) -> Result<TokensResponse, Problem> {
    let sent = body::read(body, EXAMPLE)?;
    let tokens = sign_ins.proceed(issuer, keys, &sent.refresh_token).await?;
    Ok(tokens.into())
}

/// Attaches the route. It needs [`SignIns`], and what the issuer's stage manages.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Refresh", |rocket| async {
        rocket.mount("/", routes![refresh])
    })
}
