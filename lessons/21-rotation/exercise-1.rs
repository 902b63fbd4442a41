//! Lesson 21, exercise 1: the keys change by the clock.

#[path = "../19-two-keys/access_token.rs"]
mod access_token;
#[path = "../13-accounts/accounts.rs"]
mod accounts;
#[path = "../12-login/argon2id.rs"]
mod argon2id;
#[path = "../19-two-keys/authorized.rs"]
mod authorized;
#[path = "exercise-1/automatic.rs"]
mod automatic;
#[path = "../12-login/body.rs"]
mod body;
#[path = "../19-two-keys/current_user.rs"]
mod current_user;
#[path = "../13-accounts/database.rs"]
mod database;
#[cfg(test)]
#[path = "../19-two-keys/forgery.rs"]
mod forgery;
#[path = "../12-login/hasher.rs"]
mod hasher;
mod issuer;
#[path = "../19-two-keys/key_file.rs"]
mod key_file;
mod key_set;
mod keys;
#[path = "../19-two-keys/login.rs"]
mod login;
mod max_age;
#[path = "../13-accounts/me.rs"]
mod me;
mod owner;
#[path = "../12-login/password.rs"]
mod password;
#[path = "../12-login/protected.rs"]
mod protected;
#[path = "../19-two-keys/public_key.rs"]
mod public_key;
mod ring;
mod ring_file;
mod rotation;
#[path = "../13-accounts/schema.rs"]
mod schema;
#[path = "../19-two-keys/signing_key.rs"]
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
        let automatic = automatic::stage(automatic::key_age()?);
        let issuer = issuer::stage(&settings.token)?;
        Ok(jwt_sandbox::rocket(settings)
            .attach(issuer)
            .attach(automatic)
            .attach(accounts::stage()?))
    })
}
