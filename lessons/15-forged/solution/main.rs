//! Lesson 15: the server of `cargo start-at 15-mend`, with its eight holes closed.

#[path = "../starter/src/workshop.rs"]
mod workshop;

use std::env;

use jsonwebtoken::{Algorithm, DecodingKey, decode, decode_header};
use rocket::serde::json::{Value, json};
use rocket::{State, post, routes};

use workshop::{Bearer, Keys, Refused, Verified, refused, rules, sign, verify};

/// Decoding is for people. A server verifies.
fn read_not_verified(token: &str, keys: &Keys) -> Verified {
    verify(token, &keys.secret)
}

/// Only one algorithm is allowed, so there's nothing to forbid.
fn none(token: &str, keys: &Keys) -> Verified {
    verify(token, &keys.secret)
}

/// The signature comes first. Until it's verified, the response doesn't say which claim is wrong.
fn claims_first(token: &str, keys: &Keys) -> Verified {
    verify(token, &keys.secret)
}

/// Only a valid token is renewed.
#[post("/claims-first/renew")]
fn renew(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<Value, Refused> {
    let claims = claims_first(bearer.0, keys)?;
    let token = sign(&claims.sub, None, &keys.signing("claims-first"))?;
    Ok(json!({ "token": token }))
}

/// A secret from the environment. If it's missing or too short, the server doesn't start.
fn secret(name: &str) -> Result<String, String> {
    let secret = env::var(name).map_err(|_| format!("{name} is not set: write it into .env"))?;
    if secret.len() < 32 {
        return Err(format!("{name} is too short: HS256 needs 32 bytes or more"));
    }
    Ok(secret)
}

/// This key has one algorithm, whatever a token says.
fn key_confusion(token: &str, keys: &Keys) -> Verified {
    let key = DecodingKey::from_ec_der(&keys.public);
    Ok(decode(token, &key, &rules(Algorithm::ES256))?.claims)
}

/// Keys come from the server.
fn own_key(token: &str, keys: &Keys) -> Verified {
    verify(token, &keys.secret)
}

/// `kid` chooses among the keys that we know. It's never a path.
fn kid_path(token: &str, keys: &Keys) -> Verified {
    let kid = decode_header(token)?.kid.unwrap_or_default();
    let key = keys
        .by_id
        .get(&kid)
        .ok_or_else(|| refused("This key is unknown."))?;
    verify(token, key)
}

/// Verifies the token of `GET /<attack>/me`.
fn verify_for(attack: &str, token: &str, keys: &Keys) -> Option<Verified> {
    Some(match attack {
        "read-not-verified" => read_not_verified(token, keys),
        "none" => none(token, keys),
        "claims-first" => claims_first(token, keys),
        "guessable-secret" => verify(token, &keys.word),
        "empty-secret" => verify(token, &keys.mail),
        "key-confusion" => key_confusion(token, keys),
        "own-key" => own_key(token, keys),
        "kid-path" => kid_path(token, keys),
        _ => return None,
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Without a .env, the environment has to be enough.
    dotenvy::dotenv().ok();
    let keys = Keys::load(
        &secret("JWT_SECRET")?,
        &secret("NOTES_SECRET")?,
        &secret("MAIL_SECRET")?,
    )?;
    let server = workshop::server(keys, verify_for).mount("/", routes![renew]);
    rocket::execute(server.launch())?;
    Ok(())
}
