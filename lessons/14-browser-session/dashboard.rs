//! The home page, the dashboard and the sign-out.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use minijinja::value::Serde;
use minijinja::{Value, context};
use rocket::form::Form;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::serde::json;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::accept::Browser;
use crate::cookies::Cookies;
use crate::form_token::{self, FormToken};
use crate::pages::{Page, Pages};
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

/// For a browser that isn't signed in.
#[get("/dashboard", rank = 2)]
fn to_login(_browser: Browser) -> Redirect {
    Redirect::to("/login")
}

/// For a program that isn't signed in. A 401 needs a challenge, and none exists for cookies, so it
/// names what the API accepts.
#[get("/dashboard", rank = 3)]
fn signed_out() -> Problem {
    Problem::credentials_needed(Explanation::new(
        "session_missing",
        Lesson::new("lessons/14-browser-session"),
        "The request has no valid session: its cookie is missing, invalid or expired.",
        "In a browser, sign in at /login. In a program, send the token to GET /me.",
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
                pages.refuse(problem, None, "dashboard.html", shown(&signed_in, &token))
            }
            Session::Ended | Session::Absent => {
                pages.refuse(problem, None, "problem.html", context! {})
            }
        })?;
    sessions.end(&cookies);
    form_token::renew(&cookies);
    Ok(Redirect::to("/"))
}

/// A request without a form signs nobody out.
#[post("/logout", rank = 2)]
fn not_a_form() -> Problem {
    Problem::new(
        Status::UnsupportedMediaType,
        Explanation::new(
            "form_wanted",
            Lesson::new("lessons/14-browser-session"),
            "This route accepts only forms, but the request's Content-Type is something else.",
            "Send the field form_token with Content-Type: application/x-www-form-urlencoded.",
        ),
    )
}

/// The values on the dashboard.
fn shown(signed_in: &SignedIn, token: &FormToken<'_>) -> Value {
    let claims: json::Value = json::from_str(signed_in.claims.payload()).unwrap_or_default();
    context! {
        user => Serde(&signed_in.user),
        claims => Serde(claims),
        form_token => token.field(),
    }
}

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    routes![
        home, welcome, dashboard, to_login, signed_out, sign_out, not_a_form
    ]
}
