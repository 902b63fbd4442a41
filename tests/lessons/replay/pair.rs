//! Pages of part 4 talk to two servers at once: an issuer on port 8000, and a service on port 8001 that
//! fetches the issuer's keys.

use super::Setup;

/// The service, and the issuer that runs beside it on its own page.
const SERVICE: &str = "notes";
const ISSUER: &str = "issuer";

/// Where the issuer publishes its keys, and the variable that says so to the service.
pub const KEY_SET_URL: &str = "KEY_SET_URL";
pub const KEY_SET: &str = "/.well-known/jwks.json";

/// The server that a request goes to, and the issuer whose keys it fetches, if it is the service.
///
/// `home` is the program that the page is about, `setup` the one that the block names.
pub fn target(home: &str, setup: &Setup, on_8001: bool) -> (Setup, Option<Setup>) {
    let plain = |program: &str| Setup {
        program: program.into(),
        variables: Vec::new(),
    };
    match (home == SERVICE, on_8001) {
        (true, true) => (setup.clone(), Some(plain(ISSUER))),
        (true, false) => (plain(ISSUER), None),
        (false, true) => (plain(SERVICE), Some(setup.clone())),
        (false, false) => (setup.clone(), None),
    }
}
