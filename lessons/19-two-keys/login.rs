//! `POST /login`: exchanges an email and a password for an access token.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::{Header, Status};
use rocket::response::Responder;
use rocket::serde::json::{Json, Value};
use rocket::{State, post, routes};
use serde::{Deserialize, Serialize};

use crate::access_token::Expected;
use crate::body::{self, Body};
use crate::hasher::Hasher;
use crate::issuer::Issuer;
use crate::keys::Keys;
use crate::password::Password;
use crate::users::{User, Users};

const EXAMPLE: &str = r#"{"email":"test@example.com","password":"…"}"#;

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
    /// The service that the token is for. Default: this one.
    audience: Option<Value>,
}

/// The other service that we sign for (lesson 20).
pub const NOTES: &str = "jwt-sandbox-notes";

#[derive(Serialize)]
struct Token {
    token: String,
}

/// A token is a credential: no cache may keep it (RFC 6750 §5.3).
#[derive(Responder)]
struct TokenResponse {
    body: Json<Token>,
    cache_control: Header<'static>,
}

// Try: curl -H "Content-Type: application/json" -d '{"email":"test@example.com","password":"correct horse battery staple"}' http://127.0.0.1:8000/login
#[post("/login", data = "<body>")]
async fn login(
    body: Body<'_, Credentials>,
    users: &State<Users>,
    hasher: &State<Hasher>,
    issuer: &State<Issuer>,
    keys: &State<Keys>,
    expected: &State<Expected>,
) -> Result<TokenResponse, Problem> {
    let credentials = body::read(body, EXAMPLE)?;
    let audience = audience(credentials.audience.as_ref(), &expected.audience)?;
    let password = Password::new(&credentials.password)?;
    let user = authenticate(users, hasher, &credentials.email, password).await?;
    let token = issuer.sign(keys, &user, audience)?;
    Ok(TokenResponse {
        body: Json(Token { token }),
        cache_control: Header::new("Cache-Control", "no-store"),
    })
}

/// Each token is for one service. If it were for all, each of them could use it at the others.
fn audience<'a>(asked: Option<&'a Value>, ours: &'a str) -> Result<&'a str, Problem> {
    let Some(asked) = asked else { return Ok(ours) };
    match asked.as_str() {
        Some(known) if [ours, NOTES].contains(&known) => Ok(known),
        _ => Err(Problem::new(
            Status::BadRequest,
            Explanation::new(
                "unknown_audience",
                Lesson::new("lessons/19-two-keys"),
                format!(
                    "This issuer signs tokens for {ours:?} and for {NOTES:?}, and for no other audience."
                ),
                "Send one of these as the audience, or leave it out to get a token for the issuer itself.",
            ),
        )),
    }
}

/// The user with this email and this password.
///
/// # Errors
/// 401, the same for an unknown email and a wrong password, so that strangers don't learn who has an
/// account here; 503 if the server is too busy.
pub async fn authenticate(
    users: &Users,
    hasher: &Hasher,
    email: &str,
    password: Password,
) -> Result<User, Problem> {
    let account = users.by_email(email).await?;
    let (user, hash) = account
        .map(|account| (account.user, account.password_hash))
        .unzip();
    let matches = hasher.verify(password, hash).await?;
    user.filter(|_| matches).ok_or_else(|| {
        Problem::credentials_needed(Explanation::new(
            "wrong_credentials",
            Lesson::new("lessons/12-login"),
            "The email or the password is wrong.",
            "Type both again. The server doesn't say which one is wrong, so that strangers can't find out who has an account.",
        ))
    })
}

/// Attaches the route. It needs [`Users`], a [`Hasher`], and what the issuer's stage manages.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Login", |rocket| async {
        rocket.mount("/", routes![login])
    })
}
