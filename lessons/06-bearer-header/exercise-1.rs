// Lesson 06, exercise 1: a request with two `Authorization` headers is refused.

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

/// Stands in for a row of a database.
const MOCK_USER: User = User {
    id: 1,
    username: "test",
};

/// The payload of a token. Whoever holds the token can read it.
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

/// The token of `Authorization: Bearer <token>`.
struct Bearer<'r>(&'r str);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Bearer<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let mut headers = request.headers().get("Authorization");
        let only = headers.next().filter(|_| headers.next().is_none());
        match only.and_then(|value| value.split_once(' ')) {
            // The scheme's case does not matter (RFC 9110 §11.1).
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
