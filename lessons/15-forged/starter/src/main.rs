//! Lesson 15: a server that believes forged tokens. It has eight holes, on purpose, so keep it on your
//! own machine. Each comment that starts with HOLE explains one. `workshop.rs` has no holes.

mod workshop;

use std::{env, fs};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, decode, decode_header};
use rocket::serde::json::{Value, from_slice, json};
use rocket::{State, post, routes};
use serde::de::DeserializeOwned;

use workshop::{
    AUDIENCE, Bearer, Claims, ISSUER, Keys, Refused, Verified, refused, rules, sign, verify,
};

const EXPIRED: &str = "The token has expired.";

/// HOLE read-not-verified: decodes the payload and verifies nothing.
fn read_not_verified(token: &str, _: &Keys) -> Verified {
    part(token, 1)
}

/// HOLE none: a token can say that it doesn't have a signature.
fn none(token: &str, keys: &Keys) -> Verified {
    let header: Value = part(token, 0)?;
    let alg = header["alg"].as_str().unwrap_or_default();
    if alg.eq_ignore_ascii_case("none") {
        return part(token, 1);
    }
    verify(token, &keys.secret)
}

/// HOLE claims-first: validates the claims before the signature, and tells anyone which one is wrong.
fn claims_first(token: &str, keys: &Keys) -> Verified {
    let claims: Claims = part(token, 1)?;
    if claims.iss != ISSUER {
        return Err(refused("The token is from a different issuer."));
    }
    if claims.aud != AUDIENCE {
        return Err(refused("The token is for a different audience."));
    }
    if claims.exp <= jsonwebtoken::get_current_timestamp() {
        return Err(refused(EXPIRED));
    }
    verify(token, &keys.secret)
}

/// HOLE claims-first, continued: a token that has "only" expired is renewed.
#[post("/claims-first/renew")]
fn renew(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<Value, Refused> {
    let claims = match claims_first(bearer.0, keys) {
        Err(Refused(why, _)) if why["error"] == EXPIRED => part(bearer.0, 1)?,
        other => other?,
    };
    let token = sign(&claims.sub, None, &keys.signing("claims-first"))?;
    Ok(json!({ "token": token }))
}

/// HOLE guessable-secret: a word that is on every list of common passwords.
fn word() -> String {
    "sunshine".into()
}

/// HOLE empty-secret: nobody set `MAIL_SECRET`, and nobody noticed.
fn mail_secret() -> String {
    env::var("MAIL_SECRET").unwrap_or_default()
}

/// HOLE key-confusion: the token's `alg` decides what the key's bytes mean.
fn key_confusion(token: &str, keys: &Keys) -> Verified {
    let alg = decode_header(token)?.alg;
    let key = match alg {
        Algorithm::ES256 => DecodingKey::from_ec_der(&keys.public),
        _ => DecodingKey::from_secret(&keys.public),
    };
    Ok(decode(token, &key, &rules(alg))?.claims)
}

/// HOLE own-key: a token can bring the key that verifies it.
fn own_key(token: &str, keys: &Keys) -> Verified {
    let header = decode_header(token)?;
    let key = match &header.jwk {
        Some(jwk) => DecodingKey::from_jwk(jwk)?,
        None => DecodingKey::from_secret(&keys.secret),
    };
    Ok(decode(token, &key, &rules(header.alg))?.claims)
}

/// HOLE kid-path: a token can name the file that its key is read from.
fn kid_path(token: &str, _: &Keys) -> Verified {
    let kid = decode_header(token)?.kid.unwrap_or_default();
    let key = fs::read(format!("keys/{kid}")).map_err(|_| refused("This key is unknown."))?;
    verify(token, &key)
}

/// One part of a token, decoded: 0 is the header, 1 the payload. Nothing has verified it.
fn part<T: DeserializeOwned>(token: &str, index: usize) -> Result<T, Refused> {
    let bytes = token
        .split('.')
        .nth(index)
        .map(|part| URL_SAFE_NO_PAD.decode(part));
    let value = bytes
        .and_then(Result::ok)
        .and_then(|bytes| from_slice(&bytes).ok());
    value.ok_or_else(|| refused("This isn't a token."))
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
    let keys = Keys::load(&env::var("JWT_SECRET")?, &word(), &mail_secret())?;
    let server = workshop::server(keys, verify_for).mount("/", routes![renew]);
    rocket::execute(server.launch())?;
    Ok(())
}
