use std::fmt;

use super::SettingsError;

/// RFC 7518 §3.2: an HS256 key is at least as long as the hash, 256 bits.
pub const MIN_SECRET_BYTES: usize = 32;

/// The secret in `.env.example`. Everyone knows it.
pub const EXAMPLE_SECRET: &str = "this-is-the-public-example-secret-of-the-jwt-sandbox";

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

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

/// The secret to use, and a warning where it is a weak one: fine to learn with in the debug
/// profile, and refused in front of real users.
pub(super) fn judge(
    given: Option<String>,
    debug: bool,
) -> Result<(Secret, Option<String>), SettingsError> {
    const MEND: &str = "put one of your own into .env (openssl rand -hex 32 makes one)";
    let Some(given) = given else {
        return if debug {
            Ok((random_secret()?, Some("JWT_SECRET is not set: this run signs with a random secret, so its tokens are refused after a restart and by every other server. To keep one, copy .env.example to .env.".into())))
        } else {
            Err(SettingsError(format!(
                "JWT_SECRET is not set, and a release build does not invent one: {MEND}."
            )))
        };
    };
    if given.is_empty() {
        return Err(SettingsError(format!(
            "JWT_SECRET is empty, so anyone could sign: {MEND}, or delete the line."
        )));
    }
    let secret = Secret::from(given.as_str());
    if given.len() < MIN_SECRET_BYTES {
        let weakness = format!(
            "JWT_SECRET has {} bytes, HS256 wants at least {MIN_SECRET_BYTES} (RFC 7518 §3.2), because a short one can be guessed from any token: {MEND}.",
            given.len()
        );
        return if debug {
            Ok((secret, Some(weakness)))
        } else {
            Err(SettingsError(weakness))
        };
    }
    // On a laptop the public one is fine: the collections know it, too.
    if given == EXAMPLE_SECRET && !debug {
        return Err(SettingsError(format!(
            "JWT_SECRET is the public value of .env.example, so anyone could sign: {MEND}."
        )));
    }
    Ok((secret, None))
}

fn random_secret() -> Result<Secret, SettingsError> {
    let mut bytes = vec![0; MIN_SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        SettingsError(format!("JWT_SECRET is not set, and this machine has no randomness to invent one ({error}): set it in .env."))
    })?;
    Ok(Secret(bytes))
}
