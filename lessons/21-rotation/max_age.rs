//! `KEY_SET_MAX_AGE`: how long other services may use our key set without asking again.

use std::env::{self, VarError};

use thiserror::Error;

/// A day. For that long, other services may accept a stolen key that you have removed.
const MAX: u64 = 86_400;
const DEFAULT: u64 = 300;

/// Why the setting can't be used, and what to do about it.
#[derive(Debug, Error)]
#[error(
    "KEY_SET_MAX_AGE is {0:?}: write a whole number of seconds from 1 to {MAX}, such as KEY_SET_MAX_AGE={DEFAULT}."
)]
pub struct MaxAgeError(String);

/// In seconds, from 1 to 86400. Default: 300.
///
/// # Errors
/// If it is something else.
pub fn seconds() -> Result<u64, MaxAgeError> {
    let text = match env::var("KEY_SET_MAX_AGE") {
        Ok(text) => text,
        Err(VarError::NotPresent) => return Ok(DEFAULT),
        Err(VarError::NotUnicode(text)) => text.to_string_lossy().into_owned(),
    };
    match text.trim().parse() {
        Ok(seconds @ 1..=MAX) => Ok(seconds),
        _ => Err(MaxAgeError(text)),
    }
}
