//! Lesson 12, exercise 1: a second user.

mod argon2id;
mod body;
mod current_user;
mod hash_command;
mod hasher;
mod login;
mod password;
mod protected;
#[path = "exercise-1/users.rs"]
mod users;

use std::env;
use std::process::ExitCode;

use jwt_sandbox::launch::launch;

use hasher::Hasher;
use users::Users;

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("hash") {
        return hash_command::run();
    }
    launch(|settings| {
        Ok(jwt_sandbox::rocket(settings)
            .manage(Hasher::start()?)
            .manage(Users::with_two())
            .attach(login::stage())
            .attach(protected::stage()))
    })
}
