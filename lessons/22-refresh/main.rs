//! Lesson 22: short access tokens, and refresh tokens that get the next ones.

#[path = "../14-browser-session/accept.rs"]
mod accept;
#[path = "../19-two-keys/access_token.rs"]
mod access_token;
mod accounts;
#[path = "../12-login/argon2id.rs"]
mod argon2id;
#[path = "../19-two-keys/authorized.rs"]
mod authorized;
#[path = "../12-login/body.rs"]
mod body;
mod browser;
mod cookies;
#[path = "../19-two-keys/current_user.rs"]
mod current_user;
mod dashboard;
#[path = "../13-accounts/database.rs"]
mod database;
mod families;
mod form_token;
#[path = "../12-login/hasher.rs"]
mod hasher;
mod issuer;
#[path = "../19-two-keys/key_file.rs"]
mod key_file;
#[path = "../19-two-keys/key_set.rs"]
mod key_set;
#[path = "../19-two-keys/keys.rs"]
mod keys;
mod login;
mod login_form;
#[path = "../13-accounts/me.rs"]
mod me;
#[path = "../14-browser-session/pages.rs"]
mod pages;
#[path = "../12-login/password.rs"]
mod password;
#[path = "../12-login/protected.rs"]
mod protected;
#[path = "../14-browser-session/proxy.rs"]
mod proxy;
#[path = "../19-two-keys/public_key.rs"]
mod public_key;
#[path = "../14-browser-session/readable.rs"]
mod readable;
mod refresh;
mod refresh_form;
mod refresh_token;
mod schema;
mod session;
mod sign_ins;
#[path = "../19-two-keys/signing_key.rs"]
mod signing_key;
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
        let issuer = issuer::stage(&settings.token)?;
        let browser = browser::stage(&settings)?;
        Ok(jwt_sandbox::rocket(settings)
            .attach(issuer)
            .attach(accounts::stage()?)
            .attach(browser))
    })
}
