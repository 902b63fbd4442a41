//! Keeps tokens out of the log: Rocket logs the address of each request.

use rocket::fairing::AdHoc;
use rocket::http::uri::Origin;

/// Attaches the fairing that redacts tokens in an address before anyone logs it.
///
/// No route reads a token from its address; this protects anyone who puts one there. Its limit: Rocket
/// logs a request with a method that HTTP doesn't have before any fairing sees it.
pub fn stage() -> AdHoc {
    AdHoc::on_request("No token in the log", |request, _| {
        Box::pin(async move {
            if !has_token(request.uri()) {
                return;
            }
            if let Some(redacted) = redact(&request.uri().to_string()) {
                // If the result can't be parsed, the token must still go.
                request.set_uri(Origin::parse_owned(redacted).unwrap_or(Origin::ROOT));
            }
        })
    })
}

/// How a JWT starts: `{"` and a letter in base64url. One whose header starts with white space doesn't,
/// and isn't found; no common library makes such a token.
const START: &str = "eyJ";

/// Hardly any address has a token, so this checks before it writes the address out.
fn has_token(uri: &Origin<'_>) -> bool {
    let query = uri.query().map_or("", |query| query.as_str());
    uri.path().contains(START) || query.contains(START)
}

/// The address with `REDACTED` in place of each JWT, or nothing where there is none.
fn redact(address: &str) -> Option<String> {
    let mut rest = address;
    let mut redacted = String::new();
    while let Some(start) = rest.find(START) {
        let token = &rest[start..];
        let end = token
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.~+%".contains(c)))
            .unwrap_or(token.len());
        redacted.push_str(&rest[..start]);
        redacted.push_str("REDACTED");
        rest = &token[end..];
    }
    (!redacted.is_empty()).then(|| redacted + rest)
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn a_token_is_redacted_wherever_it_is_in_the_address() {
        for (address, redacted) in [
            (
                "/verify-token?token=eyJh.eyJz.abc",
                "/verify-token?token=REDACTED",
            ),
            (
                "/verify-token/eyJh.eyJz.abc/x?a=1",
                "/verify-token/REDACTED/x?a=1",
            ),
            ("/?a=eyJh.b.c&b=eyJh.b.c", "/?a=REDACTED&b=REDACTED"),
            ("/?a=Bearer%20eyJh.b.c", "/?a=Bearer%20REDACTED"),
        ] {
            assert_eq!(redact(address).as_deref(), Some(redacted));
        }
    }

    #[test]
    fn an_address_without_a_token_stays_as_it_is() {
        for address in ["/", "/sign-token", "/dashboard?next=/home&page=2"] {
            assert_eq!(redact(address), None);
        }
    }
}
