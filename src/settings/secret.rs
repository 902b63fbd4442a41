use super::SettingsError;
use crate::token::Secret;

/// RFC 7518 §3.2: an HS256 key is at least as long as the hash, 256 bits.
pub const MIN_SECRET_BYTES: usize = 32;

/// The secret in `.env.example`. Everyone knows it.
pub const EXAMPLE_SECRET: &str = "this-is-the-public-example-secret-of-the-jwt-sandbox";

const REMEDY: &str = "put your own secret into .env (openssl rand -hex 32 generates one)";

/// The secret to use, and warnings about it. A weak one is fine to learn with in the debug
/// profile, and rejected in front of real users.
pub(super) fn validate(
    given: Option<String>,
    debug: bool,
) -> Result<(Secret, Vec<String>), SettingsError> {
    let Some(given) = given else {
        return if debug {
            Ok((random_secret()?, vec!["JWT_SECRET isn't set: this run signs with a random secret, so its tokens are rejected after a restart and by every other server. To keep the same secret, copy .env.example to .env.".into()]))
        } else {
            Err(SettingsError(format!(
                "JWT_SECRET isn't set, and a release build doesn't make one up: {REMEDY}."
            )))
        };
    };
    let mut warnings = Vec::new();
    if let Some(weakness) = weakness(&given, debug) {
        if given.is_empty() || !debug {
            return Err(SettingsError(weakness));
        }
        warnings.push(weakness);
    }
    // It could be intended, so it stays. But other programs may trim it, and then no signature matches.
    if given.trim() != given {
        warnings.push("JWT_SECRET has white space at its start or end, which counts as part of the secret. In cmd, set X=Y && … keeps the space before &&: write set \"X=Y\" && … instead.".into());
    }
    Ok((given.into(), warnings))
}

fn weakness(given: &str, debug: bool) -> Option<String> {
    if given.is_empty() {
        Some(format!(
            "JWT_SECRET is empty, so anyone could sign: {REMEDY}, or delete the line."
        ))
    } else if given.len() < MIN_SECRET_BYTES {
        Some(format!(
            "JWT_SECRET has {} bytes, but HS256 needs at least {MIN_SECRET_BYTES} (RFC 7518 §3.2), because a short secret can be guessed from any token: {REMEDY}.",
            given.len()
        ))
    } else if given == EXAMPLE_SECRET && !debug {
        // On a laptop, the public one is fine: the collections use it, too.
        Some(format!(
            "JWT_SECRET is the public value from .env.example, so anyone could sign: {REMEDY}."
        ))
    } else {
        None
    }
}

fn random_secret() -> Result<Secret, SettingsError> {
    let mut bytes = vec![0; MIN_SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        SettingsError(format!("JWT_SECRET isn't set, and this machine can't generate a random one ({error}): set it in .env."))
    })?;
    Ok(bytes.into())
}
