//! Lesson 15: a forger. It changes a token's header and claims, and signs it with any key.

mod guess;

use std::error::Error;
use std::{env, fs};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::InvalidLength;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const USAGE: &str =
    "forger <token> header.<name>=<value> claims.<name>=<value> key=<text> key-file=<path>";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [guess, token, words] if guess == "guess" => guess::run(token, words),
        [token, changes @ ..] => {
            println!("{}", forge(token, changes)?);
            Ok(())
        }
        [] => Err(USAGE.into()),
    }
}

/// The token with these changes. Without a key, its signature is empty.
fn forge(token: &str, changes: &[String]) -> Result<String, Box<dyn Error>> {
    let mut parts = token.split('.');
    let mut header = read(parts.next())?;
    let mut claims = read(parts.next())?;
    let mut key = None;
    for change in changes {
        let (name, value) = change.split_once('=').ok_or(USAGE)?;
        match name.split_once('.').unwrap_or((name, "")) {
            ("header", path) => *member(&mut header, path) = json_or_text(value),
            ("claims", path) => *member(&mut claims, path) = json_or_text(value),
            ("key", "") => key = Some(value.as_bytes().to_vec()),
            ("key-file", "") => {
                key = Some(fs::read(value).map_err(|error| format!("{value}: {error}"))?)
            }
            _ => return Err(USAGE.into()),
        }
    }
    let signed = format!("{}.{}", write(&header), write(&claims));
    let signature = key.map_or(Ok(String::new()), |key| sign(&signed, &key))?;
    Ok(format!("{signed}.{signature}"))
}

/// The JSON in a part.
fn read(part: Option<&str>) -> Result<Value, &'static str> {
    let bytes = URL_SAFE_NO_PAD.decode(part.unwrap_or_default());
    serde_json::from_slice(&bytes.unwrap_or_default()).map_err(|_| "That isn't a token.")
}

fn write(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// The place for a value. In `jwk.kty`, it's `kty` in the object `jwk`, which is made if necessary.
fn member<'v>(object: &'v mut Value, path: &str) -> &'v mut Value {
    path.split('.').fold(object, |object, name| {
        if !object.is_object() {
            *object = json!({});
        }
        &mut object[name]
    })
}

/// `7` and `true` are JSON, `none` isn't.
fn json_or_text(value: &str) -> Value {
    serde_json::from_str(value).unwrap_or_else(|_| value.into())
}

/// HMAC-SHA256 with a key of any length, in base64url.
fn sign(signed: &str, key: &[u8]) -> Result<String, InvalidLength> {
    let mac = Hmac::<Sha256>::new_from_slice(key)?.chain_update(signed);
    Ok(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}
