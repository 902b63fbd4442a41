//! Lesson 16: a server that verifies each signature, and then believes too much. It has five holes, on
//! purpose. Each comment that starts with HOLE explains one.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use rocket::http::{Header as HttpHeader, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Json, Value, json};
use rocket::{Request, Responder, State, catch, catchers, get, post, routes};
use serde::Deserialize;

const ISSUER: &str = "jwt-sandbox";
const AUDIENCE: &str = "jwt-sandbox-students";
const TTL_SECONDS: u64 = 30 * 60;

struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// What we read from a token. `aud` is a string or a list (RFC 7519 §4.1.3).
#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    aud: Value,
}

type Verified = Result<Claims, Refused>;

/// HOLE no-end: a token without `exp` is valid forever.
fn no_end(token: &str, keys: &Keys) -> Verified {
    let mut rules = rules();
    rules.set_required_spec_claims(&["iss", "aud"]);
    verify(token, keys, &rules)
}

/// HOLE looks-alike: an audience that is part of our name is accepted as ours.
fn looks_alike(token: &str, keys: &Keys) -> Verified {
    let mut rules = rules();
    rules.validate_aud = false;
    let claims = verify(token, keys, &rules)?;
    let names = match &claims.aud {
        Value::Array(names) => names.as_slice(),
        name => std::slice::from_ref(name),
    };
    let is_ours = |name: &Value| name.as_str().is_some_and(|name| AUDIENCE.contains(name));
    if names.iter().any(is_ours) {
        Ok(claims)
    } else {
        Err(refused("The token is for a different audience."))
    }
}

/// HOLE relay: nothing checks which service the token is for.
fn relay(token: &str, keys: &Keys) -> Verified {
    let mut rules = rules();
    rules.validate_aud = false;
    rules.set_required_spec_claims(&["exp", "iss"]);
    verify(token, keys, &rules)
}

/// A token for a new password, as it would be sent by email. See the two routes after it.
#[post("/wrong-kind/forgot", data = "<login>")]
fn forgot(login: Json<Login>, keys: &State<Keys>) -> Result<Value, Refused> {
    Ok(json!({ "token": sign(&login.name, "JWT", AUDIENCE, keys)? }))
}

/// HOLE wrong-kind: any token sets a new password, and `/wrong-kind/me` accepts this kind, too.
#[post("/wrong-kind/reset")]
fn reset(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<Value, Refused> {
    let claims = wrong_kind(bearer.0, keys)?;
    Ok(json!({ "user": claims.sub }))
}

/// HOLE wrong-kind, continued.
fn wrong_kind(token: &str, keys: &Keys) -> Verified {
    verify(token, keys, &rules())
}

/// HOLE false-refusal: refuses the token in words, but not in the status.
#[get("/false-refusal/me")]
fn false_refusal(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<Value, Refused> {
    Ok(match verify(bearer.0, keys, &rules()) {
        Ok(claims) => json!({ "user": claims.sub }),
        Err(Refused(error, _)) => json!({ "user": error }),
    })
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

// ---- No holes from here on

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
