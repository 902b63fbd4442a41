//! `GET /me` and `DELETE /me`: shows the account of the user who asks, and deletes it.

use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{State, delete, get, routes};
use serde::Serialize;

use crate::users::{User, Users};

#[derive(Serialize)]
struct Me {
    user: User,
}

// Try: curl -H "Authorization: Bearer <token>" http://127.0.0.1:8000/me
#[get("/me")]
fn me(user: User) -> Json<Me> {
    Json(Me { user })
}

// Try: curl -X DELETE -H "Authorization: Bearer <token>" http://127.0.0.1:8000/me
#[delete("/me")]
async fn delete_me(user: User, users: &State<Users>) -> Result<Status, Problem> {
    users.remove(user).await?;
    Ok(Status::NoContent)
}

/// Attaches both routes.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Me", |rocket| async {
        rocket.mount("/", routes![me, delete_me])
    })
}
