//! Starts the sandbox.

use std::process::ExitCode;

fn main() -> ExitCode {
    jwt_sandbox::launch::launch(|settings| Ok(jwt_sandbox::rocket(settings)))
}
