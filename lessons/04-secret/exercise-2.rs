// Lesson 04, exercise 2: a secret that repeats a few characters is rejected, too.

use std::collections::HashSet;

use rocket::serde::json::Json;
use rocket::{Build, Rocket, get, routes};
use serde::Serialize;

/// What others may know about a user. The password isn't part of it.
#[derive(Serialize)]
struct User {
    id: u32,
    username: &'static str,
}

/// Stands in for a database row.
const MOCK_USER: User = User {
    id: 1,
    username: "test",
};

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token() -> Json<User> {
    Json(MOCK_USER)
}

/// Reads `JWT_SECRET` from the environment, after loading `.env` into it.
fn load_secret() -> Result<String, &'static str> {
    if dotenvy::dotenv().is_err_and(|error| !error.not_found()) {
        // dotenvy's own message quotes the line, and that line may be the secret.
        return Err(".env can't be read: write NAME=value lines and save it as UTF-8");
    }
    match std::env::var("JWT_SECRET") {
        Ok(secret) => check(secret),
        Err(_) => Err("JWT_SECRET is not set: write it into .env"),
    }
}

/// Checks that a secret is long enough for HS256 and has at least 8 different bytes.
fn check(secret: String) -> Result<String, &'static str> {
    let different: HashSet<u8> = secret.bytes().collect();
    // RFC 7518 §3.2: an HS256 key must be at least as long as the hash, 256 bits.
    if secret.len() < 32 {
        Err("JWT_SECRET is too short: HS256 needs 32 bytes or more")
    } else if different.len() < 8 {
        Err("JWT_SECRET is too uniform: make one with openssl rand -hex 32")
    } else {
        Ok(secret)
    }
}

fn rocket() -> Rocket<Build> {
    rocket::build().mount("/", routes![sign_token])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = load_secret()?;
    println!("JWT_SECRET has {} bytes.", secret.len());
    rocket::execute(rocket().launch())?;
    Ok(())
}
