//! The home page, the dashboard, and where a sign-out starts.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use minijinja::context;
use minijinja::value::Serde;
use rocket::response::Redirect;
use rocket::serde::json;
use rocket::{Route, State, get, post, routes};

use crate::accept::Browser;
use crate::form_token::FormToken;
use crate::pages::{Page, Pages};
use crate::session::SignedIn;

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
fn dashboard(signed_in: SignedIn, token: FormToken, pages: &State<Pages>) -> Page {
    let claims: json::Value = json::from_str(signed_in.claims.payload()).unwrap_or_default();
    let shown = context! {
        user => Serde(&signed_in.user),
        claims => Serde(claims),
        form_token => token.of(&signed_in.sign_in()).field(),
        everywhere => true,
    };
    pages.show("dashboard.html", shown)
}

/// For a browser without a valid access token. It may still have a refresh token, which it sends to
/// that path only.
#[get("/dashboard", rank = 2)]
fn to_refresh(_browser: Browser) -> Redirect {
    Redirect::to("/refresh")
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

/// The refresh token has to end as well, and the browser sends it to its own path only. A redirect with
/// 307 makes the browser send the same form there.
#[post("/logout", format = "form")]
fn sign_out() -> Redirect {
    Redirect::temporary("/refresh/logout")
}

/// The same, for all sign-ins of the user.
#[post("/logout-everywhere", format = "form")]
fn sign_out_everywhere() -> Redirect {
    Redirect::temporary("/refresh/logout-everywhere")
}

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    routes![
        home,
        welcome,
        dashboard,
        to_refresh,
        signed_out,
        sign_out,
        sign_out_everywhere,
    ]
}
