//! Lesson 11, exercise 2: `none` gets its own reason.

mod claims;
#[path = "exercise-2/header.rs"]
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
