//! `POST /login`: exchanges an email and a password for a token.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::sandbox::TokenResponse;
use jwt_sandbox::token::{self, Signer};
use rocket::fairing::AdHoc;
use rocket::{State, post, routes};
use serde::Deserialize;

use crate::body::{self, Body};
use crate::hasher::Hasher;
use crate::password::Password;
use crate::users::{User, Users};

const EXAMPLE: &str = r#"{"email":"test@example.com","password":"…"}"#;

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

// Try: curl -H "Content-Type: application/json" -d '{"email":"test@example.com","password":"correct horse battery staple"}' http://127.0.0.1:8000/login
#[post("/login", data = "<body>")]
async fn login(
    body: Body<'_, Credentials>,
    users: &State<Users>,
    hasher: &State<Hasher>,
    signer: &State<Signer>,
) -> Result<TokenResponse, Problem> {
    let credentials = body::read(body, EXAMPLE)?;
    let password = Password::new(&credentials.password)?;
    let user = authenticate(users, hasher, &credentials.email, password).await?;
    let user = token::User {
        id: &user.id,
        username: &user.name,
    };
    TokenResponse::sign(signer, user)
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

/// Attaches the route. It needs [`Users`] and a [`Hasher`].
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Login", |rocket| async {
        rocket.mount("/", routes![login])
    })
}
