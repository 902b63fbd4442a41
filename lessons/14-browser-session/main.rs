//! Lesson 14: the same accounts in a browser, with the token in a cookie.

mod accept;
#[path = "../13-accounts/accounts.rs"]
mod accounts;
#[path = "../12-login/argon2id.rs"]
mod argon2id;
#[path = "../12-login/body.rs"]
mod body;
mod browser;
mod cookies;
#[path = "../13-accounts/current_user.rs"]
mod current_user;
mod dashboard;
#[path = "../13-accounts/database.rs"]
mod database;
mod form_token;
#[path = "../12-login/hasher.rs"]
mod hasher;
#[path = "../12-login/login.rs"]
mod login;
mod login_form;
#[path = "../13-accounts/me.rs"]
mod me;
mod pages;
#[path = "../12-login/password.rs"]
mod password;
#[path = "../12-login/protected.rs"]
mod protected;
mod proxy;
mod readable;
#[path = "../13-accounts/schema.rs"]
mod schema;
mod session;
#[path = "../13-accounts/signup.rs"]
mod signup;
mod signup_form;
#[path = "../13-accounts/text.rs"]
mod text;
#[path = "../13-accounts/users.rs"]
mod users;

use std::process::ExitCode;

use jwt_sandbox::launch::launch;

fn main() -> ExitCode {
    launch(|settings| {
        let browser = browser::stage(&settings)?;
        Ok(jwt_sandbox::rocket(settings)
            .attach(accounts::stage()?)
            .attach(browser))
    })
}
