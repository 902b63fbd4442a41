//! Refresh tokens for the routes: the families of the database, and the refusals that clients get.

use std::time::SystemTime;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;

use crate::database::Database;
use crate::families::{self, Owner, Use};
use crate::refresh_token::RefreshToken;

/// Starts, continues and ends families of refresh tokens.
#[derive(Clone)]
pub struct RefreshTokens {
    database: Database,
}

impl RefreshTokens {
    /// The families in this database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// The first token of a new family, for a user who has just typed the password.
    ///
    /// # Errors
    /// 401 if the user was deleted in the meantime; 503 if the database can't answer.
    pub async fn start(&self, owner: Owner) -> Result<RefreshToken, Problem> {
        self.database
            .with_connection(move |connection| families::start(connection, &owner, SystemTime::now()))
            .await?
            .ok_or_else(unknown)
    }

    /// Exchanges a token for the next one.
    ///
    /// # Errors
    /// 401 with the reason; 503 if the database can't answer. Then the token wasn't used, or the client
    /// gets the same successor again within the grace.
    pub async fn exchange(&self, text: &str) -> Result<(RefreshToken, Owner), Problem> {
        let token = RefreshToken::parse(text).ok_or_else(unknown)?;
        let outcome = self
            .database
            .with_connection(move |connection| {
                families::exchange(connection, &token, SystemTime::now())
            })
            .await?;
        match outcome {
            Use::Next(token, owner) => Ok((token, owner)),
            Use::Unknown => Err(unknown()),
            Use::Expired => Err(rejected(
                "refresh_token_expired",
                "The sign-in that this refresh token comes from is more than 30 days old.",
                "Sign in again with POST /login.",
            )),
            Use::Revoked => Err(rejected(
                "refresh_token_revoked",
                "The sign-in that this refresh token comes from has ended: by a sign-out, or because one of its tokens was used twice.",
                "Sign in again with POST /login.",
            )),
            Use::Reused => Err(rejected(
                "refresh_token_reused",
                "This refresh token was used before, so somebody may have copied it. All refresh tokens of the same sign-in have ended.",
                "Sign in again with POST /login. A client sends each refresh token once, and keeps the one in the response.",
            )),
        }
    }

    /// Ends the family of a token. A token that nobody knows changes nothing.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn end(&self, text: &str) -> Result<(), Problem> {
        let Some(token) = RefreshToken::parse(text) else {
            return Ok(());
        };
        self.database
            .with_connection(move |connection| families::end(connection, &token))
            .await
    }
}

fn unknown() -> Problem {
    rejected(
        "refresh_token_unknown",
        "This server doesn't know the refresh token, or its user was deleted.",
        "Send the refresh_token of the newest response, whole, or sign in again with POST /login.",
    )
}

/// 401 without a challenge of `Bearer`: the token isn't in the `Authorization` header.
fn rejected(reason: &'static str, detail: &str, hint: &str) -> Problem {
    Problem::new(
        Status::Unauthorized,
        Explanation::new(reason, Lesson::new("lessons/22-refresh"), detail, hint),
    )
}
