//! `POST /signup`: a name, an email and a password make an account.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{State, post, routes};
use serde::{Deserialize, Serialize};

use crate::body::{self, Body};
use crate::password::Passwords;
use crate::users::{User, Users};

const EXAMPLE: &str = r#"{"name":"Ada","email":"ada@example.com","password":"…"}"#;

/// All in characters.
const LONGEST_NAME: usize = 80;
/// What fits into a mail's path (RFC 5321 §4.5.3.1.3, less its two brackets).
const LONGEST_EMAIL: usize = 254;
const SHORTEST_PASSWORD: usize = 12;

/// What a person types to sign up.
#[derive(Deserialize)]
pub struct Application {
    pub name: String,
    pub email: String,
    pub password: String,
}

#[derive(Serialize)]
struct SignedUp {
    user: User,
}

// Try: curl -H "Content-Type: application/json" -d '{"name":"Ada","email":"ada@example.com","password":"a long password"}' http://127.0.0.1:8000/signup
#[post("/signup", data = "<body>")]
async fn signup(
    body: Body<'_, Application>,
    users: &State<Users>,
    passwords: &State<Passwords>,
) -> Result<(Status, Json<SignedUp>), Problem> {
    let application = body::read(body, EXAMPLE)?;
    let user = register(users, passwords, &application).await?;
    Ok((Status::Created, Json(SignedUp { user })))
}

/// Makes an account. It is on the disk when this returns.
///
/// # Errors
/// 422 for the first field that can't be taken; 409 if the email has an account already; 503 if the
/// database can't answer.
pub async fn register(
    users: &Users,
    passwords: &Passwords,
    application: &Application,
) -> Result<User, Problem> {
    let name = name(&application.name)?;
    let email = email(&application.email)?;
    long_enough(&application.password)?;
    let hash = passwords.hash(&application.password).await?;
    users.add(name, email, hash).await?.ok_or_else(|| {
        refused(
            Status::Conflict,
            "email_taken",
            "There is an account with this email already.".into(),
            "Log in with it, or sign up with another email.",
        )
    })
}

fn name(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    let length = name.chars().count();
    if (1..=LONGEST_NAME).contains(&length) && !name.contains(char::is_control) {
        return Ok(name);
    }
    Err(unprocessable(
        "name_wrong",
        format!(
            "The name has {length} characters; it must have 1 to {LONGEST_NAME}, and no line break or other control character."
        ),
        "Send a name of one line.",
    ))
}

/// Whether an address exists, only a mail to it can tell. This finds slips.
fn email(email: &str) -> Result<&str, Problem> {
    let email = email.trim();
    let foreign = |c: char| c == '@' || c.is_whitespace() || c.is_control();
    let looks_right = email.split_once('@').is_some_and(|(local, domain)| {
        ![local, domain]
            .iter()
            .any(|part| part.is_empty() || part.contains(foreign))
    });
    if looks_right && email.chars().count() <= LONGEST_EMAIL {
        return Ok(email);
    }
    Err(unprocessable(
        "email_wrong",
        format!(
            "This is no email: it has one @, something before and after it, no spaces, and at most {LONGEST_EMAIL} characters."
        ),
        "Compare it with ada@example.com.",
    ))
}

fn long_enough(password: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    if length >= SHORTEST_PASSWORD {
        return Ok(());
    }
    Err(unprocessable(
        "password_too_short",
        format!("The password has {length} characters, {SHORTEST_PASSWORD} are the fewest."),
        "Take several words: length is what makes it hard to guess.",
    ))
}

fn unprocessable(reason: &'static str, detail: String, hint: &str) -> Problem {
    refused(Status::UnprocessableEntity, reason, detail, hint)
}

fn refused(status: Status, reason: &'static str, detail: String, hint: &str) -> Problem {
    let lesson = Lesson::new("lessons/13-accounts");
    Problem::new(status, Explanation::new(reason, lesson, detail, hint))
}

/// Attaches the route. It needs [`Users`] and [`Passwords`].
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Sign-up", |rocket| async {
        rocket.mount("/", routes![signup])
    })
}
