//! Lesson 17: a server that verifies every token, and loses them. It has holes, on purpose, so keep it on
//! your own machine. Each comment that starts with HOLE explains one. `workshop.rs` has no holes.

mod workshop;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rocket::http::{CookieJar, Header, Status};
use rocket::response::content::RawHtml;
use rocket::serde::json::{Json, Value, json};
use rocket::{Responder, State, delete, get, post, routes};

use workshop::{Bearer, Claims, Keys, Login, Refused, random, refused};

/// What the server remembers until it stops.
#[derive(Default)]
struct Memory(Mutex<Users>);

/// Users by their id.
type Users = HashMap<String, User>;

struct User {
    name: String,
    role: &'static str,
}

impl Memory {
    fn users(&self) -> MutexGuard<'_, Users> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// ---- signed-out

#[post("/signed-out/login", data = "<login>")]
fn login(login: Json<Login>, keys: &State<Keys>) -> Result<Value, Refused> {
    let token = keys.sign(&json!({ "sub": login.name, "jti": random()? }))?;
    Ok(json!({ "token": token }))
}

#[get("/signed-out/me")]
fn signed_in(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<Value, Refused> {
    let claims = keys.verify(bearer.0)?;
    Ok(json!({ "user": claims.sub }))
}

/// HOLE signed-out: only the browser forgets the token. Anyone who copied it is still signed in.
#[post("/signed-out/logout")]
fn logout(bearer: Bearer<'_>, keys: &State<Keys>) -> Result<(Status, SetCookie), Refused> {
    keys.verify(bearer.0)?;
    let cookie = Header::new("Set-Cookie", "session=; Path=/; Max-Age=0");
    Ok((Status::NoContent, SetCookie((), cookie)))
}

#[derive(Responder)]
struct SetCookie((), Header<'static>);

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
    let user = users.entry(id.clone()).or_insert(User {
        name: login.name.clone(),
        role: "member",
    });
    let token = keys.sign(&json!({ "sub": id, "name": user.name, "role": user.role }))?;
    Ok(json!({ "token": token }))
}

/// HOLE deleted: believes what was true when the token was signed. Does this user still exist, and are
/// they still an admin?
fn user_of(claims: &Claims, _: &Users) -> Result<(String, String), Refused> {
    let role = claims.role.clone().unwrap_or_default();
    Ok((claims.name.clone().unwrap_or_default(), role))
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

/// HOLES stolen: the password is in the token, and a script can read the token.
#[post("/stolen/login", data = "<login>")]
fn page_login(login: Json<Login>, keys: &State<Keys>) -> Result<(Status, Session), Refused> {
    // A real login checks the password. This server is about what happens after the login.
    let token = keys.sign(&json!({ "sub": login.name, "password": login.password }))?;
    let cookie = Header::new("Set-Cookie", format!("session={token}; Path=/"));
    Ok((Status::Ok, Session(json!({ "token": token }), cookie)))
}

#[derive(Responder)]
struct Session(Value, Header<'static>);

/// HOLES stolen: accepts a token in the address, which every log records. Puts a name into the page as HTML,
/// and keeps the token where any script can read it.
#[get("/stolen/page?<token>")]
fn page(
    token: Option<&str>,
    cookies: &CookieJar<'_>,
    keys: &State<Keys>,
) -> Result<RawHtml<String>, Refused> {
    let cookie = cookies.get("session").map(|cookie| cookie.value());
    let token = token.or(cookie).ok_or_else(|| refused("Sign in first."))?;
    let name = keys.verify(token)?.sub;
    Ok(RawHtml(format!(
        "<!doctype html>
<title>Your page</title>
<h1>Hello, {name}!</h1>
<script>localStorage.setItem('token', '{token}')</script>
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
