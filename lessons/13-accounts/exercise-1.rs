//! Lesson 13, exercise 1: a sign-up that answers with a token.

#[path = "exercise-1/accounts.rs"]
mod accounts;
#[path = "../12-login/argon2id.rs"]
mod argon2id;
#[path = "../12-login/body.rs"]
mod body;
mod current_user;
mod database;
#[path = "../12-login/hasher.rs"]
mod hasher;
#[path = "exercise-1/join.rs"]
mod join;
#[path = "../12-login/login.rs"]
mod login;
mod me;
#[path = "../12-login/password.rs"]
mod password;
#[path = "../12-login/protected.rs"]
mod protected;
mod schema;
mod signup;
mod text;
mod users;

use std::process::ExitCode;

use jwt_sandbox::launch::launch;

fn main() -> ExitCode {
    launch(|settings| Ok(jwt_sandbox::rocket(settings).attach(accounts::stage()?)))
}
