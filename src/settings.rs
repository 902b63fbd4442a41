//! What can be set, each with its default, and what is refused.
//!
//! A setting comes from the environment (`.env` is loaded into it, but what is there already
//! stays), else from `Rocket.toml`, else it has its default. Rocket's own are `ROCKET_*`.

mod dotenv;
mod server;

use std::env::{self, VarError};
use std::fmt;

use rocket::Config;
use rocket::figment::Figment;
use rocket::figment::providers::Serialized;
use rocket::figment::value::Value;

/// RFC 7518 §3.2: an HS256 key is at least as long as the hash, 256 bits.
pub const MIN_SECRET_BYTES: usize = 32;

/// A day. A stateless token can't be called back, so it must not live long.
pub const MAX_TTL_SECONDS: u64 = 86_400;

/// The secret in `.env.example`. Everyone knows it.
pub const EXAMPLE_SECRET: &str = "this-is-the-public-example-secret-of-the-jwt-sandbox";

const SECRET: &str = "JWT_SECRET";
const TTL_SECONDS: &str = "JWT_TTL_SECONDS";
const ISSUER: &str = "JWT_ISSUER";
const AUDIENCE: &str = "JWT_AUDIENCE";

/// Everything that the server is told at its start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Rocket's own: address, port, log level. Default: 127.0.0.1:8000.
    pub server: Config,
    /// `JWT_SECRET`: the key that signs and verifies. Default: in the debug profile a random one
    /// for this run; elsewhere there is none, and the start is refused.
    pub secret: Secret,
    /// `JWT_TTL_SECONDS`: how long a token lives, in seconds, 1 to 86400. Default: 1800, half an hour.
    pub ttl_seconds: u64,
    /// `JWT_ISSUER`: the `iss` of our tokens, and the only one accepted. Default: `jwt-sandbox`.
    pub issuer: String,
    /// `JWT_AUDIENCE`: the `aud` of our tokens, and the one that others must name.
    /// Default: `jwt-sandbox-students`.
    pub audience: String,
    /// What the person who started the server should know. Shown when it is up.
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
        for name in [SECRET, TTL_SECONDS, ISSUER, AUDIENCE] {
            match env::var(name) {
                // As text: `JWT_SECRET=123…` is a secret made of digits, not a number.
                Ok(text) => figment = figment.merge(Serialized::global(&key(name), text)),
                Err(VarError::NotPresent) => {}
                Err(VarError::NotUnicode(_)) => {
                    return Err(SettingsError(format!(
                        "{name} is not UTF-8 text: write it with letters, digits and signs."
                    )));
                }
            }
        }
        let mut settings = Self::from_figment(&figment)?;
        if committed {
            settings.warnings.push("JWT_SECRET comes from Rocket.toml, which git keeps: move it to .env, which git ignores.".into());
        }
        settings
            .warnings
            .extend(env::vars_os().filter_map(|(name, _)| misspelt(name.to_str()?)));
        Ok(settings)
    }

    /// Reads the settings from a figment: its profile decides how strict they are taken.
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
    /// assert!(refused.to_string().starts_with("JWT_SECRET is not set"));
    /// ```
    pub fn from_figment(figment: &Figment) -> Result<Self, SettingsError> {
        let server = server::config(figment)?;
        let mut warnings = Vec::new();
        let debug = *figment.profile() == Config::DEBUG_PROFILE;
        let secret = secret(text(figment, SECRET)?, debug, &mut warnings)?;
        Ok(Self {
            server,
            secret,
            ttl_seconds: match text(figment, TTL_SECONDS)? {
                None => 1800,
                Some(text) => ttl_seconds(&text)?,
            },
            issuer: name(figment, ISSUER, "jwt-sandbox")?,
            audience: name(figment, AUDIENCE, "jwt-sandbox-students")?,
            warnings,
        })
    }

    /// The defaults of the debug profile with this secret: for tests and examples.
    pub fn with_secret(secret: &str) -> Self {
        Self {
            server: Config::debug_default(),
            secret: Secret(secret.into()),
            ttl_seconds: 1800,
            issuer: "jwt-sandbox".into(),
            audience: "jwt-sandbox-students".into(),
            warnings: Vec::new(),
        }
    }
}

/// A key that doesn't show itself.
///
/// ```
/// use jwt_sandbox::settings::Settings;
///
/// let settings = Settings::with_secret("my secret");
/// assert_eq!(format!("{:?}", settings.secret), "Secret(9 bytes)");
/// ```
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// The key itself. Not for logs or answers.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

/// Why the server can't start: one line that names the setting and the mend, and no secret.
#[derive(Debug)]
pub struct SettingsError(String);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

/// A weak secret is fine to learn with, and never in front of real users.
fn secret(
    given: Option<String>,
    debug: bool,
    warnings: &mut Vec<String>,
) -> Result<Secret, SettingsError> {
    const MEND: &str = "put one of your own into .env (openssl rand -hex 32 makes one)";
    let weakness = match given.as_deref() {
        None if debug => {
            warnings.push(
                "JWT_SECRET is not set: this run signs with a random secret, so its tokens are refused after a restart and by every other server. To keep one, copy .env.example to .env.".into(),
            );
            return random_secret();
        }
        None => format!("JWT_SECRET is not set, and a release build does not invent one: {MEND}."),
        Some("") => {
            return Err(SettingsError(format!(
                "JWT_SECRET is empty, so anyone could sign: {MEND}, or delete the line."
            )));
        }
        Some(short) if short.len() < MIN_SECRET_BYTES => format!(
            "JWT_SECRET has {} bytes, HS256 wants at least {MIN_SECRET_BYTES} (RFC 7518 §3.2), because a short one can be guessed from any token: {MEND}.",
            short.len()
        ),
        // Fine on a laptop: the collections know it, too.
        Some(EXAMPLE_SECRET) if !debug => {
            format!("JWT_SECRET is the public value of .env.example, so anyone could sign: {MEND}.")
        }
        Some(good) => return Ok(Secret(good.into())),
    };
    match given {
        Some(short) if debug => {
            warnings.push(weakness);
            Ok(Secret(short.into()))
        }
        _ => Err(SettingsError(weakness)),
    }
}

fn random_secret() -> Result<Secret, SettingsError> {
    let mut bytes = vec![0; MIN_SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        SettingsError(format!("JWT_SECRET is not set, and this machine has no randomness to invent one ({error}): set it in .env."))
    })?;
    Ok(Secret(bytes))
}

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

/// A setting as text, from whichever place has it. The message must not quote it: it may be the secret.
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
            "{} in Rocket.toml is neither text nor a number: write it between quotes, or set {name} in .env.",
            key(name)
        ))),
    }
}

/// `JWT_SECRET` in the environment is `jwt_secret` in `Rocket.toml`.
fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// A `JWT_…` that is none of ours is most likely a slip, and would have no effect.
fn misspelt(variable: &str) -> Option<String> {
    let known = [SECRET, TTL_SECONDS, ISSUER, AUDIENCE];
    (variable.starts_with("JWT_") && !known.contains(&variable)).then(|| {
        format!(
            "{variable} is set, but this server does not know it; it knows {}.",
            known.join(", ")
        )
    })
}
