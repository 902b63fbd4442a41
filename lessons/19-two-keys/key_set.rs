//! `GET /.well-known/jwks.json`: the public keys, for everyone who verifies our tokens.

use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Header};
use rocket::response::Responder;
use rocket::serde::json::Json;
use rocket::{State, get, routes};
use serde::Serialize;

use crate::keys::Keys;
use crate::public_key::PublicKey;

/// How long a service may use this response without asking again.
pub const MAX_AGE_SECONDS: u64 = 300;

#[derive(Serialize)]
struct KeySet {
    keys: Vec<PublicKey>,
}

/// The same answer for everyone, so any cache may keep it.
#[derive(Responder)]
struct KeySetResponse {
    body: (ContentType, Json<KeySet>),
    cache_control: Header<'static>,
}

// Try visiting: http://127.0.0.1:8000/.well-known/jwks.json
#[get("/.well-known/jwks.json")]
fn key_set(keys: &State<Keys>) -> KeySetResponse {
    let keys = keys.published();
    KeySetResponse {
        body: (
            ContentType::new("application", "jwk-set+json"),
            Json(KeySet { keys }),
        ),
        cache_control: Header::new(
            "Cache-Control",
            format!("public, max-age={MAX_AGE_SECONDS}"),
        ),
    }
}

/// Attaches the route. It needs [`Keys`].
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Key set", |rocket| async {
        rocket.mount("/", routes![key_set])
    })
}
