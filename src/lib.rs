//! A sandbox to learn JSON Web Tokens in: a server that signs and verifies, and explains each refusal.
//!
//! A map of the modules. At the start:
//!
//! - [`launch`](mod@launch): from the settings to a running server, or one line that says why not;
//! - [`settings`]: what `.env`, the environment and `Rocket.toml` say, read once.
//!
//! Then, in the order in which a request passes through them:
//!
//! - [`redact`]: keeps a token in the address out of the log;
//! - [`bearer`]: the guard that gets the token from the `Authorization` header;
//! - [`token`]: signing and verifying, independent of HTTP;
//! - [`sandbox`]: the two routes, `GET /sign-token` and `POST /verify-token`;
//! - [`lab`]: the page at `/`, which shows the result of each check;
//! - [`local`]: whether a request comes from this machine;
//! - [`explanation`]: the message to a learner when something is rejected;
//! - [`problem`]: the same message as an HTTP answer;
//! - [`catchers`]: problems for wrong paths and methods, and for Rocket's own errors.

use rocket::fairing::AdHoc;
use rocket::{Build, Rocket};

use settings::Settings;

pub mod bearer;
pub mod catchers;
pub mod explanation;
pub mod lab;
pub mod launch;
pub mod local;
pub mod problem;
pub mod redact;
pub mod sandbox;
pub mod settings;
pub mod token;

/// The whole server, ready to launch, or for a test to use without a socket.
///
/// ```
/// use jwt_sandbox::{rocket, settings::Settings};
/// use rocket::local::blocking::Client;
///
/// let settings = Settings::with_secret("thirty-two bytes or more are enough");
/// let client = Client::tracked(rocket(settings)).expect("a server");
/// assert_eq!(client.get("/sign-token").dispatch().status().code, 200);
/// ```
pub fn rocket(settings: Settings) -> Rocket<Build> {
    rocket::custom(&settings.server)
        .attach(redact::stage())
        .attach(sandbox::stage(&settings.token))
        .attach(lab::stage())
        .attach(catchers::stage())
        .attach(warn(settings.warnings))
}

/// Printed when the server is up, below Rocket's own lines, where people see it.
pub fn warn(warnings: Vec<String>) -> AdHoc {
    AdHoc::on_liftoff("Warnings", |_| {
        Box::pin(async move {
            for warning in warnings {
                rocket::warn!("{warning}");
            }
        })
    })
}
