//! `GET /protected`: a greeting for people who have signed in.

use rocket::fairing::AdHoc;
use rocket::serde::json::Json;
use rocket::{get, routes};
use serde::Serialize;

use crate::users::User;

#[derive(Serialize)]
struct Greeting {
    message: String,
}

// Try: curl -H "Authorization: Bearer <token>" http://127.0.0.1:8000/protected
#[get("/protected")]
fn protected(user: User) -> Json<Greeting> {
    Json(Greeting {
        message: format!("Welcome, {}!", user.name),
    })
}

/// Attaches the route.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Protected", |rocket| async {
        rocket.mount("/", routes![protected])
    })
}
