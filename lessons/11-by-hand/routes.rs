//! The two routes, and the guard of the second.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jwt_sandbox::bearer;
use jwt_sandbox::problem::Problem;
use jwt_sandbox::settings::TokenSettings;
use rocket::fairing::AdHoc;
use rocket::http::Header;
use rocket::request::{FromRequest, Outcome};
use rocket::response::Responder;
use rocket::{Request, State, get, post, routes};
use serde_json::{Map, Value, json};

use super::token::Tokens;

/// A token is a credential, so no cache may store it (RFC 6750 §5.3).
#[derive(Responder)]
struct TokenResponse {
    body: Value,
    cache_control: Header<'static>,
}

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token(tokens: &State<Tokens>) -> TokenResponse {
    TokenResponse {
        body: json!({ "token": tokens.sign("1", "test", now()) }),
        cache_control: Header::new("Cache-Control", "no-store"),
    }
}

/// The claims of a valid token. A route that takes them isn't called without one.
struct Verified(Map<String, Value>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Verified {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let Some(tokens) = request.rocket().state::<Tokens>() else {
            return Problem::internal().refuse(request);
        };
        let claims = bearer::token(request)
            .and_then(|token| tokens.verify(token, now()).map_err(Problem::invalid_token));
        match claims {
            Ok(claims) => Outcome::Success(Self(claims)),
            Err(problem) => problem.refuse(request),
        }
    }
}

// Try: curl -X POST -H "Authorization: Bearer <token>" http://127.0.0.1:8000/verify-token
#[post("/verify-token")]
fn verify_token(verified: Verified) -> Value {
    json!({ "user": verified.0 })
}

/// The time since 1970.
fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Attaches both routes, with the key that they share.
pub fn stage(settings: &TokenSettings) -> Result<AdHoc, String> {
    let tokens = Tokens::new(settings)?;
    Ok(AdHoc::on_ignite("By hand", |rocket| async {
        rocket
            .manage(tokens)
            .mount("/", routes![sign_token, verify_token])
    }))
}
