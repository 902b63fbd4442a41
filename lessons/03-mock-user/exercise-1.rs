// Lesson 03, exercise 1: the row stays in the server, and a user without a password is sent.

use rocket::serde::json::Json;
use rocket::{get, launch, routes};
use serde::Serialize;

/// A database row. It can't be sent, because it doesn't implement `Serialize`.
struct Row {
    id: u32,
    username: &'static str,
    #[allow(dead_code, reason = "nobody signs in yet")]
    password_hash: &'static str,
}

/// Stands in for a database row.
const MOCK_USER: Row = Row {
    id: 1,
    username: "test",
    password_hash: "$argon2id$…",
};

/// What others may know about a user. The password isn't part of it.
#[derive(Serialize)]
struct User {
    id: u32,
    username: &'static str,
}

impl From<Row> for User {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            username: row.username,
        }
    }
}

// Try visiting: http://127.0.0.1:8000/sign-token
#[get("/sign-token")]
fn sign_token() -> Json<User> {
    Json(MOCK_USER.into())
}

#[launch]
fn rocket() -> _ {
    rocket::build().mount("/", routes![sign_token])
}
