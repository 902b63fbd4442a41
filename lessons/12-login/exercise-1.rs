//! Lesson 12, exercise 1: a second user.

mod body;
mod current_user;
mod login;
mod password;
mod protected;
#[path = "exercise-1/users.rs"]
mod users;

use std::env;
use std::io;
use std::process::ExitCode;

use jwt_sandbox::launch::launch;

use password::Passwords;
use users::Users;

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("hash") {
        return hash();
    }
    launch(|settings| {
        let passwords = Passwords::new().map_err(|error| error.to_string())?;
        Ok(jwt_sandbox::rocket(settings)
            .manage(passwords)
            .manage(Users::with_two())
            .attach(login::stage())
            .attach(protected::stage()))
    })
}

/// `cargo run -- hash`: reads a line and prints what may be stored of it as a password.
fn hash() -> ExitCode {
    match hashed() {
        Ok(hash) => {
            println!("{hash}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("No hash: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn hashed() -> Result<String, String> {
    let mut line = String::new();
    io::stdin()
        .read_line(&mut line)
        .map_err(|error| error.to_string())?;
    let passwords = Passwords::new().map_err(|error| error.to_string())?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err("the line was empty; type a password and Enter".into());
    }
    rocket::execute(passwords.hash(password)).map_err(|problem| problem.why().detail.clone())
}
