//! Lesson 19: an issuer. Only it can sign tokens, and everyone can verify them.

mod access_token;
#[path = "../13-accounts/accounts.rs"]
mod accounts;
#[path = "../12-login/argon2id.rs"]
mod argon2id;
mod authorized;
#[path = "../12-login/body.rs"]
mod body;
mod current_user;
#[path = "../13-accounts/database.rs"]
mod database;
#[cfg(test)]
mod forgery;
#[path = "../12-login/hasher.rs"]
mod hasher;
mod issuer;
mod key_file;
mod key_set;
mod keys;
mod login;
#[path = "../13-accounts/me.rs"]
mod me;
#[path = "../12-login/password.rs"]
mod password;
#[path = "../12-login/protected.rs"]
mod protected;
mod public_key;
#[path = "../13-accounts/schema.rs"]
mod schema;
mod signing_key;
#[path = "../13-accounts/signup.rs"]
mod signup;
#[path = "../13-accounts/text.rs"]
mod text;
#[path = "../13-accounts/users.rs"]
mod users;

use std::process::ExitCode;

use jwt_sandbox::launch::launch;

fn main() -> ExitCode {
    launch(|settings| {
        let issuer = issuer::stage(&settings.token)?;
        Ok(jwt_sandbox::rocket(settings)
            .attach(issuer)
            .attach(accounts::stage()?))
    })
}
