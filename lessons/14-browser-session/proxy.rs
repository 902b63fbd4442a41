//! What a proxy in front of this server says about the connection to the browser.

use rocket::Request;

/// Whether the browser's own connection uses TLS. Each proxy adds an entry to the list, so the first
/// entry is about the browser.
///
/// A client can send these headers, too. Then it gets its own cookie with `Secure`, and harms nobody
/// else.
pub fn says_https(request: &Request<'_>) -> bool {
    let first = |name| request.headers().get_one(name).unwrap_or_default();
    let scheme = first("X-Forwarded-Proto").split(',').next();
    let forwarded = proto(first("Forwarded"));
    [scheme, forwarded]
        .into_iter()
        .flatten()
        .any(|scheme| scheme.trim().eq_ignore_ascii_case("https"))
}

/// The parameter `proto` in the first entry of `Forwarded` (RFC 7239 §4), such as
/// `for="[2001:db8::1]:4711";proto=https, for=10.0.0.2`. A semicolon or a comma between quotes
/// separates nothing.
fn proto(header: &str) -> Option<&str> {
    let mut quoted = false;
    let entry = header
        .split(|c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        })
        .next()?;
    let mut quoted = false;
    let mut pairs = entry.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    pairs.find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_proto = name.trim().eq_ignore_ascii_case("proto");
        is_proto.then(|| value.trim().trim_matches('"'))
    })
}
