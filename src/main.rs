//! Starts the sandbox: reads the settings, then serves until Ctrl-C.

use std::process::ExitCode;

use jwt_sandbox::settings::Settings;
use rocket::error::ErrorKind;

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("jwt-sandbox: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), String> {
    let settings = Settings::load().map_err(|error| error.to_string())?;
    let (address, port) = (settings.server.address, settings.server.port);
    match rocket::execute(jwt_sandbox::rocket(settings).launch()) {
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
