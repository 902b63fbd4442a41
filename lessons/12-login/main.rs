//! Lesson 12: a login with a password, and a route for people who have signed in.

mod argon2id;
mod body;
mod current_user;
mod hash_command;
mod hasher;
mod login;
mod password;
mod protected;
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
            .manage(Users::with_one())
            .attach(login::stage())
            .attach(protected::stage()))
    })
}
