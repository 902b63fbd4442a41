use rocket::Config;
use rocket::config::LogLevel;
use rocket::figment::{Figment, error::Error};

use super::SettingsError;

/// Rocket's own settings, rejected here in one line rather than with Rocket's panic.
pub(super) fn config(figment: &Figment) -> Result<Config, SettingsError> {
    let config = Config::try_from(figment).map_err(|error| SettingsError(message(error)))?;
    if config.log_level == LogLevel::Debug {
        return Err(SettingsError(
            "ROCKET_LOG_LEVEL=debug would write the headers of each request to the log, tokens included: choose normal, critical or off.".into(),
        ));
    }
    for (name, value) in [
        ("WORKERS", config.workers),
        ("MAX_BLOCKING", config.max_blocking),
    ] {
        if value == 0 {
            return Err(SettingsError(format!(
                "ROCKET_{name} is 0, so nothing would run: write 1 or more, or delete the line."
            )));
        }
    }
    Ok(config)
}

fn message(error: Error) -> String {
    let Some(first) = error.into_iter().next() else {
        return "Rocket.toml can't be read.".into();
    };
    let kind = first.kind.to_string();
    match first.path.as_slice() {
        // A syntax error shows the lines around it, between bars. They may contain a secret.
        [] => format!(
            "Rocket.toml can't be read ({}): correct it, or delete the line.",
            kind.lines()
                .filter(|line| !line.contains('|'))
                .collect::<Vec<_>>()
                .join(" ")
                .trim()
        ),
        path => {
            let name = path.join(".");
            format!(
                "ROCKET_{} ({name} in Rocket.toml) can't be used: {kind}; correct it, or delete the line for the default.",
                name.to_ascii_uppercase()
            )
        }
    }
}
