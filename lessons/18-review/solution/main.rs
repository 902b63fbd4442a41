//! Lesson 18: the members' service after the review. Each fix has a comment, in the order of the page.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use rocket::http::{Cookie, CookieJar, Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Json, Value, from_slice, json};
use rocket::tokio::sync::Mutex;
use rocket::{Request, Responder, State, catch, catchers, delete, get, post, routes};
use serde::Deserialize;
use sha2::Sha256;
use uuid::Uuid;

const TTL_SECONDS: u64 = 3600;
const ISSUER: &str = "jwt-sandbox";
const AUDIENCE: &str = "jwt-sandbox-students";

// ---- Tokens

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Fix 1: The secret comes from the environment, and a short one stops the start.
struct Key(Hmac<Sha256>);

impl Key {
    fn load() -> Result<Self, String> {
        dotenvy::dotenv().ok();
        let secret = std::env::var("JWT_SECRET").map_err(|_| "JWT_SECRET is not set")?;
        if secret.len() < 32 {
            return Err("JWT_SECRET is too short: HS256 needs 32 bytes or more".into());
        }
        let mac = Hmac::new_from_slice(secret.as_bytes());
        Ok(Self(mac.map_err(|error| error.to_string())?))
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        self.0.clone().chain_update(text)
    }
}

fn sign(claims: &Value, key: &Key) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let text = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = key.mac(&text).finalize().into_bytes();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A part of a token, decoded. Only `verify` calls it.
fn part(token: &str, index: usize) -> Option<Value> {
    let part = token.split('.').nth(index)?;
    from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Fix 2: The signature comes first, with the algorithm that the server chose. Until it's verified, nobody learns
/// which claim is wrong, and every invalid token gets the same response.
fn verify(token: &str, memory: &Memory) -> Result<Value, Unauthorized> {
    let invalid = || unauthorized("Invalid token");
    let (text, signature) = token.rsplit_once('.').ok_or_else(invalid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid())?;
    memory
        .key
        .mac(text)
        .verify_slice(&signature)
        .map_err(|_| invalid())?;
    let header = part(token, 0).ok_or_else(invalid)?;
    let claims = part(token, 1).ok_or_else(invalid)?;
    // Fix 3: exp is required, and has to be a number, which may have a fraction.
    let is_over = claims["exp"].as_f64().is_none_or(|exp| exp <= now() as f64);
    // Fix 4: The audience is compared as a whole. aud may also be a list (RFC 7519 §4.1.3).
    let is_for_us = match &claims["aud"] {
        Value::Array(all) => all.iter().any(|aud| aud == AUDIENCE),
        one => one == AUDIENCE,
    };
    let is_ours = header["alg"] == "HS256" && claims["iss"] == ISSUER && is_for_us;
    if is_over || !is_ours || memory.is_signed_out(&claims["jti"]) {
        return Err(invalid());
    }
    Ok(claims)
}

// ---- Members

struct Member {
    id: String,
    name: String,
    email: String,
    hash: String,
}

struct Memory {
    key: Key,
    members: Mutex<Vec<Member>>,
    /// When each signed-out token expires, by its `jti`.
    signed_out: std::sync::Mutex<HashMap<String, f64>>,
    /// What a password is compared with where there's no member.
    nobody: String,
}

impl Memory {
    fn signed_out(&self) -> MutexGuard<'_, HashMap<String, f64>> {
        self.signed_out
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Without a `jti`, a token couldn't be signed out, so it isn't accepted.
    fn is_signed_out(&self, jti: &Value) -> bool {
        jti.as_str()
            .is_none_or(|jti| self.signed_out().contains_key(jti))
    }
}

#[derive(Deserialize)]
struct SignUp {
    name: String,
    email: String,
    password: String,
}

#[derive(Deserialize)]
struct LogIn {
    email: String,
    password: String,
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default()
        .hash_password(password.as_bytes())?
        .to_string())
}

fn fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[post("/signup", data = "<form>")]
async fn signup(form: Json<SignUp>, memory: &State<Memory>) -> (Status, Value) {
    let SignUp {
        name,
        email,
        password,
    } = form.into_inner();
    let mut members = memory.members.lock().await;
    if members.iter().any(|member| member.email == email) {
        return (
            Status::Conflict,
            json!({ "error": "This email has an account." }),
        );
    }
    let Ok(hash) = hash(&password) else {
        return (Status::ServiceUnavailable, json!({ "error": "Try again." }));
    };
    let id = Uuid::new_v4().to_string();
    members.push(Member {
        id: id.clone(),
        name,
        email,
        hash,
    });
    (Status::Created, json!({ "id": id }))
}

