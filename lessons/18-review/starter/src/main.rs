//! Members: sign up, sign in, a dashboard. Tokens without a library, so that nothing needs updating.

use std::time::{SystemTime, UNIX_EPOCH};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use rocket::http::{CookieJar, Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{Json, Value, from_slice, json};
use rocket::tokio::sync::Mutex;
use rocket::{Request, Responder, State, catch, catchers, delete, get, launch, post, routes};
use serde::Deserialize;
use sha2::Sha256;
use uuid::Uuid;

const SECRET: &str = "123"; // TODO: move to .env
const ISSUER: &str = "jwt-sandbox";
const AUDIENCE: &str = "jwt-sandbox-students";

// ---- Tokens

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn mac(text: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(SECRET.as_bytes())
        .unwrap()
        .chain_update(text)
}

fn sign(claims: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let text = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = mac(&text).finalize().into_bytes();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The payload of a token.
fn decode(token: &str) -> Option<Value> {
    let part = token.split('.').nth(1)?;
    from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Checks everything: claims, then the signature, in constant time.
fn verify(token: &str) -> Result<Value, &'static str> {
    let claims = decode(token).ok_or("Invalid token format")?;
    if claims["exp"].as_u64().is_some_and(|exp| exp < now()) {
        return Err("Token expired");
    }
    if claims["iss"] != ISSUER {
        return Err("Invalid issuer");
    }
    let aud = claims["aud"].as_str().ok_or("Audience must be a string")?;
    if !AUDIENCE.contains(aud) {
        return Err("Invalid audience");
    }
    let (text, signature) = token.rsplit_once('.').ok_or("Invalid token format")?;
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| "Invalid signature")?;
    mac(text)
        .verify_slice(&signature)
        .map_err(|_| "Invalid signature")?;
    Ok(claims)
}

// ---- Members

struct Member {
    id: String,
    name: String,
    email: String,
    hash: String,
}

type Members = Mutex<Vec<Member>>;

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

#[post("/signup", data = "<form>")]
async fn signup(form: Json<SignUp>, members: &State<Members>) -> (Status, Value) {
    let SignUp {
        name,
        email,
        password,
    } = form.into_inner();
    let mut members = members.lock().await;
    if members.iter().any(|member| member.email == email) {
        return (
            Status::Conflict,
            json!({ "error": "This email has an account." }),
        );
    }
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .unwrap()
        .to_string();
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
    members: &State<Members>,
    cookies: &CookieJar<'_>,
) -> (Status, Value) {
    let members = members.lock().await;
    let wrong = (
        Status::Unauthorized,
        json!({ "error": "Invalid email or password" }),
    );
    let Some(member) = members.iter().find(|member| member.email == form.email) else {
        return wrong;
    };
    let hash = PasswordHash::new(&member.hash).unwrap();
    if Argon2::default()
        .verify_password(form.password.as_bytes(), &hash)
        .is_err()
    {
        return wrong;
    }
    let token = sign(&json!({
        "sub": member.id, "name": member.name, "email": member.email, "password": form.password,
        "iss": ISSUER, "aud": AUDIENCE, "iat": now(), "exp": now() + 3600,
    }));
    cookies.add(("jwt_token", token.clone()));
    (Status::Ok, json!({ "token": token }))
}

/// The token from the Authorization header, or from the cookie.
struct Token(String);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Token {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if let Some(header) = request.headers().get_one("Authorization") {
            return Outcome::Success(Token(header.split(' ').nth(1).unwrap().into()));
        }
        match request.cookies().get("jwt_token") {
            Some(cookie) => Outcome::Success(Token(cookie.value().into())),
            None => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

/// For the mobile app.
#[post("/verify-token")]
fn verify_token(token: Token) -> Value {
    match verify(&token.0) {
        Ok(claims) => json!({ "user": claims }),
        Err(error) => json!({ "error": error }),
    }
}

#[get("/dashboard")]
async fn dashboard(token: Token, members: &State<Members>) -> Result<Value, Unauthorized> {
    let claims = decode(&token.0).ok_or_else(|| unauthorized("Invalid token"))?;
    let members = members.lock().await;
    let member = members
        .iter()
        .find(|member| claims["sub"] == *member.id)
        .unwrap();
    Ok(json!({ "message": format!("Welcome, {}!", member.name) }))
}

#[delete("/me")]
async fn delete_me(token: Token, members: &State<Members>) -> Result<Status, Unauthorized> {
    let claims = verify(&token.0).map_err(unauthorized)?;
    members
        .lock()
        .await
        .retain(|member| claims["sub"] != *member.id);
    Ok(Status::NoContent)
}

#[get("/logout")]
fn logout(cookies: &CookieJar<'_>) -> Status {
    cookies.remove("jwt_token");
    Status::NoContent
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

#[launch]
fn server() -> _ {
    rocket::build()
        .manage(Members::default())
        .mount(
            "/",
            routes![signup, login, verify_token, dashboard, delete_me, logout],
        )
        .register("/", catchers![no_token])
}
