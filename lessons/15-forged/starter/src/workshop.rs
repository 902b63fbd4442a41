//! What the eight holes share: keys, login, answers, and the right way to verify. Nothing to fix here.

use std::collections::HashMap;
use std::{fs, io};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation, decode, encode};
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Json, Value, json};
use rocket::{Build, Request, Responder, Rocket, State, catch, catchers, get, post, routes};
use serde::{Deserialize, Serialize};

pub const ISSUER: &str = "jwt-sandbox";
pub const AUDIENCE: &str = "jwt-sandbox-students";
const TTL_SECONDS: u64 = 30 * 60;

#[derive(Serialize, Deserialize)]
pub struct Claims {
    pub sub: String,
    pub iss: String,
    pub aud: String,
    pub exp: u64,
}

pub type Verified = Result<Claims, Refused>;
type VerifyFor = fn(attack: &str, token: &str, keys: &Keys) -> Option<Verified>;

/// A 401: the body says what is wrong, and the header is the challenge.
#[derive(Responder)]
#[response(status = 401)]
pub struct Refused(pub Value, pub Header<'static>);

pub fn refused(error: &str) -> Refused {
    Refused(
        json!({ "error": error }),
        Header::new("WWW-Authenticate", "Bearer"),
    )
}

impl From<jsonwebtoken::errors::Error> for Refused {
    fn from(_: jsonwebtoken::errors::Error) -> Self {
        refused("The token isn't valid.")
    }
}

/// One key for each purpose.
pub struct Keys {
    pub secret: Vec<u8>,
    pub word: Vec<u8>,
    pub mail: Vec<u8>,
    /// The ES256 key pair. The public half is a point of the curve: the byte 4, x and y.
    pub private: EncodingKey,
    pub public: Vec<u8>,
    /// What is in the files in `keys/`, by their names.
    pub by_id: HashMap<String, Vec<u8>>,
}

impl Keys {
    pub fn load(secret: &str, word: &str, mail: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let (private, public) = key_pair()?;
        let mut by_id = HashMap::new();
        fs::create_dir_all("keys")?;
        for kid in ["2025", "2026"] {
            let key = random()?;
            fs::write(format!("keys/{kid}"), key)?;
            by_id.insert(kid.into(), key.into());
        }
        fs::create_dir_all("public")?;
        fs::write("public/robots.txt", "User-agent: *\nDisallow: /\n")?;
        Ok(Self {
            secret: secret.into(),
            word: word.into(),
            mail: mail.into(),
            private,
            public,
            by_id,
        })
    }

    /// The key that signs the tokens of an attack.
    pub fn signing(&self, attack: &str) -> EncodingKey {
        match attack {
            "guessable-secret" => EncodingKey::from_secret(&self.word),
            "empty-secret" => EncodingKey::from_secret(&self.mail),
            "key-confusion" => self.private.clone(),
            _ => EncodingKey::from_secret(&self.secret),
        }
    }
}

fn random() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// A new key pair: PKCS #8 for a P-256 key is this prefix and 32 random bytes.
fn key_pair() -> Result<(EncodingKey, Vec<u8>), Box<dyn std::error::Error>> {
    const PREFIX: [u8; 35] = [
        0x30, 0x41, 2, 1, 0, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a,
        0x86, 0x48, 0xce, 0x3d, 3, 1, 7, 4, 0x27, 0x30, 0x25, 2, 1, 1, 4, 0x20,
    ];
    let private = EncodingKey::from_ec_der(&[&PREFIX[..], &random()?].concat());
    let jwk = Jwk::from_encoding_key(&private, Algorithm::ES256)?;
    let AlgorithmParameters::EllipticCurve(point) = jwk.algorithm else {
        return Err("an ES256 key is a point of a curve".into());
    };
    let [x, y] = [&point.x, &point.y].map(|half| URL_SAFE_NO_PAD.decode(half));
    Ok((private, [vec![4], x?, y?].concat()))
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

#[derive(Deserialize)]
struct Login {
    name: String,
    kid: Option<String>,
}

/// A token for anyone who asks: this server is about what happens after the login.
#[post("/<attack>/login", data = "<login>")]
fn login(attack: &str, login: Json<Login>, keys: &State<Keys>) -> Result<Value, Refused> {
    let Login { name, kid } = login.into_inner();
    if attack != "kid-path" {
        return Ok(json!({ "token": sign(&name, None, &keys.signing(attack))? }));
    }
    let kid = kid.unwrap_or_else(|| "2026".into());
    let key = keys
        .by_id
        .get(&kid)
        .ok_or_else(|| refused("There is no such key."))?;
    let key = EncodingKey::from_secret(key);
    Ok(json!({ "token": sign(&name, Some(kid), &key)? }))
}

#[get("/<attack>/me")]
fn me(
    attack: &str,
    bearer: Bearer<'_>,
    keys: &State<Keys>,
    verify_for: &State<VerifyFor>,
) -> Option<Result<Value, Refused>> {
    let verified = verify_for(attack, bearer.0, keys)?;
    Some(verified.map(|claims| json!({ "user": claims.sub })))
}

/// Anyone may have the public key. As a JWK, it's text.
#[get("/key-confusion/public-key")]
fn public_key(keys: &State<Keys>) -> Value {
    let (x, y) = keys.public[1..].split_at(32);
    let [x, y] = [x, y].map(|half| URL_SAFE_NO_PAD.encode(half));
    json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
}

/// A file that anyone can read, not far from the keys.
#[get("/kid-path/robots.txt")]
fn robots() -> Option<Vec<u8>> {
    fs::read("public/robots.txt").ok()
}

pub fn sign(name: &str, kid: Option<String>, key: &EncodingKey) -> Result<String, Refused> {
    let mut header = jsonwebtoken::Header::new(key.family().algorithms()[0]);
    header.kid = kid;
    let claims = Claims {
        sub: name.into(),
        iss: ISSUER.into(),
        aud: AUDIENCE.into(),
        exp: jsonwebtoken::get_current_timestamp() + TTL_SECONDS,
    };
    Ok(encode(&header, &claims, key)?)
}

/// The right way to verify a token that was signed with a secret.
pub fn verify(token: &str, secret: &[u8]) -> Verified {
    let key = DecodingKey::from_secret(secret);
    Ok(decode(token, &key, &rules(Algorithm::HS256))?.claims)
}

pub fn rules(alg: Algorithm) -> Validation {
    let mut rules = Validation::new(alg);
    rules.leeway = 0;
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "iss", "aud"]);
    rules
}

pub fn server(keys: Keys, verify_for: VerifyFor) -> Rocket<Build> {
    rocket::build()
        .manage(keys)
        .manage(verify_for)
        .mount("/", routes![login, me, public_key, robots])
        .register("/", catchers![no_token])
}
