//! `/keys`: the owner's routes. They show the keys, and take one step at a time.

use jsonwebtoken::get_current_timestamp;
use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{State, delete, get, post, routes};
use serde::Serialize;

use crate::keys::Keys;
use crate::owner::Owner;
use crate::ring::{Key, Ring, StepError};

/// All keys, without anything private.
#[derive(Serialize)]
struct KeyList {
    keys: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    state: &'static str,
    kid: String,
    /// Both in seconds since 1970. `earliest` is when the next step is safe: to sign with a next key, to
    /// remove a retired one. The active key has none.
    since: u64,
    earliest: Option<u64>,
}

impl Listed {
    fn next(ring: &Ring) -> Option<Self> {
        let next = ring.next.as_ref()?;
        Some(Self::new("next", next, Some(ring.ready_at(next))))
    }

    fn new(state: &'static str, key: &Key, earliest: Option<u64>) -> Self {
        Self {
            state,
            kid: key.kid().into(),
            since: key.since,
            earliest,
        }
    }
}

fn list(ring: &Ring) -> Json<KeyList> {
    let next = Listed::next(ring).into_iter();
    let active = [Listed::new("active", &ring.active, None)];
    let retired = ring.retired.iter();
    let retired = retired.map(|key| Listed::new("retired", key, Some(key.unused_at())));
    Json(KeyList {
        keys: next.chain(active).chain(retired).collect(),
    })
}

// Try: curl http://127.0.0.1:8000/keys
#[get("/keys")]
fn show(_owner: Owner, keys: &State<Keys>) -> Json<KeyList> {
    keys.look(list)
}

// Try: curl -X POST http://127.0.0.1:8000/keys
#[post("/keys")]
fn add(_owner: Owner, keys: &State<Keys>) -> Result<(Status, Json<Option<Listed>>), Problem> {
    let added = keys.step(Ring::add, Listed::next)?;
    Ok((Status::Created, Json(added)))
}

// Try: curl -X POST http://127.0.0.1:8000/keys/<kid>/activate
#[post("/keys/<kid>/activate?<early>")]
fn activate(
    _owner: Owner,
    kid: &str,
    early: Option<bool>,
    keys: &State<Keys>,
) -> Result<Json<KeyList>, Problem> {
    let early = early == Some(true);
    Ok(keys.step(|ring, pace| ring.activate(kid, pace, early), list)?)
}

// Try: curl -X DELETE http://127.0.0.1:8000/keys/<kid>
#[delete("/keys/<kid>?<early>")]
fn remove(
    _owner: Owner,
    kid: &str,
    early: Option<bool>,
    keys: &State<Keys>,
) -> Result<Status, Problem> {
    keys.step(|ring, _| ring.remove(kid, early == Some(true)), |_| ())?;
    Ok(Status::NoContent)
}

impl From<StepError> for Problem {
    fn from(error: StepError) -> Self {
        let problem = |status, reason, detail: &str, hint: &str| {
            let lesson = Lesson::new("lessons/21-rotation");
            Self::new(status, Explanation::new(reason, lesson, detail, hint))
        };
        match error {
            StepError::NoSuchKey => problem(
                Status::NotFound,
                "key_not_found",
                "No key has this kid.",
                "Copy the kid from the response to GET /keys.",
            ),
            StepError::NextExists => problem(
                Status::Conflict,
                "next_exists",
                "There is already a next key.",
                "Activate it or delete it first.",
            ),
            StepError::TooMany => problem(
                Status::Conflict,
                "too_many_keys",
                "There are already 20 keys, the most that other services read.",
                "Delete the keys that have retired.",
            ),
            StepError::NotNext => problem(
                Status::Conflict,
                "key_not_next",
                "Only the next key can become the active one, and this key isn't the next one.",
                "Look at the states in the response to GET /keys. A retired key never comes back: make a new one.",
            ),
            StepError::IsActive => problem(
                Status::Conflict,
                "key_active",
                "This key is the active one: without it, nothing can be signed.",
                "Activate another key first.",
            ),
            StepError::TooEarly(time) => {
                let seconds = time.saturating_sub(get_current_timestamp()).max(1);
                problem(
                    Status::Conflict,
                    "too_early",
                    &format!("This step is safe in {seconds} seconds. Before then, valid tokens would be rejected."),
                    "Wait until then. To see what happens otherwise, add ?early=true to the address.",
                )
                .with_header("Retry-After", seconds.to_string())
            }
            StepError::Failed(error) => {
                rocket::error!("keys: {error}");
                problem(
                    Status::ServiceUnavailable,
                    "keys_not_stored",
                    "The keys can't be stored at the moment, so nothing has changed.",
                    "Look at the server's terminal for the cause.",
                )
                .with_header("Retry-After", "5")
            }
        }
    }
}

/// Attaches the routes. They need [`Keys`].
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Rotation", |rocket| async {
        rocket.mount("/", routes![show, add, activate, remove])
    })
}