#[post("/login", data = "<form>")]
async fn login(
    form: Json<LogIn>,
    memory: &State<Memory>,
    cookies: &CookieJar<'_>,
) -> (Status, Value) {
    let members = memory.members.lock().await;
    let member = members.iter().find(|member| member.email == form.email);
    // Fix 5: The same work whether or not there's a member, so the time reveals nothing.
    let hash = member.map_or(&memory.nobody, |member| &member.hash);
    let (true, Some(member)) = (fits(&form.password, hash), member) else {
        return (
            Status::Unauthorized,
            json!({ "error": "Invalid email or password" }),
        );
    };
    // Fix 6: Anyone with the token can read it, so it contains neither password nor email.
    let claims = json!({
        "sub": member.id, "name": member.name, "jti": Uuid::new_v4().to_string(),
        "iss": ISSUER, "aud": AUDIENCE, "iat": now(), "exp": now() + TTL_SECONDS,
    });
    let token = sign(&claims, &memory.key);
    // Fix 7: No script can read the cookie. Rocket adds SameSite=Strict, so no other site's form can send it.
    let cookie = Cookie::build(("jwt_token", token.clone()));
    cookies.add(cookie.http_only(true));
    (Status::Ok, json!({ "token": token }))
}

/// The token from the Authorization header, or from the cookie.
struct Token(String);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Token {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        // Fix 8: A client can send anything. A header without a token counts as a missing one.
        if let Some(header) = request.headers().get_one("Authorization") {
            return match header.split_once(' ') {
                Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => {
                    Outcome::Success(Token(token.trim().into()))
                }
                _ => Outcome::Error((Status::Unauthorized, ())),
            };
        }
        match request.cookies().get("jwt_token") {
            Some(cookie) => Outcome::Success(Token(cookie.value().into())),
            None => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

/// For the mobile app.
/// Fix 9: A refusal has its own status. With status 200, a program would take it for a user.
#[post("/verify-token")]
fn verify_token(token: Token, memory: &State<Memory>) -> Result<Value, Unauthorized> {
    Ok(json!({ "user": verify(&token.0, memory)? }))
}

/// Fix 10: Every route verifies. Fix 11: The member may be gone. Then the token is refused.
#[get("/dashboard")]
async fn dashboard(token: Token, memory: &State<Memory>) -> Result<Value, Unauthorized> {
    let claims = verify(&token.0, memory)?;
    let members = memory.members.lock().await;
    let member = members.iter().find(|member| claims["sub"] == *member.id);
    let name = &member.ok_or_else(|| unauthorized("Invalid token"))?.name;
    Ok(json!({ "message": format!("Welcome, {name}!") }))
}

#[delete("/me")]
async fn delete_me(token: Token, memory: &State<Memory>) -> Result<Status, Unauthorized> {
    let claims = verify(&token.0, memory)?;
    let mut members = memory.members.lock().await;
    members.retain(|member| claims["sub"] != *member.id);
    Ok(Status::NoContent)
}

/// Fix 12: Signing out changes something, so it's a POST, and the server remembers it until `exp`.
#[post("/logout")]
fn logout(
    token: Token,
    memory: &State<Memory>,
    cookies: &CookieJar<'_>,
) -> Result<Status, Unauthorized> {
    let claims = verify(&token.0, memory)?;
    if let (Some(jti), Some(exp)) = (claims["jti"].as_str(), claims["exp"].as_f64()) {
        let mut signed_out = memory.signed_out();
        signed_out.retain(|_, exp| *exp > now() as f64);
        signed_out.insert(jti.into(), exp);
    }
    cookies.remove("jwt_token");
    Ok(Status::NoContent)
}

// ---- Refusals

#[derive(Responder)]
#[response(status = 401)]
struct Unauthorized(Value, Header<'static>);

fn unauthorized(error: &str) -> Unauthorized {
    Unauthorized(
        json!({ "error": error }),
        Header::new("WWW-Authenticate", "Bearer"),
    )
}

#[catch(401)]
fn no_token() -> Unauthorized {
    unauthorized("Token is missing")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let memory = Memory {
        key: Key::load()?,
        members: Mutex::default(),
        signed_out: std::sync::Mutex::default(),
        nobody: hash(&Uuid::new_v4().to_string()).map_err(|error| error.to_string())?,
    };
    let server = rocket::build()
        .manage(memory)
        .mount(
            "/",
            routes![signup, login, verify_token, dashboard, delete_me, logout],
        )
        .register("/", catchers![no_token]);
    rocket::execute(server.launch())?;
    Ok(())
}
