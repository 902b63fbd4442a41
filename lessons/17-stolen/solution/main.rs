//! Lesson 17: the server of `cargo start-at 17-mend`, with its holes closed.

#[path = "../starter/src/workshop.rs"]
mod workshop;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rocket::http::{CookieJar, Header, RawStr, Status};
use rocket::response::content::RawHtml;
use rocket::serde::json::{Json, Value, json};
use rocket::{Responder, State, delete, get, post, routes};

use workshop::{Bearer, Claims, Keys, Login, Refused, random, refused};

/// What the server remembers until it stops.
#[derive(Default)]
struct Memory {
    users: Mutex<Users>,
    signed_out: Mutex<SignedOut>,
}

/// When each signed-out token expires, by its `jti`. After that, nobody accepts it anyway.
type SignedOut = HashMap<String, f64>;

/// Users by their id.
type Users = HashMap<String, User>;

struct User {
    name: String,
    role: &'static str,
}

impl Memory {
    fn users(&self) -> MutexGuard<'_, Users> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signed_out(&self) -> MutexGuard<'_, SignedOut> {
        self.signed_out
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

// ---- signed-out

#[post("/signed-out/login", data = "<login>")]
fn login(login: Json<Login>, keys: &State<Keys>) -> Result<Value, Refused> {
    let token = keys.sign(&json!({ "sub": login.name, "jti": random()? }))?;
    Ok(json!({ "token": token }))
}

/// The claims of a token that is valid and hasn't been signed out. A token can be spelled in several ways,
/// but its `jti` stays the same.
fn session(token: &str, keys: &Keys, memory: &Memory) -> Result<(Claims, String), Refused> {
    let mut claims = keys.verify(token)?;
    let jti = claims
        .jti
        .take()
        .ok_or_else(|| refused("The token has no jti."))?;
    if memory.signed_out().contains_key(&jti) {
        return Err(refused("This token was signed out."));
    }
    Ok((claims, jti))
}

#[get("/signed-out/me")]
fn signed_in(
    bearer: Bearer<'_>,
    keys: &State<Keys>,
    memory: &State<Memory>,
) -> Result<Value, Refused> {
    let (claims, _) = session(bearer.0, keys, memory)?;
    Ok(json!({ "user": claims.sub }))
}

/// The server remembers the sign-out for as long as the token would be valid.
#[post("/signed-out/logout")]
fn logout(
    bearer: Bearer<'_>,
    keys: &State<Keys>,
    memory: &State<Memory>,
) -> Result<Status, Refused> {
    let (claims, jti) = session(bearer.0, keys, memory)?;
    let mut signed_out = memory.signed_out();
    let now = jsonwebtoken::get_current_timestamp() as f64;
    signed_out.retain(|_, exp| *exp > now);
    signed_out.insert(jti, claims.exp);
    Ok(Status::NoContent)
}

// ---- deleted

/// Signs a user in. A new name is signed up first.
#[post("/deleted/login", data = "<login>")]
fn join(login: Json<Login>, keys: &State<Keys>, memory: &State<Memory>) -> Result<Value, Refused> {
    let mut users = memory.users();
    let known = users.iter().find(|(_, user)| user.name == login.name);
    let id = match known {
        Some((id, _)) => id.clone(),
        None => random()?,
    };
    users.entry(id.clone()).or_insert(User {
        name: login.name.clone(),
        role: "member",
    });
    let token = keys.sign(&json!({ "sub": id }))?;
    Ok(json!({ "token": token }))
}

/// The token says who asks. What they may do is looked up for each request.
fn user_of(claims: &Claims, users: &Users) -> Result<(String, String), Refused> {
    let user = users
        .get(&claims.sub)
        .ok_or_else(|| refused("There is no such user."))?;
    Ok((user.name.clone(), user.role.into()))
}

#[get("/deleted/me")]
fn me(bearer: Bearer<'_>, keys: &State<Keys>, memory: &State<Memory>) -> Result<Value, Refused> {
    let (name, role) = user_of(&keys.verify(bearer.0)?, &memory.users())?;
    Ok(json!({ "user": name, "role": role }))
}

#[delete("/deleted/me")]
fn leave(
    bearer: Bearer<'_>,
    keys: &State<Keys>,
    memory: &State<Memory>,
) -> Result<Status, Refused> {
    let claims = keys.verify(bearer.0)?;
    user_of(&claims, &memory.users())?;
    memory.users().remove(&claims.sub);
    Ok(Status::NoContent)
}

// ---- stolen

/// The token contains only what the server needs. Scripts can't read the cookie. Without Secure, because this
/// server speaks plain HTTP; with HTTPS, add it.
#[post("/stolen/login", data = "<login>")]
fn page_login(login: Json<Login>, keys: &State<Keys>) -> Result<(Status, Session), Refused> {
    // A real login checks the password. This server is about what happens after the login.
    let token = keys.sign(&json!({ "sub": login.name }))?;
    let cookie = format!("session={token}; Path=/; HttpOnly; SameSite=Lax");
    let session = Session(
        json!({ "user": login.name }),
        Header::new("Set-Cookie", cookie),
    );
    Ok((Status::Ok, session))
}

#[derive(Responder)]
struct Session(Value, Header<'static>);

/// Takes the token from the cookie only, and shows the name as text.
#[get("/stolen/page")]
fn page(cookies: &CookieJar<'_>, keys: &State<Keys>) -> Result<RawHtml<String>, Refused> {
    let cookie = cookies
        .get("session")
        .ok_or_else(|| refused("Sign in first."))?;
    let name = keys.verify(cookie.value())?.sub;
    let name = RawStr::new(&name).html_escape();
    Ok(RawHtml(format!(
        "<!doctype html>
<title>Your page</title>
<h1>Hello, {name}!</h1>
"
    )))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Without a .env, the environment has to be enough.
    dotenvy::dotenv().ok();
    let keys = Keys::new(&std::env::var("JWT_SECRET")?);
    let routes = routes![login, signed_in, logout, join, me, leave, page_login, page];
    let server = workshop::server(keys).manage(Memory::default());
    rocket::execute(server.mount("/", routes).launch())?;
    Ok(())
}
