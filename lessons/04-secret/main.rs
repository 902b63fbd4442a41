//! Lesson 04: the server reads its secret at the start, and refuses to run with a weak one.

use rocket::serde::json::Json;
use rocket::{Build, Rocket, get, routes};
use serde::Serialize;

/// What others may know about a user. A password is not a part of it.
#[derive(Serialize)]
struct User {
    id: u32,
    username: &'static str,
}

/// Stands in for a row of a database.
const MOCK_USER: User = User {
    id: 1,
    username: "test",
};

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token() -> Json<User> {
    Json(MOCK_USER)
}

/// `JWT_SECRET` from the environment, into which `.env` is loaded first.
fn load_secret() -> Result<String, &'static str> {
    if dotenvy::dotenv().is_err_and(|error| !error.not_found()) {
        // dotenvy's own message would quote the line, and that line may be the secret.
        return Err(".env can't be read: write NAME=value lines and save it as UTF-8");
    }
    match std::env::var("JWT_SECRET") {
        // RFC 7518 §3.2: an HS256 key is at least as long as the hash, 256 bits.
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
