//! What a browser does at `/refresh`, the only path that gets its refresh token.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use minijinja::context;
use rocket::form::Form;
use rocket::response::Redirect;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::accept::Browser;
use crate::cookies::Cookies;
use crate::form_token::{self, FormToken};
use crate::pages::{Page, Pages};
use crate::session::{self, Sessions};

/// Pages without a valid access token lead here, and this leads back: the person sees nothing of it.
/// If the session has ended, it leads to the sign-in.
///
/// A `GET` must do no harm when another site causes it. This one gives the browser new tokens for the
/// session that it has anyway.
#[get("/refresh")]
async fn proceed(
    _browser: Browser,
    sessions: Sessions<'_>,
    cookies: Cookies<'_>,
) -> Result<Redirect, Problem> {
    match sessions.proceed(&cookies).await {
        Ok(()) => Ok(Redirect::to("/dashboard")),
        Err(problem) if problem.status().code == 401 => {
            let had_one = sessions.has_refresh_token(&cookies);
            session::forget(&cookies);
            Ok(Redirect::to(if had_one {
                "/login?ended"
            } else {
                "/login"
            }))
        }
        // A busy database must not sign anyone out.
        Err(problem) => Err(problem),
    }
}

/// For a program, whose refresh token is in the body of a `POST`.
#[get("/refresh", rank = 2)]
fn not_a_browser() -> Problem {
    Problem::method_not_allowed(
        "POST".into(),
        Explanation::new(
            "method_not_allowed",
            Lesson::new("lessons/22-refresh"),
            "GET /refresh is for browsers, which send the refresh token in a cookie.",
            r#"In a program, send POST /refresh with a body such as {"refresh_token":"…"}."#,
        ),
    )
}

#[derive(FromForm)]
struct SignOut {
    #[field(default = "")]
    form_token: String,
}

/// The end of a sign-out, which started at `/logout`.
#[post("/refresh/logout", format = "form", data = "<form>")]
async fn sign_out(
    form: Form<SignOut>,
    token: FormToken,
    sessions: Sessions<'_>,
    cookies: Cookies<'_>,
    pages: &State<Pages>,
) -> Result<Redirect, Page> {
    let refused = |problem| pages.refuse(problem, None, "problem.html", context! {});
    let sign_in = sessions.sign_in(&cookies).await.map_err(refused)?;
    token
        .of(&sign_in)
        .check(&form.form_token)
        .map_err(refused)?;
    sessions.end(&cookies).await.map_err(refused)?;
    form_token::renew(&cookies);
    Ok(Redirect::to("/"))
}

/// The end of a sign-out everywhere, which started at `/logout-everywhere`.
#[post("/refresh/logout-everywhere", format = "form", data = "<form>")]
async fn sign_out_everywhere(
    form: Form<SignOut>,
    token: FormToken,
    sessions: Sessions<'_>,
    cookies: Cookies<'_>,
    pages: &State<Pages>,
) -> Result<Redirect, Page> {
    let refused = |problem| pages.refuse(problem, None, "problem.html", context! {});
    let sign_in = sessions.sign_in(&cookies).await.map_err(refused)?;
    token
        .of(&sign_in)
        .check(&form.form_token)
        .map_err(refused)?;
    sessions
        .end_everywhere(&cookies, sign_in)
        .await
        .map_err(refused)?;
    form_token::renew(&cookies);
    Ok(Redirect::to("/"))
}

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    routes![proceed, not_a_browser, sign_out, sign_out_everywhere]
}
