//! What all routes share: keys, the right way to verify, and refusals. Nothing to fix here.

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Validation, decode, encode, get_current_timestamp,
};
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Value, json};
use rocket::{Build, Request, Responder, Rocket, catch, catchers};
use serde::Deserialize;

const ISSUER: &str = "jwt-sandbox";
const AUDIENCE: &str = "jwt-sandbox-students";
const TTL_SECONDS: u64 = 30 * 60;

#[derive(Deserialize)]
#[allow(dead_code, reason = "a fix may need fewer fields")]
pub struct Login {
    pub name: String,
    pub password: Option<String>,
}

/// What the server reads from a token.
#[derive(Deserialize)]
#[allow(dead_code, reason = "a fix may need fewer fields, or other ones")]
pub struct Claims {
    pub sub: String,
    pub exp: f64,
    pub jti: Option<String>,
    pub name: Option<String>,
    pub role: Option<String>,
}

pub struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Keys {
    pub fn new(secret: &str) -> Self {
        Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
        }
    }

    /// Signs these claims, with issuer, audience and times.
    pub fn sign(&self, claims: &Value) -> Result<String, Refused> {
        let mut claims = claims.clone();
        claims["iss"] = ISSUER.into();
        claims["aud"] = AUDIENCE.into();
        claims["iat"] = get_current_timestamp().into();
        claims["exp"] = (get_current_timestamp() + TTL_SECONDS).into();
        let header = jsonwebtoken::Header::new(Algorithm::HS256);
        encode(&header, &claims, &self.encoding).map_err(|_| refused("The token can't be signed."))
    }

    pub fn verify(&self, token: &str) -> Result<Claims, Refused> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.leeway = 0;
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        match decode(token, &self.decoding, &rules) {
            Ok(token) => Ok(token.claims),
            Err(_) => Err(refused("The token isn't valid.")),
        }
    }
}

/// An id that nobody can guess: 16 random bytes in hexadecimal.
pub fn random() -> Result<String, Refused> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| refused("There are no random bytes."))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A 401: the body says what is wrong, and the header is the challenge.
#[derive(Responder)]
#[response(status = 401)]
pub struct Refused(Value, Header<'static>);

pub fn refused(error: &str) -> Refused {
    Refused(
        json!({ "error": error }),
        Header::new("WWW-Authenticate", "Bearer"),
    )
}

/// The token from `Authorization: Bearer <token>`. Nothing has verified it yet.
pub struct Bearer<'r>(pub &'r str);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Bearer<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let header = request.headers().get_one("Authorization");
        match header.and_then(|value| value.split_once(' ')) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => {
                Outcome::Success(Bearer(token.trim()))
            }
            _ => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

#[catch(401)]
fn no_token() -> Refused {
    refused("Send Authorization: Bearer <token>.")
}

pub fn server(keys: Keys) -> Rocket<Build> {
    rocket::build()
        .manage(keys)
        .register("/", catchers![no_token])
}
