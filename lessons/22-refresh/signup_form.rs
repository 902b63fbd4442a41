//! The sign-up page and its form.

use jwt_sandbox::problem::Problem;
use minijinja::{Value, context};
use rocket::form::Form;
use rocket::response::Redirect;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::form_token::FormToken;
use crate::hasher::Hasher;
use crate::pages::{Page, Pages};
use crate::signup::{self, Application};
use crate::users::Users;

/// A missing field counts as an empty one.
#[derive(FromForm)]
struct Filled {
    #[field(default = "")]
    form_token: String,
    #[field(default = "")]
    name: String,
    #[field(default = "")]
    email: String,
    #[field(default = "")]
    password: String,
}

impl From<Filled> for Application {
    fn from(filled: Filled) -> Self {
        Self {
            name: filled.name,
            email: filled.email,
            password: filled.password,
        }
    }
}

// Try visiting: http://127.0.0.1:8000/signup
#[get("/signup")]
fn page(token: FormToken, pages: &State<Pages>) -> Page {
    pages.show("signup.html", context! { form_token => token.field() })
}

#[post("/signup", format = "form", data = "<form>")]
async fn sign_up(
    form: Form<Filled>,
    token: FormToken,
    users: &State<Users>,
    hasher: &State<Hasher>,
    pages: &State<Pages>,
) -> Result<Redirect, Page> {
    let again = |problem: Problem, field: Option<&str>, typed: Value| {
        let context = context! { form_token => token.field(), typed };
        pages.refuse(problem, field, "signup.html", context)
    };
    // The form may be another site's, so the page shows nothing that is in it.
    token
        .check(&form.form_token)
        .map_err(|problem| again(problem, None, Value::UNDEFINED))?;
    let application = form.into_inner().into();
    signup::register(users, hasher, &application)
        .await
        .map_err(|error| {
            let Application { name, email, .. } = &application;
            again(
                *error.problem,
                error.field,
                context! { name => name.as_str(), email => email.as_str() },
            )
        })?;
    Ok(Redirect::to("/login?new"))
}

/// The routes of this module.
pub fn routes() -> Vec<Route> {
    routes![page, sign_up]
}
