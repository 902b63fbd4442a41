//! `POST /signup`: makes an account from a name, an email and a password.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{State, post, routes};
use serde::{Deserialize, Serialize};

use crate::body::{self, Body};
use crate::hasher::Hasher;
use crate::password::Password;
use crate::text::{is_printable, is_visible};
use crate::users::{User, Users};

const EXAMPLE: &str = r#"{"name":"Ada","email":"ada@example.com","password":"…"}"#;

/// All in characters.
const MAX_NAME: usize = 80;
/// The longest address that mail servers accept (RFC 5321 §4.5.3.1.3, without its two brackets).
const MAX_EMAIL: usize = 254;
const MIN_PASSWORD: usize = 12;

/// What a person types to sign up.
#[derive(Deserialize)]
pub struct Application {
    pub name: String,
    pub email: String,
    pub password: String,
}

/// Why no account was made.
pub struct SignupError {
    pub problem: Box<Problem>,
    /// The field that has to change, if it is one.
    pub field: Option<&'static str>,
}

/// For the API, which shows the problem alone.
impl From<SignupError> for Problem {
    fn from(error: SignupError) -> Self {
        *error.problem
    }
}

/// A problem that no field causes.
impl From<Problem> for SignupError {
    fn from(problem: Problem) -> Self {
        Self {
            problem: Box::new(problem),
            field: None,
        }
    }
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
    hasher: &State<Hasher>,
) -> Result<(Status, Json<SignedUp>), Problem> {
    let application = body::read(body, EXAMPLE)?;
    let user = register(users, hasher, &application).await?;
    Ok((Status::Created, Json(SignedUp { user })))
}

/// Makes an account. It is on the disk when this returns.
///
/// # Errors
/// 422 for the first field that is refused; 409 if the email already has an account; 503 if the
/// server is too busy or the database can't answer.
pub async fn register(
    users: &Users,
    hasher: &Hasher,
    application: &Application,
) -> Result<User, SignupError> {
    let name = name(&application.name)?;
    let email = email(&application.email)?;
    let password = password(&application.password)?;
    let hash = hasher.hash(password).await?;
    users.add(name, email, hash).await?.ok_or_else(|| {
        refused(
            "email",
            Status::Conflict,
            "email_taken",
            "There is already an account with this email.".into(),
            "Sign in with it, or sign up with a different email.",
        )
    })
}

fn name(typed: &str) -> Result<&str, SignupError> {
    let name = typed.trim();
    let length = name.chars().count();
    let detail = if length > MAX_NAME {
        format!("The name has {length} characters. The maximum is {MAX_NAME}.")
    } else if !is_printable(name) {
        "The name contains a line break, a control character or an invisible character.".into()
    } else if !is_visible(name) {
        "The name is empty, or all of its characters are invisible.".into()
    } else {
        return Ok(name);
    };
    Err(unprocessable(
        "name",
        "name_wrong",
        detail,
        "Send a visible name, on one line.",
    ))
}

/// Finds typing mistakes. Only an email can find out whether the address exists.
fn email(typed: &str) -> Result<&str, SignupError> {
    let email = typed.trim();
    let is_part = |part: &str| {
        is_visible(part)
            && is_printable(part)
            && !part.contains(|c: char| c == '@' || c.is_whitespace())
    };
    let is_email = email
        .split_once('@')
        .is_some_and(|(local, domain)| is_part(local) && is_part(domain));
    if is_email && email.chars().count() <= MAX_EMAIL {
        return Ok(email);
    }
    Err(unprocessable(
        "email",
        "email_wrong",
        format!(
            "This isn't an email address: it needs one @ with text before and after it, no spaces or invisible characters, and at most {MAX_EMAIL} characters."
        ),
        "Compare it with ada@example.com.",
    ))
}

fn password(typed: &str) -> Result<Password, SignupError> {
    let at_field = |problem| SignupError {
        problem: Box::new(problem),
        field: Some("password"),
    };
    let password = Password::new(typed).map_err(at_field)?;
    let length = password.length();
    if length >= MIN_PASSWORD {
        return Ok(password);
    }
    Err(unprocessable(
        "password",
        "password_too_short",
        format!("The password has {length} characters. The minimum is {MIN_PASSWORD}."),
        "Choose several words: length makes a password hard to guess.",
    ))
}

fn unprocessable(
    field: &'static str,
    reason: &'static str,
    detail: String,
    hint: &str,
) -> SignupError {
    refused(field, Status::UnprocessableEntity, reason, detail, hint)
}

fn refused(
    field: &'static str,
    status: Status,
    reason: &'static str,
    detail: String,
    hint: &str,
) -> SignupError {
    let lesson = Lesson::new("lessons/13-accounts");
    SignupError {
        problem: Box::new(Problem::new(
            status,
            Explanation::new(reason, lesson, detail, hint),
        )),
        field: Some(field),
    }
}

/// Attaches the route. It needs [`Users`] and a [`Hasher`].
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Sign-up", |rocket| async {
        rocket.mount("/", routes![signup])
    })
}
