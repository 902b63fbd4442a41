//! Lesson 16: the server of `cargo start-at 16-mend`, with its five holes closed.

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use rocket::http::{Header as HttpHeader, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Json, Value, json};
use rocket::{Request, Responder, State, catch, catchers, get, post, routes};
use serde::Deserialize;

const ISSUER: &str = "jwt-sandbox";
const AUDIENCE: &str = "jwt-sandbox-students";
/// The audience of a token that sets a new password, and its type: no other route takes either.
const RESET_AUDIENCE: &str = "jwt-sandbox-reset";
const RESET_TYPE: &str = "reset+jwt";
const TTL_SECONDS: u64 = 30 * 60;

struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// What we read from a token. The library validates the rest.
#[derive(Deserialize)]
struct Claims {
    sub: String,
}

type Verified = Result<Claims, Refused>;

/// `exp` is required, and has to be a number.
fn no_end(token: &str, keys: &Keys) -> Verified {
    verify(token, keys, &rules())
}

/// An audience is compared as a whole.
fn looks_alike(token: &str, keys: &Keys) -> Verified {
    verify(token, keys, &rules())
}

/// A token for another service isn't for us, even if the same key signed it.
fn relay(token: &str, keys: &Keys) -> Verified {
    verify(token, keys, &rules())
}

/// A token for a new password, as it would be sent by email. See the two routes after it.
#[post("/wrong-kind/forgot", data = "<login>")]
fn forgot(login: Json<Login>, keys: &State<Keys>) -> Result<Value, Refused> {
    Ok(json!({ "token": sign(&login.name, RESET_TYPE, RESET_AUDIENCE, keys)? }))
}

/// Only a token of this kind sets a new password.
#[post("/wrong-kind/reset")]
fn reset(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<Value, Refused> {
    let mut rules = rules();
    rules.set_audience(&[RESET_AUDIENCE]);
    let claims = verify(bearer.0, keys, &rules)?;
    require_type(bearer.0, RESET_TYPE)?;
    Ok(json!({ "user": claims.sub }))
}

/// The two kinds differ in their audience and in their type.
fn wrong_kind(token: &str, keys: &Keys) -> Verified {
    let claims = verify(token, keys, &rules())?;
    require_type(token, "JWT")?;
    Ok(claims)
}

/// Whether a verified token has this `typ`. Every token of this server has one, so a token without it isn't of
/// any kind (RFC 8725 §3.11).
fn require_type(token: &str, wanted: &str) -> Result<(), Refused> {
    let header = decode_header(token).map_err(|_| refused("The token isn't valid."))?;
    if header
        .typ
        .is_some_and(|typ| typ.eq_ignore_ascii_case(wanted))
    {
        return Ok(());
    }
    Err(refused("This is a different kind of token."))
}

/// A refusal is a status: programs don't read sentences.
#[get("/false-refusal/me")]
fn false_refusal(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<Value, Refused> {
    let claims = verify(bearer.0, keys, &rules())?;
    Ok(json!({ "user": claims.sub }))
}

#[get("/<attack>/me", rank = 2)]
fn me(attack: &str, bearer: Bearer<'_>, keys: &State<Keys>) -> Option<Result<Value, Refused>> {
    let verified = match attack {
        "no-end" => no_end(bearer.0, keys),
        "looks-alike" => looks_alike(bearer.0, keys),
        "relay" => relay(bearer.0, keys),
        "wrong-kind" => wrong_kind(bearer.0, keys),
        _ => return None,
    };
    Some(verified.map(|claims| json!({ "user": claims.sub })))
}

fn rules() -> Validation {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.leeway = 0;
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "iss", "aud"]);
    rules
}

fn verify(token: &str, keys: &Keys, rules: &Validation) -> Verified {
    match decode(token, &keys.decoding, rules) {
        Ok(token) => Ok(token.claims),
        Err(_) => Err(refused("The token isn't valid.")),
    }
}

fn sign(name: &str, typ: &str, aud: &str, keys: &Keys) -> Result<String, Refused> {
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some(typ.into());
    let exp = jsonwebtoken::get_current_timestamp() + TTL_SECONDS;
    let claims = json!({ "sub": name, "iss": ISSUER, "aud": aud, "exp": exp });
    encode(&header, &claims, &keys.encoding).map_err(|_| refused("The token can't be signed."))
}

#[derive(Deserialize)]
struct Login {
    name: String,
}

/// A token for anyone who asks: this server is about what happens after the login.
#[post("/<_>/login", data = "<login>")]
fn login(login: Json<Login>, keys: &State<Keys>) -> Result<Value, Refused> {
    Ok(json!({ "token": sign(&login.name, "JWT", AUDIENCE, keys)? }))
}

/// A 401: the body says what is wrong, and the header is the challenge.
#[derive(Responder)]
#[response(status = 401)]
struct Refused(Value, HttpHeader<'static>);

fn refused(error: &str) -> Refused {
    Refused(
        json!({ "error": error }),
        HttpHeader::new("WWW-Authenticate", "Bearer"),
    )
}

/// The token from `Authorization: Bearer <token>`. Nothing has verified it yet.
struct Bearer<'r>(&'r str);

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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Without a .env, the environment has to be enough.
    dotenvy::dotenv().ok();
    let secret = std::env::var("JWT_SECRET")?;
    let keys = Keys {
        encoding: EncodingKey::from_secret(secret.as_bytes()),
        decoding: DecodingKey::from_secret(secret.as_bytes()),
    };
    let server = rocket::build()
        .manage(keys)
        .mount("/", routes![login, me, forgot, reset, false_refusal])
        .register("/", catchers![no_token]);
    rocket::execute(server.launch())?;
    Ok(())
}
