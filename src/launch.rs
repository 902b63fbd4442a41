//! From the settings to a running server, and to the exit status when there is none.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::process::ExitCode;

use rocket::error::ErrorKind;
use rocket::{Build, Rocket};

use crate::settings::{Settings, SettingsError};

/// Reads the settings, builds a server from them and serves until Ctrl-C. If anything prevents that,
/// it prints one line on standard error, and the exit status is 1.
///
/// ```no_run
/// use jwt_sandbox::{launch, rocket};
///
/// fn main() -> std::process::ExitCode {
///     launch::launch(|settings| Ok(rocket(settings)))
/// }
/// ```
pub fn launch(build: impl FnOnce(Settings) -> Result<Rocket<Build>, Box<dyn Error>>) -> ExitCode {
    match start(build) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jwt-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Why there is no server.
#[derive(Debug)]
enum LaunchError {
    Settings(SettingsError),
    Build(Box<dyn Error>),
    Bind(IpAddr, u16, io::Error),
    Rocket(Box<rocket::Error>),
}

fn start(
    build: impl FnOnce(Settings) -> Result<Rocket<Build>, Box<dyn Error>>,
) -> Result<(), LaunchError> {
    let settings = Settings::load().map_err(LaunchError::Settings)?;
    serve(build(settings).map_err(LaunchError::Build)?)
}

fn serve(server: Rocket<Build>) -> Result<(), LaunchError> {
    // Read from the server: `build` may have chosen another port, as lesson 20 does.
    let config = rocket::Config::try_from(server.figment());
    let listens = config.map(|config| (config.address, config.port));
    let Err(error) = rocket::execute(server.launch()) else {
        return Ok(());
    };
    Err(match (error.kind(), listens) {
        (ErrorKind::Bind(cause), Ok((address, port))) => LaunchError::Bind(
            address,
            port,
            io::Error::new(cause.kind(), cause.to_string()),
        ),
        _ => LaunchError::Rocket(Box::new(error)),
    })
}

impl fmt::Display for LaunchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
            Self::Bind(address, port, cause) => bind(f, *address, *port, cause),
            // Rocket has more to say about the others; it goes to the log.
            Self::Rocket(error) => f.write_str(error.pretty_print()),
        }
    }
}

/// The three usual causes, each with its remedy.
fn bind(f: &mut fmt::Formatter<'_>, address: IpAddr, port: u16, cause: &io::Error) -> fmt::Result {
    let other = if port == 8001 { 8002 } else { 8001 };
    let (name, remedy) = match cause.kind() {
        io::ErrorKind::AddrInUse => (
            "ROCKET_PORT",
            format!(
                "another program is using this port, perhaps an earlier run of the server; stop that program with Ctrl-C, or choose a different port, such as ROCKET_PORT={other}"
            ),
        ),
        io::ErrorKind::PermissionDenied => (
            "ROCKET_PORT",
            format!(
                "the system reserves this port; choose one from 1024 up, such as ROCKET_PORT={other}"
            ),
        ),
        io::ErrorKind::AddrNotAvailable => (
            "ROCKET_ADDRESS",
            "this machine doesn't have that address; use ROCKET_ADDRESS=127.0.0.1, or 0.0.0.0 for all of its addresses".into(),
        ),
        _ => (
            "ROCKET_ADDRESS and ROCKET_PORT",
            format!("choose others, such as ROCKET_ADDRESS=127.0.0.1 and ROCKET_PORT={other}"),
        ),
    };
    let socket = std::net::SocketAddr::new(address, port);
    write!(f, "{name}: can't listen on {socket} ({cause}): {remedy}.")
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::net::{Ipv4Addr, TcpListener};

    use super::{LaunchError, serve};

    #[test]
    fn each_cause_of_a_failed_bind_has_its_own_remedy() {
        for (kind, start, end) in [
            (
                io::ErrorKind::AddrInUse,
                "ROCKET_PORT: can't listen on [::1]:80 (",
                "choose a different port, such as ROCKET_PORT=8001.",
            ),
            (
                io::ErrorKind::PermissionDenied,
                "ROCKET_PORT: can't listen on [::1]:80 (",
                "choose one from 1024 up, such as ROCKET_PORT=8001.",
            ),
            (
                io::ErrorKind::AddrNotAvailable,
                "ROCKET_ADDRESS: can't listen on [::1]:80 (",
                "or 0.0.0.0 for all of its addresses.",
            ),
            (
                io::ErrorKind::Other,
                "ROCKET_ADDRESS and ROCKET_PORT: can't listen on [::1]:80 (",
                "such as ROCKET_ADDRESS=127.0.0.1 and ROCKET_PORT=8001.",
            ),
        ] {
            let loopback = std::net::Ipv6Addr::LOCALHOST.into();
            let message = LaunchError::Bind(loopback, 80, kind.into()).to_string();
            assert!(message.starts_with(start), "{message}");
            assert!(message.ends_with(end), "{message}");
        }
    }

    #[test]
    fn the_port_in_the_message_is_the_one_that_the_server_has_chosen() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let config = rocket::Config {
            port,
            log_level: rocket::config::LogLevel::Off,
            ..rocket::Config::default()
        };
        let error = serve(rocket::custom(config)).unwrap_err().to_string();
        let expected = format!("ROCKET_PORT: can't listen on 127.0.0.1:{port} (");
        assert!(error.starts_with(&expected), "{error}");
    }

    #[test]
    fn another_port_is_suggested_than_the_one_that_is_in_use() {
        for (port, other) in [(8000, "=8001."), (8001, "=8002.")] {
            let loopback = Ipv4Addr::LOCALHOST.into();
            let cause = io::ErrorKind::AddrInUse.into();
            let message = LaunchError::Bind(loopback, port, cause).to_string();
            assert!(message.ends_with(other), "{message}");
        }
    }
}
