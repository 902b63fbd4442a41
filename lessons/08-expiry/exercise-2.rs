// Lesson 08, exercise 2: the answer says how long the token lives.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation, decode, encode};
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Value, json};
use rocket::{Build, Request, Responder, Rocket, State, get, post, routes};
use serde::{Deserialize, Serialize};

const TTL_SECONDS: u64 = 30 * 60; // Until then, nobody can call a token back.

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
#[derive(Serialize, Deserialize)]
struct Claims {
    exp: u64,
    iat: u64,
    sub: String,
    username: String,
}

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token(key: &State<EncodingKey>) -> Result<Value, Status> {
    let now = jsonwebtoken::get_current_timestamp();
    let claims = Claims {
        exp: now + TTL_SECONDS,
        iat: now,
        sub: MOCK_USER.id.to_string(),
        username: MOCK_USER.username.to_string(),
    };
    let token = encode(&jsonwebtoken::Header::new(Algorithm::HS256), &claims, key)
        .map_err(|_| Status::InternalServerError)?;
    Ok(json!({ "expires_in": TTL_SECONDS, "token": token }))
}

/// A refusal: 401, what is wrong, and the scheme that we want (RFC 6750 §3).
#[derive(Responder)]
#[response(status = 401)]
struct Refused(Value, Header<'static>);

fn refused(error: &str, code: &str) -> Refused {
    let challenge = format!(r#"Bearer realm="jwt-sandbox"{code}"#);
    let header = Header::new("WWW-Authenticate", challenge);
    Refused(json!({ "error": error }), header)
}

/// The token of `Authorization: Bearer <token>`.
struct Bearer<'r>(&'r str);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Bearer<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let header = request.headers().get_one("Authorization");
        match header.and_then(|value| value.split_once(' ')) {
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
fn verify_token(
    bearer: Option<Bearer<'_>>,
    key: &State<DecodingKey>,
    rules: &State<Validation>,
) -> Result<Value, Refused> {
    let Some(Bearer(token)) = bearer else {
        return Err(refused("Send Authorization: Bearer <token>.", ""));
    };
    let error = match decode::<Claims>(token, key, rules).map_err(|error| error.into_kind()) {
        Ok(token) => return Ok(json!({ "user": token.claims })),
        Err(ErrorKind::InvalidSignature) => "The signature does not match.",
        Err(ErrorKind::ExpiredSignature) => "The token has expired.",
        Err(ErrorKind::ImmatureSignature) => "The token is not valid yet.",
        Err(_) => "The token is not made as ours are: compare header and claims.",
    };
    Err(refused(error, r#", error="invalid_token""#))
}

/// What a token must fulfil, besides a good signature.
fn rules() -> Validation {
    // The one algorithm that we accept. A token can't choose another.
    let mut rules = Validation::new(Algorithm::HS256);
    rules.validate_nbf = true;
    // One clock signs and verifies here, so none has to be forgiven.
    rules.leeway = 0;
    // On exp itself it is too late (RFC 7519 §4.1.4).
    rules.reject_tokens_expiring_in_less_than = 1;
    // Our tokens have no aud yet (lesson 09).
    rules.validate_aud = false;
    rules
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
        .manage(DecodingKey::from_secret(secret))
        .manage(rules())
        .mount("/", routes![sign_token, verify_token])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = load_secret()?;
    rocket::execute(rocket(secret.as_bytes()).launch())?;
    Ok(())
}
