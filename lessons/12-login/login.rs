//! `POST /login`: an email and a password for a token.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::sandbox::TokenResponse;
use jwt_sandbox::token::{self, Signer};
use rocket::fairing::AdHoc;
use rocket::{State, post, routes};
use serde::Deserialize;

use crate::body::{self, Body};
use crate::password::Passwords;
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
    passwords: &State<Passwords>,
    signer: &State<Signer>,
) -> Result<TokenResponse, Problem> {
    let credentials = body::read(body, EXAMPLE)?;
    let user = authenticate(users, passwords, &credentials.email, &credentials.password).await?;
    let user = token::User {
        id: &user.id,
        username: &user.name,
    };
    TokenResponse::sign(signer, user)
}

/// The user with this email and this password.
///
/// # Errors
/// 401, the same for an unknown email and for a wrong password: a stranger must not learn who has
/// an account here.
pub async fn authenticate(
    users: &Users,
    passwords: &Passwords,
    email: &str,
    password: &str,
) -> Result<User, Problem> {
    let account = users.by_email(email).await?;
    let (user, hash) = account
        .map(|account| (account.user, account.password_hash))
        .unzip();
    let right = passwords.matches(password, hash).await?;
    user.filter(|_| right).ok_or_else(|| {
        Problem::credentials_needed(Explanation::new(
            "wrong_credentials",
            Lesson::new("lessons/12-login"),
            "The email or the password is wrong.",
            "Type both again; who has an account here is not told to a stranger.",
        ))
    })
}

/// Attaches the route. It needs [`Users`] and [`Passwords`].
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Login", |rocket| async {
        rocket.mount("/", routes![login])
    })
}
