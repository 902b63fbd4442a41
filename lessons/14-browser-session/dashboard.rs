//! Home, the dashboard, and the way out.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use minijinja::value::Serde;
use minijinja::{Value, context};
use rocket::form::Form;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::serde::json;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::cookies::Cookies;
use crate::form_token::{self, FormToken};
use crate::pages::{Page, Pages};
use crate::readable::Browser;
use crate::session::{Session, Sessions, SignedIn};

// Try visiting: http://127.0.0.1:8000
#[get("/")]
fn home(_signed_in: SignedIn) -> Redirect {
    Redirect::to("/dashboard")
}

#[get("/", rank = 2)]
fn welcome(pages: &State<Pages>) -> Page {
    pages.show("welcome.html", context! {})
}

// Try visiting: http://127.0.0.1:8000/dashboard
#[get("/dashboard")]
fn dashboard(signed_in: SignedIn, token: FormToken<'_>, pages: &State<Pages>) -> Page {
    pages.show("dashboard.html", shown(&signed_in, &token))
}

/// Signed out, in a browser.
#[get("/dashboard", rank = 2)]
fn to_login(_browser: Browser) -> Redirect {
    Redirect::to("/login")
}

/// Signed out, in a program. There is no challenge for cookies, and a 401 must have one: it names
/// what the API takes.
#[get("/dashboard", rank = 3)]
fn signed_out() -> Problem {
    Problem::credentials_needed(Explanation::new(
        "session_missing",
        Lesson::new("lessons/14-browser-session"),
        "No session came with the request: its cookie is absent, or no longer good.",
        "Sign in at /login in a browser; a program sends its token to GET /me.",
    ))
}

#[derive(FromForm)]
struct SignOut {
    #[field(default = "")]
    form_token: String,
}

#[post("/logout", format = "form", data = "<form>")]
fn sign_out(
    form: Form<SignOut>,
    token: FormToken<'_>,
    session: Session,
    sessions: &State<Sessions>,
    cookies: Cookies<'_>,
    pages: &State<Pages>,
) -> Result<Redirect, Page> {
    token
        .check(&form.form_token)
        .map_err(|problem| match session {
            Session::Open(signed_in) => {
                pages.refuse(problem, "dashboard.html", shown(&signed_in, &token))
            }
            Session::Ended | Session::Absent => pages.refuse(problem, "problem.html", context! {}),
        })?;
    sessions.end(&cookies);
    form_token::forget(&cookies);
    Ok(Redirect::to("/"))
}

/// A request that is no form can't sign anybody out.
#[post("/logout", rank = 2)]
fn not_a_form() -> Problem {
    Problem::new(
        Status::UnsupportedMediaType,
        Explanation::new(
            "form_wanted",
            Lesson::new("lessons/14-browser-session"),
            "This route reads a form, and the request does not say that it has one.",
            "Send Content-Type: application/x-www-form-urlencoded and the field form_token.",
        ),
    )
}

/// What the dashboard shows.
fn shown(signed_in: &SignedIn, token: &FormToken<'_>) -> Value {
    let claims: json::Value = json::from_str(signed_in.claims.payload()).unwrap_or_default();
    context! {
        user => Serde(&signed_in.user),
        claims => Serde(claims),
        form_token => token.field(),
    }
}

/// All of these routes.
pub fn routes() -> Vec<Route> {
    routes![
        home, welcome, dashboard, to_login, signed_out, sign_out, not_a_form
    ]
}
