//! From the settings to a server that serves, and to the exit status when it can't.

use std::process::ExitCode;

use rocket::error::ErrorKind;
use rocket::{Build, Rocket};

use crate::settings::Settings;

/// Reads the settings, builds a server of them and serves until Ctrl-C. Whatever keeps it from
/// serving is said in one line on standard error, and the exit status is 1.
///
/// ```no_run
/// use jwt_sandbox::{launch, rocket};
///
/// fn main() -> std::process::ExitCode {
///     launch::launch(|settings| Ok(rocket(settings)))
/// }
/// ```
pub fn launch(build: impl FnOnce(Settings) -> Result<Rocket<Build>, String>) -> ExitCode {
    match start(build) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("jwt-sandbox: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn start(build: impl FnOnce(Settings) -> Result<Rocket<Build>, String>) -> Result<(), String> {
    let settings = Settings::load().map_err(|error| error.to_string())?;
    let (address, port) = (settings.server.address, settings.server.port);
    match rocket::execute(build(settings)?.launch()) {
        Ok(_) => Ok(()),
        Err(error) => Err(match error.kind() {
            ErrorKind::Bind(cause) => format!(
                "ROCKET_PORT: can't listen on {address}:{port} ({cause}); stop the program that has it, or set another, such as ROCKET_PORT=8001."
            ),
            // Rocket has more to say of the others; it goes to the log.
            _ => error.pretty_print().into(),
        }),
    }
}
