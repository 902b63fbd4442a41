//! The page to sign up, and its form.

use jwt_sandbox::problem::Problem;
use minijinja::{Value, context};
use rocket::form::Form;
use rocket::response::Redirect;
use rocket::{FromForm, Route, State, get, post, routes};

use crate::form_token::FormToken;
use crate::pages::{Page, Pages};
use crate::password::Passwords;
use crate::signup::{self, Application};
use crate::users::Users;

/// A field that did not come is empty, and judged as one that was left empty.
#[derive(FromForm)]
struct Filled {
    #[field(default = String::new())]
    form_token: String,
    #[field(default = String::new())]
    name: String,
    #[field(default = String::new())]
    email: String,
    #[field(default = String::new())]
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
fn page(token: FormToken<'_>, pages: &State<Pages>) -> Page {
    pages.show("signup.html", context! { form_token => token.field() })
}

#[post("/signup", format = "form", data = "<form>")]
async fn sign_up(
    form: Form<Filled>,
    token: FormToken<'_>,
    users: &State<Users>,
    passwords: &State<Passwords>,
    pages: &State<Pages>,
) -> Result<Redirect, Page> {
    let again = |problem: Problem, typed: Value| {
        let context = context! { form_token => token.field(), typed };
        pages.refuse(problem, "signup.html", context)
    };
    // Nothing of a form that may be another site's is shown.
    token
        .check(&form.form_token)
        .map_err(|problem| again(problem, Value::UNDEFINED))?;
    let application = form.into_inner().into();
    signup::register(users, passwords, &application)
        .await
        .map_err(|problem| {
            let Application { name, email, .. } = &application;
            again(
                problem,
                context! { name => name.as_str(), email => email.as_str() },
            )
        })?;
    Ok(Redirect::to("/login?new"))
}

/// Both routes.
pub fn routes() -> Vec<Route> {
    routes![page, sign_up]
}
