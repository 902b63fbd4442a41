//! Takes each step when it is time, so that the keys change without anyone typing a command.

use std::env::{self, VarError};

use jsonwebtoken::get_current_timestamp;
use rocket::fairing::AdHoc;
use thiserror::Error;

use crate::keys::Keys;
use crate::ring::{Ring, StepError};

/// Thirty days.
const DEFAULT: u64 = 30 * 86_400;

/// Why the setting can't be used, and what to do about it.
#[derive(Debug, Error)]
#[error(
    "KEY_AGE_SECONDS is {0:?}: write a whole number of seconds, such as KEY_AGE_SECONDS={DEFAULT}."
)]
pub struct KeyAgeError(String);

/// `KEY_AGE_SECONDS`: how long a key signs before the next one is made. Default: 30 days.
///
/// # Errors
/// If it isn't a number.
pub fn key_age() -> Result<u64, KeyAgeError> {
    let text = match env::var("KEY_AGE_SECONDS") {
        Ok(text) => text,
        Err(VarError::NotPresent) => return Ok(DEFAULT),
        Err(VarError::NotUnicode(text)) => text.to_string_lossy().into_owned(),
    };
    text.trim().parse().map_err(|_| KeyAgeError(text))
}

/// Looks at the clock with each request. Its limit: without requests, nothing changes. But other
/// services ask for the key set every few minutes.
pub fn stage(key_age: u64) -> AdHoc {
    AdHoc::on_request("Rotation by the clock", move |request, _| {
        Box::pin(async move {
            if let Some(keys) = request.rocket().state::<Keys>() {
                turn(keys, key_age);
            }
        })
    })
}

/// The step that is due.
enum Due {
    Add,
    Activate(String),
    Remove(String),
}

fn due(ring: &Ring, key_age: u64) -> Option<Due> {
    let now = get_current_timestamp();
    let unused = ring.retired.iter().find(|key| key.unused_at() <= now);
    if let Some(key) = unused {
        return Some(Due::Remove(key.kid().into()));
    }
    match &ring.next {
        Some(next) if ring.ready_at(next) <= now => Some(Due::Activate(next.kid().into())),
        Some(_) => None,
        None => (ring.active.since.saturating_add(key_age) <= now).then_some(Due::Add),
    }
}

fn turn(keys: &Keys, key_age: u64) {
    let Some(step) = keys.look(|ring| due(ring, key_age)) else {
        return;
    };
    let done = keys.step(
        |ring, pace| match &step {
            Due::Add => ring.add(pace),
            Due::Activate(kid) => ring.activate(kid, pace, false),
            Due::Remove(kid) => ring.remove(kid, false),
        },
        |_| (),
    );
    // Another request may have been faster. Then there is nothing left to do.
    if let Err(StepError::Failed(error)) = done {
        rocket::error!("keys: {error}");
    }
}
