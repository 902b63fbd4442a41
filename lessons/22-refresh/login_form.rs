//! The sign-in page and its form, which starts a session.

use jwt_sandbox::problem::Problem;
use minijinja::{Value, context};
use rocket::form::Form;
use rocket::response::Redirect;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::cookies::Cookies;
use crate::form_token::FormToken;
use crate::hasher::Hasher;
use crate::login;
use crate::pages::{Page, Pages};
use crate::password::Password;
use crate::session::Sessions;
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
#[get("/login?<new>&<ended>")]
fn page(new: Option<&str>, ended: Option<&str>, token: FormToken, pages: &State<Pages>) -> Page {
    let notice = match (new, ended) {
        (Some(_), _) => Some("Your account was created. Sign in to continue."),
        (None, Some(_)) => Some("Your session has ended. Sign in again."),
        (None, None) => None,
    };
    pages.show(
        "login.html",
        context! { form_token => token.field(), notice },
    )
}

#[post("/login", format = "form", data = "<form>")]
async fn sign_in(
    form: Form<Filled>,
    token: FormToken,
    users: &State<Users>,
    hasher: &State<Hasher>,
    sessions: Sessions<'_>,
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
    let signed_in = async {
        let user = login::authenticate(users, hasher, &form.email, password).await?;
        sessions.start(&cookies, user).await
    };
    signed_in
        .await
        .map_err(|problem| again(problem, None, typed))?;
    Ok(Redirect::to("/dashboard"))
}

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    routes![page, sign_in]
}
