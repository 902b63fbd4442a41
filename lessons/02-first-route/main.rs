//! Lesson 02: a server with one route.

use rocket::serde::json::{Value, json};
use rocket::{get, launch, routes};

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token() -> Value {
    json!({ "message": "You are authorized!" })
}

#[launch]
fn rocket() -> _ {
    rocket::build().mount("/", routes![sign_token])
}
