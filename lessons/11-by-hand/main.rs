//! Lesson 11: the two routes of the sandbox, signed and verified without a JWT library.

mod claims;
mod header;
mod object;
mod parts;
mod refusal;
mod routes;
mod signature;
mod token;

use std::process::ExitCode;

use jwt_sandbox::settings::Settings;
use jwt_sandbox::{catchers, launch, redact, warn};
use rocket::{Build, Rocket};

fn rocket(settings: Settings) -> Result<Rocket<Build>, String> {
    Ok(rocket::custom(&settings.server)
        .attach(redact::stage())
        .attach(routes::stage(&settings.token)?)
        .attach(catchers::stage())
        .attach(warn(settings.warnings)))
}

fn main() -> ExitCode {
    launch::launch(|settings| Ok(rocket(settings)?))
}
