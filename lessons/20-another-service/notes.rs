//! `GET /notes` and `POST /notes`: the notes of the user that the token names, in memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{State, get, post, routes};
use serde::{Deserialize, Serialize};

use crate::authorized::Authorized;
use crate::body::{self, Body};

const EXAMPLE: &str = r#"{"text":"Buy oranges."}"#;

/// In characters: a note, not a file.
const LONGEST: usize = 500;

/// For each user. Nobody reads more, and nobody should fill the memory of a server that keeps all of them.
const MOST: usize = 100;

/// For everyone together, at most 20 MB: a user who reached the limit above could sign up again.
const MOST_OF_ALL: usize = 10_000;

/// The notes of each user, by the `sub` of the tokens. This service knows nothing else about them.
#[derive(Default)]
struct Notes(Mutex<HashMap<String, Vec<String>>>);

impl Notes {
    fn of(&self, user: &str) -> Vec<String> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.get(user).cloned().unwrap_or_default()
    }

    fn add(&self, user: &str, text: &str) -> Result<(), Problem> {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = notes.values().map(Vec::len).sum();
        let own = notes.get(user).map_or(0, Vec::len);
        if own >= MOST {
            return Err(refused(
                Status::Conflict,
                "too_many_notes",
                format!("You have {MOST} notes, and that is the maximum."),
                "Restart this service to delete all notes: it keeps them only in memory.",
            ));
        }
        if all >= MOST_OF_ALL {
            return Err(refused(
                Status::ServiceUnavailable,
                "notes_full",
                format!("This service has {MOST_OF_ALL} notes, counting those of all users, and that is the maximum."),
                "Restart this service to delete all notes: it keeps them only in memory.",
            )
            .with_header("Retry-After", "3600"));
        }
        let of_user = notes.entry(user.to_owned()).or_default();
        of_user.push(text.to_owned());
        Ok(())
    }
}

#[derive(Serialize)]
struct Listed {
    notes: Vec<String>,
}

#[derive(Deserialize)]
struct New {
    text: String,
}

#[derive(Serialize)]
struct Added {
    note: String,
}

// Try: curl -H "Authorization: Bearer <token>" http://127.0.0.1:8001/notes
#[get("/notes")]
fn list(user: Authorized, notes: &State<Notes>) -> Json<Listed> {
    Json(Listed {
        notes: notes.of(user.claims.sub()),
    })
}

#[post("/notes", data = "<body>")]
fn add(
    user: Authorized,
    body: Body<'_, New>,
    notes: &State<Notes>,
) -> Result<(Status, Json<Added>), Problem> {
    let note = body::read(body, EXAMPLE)?.text;
    check(&note)?;
    notes.add(user.claims.sub(), &note)?;
    Ok((Status::Created, Json(Added { note })))
}

fn check(text: &str) -> Result<(), Problem> {
    let length = text.chars().count();
    let (reason, detail) = if text.trim().is_empty() {
        ("note_empty", "The note is empty.".into())
    } else if length > LONGEST {
        (
            "note_too_long",
            format!("The note has {length} characters. The maximum is {LONGEST}."),
        )
    } else {
        return Ok(());
    };
    let hint = "Send a note that isn't empty and has at most 500 characters.";
    Err(refused(Status::UnprocessableEntity, reason, detail, hint))
}

fn refused(status: Status, reason: &'static str, detail: String, hint: &str) -> Problem {
    let lesson = Lesson::new("lessons/20-another-service");
    Problem::new(status, Explanation::new(reason, lesson, detail, hint))
}

/// Attaches the routes, with no notes yet.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Notes", |rocket| async {
        rocket
            .manage(Notes::default())
            .mount("/", routes![list, add])
    })
}
