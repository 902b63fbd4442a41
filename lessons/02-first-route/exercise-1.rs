// Lesson 02, exercise 1: a second route that names the others.

use rocket::serde::json::{Value, json};
use rocket::{get, launch, routes};

#[get("/")]
fn home() -> Value {
    json!({ "routes": ["GET /sign-token"] })
}

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token() -> Value {
    json!({ "message": "You are authorized!" })
}

#[launch]
fn rocket() -> _ {
    rocket::build().mount("/", routes![home, sign_token])
}
