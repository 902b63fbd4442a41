//! Lesson 23: tokens that end before their time.

#[path = "../14-browser-session/accept.rs"]
mod accept;
#[path = "../19-two-keys/access_token.rs"]
mod access_token;
mod accounts;
#[path = "../12-login/argon2id.rs"]
mod argon2id;
mod authorized;
#[path = "../12-login/body.rs"]
mod body;
#[path = "../22-refresh/browser.rs"]
mod browser;
#[path = "../22-refresh/cookies.rs"]
mod cookies;
mod current_user;
mod dashboard;
#[path = "../13-accounts/database.rs"]
mod database;
mod families;
#[path = "../22-refresh/form_token.rs"]
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
mod live_tokens;
#[path = "../22-refresh/login.rs"]
mod login;
#[path = "../22-refresh/login_form.rs"]
mod login_form;
mod logout;
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
#[path = "../22-refresh/refresh_token.rs"]
mod refresh_token;
mod revocations;
mod revoke;
mod schema;
mod session;
mod sign_ins;
#[path = "../19-two-keys/signing_key.rs"]
mod signing_key;
#[path = "../13-accounts/signup.rs"]
mod signup;
#[path = "../22-refresh/signup_form.rs"]
mod signup_form;
#[path = "../13-accounts/text.rs"]
mod text;
mod token_form;
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
