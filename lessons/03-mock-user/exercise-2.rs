// Lesson 03, exercise 2: the JSON says `name` where Rust says `username`.

use rocket::serde::json::Json;
use rocket::{get, launch, routes};
use serde::Serialize;

/// What others may know about a user. The password isn't part of it.
#[derive(Serialize)]
struct User {
    id: u32,
    #[serde(rename = "name")]
    username: &'static str,
}

/// Stands in for a database row.
const MOCK_USER: User = User {
    id: 1,
    username: "test",
};

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token() -> Json<User> {
    Json(MOCK_USER)
}

#[launch]
fn rocket() -> _ {
    rocket::build().mount("/", routes![sign_token])
}
