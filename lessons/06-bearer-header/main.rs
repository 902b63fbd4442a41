//! Lesson 06: the server reads a token from the `Authorization` header.

use jsonwebtoken::{Algorithm, EncodingKey, encode};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Value, json};
use rocket::{Build, Request, Rocket, State, get, post, routes};
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

/// The token from `Authorization: Bearer <token>`. Nothing has verified it yet.
struct Bearer<'r>(&'r str);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Bearer<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let header = request.headers().get_one("Authorization");
        match header.and_then(|value| value.split_once(' ')) {
            // The scheme is case-insensitive (RFC 9110 §11.1).
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => {
                Outcome::Success(Bearer(token.trim()))
            }
            _ => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

// Try: curl -X POST -H "Authorization: Bearer <token>" http://127.0.0.1:8000/verify-token
#[post("/verify-token")]
fn verify_token(bearer: Bearer<'_>) -> Value {
    json!({ "token": bearer.0 })
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
        .mount("/", routes![sign_token, verify_token])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = load_secret()?;
    rocket::execute(rocket(secret.as_bytes()).launch())?;
    Ok(())
}
