//! `GET /sessions` and `DELETE /sessions/<id>`: the sign-ins of the user who asks.

use std::time::SystemTime;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{State, delete, get, routes};
use serde::Serialize;

use crate::authorized::Authorized;
use crate::database::Database;
use crate::family_list;
use crate::users::User;

/// Lists and ends the sign-ins in this database.
pub struct Sessions(Database);

impl Sessions {
    /// Uses this database.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[derive(Serialize)]
struct List {
    sessions: Vec<Session>,
}

#[derive(Serialize)]
struct Session {
    id: String,
    audience: String,
    signed_in_at: i64,
    refreshed_at: Option<i64>,
    /// Whether the access token of this request comes from it.
    current: bool,
}

// Try: curl -H "Authorization: Bearer <token>" http://127.0.0.1:8000/sessions
#[get("/sessions")]
async fn list(
    user: User,
    authorized: Authorized,
    sessions: &State<Sessions>,
) -> Result<Json<List>, Problem> {
    let current: Option<String> = authorized.claims.get("sid");
    let open = sessions
        .0
        .with_connection(move |connection| family_list::of(connection, &user.id, SystemTime::now()))
        .await?;
    let sessions = open.into_iter().map(|family| Session {
        current: current.as_ref() == Some(&family.id),
        id: family.id,
        audience: family.audience,
        signed_in_at: family.signed_in_at,
        refreshed_at: family.refreshed_at,
    });
    Ok(Json(List {
        sessions: sessions.collect(),
    }))
}

// Try: curl -X DELETE -H "Authorization: Bearer <token>" http://127.0.0.1:8000/sessions/<id>
#[delete("/sessions/<id>")]
async fn end(id: &str, user: User, sessions: &State<Sessions>) -> Result<Status, Problem> {
    let id = id.to_owned();
    let ended = sessions
        .0
        .with_connection(move |connection| family_list::end(connection, &user.id, &id))
        .await?;
    if ended {
        return Ok(Status::NoContent);
    }
    // The same for an id that doesn't exist, and for one of another user.
    Err(Problem::new(
        Status::NotFound,
        Explanation::new(
            "session_not_found",
            Lesson::new("lessons/22-refresh"),
            "You have no session with this id, or it has ended.",
            "GET /sessions lists yours.",
        ),
    ))
}

/// Attaches both routes. They need [`Sessions`], and what the guard of a user needs.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Sessions", |rocket| async {
        rocket.mount("/", routes![list, end])
    })
}
