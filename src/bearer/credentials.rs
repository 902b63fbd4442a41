use super::error::{AuthorizationError, MAX_BYTES};

/// The token in the values of the `Authorization` header.
pub(super) fn token<'h>(
    mut values: impl Iterator<Item = &'h str>,
) -> Result<&'h str, AuthorizationError> {
    let value = values.next().ok_or(AuthorizationError::Missing)?;
    let others = values.count();
    if others > 0 {
        return Err(AuthorizationError::Repeated(1 + others));
    }
    match plain(value) {
        Some(token) => Ok(token),
        None => examine(value),
    }
}

/// What nearly all requests send: the scheme, one space, and the characters of a token (RFC 7515
/// §3.1). Anything else is examined more closely.
fn plain(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() | matches!(byte, b'-' | b'_' | b'.');
    let fits = value.len() <= MAX_BYTES
        && is_bearer(scheme)
        // Without an early exit from the loop, the compiler checks many bytes at once.
        && token.bytes().fold(true, |all, byte| all & is_token(byte))
        // A word such as `null` or `Bearer` has no dot.
        && token.contains('.');
    fits.then_some(token)
}

/// Finds the token in anything else, or says what is wrong.
fn examine(value: &str) -> Result<&str, AuthorizationError> {
    // The only white space around a header's value (RFC 9110 §5.6.3).
    const WHITE_SPACE: [char; 2] = [' ', '\t'];
    let value = value.trim_matches(WHITE_SPACE);
    if value.len() > MAX_BYTES {
        return Err(AuthorizationError::TooLarge(value.len()));
    }
    if let Some(foreign) = value.chars().find(|c| !c.is_ascii()) {
        return Err(AuthorizationError::NotAscii(foreign));
    }
    if value.is_empty() {
        return Err(AuthorizationError::Missing);
    }

    let (scheme, token) = value.split_once(WHITE_SPACE).unwrap_or((value, ""));
    let token = token.trim_start_matches(WHITE_SPACE);
    if !is_bearer(scheme) {
        return Err(other_scheme(value, scheme));
    }
    match mistake(token) {
        Some(error) => Err(error),
        None => Ok(token),
    }
}

/// The scheme's case doesn't matter (RFC 9110 §11.1).
fn is_bearer(word: &str) -> bool {
    word.eq_ignore_ascii_case("Bearer")
}

fn other_scheme(value: &str, scheme: &str) -> AuthorizationError {
    match scheme.strip_suffix(':') {
        Some(word) if is_bearer(word) => AuthorizationError::SchemeWithColon,
        _ if value.contains("{{") => variable(value),
        _ if value.starts_with(['"', '\'']) => AuthorizationError::Quoted,
        // A JWT starts with `eyJ`, which is `{"` and a letter in base64url.
        _ if scheme.starts_with("eyJ") || scheme.matches('.').count() == 2 => {
            AuthorizationError::SchemeMissing
        }
        _ => AuthorizationError::OtherScheme(
            [
                "Basic",
                "Digest",
                "Token",
                "JWT",
                "OAuth",
                "ApiKey",
                "Negotiate",
                "DPoP",
            ]
            .into_iter()
            .find(|known| scheme.eq_ignore_ascii_case(known)),
        ),
    }
}

/// Mistakes that people and programs make, if they can be distinguished from a token.
fn mistake(token: &str) -> Option<AuthorizationError> {
    let first = token.split_ascii_whitespace().next().unwrap_or_default();
    let error = match token {
        "" => AuthorizationError::TokenMissing,
        _ if is_bearer(first) => AuthorizationError::SchemeTwice,
        "null" | "undefined" | "None" | "nil" | "NaN" | "[object Object]" => {
            AuthorizationError::EmptyVariable(token.into())
        }
        _ if token.contains("{{") => variable(token),
        _ if token.starts_with('{') => AuthorizationError::Json,
        _ if token.starts_with('<') => AuthorizationError::Placeholder,
        _ if token.starts_with(['"', '\'', '`']) => AuthorizationError::Quoted,
        _ if token.contains(|c: char| c.is_ascii_whitespace()) => AuthorizationError::Space,
        _ => return None,
    };
    Some(error)
}

/// `{{token}}`, cut out of the value that contains it.
fn variable(value: &str) -> AuthorizationError {
    let start = value.find("{{").unwrap_or_default();
    let end = value[start..]
        .find("}}")
        .map_or(value.len(), |length| start + length + 2);
    AuthorizationError::Variable(value[start..end].chars().take(40).collect())
}
