//! Lesson 04: the server reads its secret at startup and won't run with a weak one.

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
        // RFC 7518 §3.2: an HS256 key must be at least as long as the hash, 256 bits.
        Ok(secret) if secret.len() >= 32 => Ok(secret),
        Ok(_) => Err("JWT_SECRET is too short: HS256 needs 32 bytes or more"),
        Err(_) => Err("JWT_SECRET is not set: write it into .env"),
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
