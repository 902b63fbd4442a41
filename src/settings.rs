//! Every setting with its default, and the values that are rejected.
//!
//! Settings come from the environment, then `.env`, then `Rocket.toml`, then the defaults. Rocket's
//! own are `ROCKET_*`.

mod dotenv;
mod secret;
mod server;

use std::env::{self, VarError};
use std::fmt;

use rocket::Config;
use rocket::figment::Figment;
use rocket::figment::providers::Serialized;
use rocket::figment::value::Value;

pub use crate::token::{Secret, TokenSettings};
pub use secret::{EXAMPLE_SECRET, MIN_SECRET_BYTES};

/// A day. A stateless token can't be revoked, so it must not live long.
pub const MAX_TTL_SECONDS: u64 = 86_400;

const SECRET: &str = "JWT_SECRET";
const TTL_SECONDS: &str = "JWT_TTL_SECONDS";
const ISSUER: &str = "JWT_ISSUER";
const AUDIENCE: &str = "JWT_AUDIENCE";
const NAMES: [&str; 4] = [SECRET, TTL_SECONDS, ISSUER, AUDIENCE];

const DEFAULT_TTL_SECONDS: u64 = 1800;
const DEFAULT_ISSUER: &str = "jwt-sandbox";
const DEFAULT_AUDIENCE: &str = "jwt-sandbox-students";

/// All settings of the server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Rocket's own: address, port, log level. Default: 127.0.0.1:8000.
    pub server: Config,
    /// `JWT_SECRET`, `JWT_TTL_SECONDS` (1 to 86400, default 1800), `JWT_ISSUER` (default
    /// `jwt-sandbox`) and `JWT_AUDIENCE` (default `jwt-sandbox-students`). Without a secret, the
    /// debug profile makes a random one for this run, and any other profile refuses to start.
    pub token: TokenSettings,
    /// What the person who started the server should know. Shown once it is up.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Reads `.env`, the environment and `Rocket.toml`.
    ///
    /// Call it before there is a second thread: loading `.env` changes the environment.
    ///
    /// # Errors
    /// The first setting that can't be used, or a `.env` that can't be read.
    pub fn load() -> Result<Self, SettingsError> {
        dotenv::load()?;
        let mut figment = Config::figment();
        let committed = figment.contains(&key(SECRET)) && env::var_os(SECRET).is_none();
        for name in NAMES {
            match env::var(name) {
                // As text: `JWT_SECRET=123…` is a secret made of digits, not a number.
                Ok(text) => figment = figment.merge(Serialized::global(&key(name), text)),
                Err(VarError::NotPresent) => {}
                Err(VarError::NotUnicode(_)) => {
                    return Err(SettingsError(format!(
                        "{name} isn't UTF-8 text: write it with letters, digits and punctuation."
                    )));
                }
            }
        }
        let mut settings = Self::from_figment(&figment)?;
        if committed {
            settings.warnings.push("JWT_SECRET comes from Rocket.toml, which git tracks: move it to .env, which git ignores.".into());
        }
        settings
            .warnings
            .extend(env::vars_os().filter_map(|(name, _)| misspelled(name.to_str()?)));
        Ok(settings)
    }

    /// Reads the settings from a figment, whose profile decides how strict we are.
    ///
    /// # Errors
    /// The first setting that can't be used.
    ///
    /// ```
    /// use jwt_sandbox::settings::Settings;
    /// use rocket::{Config, figment::Figment};
    ///
    /// let release = Figment::from(Config::release_default()).select("release");
    /// let refused = Settings::from_figment(&release).expect_err("no secret in release");
    /// assert!(refused.to_string().starts_with("JWT_SECRET isn't set"));
    /// ```
    pub fn from_figment(figment: &Figment) -> Result<Self, SettingsError> {
        let server = server::config(figment)?;
        let debug = *figment.profile() == Config::DEBUG_PROFILE;
        let (secret, warnings) = secret::validate(text(figment, SECRET)?, debug)?;
        Ok(Self {
            server,
            token: TokenSettings {
                secret,
                ttl_seconds: match text(figment, TTL_SECONDS)? {
                    None => DEFAULT_TTL_SECONDS,
                    Some(text) => ttl_seconds(&text)?,
                },
                issuer: name(figment, ISSUER, DEFAULT_ISSUER)?,
                audience: name(figment, AUDIENCE, DEFAULT_AUDIENCE)?,
            },
            warnings,
        })
    }

    /// The defaults of the debug profile with this secret: for tests and examples.
    pub fn with_secret(secret: &str) -> Self {
        Self {
            server: Config::debug_default(),
            token: TokenSettings {
                secret: secret.into(),
                ttl_seconds: DEFAULT_TTL_SECONDS,
                issuer: DEFAULT_ISSUER.into(),
                audience: DEFAULT_AUDIENCE.into(),
            },
            warnings: Vec::new(),
        }
    }
}

/// Why the server can't start: one line that names the setting and the remedy, and no secret.
#[derive(Debug)]
pub struct SettingsError(String);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

fn ttl_seconds(text: &str) -> Result<u64, SettingsError> {
    match text.trim().parse() {
        Ok(seconds @ 1..=MAX_TTL_SECONDS) => Ok(seconds),
        _ => Err(SettingsError(format!(
            "JWT_TTL_SECONDS is {text:?}: write a whole number of seconds from 1 to {MAX_TTL_SECONDS}, such as JWT_TTL_SECONDS=1800."
        ))),
    }
}

fn name(figment: &Figment, name: &str, default: &str) -> Result<String, SettingsError> {
    match text(figment, name)? {
        None => Ok(default.into()),
        Some(text) if text.trim().is_empty() => Err(SettingsError(format!(
            "{name} is empty: write a name, such as {name}={default}, or delete the line."
        ))),
        Some(text) => Ok(text),
    }
}

/// A setting as text, wherever it comes from. The message must not quote it: it may be the secret.
fn text(figment: &Figment, name: &str) -> Result<Option<String>, SettingsError> {
    match figment.find_value(&key(name)) {
        Err(_) => Ok(None),
        Ok(Value::String(_, text)) => Ok(Some(text)),
        Ok(Value::Num(_, number)) => Ok(Some(
            number
                .to_i128()
                .map(|whole| whole.to_string())
                .or_else(|| number.to_f64().map(|float| float.to_string()))
                .unwrap_or_default(),
        )),
        Ok(_) => Err(SettingsError(format!(
            "{} in Rocket.toml is neither text nor a number: write it in quotes, or set {name} in .env.",
            key(name)
        ))),
    }
}

/// `JWT_SECRET` in the environment is `jwt_secret` in `Rocket.toml`.
fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// An unknown `JWT_…` is most likely a typo, and would have no effect.
fn misspelled(variable: &str) -> Option<String> {
    (variable.starts_with("JWT_") && !NAMES.contains(&variable)).then(|| {
        format!(
            "{variable} is set, but this server doesn't know it. It knows {}.",
            NAMES.join(", ")
        )
    })
}
