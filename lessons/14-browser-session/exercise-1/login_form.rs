//! The sign-in page and its form, which starts a session.

use jwt_sandbox::problem::Problem;
use minijinja::{Value, context};
use rocket::form::Form;
use rocket::http::uri::Origin;
use rocket::response::Redirect;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::cookies::Cookies;
use crate::form_token::FormToken;
use crate::hasher::Hasher;
use crate::login;
use crate::pages::{Page, Pages};
use crate::password::Password;
use crate::session::{Session, Sessions};
use crate::users::Users;

/// A missing field counts as an empty one.
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
    let mut notice = new.map(|_| "Your account was created. Sign in to continue.");
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
    hasher: &State<Hasher>,
    sessions: &State<Sessions>,
    cookies: Cookies<'_>,
    pages: &State<Pages>,
) -> Result<Redirect, Page> {
    let again = |problem: Problem, field: Option<&str>, typed: Value| {
        let context = context! { form_token => token.field(), typed };
        pages.refuse(problem, field, "login.html", context)
    };
    // The form may be another site's, so the page shows nothing that is in it.
    token
        .check(&form.form_token)
        .map_err(|problem| again(problem, None, Value::UNDEFINED))?;
    let typed = context! { email => form.email.as_str() };
    let password = Password::new(&form.password)
        .map_err(|problem| again(problem, Some("password"), typed.clone()))?;
    login::authenticate(users, hasher, &form.email, password)
        .await
        .and_then(|user| sessions.start(&cookies, &user))
        .map_err(|problem| again(problem, None, typed))?;
    Ok(Redirect::to(place(next)))
}

/// Where a sign-in leads: to a place on this server, or to the dashboard.
///
/// Anyone can write a link with any `next`. Browsers take `//evil.example` and `/\evil.example` for
/// another server, and ignore line breaks and tabs in an address.
fn place(next: Option<&str>) -> String {
    next.filter(|next| Origin::parse(next).is_ok() && !next[1..].starts_with(['/', '\\']))
        .unwrap_or("/dashboard")
        .to_owned()
}

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    routes![page, sign_in]
}
