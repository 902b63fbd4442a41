use super::fault::{Fault, MAX_BYTES};

/// The token out of the values of the `Authorization` header.
pub(super) fn token<'h>(mut values: impl Iterator<Item = &'h str>) -> Result<&'h str, Fault> {
    let value = values.next().ok_or(Fault::Missing)?.trim();
    let others = values.count();
    if others > 0 {
        return Err(Fault::Repeated(1 + others));
    }
    if value.len() > MAX_BYTES {
        return Err(Fault::TooLarge(value.len()));
    }
    if let Some(foreign) = value.chars().find(|c| !c.is_ascii()) {
        return Err(Fault::NotAscii(foreign));
    }
    if value.is_empty() {
        return Err(Fault::Missing);
    }

    let (scheme, token) = value
        .split_once(|c: char| c.is_ascii_whitespace())
        .unwrap_or((value, ""));
    let token = token.trim_start();
    if !is_bearer(scheme) {
        return Err(other_scheme(value, scheme));
    }
    match slip(token) {
        Some(fault) => Err(fault),
        None => Ok(token),
    }
}

/// The scheme's case does not matter (RFC 9110 §11.1).
fn is_bearer(word: &str) -> bool {
    word.eq_ignore_ascii_case("Bearer")
}

fn other_scheme(value: &str, scheme: &str) -> Fault {
    match scheme.strip_suffix(':') {
        Some(word) if is_bearer(word) => Fault::SchemeWithColon,
        _ if value.contains("{{") => variable(value),
        _ if value.starts_with(['"', '\'']) => Fault::Quoted,
        // `eyJ` is `{"` and a letter in base64url: so a JWT begins.
        _ if scheme.starts_with("eyJ") || scheme.matches('.').count() == 2 => Fault::SchemeMissing,
        _ => Fault::OtherScheme(
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

/// The slips of people and programs, as far as they can be told from a token.
fn slip(token: &str) -> Option<Fault> {
    let first = token.split_ascii_whitespace().next().unwrap_or_default();
    let fault = match token {
        "" => Fault::TokenMissing,
        _ if is_bearer(first) => Fault::SchemeTwice,
        "null" | "undefined" | "None" | "nil" | "NaN" | "[object Object]" => {
            Fault::EmptyVariable(token.into())
        }
        _ if token.contains("{{") => variable(token),
        _ if token.starts_with('{') => Fault::Json,
        _ if token.starts_with('<') => Fault::Placeholder,
        _ if token.starts_with(['"', '\'', '`']) => Fault::Quoted,
        _ if token.contains(|c: char| c.is_ascii_whitespace()) => Fault::Space,
        _ => return None,
    };
    Some(fault)
}

/// `{{token}}`, cut out of the value that has it.
fn variable(value: &str) -> Fault {
    let start = value.find("{{").unwrap_or_default();
    let end = value[start..]
        .find("}}")
        .map_or(value.len(), |length| start + length + 2);
    Fault::Variable(value[start..end].chars().take(40).collect())
}
