//! Lesson 20: a service that verifies tokens and can't sign any.

#[path = "../19-two-keys/access_token.rs"]
mod access_token;
mod address;
mod authorized;
#[path = "../12-login/body.rs"]
mod body;
mod cache;
mod clock;
#[path = "../14-browser-session/exercise-3/cors.rs"]
mod cors;
mod fetch;
mod key;
mod key_set;
mod keys;
mod notes;
mod refresh;

use std::env;
use std::process::ExitCode;

use jwt_sandbox::launch::launch;

fn main() -> ExitCode {
    launch(|mut settings| {
        // The issuer has port 8000.
        if env::var_os("ROCKET_PORT").is_none() {
            settings.server.port = 8001;
        }
        let authorized = authorized::stage(&settings.token)?;
        Ok(jwt_sandbox::rocket(settings)
            .attach(refresh::stage()?)
            .attach(authorized)
            .attach(notes::stage())
            .attach(cors::stage()?))
    })
}
