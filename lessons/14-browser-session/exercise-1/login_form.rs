//! The page to sign in, and its form: an email and a password for a session.

use jwt_sandbox::problem::Problem;
use minijinja::{Value, context};
use rocket::form::Form;
use rocket::http::uri::Origin;
use rocket::response::Redirect;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::cookies::Cookies;
use crate::form_token::FormToken;
use crate::login;
use crate::pages::{Page, Pages};
use crate::password::Passwords;
use crate::session::{Session, Sessions};
use crate::users::Users;

/// A field that did not come is empty, and judged as one that was left empty.
#[derive(FromForm)]
struct Filled {
    #[field(default = "")]
    form_token: String,
    #[field(default = "")]
    email: String,
    #[field(default = "")]
    password: String,
}

// Try visiting: http://127.0.0.1:8000/login
#[get("/login?<new>")]
fn page(
    new: Option<&str>,
    session: Session,
    sessions: &State<Sessions>,
    cookies: Cookies<'_>,
    mut token: FormToken<'_>,
    pages: &State<Pages>,
) -> Page {
    let mut notice = new.map(|_| "Your account was made. Sign in with it.");
    if let Session::Ended = session {
        sessions.end(&cookies);
        token = token.without_session();
        notice = Some("Your session has ended. Sign in again.");
    }
    pages.show(
        "login.html",
        context! { form_token => token.field(), notice },
    )
}

#[allow(clippy::too_many_arguments, reason = "each one is a guard")]
#[post("/login?<next>", format = "form", data = "<form>")]
async fn sign_in(
    next: Option<&str>,
    form: Form<Filled>,
    token: FormToken<'_>,
    users: &State<Users>,
    passwords: &State<Passwords>,
    sessions: &State<Sessions>,
    cookies: Cookies<'_>,
    pages: &State<Pages>,
) -> Result<Redirect, Page> {
    let again = |problem: Problem, typed: Value| {
        let context = context! { form_token => token.field(), typed };
        pages.refuse(problem, "login.html", context)
    };
    // Nothing of a form that may be another site's is shown.
    token
        .check(&form.form_token)
        .map_err(|problem| again(problem, Value::UNDEFINED))?;
    login::authenticate(users, passwords, &form.email, &form.password)
        .await
        .and_then(|user| sessions.begin(&cookies, &user))
        .map_err(|problem| again(problem, context! { email => form.email.as_str() }))?;
    Ok(Redirect::to(place(next)))
}

/// Where a sign-in leads: to a place on this server, or to the dashboard.
///
/// A link can hold any `next`, so it is a stranger's word. To a browser, `//evil.example` and
/// `/\evil.example` are another server, and it takes line breaks and tabs out before it looks.
fn place(next: Option<&str>) -> String {
    next.filter(|next| Origin::parse(next).is_ok() && !next[1..].starts_with(['/', '\\']))
        .unwrap_or("/dashboard")
        .to_owned()
}

/// Both routes.
pub fn routes() -> Vec<Route> {
    routes![page, sign_in]
}
