//! Lesson 09: a token says who issued it and for whom, and the server validates both.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation, decode, encode};
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Value, json};
use rocket::{Build, Request, Responder, Rocket, State, get, post, routes};
use serde::{Deserialize, Serialize};

/// Who issues our tokens and for which service: `iss` and `aud`.
const ISSUER: &str = "jwt-sandbox";
const AUDIENCE: &str = "jwt-sandbox-students";
const TTL_SECONDS: u64 = 30 * 60; // Nobody can revoke a token before it expires.

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
#[derive(Serialize, Deserialize)]
struct Claims {
    aud: Value,
    exp: u64,
    iat: u64,
    iss: String,
    sub: String,
    username: String,
}

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token(key: &State<EncodingKey>) -> Result<Value, Status> {
    let now = jsonwebtoken::get_current_timestamp();
    let claims = Claims {
        aud: AUDIENCE.into(),
        exp: now + TTL_SECONDS,
        iat: now,
        iss: ISSUER.into(),
        sub: MOCK_USER.id.to_string(),
        username: MOCK_USER.username.to_string(),
    };
    let token = encode(&jsonwebtoken::Header::new(Algorithm::HS256), &claims, key)
        .map_err(|_| Status::InternalServerError)?;
    Ok(json!({ "token": token }))
}

// The challenges of RFC 6750 §3: for a request without a token, and for an invalid token.
const NO_TOKEN: &str = r#"Bearer realm="jwt-sandbox""#;
const INVALID_TOKEN: &str = r#"Bearer realm="jwt-sandbox", error="invalid_token""#;

/// A 401: the body says what is wrong, the header is the challenge.
#[derive(Responder)]
#[response(status = 401)]
struct Rejection(Value, Header<'static>);

fn reject(error: &str, challenge: &'static str) -> Rejection {
    let header = Header::new("WWW-Authenticate", challenge);
    Rejection(json!({ "error": error }), header)
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
fn verify_token(
    bearer: Option<Bearer<'_>>,
    key: &State<DecodingKey>,
    rules: &State<Validation>,
) -> Result<Value, Rejection> {
    let Some(Bearer(token)) = bearer else {
        return Err(reject("Send Authorization: Bearer <token>.", NO_TOKEN));
    };
    match decode::<Claims>(token, key, rules) {
        Ok(token) => Ok(json!({ "user": token.claims })),
        Err(error) => Err(reject(explain(error.kind()), INVALID_TOKEN)),
    }
}

/// What is wrong with a token, in our own words.
fn explain(error: &ErrorKind) -> &'static str {
    match error {
        ErrorKind::InvalidSignature => "The signature does not match.",
        ErrorKind::ExpiredSignature => "The token has expired.",
        ErrorKind::ImmatureSignature => "The token is not valid yet.",
        ErrorKind::InvalidIssuer => "The token is from another issuer.",
        ErrorKind::InvalidAudience => "The token is for another audience.",
        _ => "The token isn't like ours: compare its header and claims.",
    }
}

/// What we require of a token besides a valid signature.
fn rules() -> Validation {
    // The only algorithm we accept. A token can't choose another.
    let mut rules = Validation::new(Algorithm::HS256);
    rules.validate_nbf = true;
    // The same clock signs and verifies, so there is no difference to allow for.
    rules.leeway = 0;
    // At exp, a token has already expired (RFC 7519 §4.1.4).
    rules.reject_tokens_expiring_in_less_than = 1;
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    // The two lines above validate a claim only if it's there.
    rules.set_required_spec_claims(&["exp", "iss", "aud"]);
    rules
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
        .manage(DecodingKey::from_secret(secret))
        .manage(rules())
        .mount("/", routes![sign_token, verify_token])
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = load_secret()?;
    rocket::execute(rocket(secret.as_bytes()).launch())?;
    Ok(())
}
