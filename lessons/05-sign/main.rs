//! Lesson 05: the server signs a token.

use jsonwebtoken::{Algorithm, EncodingKey, encode};
use rocket::http::Status;
use rocket::serde::json::{Value, json};
use rocket::{Build, Rocket, State, get, routes};
use serde::Serialize;

struct User {
    id: u32,
    username: &'static str,
}

/// Stands in for a database row.
const MOCK_USER: User = User {
    id: 1,
    username: "test",
};

/// The payload of a token. Anyone who has the token can read it.
#[derive(Serialize)]
struct Claims {
    sub: String,
    username: String,
}

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token(key: &State<EncodingKey>) -> Result<Value, Status> {
    let claims = Claims {
        sub: MOCK_USER.id.to_string(),
        username: MOCK_USER.username.to_string(),
    };
    let token = encode(&jsonwebtoken::Header::new(Algorithm::HS256), &claims, key)
        .map_err(|_| Status::InternalServerError)?;
    Ok(json!({ "token": token }))
}

/// Reads `JWT_SECRET` from the environment, after loading `.env` into it.
fn load_secret() -> Result<String, &'static str> {
    if dotenvy::dotenv().is_err_and(|error| !error.not_found()) {
        // dotenvy's own message quotes the line, and that line may be the secret.
        return Err(".env can't be read: write NAME=value lines and save it as UTF-8");
    }
    match std::env::var("JWT_SECRET") {
        // RFC 7518 §3.2: an HS256 key must be at least as long as the hash, 256 bits.
        Ok(secret) if secret.len() >= 32 => Ok(secret),
        Ok(_) => Err("JWT_SECRET is too short: HS256 needs 32 bytes or more"),
        Err(_) => Err("JWT_SECRET is not set: write it into .env"),
    }
}

fn rocket(secret: &[u8]) -> Rocket<Build> {
    rocket::build()
        .manage(EncodingKey::from_secret(secret))
        .mount("/", routes![sign_token])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = load_secret()?;
    rocket::execute(rocket(secret.as_bytes()).launch())?;
    Ok(())
}
