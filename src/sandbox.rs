//! The core of the sandbox: a route that signs a token and a route that verifies one.

use rocket::fairing::AdHoc;
use rocket::http::Header;
use rocket::response::Responder;
use rocket::response::content::RawJson;
use rocket::{State, get, post, routes};

use crate::bearer::Bearer;
use crate::problem::Problem;
use crate::token::{Signer, TokenSettings, User, Verifier};

/// Stands in for a row in a database. A login, as in lesson 12, finds the real one.
const MOCK_USER: User = User {
    id: "1",
    username: "test",
};

/// `{"token":"…"}`. A token is a credential: no cache may keep it (RFC 6750 §5.3).
#[derive(Responder)]
pub struct TokenResponse {
    body: RawJson<String>,
    cache_control: Header<'static>,
}

impl TokenResponse {
    /// Signs a token for this user, ready to send.
    ///
    /// # Errors
    /// 500, if jsonwebtoken can't sign.
    pub fn sign(signer: &Signer, user: User<'_>) -> Result<Self, Problem> {
        let token = signer.sign(user).map_err(|_| Problem::internal())?;
        Ok(Self {
            // Nothing in a token needs an escape in JSON (RFC 7515 §3.1).
            body: RawJson(format!(r#"{{"token":"{token}"}}"#)),
            cache_control: Header::new("Cache-Control", "no-store"),
        })
    }
}

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token(signer: &State<Signer>) -> Result<TokenResponse, Problem> {
    TokenResponse::sign(signer, MOCK_USER)
}

// Try: curl -X POST -H "Authorization: Bearer <token>" http://127.0.0.1:8000/verify-token
#[post("/verify-token")]
fn verify_token(bearer: Bearer) -> RawJson<String> {
    // The payload is JSON already. Written again, its names and numbers could change.
    RawJson(format!(r#"{{"user":{}}}"#, bearer.claims.payload()))
}

/// Attaches both routes, with the keys that they share.
pub fn stage(settings: &TokenSettings) -> AdHoc {
    let (signer, verifier) = (Signer::new(settings), Verifier::new(settings));
    AdHoc::on_ignite("Sign and verify", |rocket| async move {
        rocket
            .manage(signer)
            .manage(verifier)
            .mount("/", routes![sign_token, verify_token])
    })
}
