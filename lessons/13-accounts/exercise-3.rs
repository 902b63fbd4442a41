//! Lesson 13, exercise 3: since when each user is here.

mod accounts;
#[path = "../12-login/body.rs"]
mod body;
mod current_user;
mod database;
#[path = "../12-login/login.rs"]
mod login;
mod me;
#[path = "../12-login/password.rs"]
mod password;
#[path = "../12-login/protected.rs"]
mod protected;
#[path = "exercise-3/schema.rs"]
mod schema;
mod signup;
#[path = "exercise-3/users.rs"]
mod users;

use std::process::ExitCode;

use jwt_sandbox::launch::launch;

fn main() -> ExitCode {
    launch(|settings| Ok(jwt_sandbox::rocket(settings).attach(accounts::stage()?)))
}
