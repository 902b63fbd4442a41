//! Sign-ins: each has a family of refresh tokens, and gets an access token with each of them.

use std::time::SystemTime;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Header;
use rocket::response::Responder;
use rocket::serde::json::Json;
use serde::Serialize;
use uuid::Uuid;

use crate::database::Database;
use crate::families::{self, SignIn, Use};
use crate::issuer::Issuer;
use crate::keys::Keys;
use crate::refresh_token::RefreshToken;
use crate::users::User;

/// Starts, continues and ends sign-ins.
pub struct SignIns {
    database: Database,
}

/// An access token, and the refresh token that gets the next one.
#[derive(Serialize)]
pub struct Tokens {
    pub token: String,
    pub refresh_token: String,
}

/// Both are credentials: no cache may keep them (RFC 6749 §5.1).
#[derive(Responder)]
pub struct TokensResponse {
    body: Json<Tokens>,
    cache_control: Header<'static>,
}

impl From<Tokens> for TokensResponse {
    fn from(tokens: Tokens) -> Self {
        Self {
            body: Json(tokens),
            cache_control: Header::new("Cache-Control", "no-store"),
        }
    }
}

impl SignIns {
    /// The sign-ins in this database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// The first tokens for a user who has just typed the password.
    ///
    /// # Errors
    /// 401 if the user was deleted in the meantime; 503 if the database can't answer.
    pub async fn start(
        &self,
        issuer: &Issuer,
        keys: &Keys,
        user: User,
        audience: &str,
    ) -> Result<Tokens, Problem> {
        let sign_in = SignIn {
            id: Uuid::new_v4().to_string(),
            user: user.id,
            username: user.name,
            audience: audience.to_owned(),
        };
        let token = issuer.sign(keys, &sign_in)?;
        let started = self
            .database
            .with_connection(move |connection| {
                families::start(connection, &sign_in, SystemTime::now())
            })
            .await?;
        let refresh_token = started.ok_or_else(unknown)?.text();
        Ok(Tokens {
            token,
            refresh_token,
        })
    }

    /// The next tokens, in exchange for a refresh token.
    ///
    /// # Errors
    /// 401 with the reason; 503 if the database can't answer. The client may send the same token again
    /// after a 503: either it wasn't used, or the grace covers it.
    pub async fn proceed(
        &self,
        issuer: &Issuer,
        keys: &Keys,
        refresh_token: &str,
    ) -> Result<Tokens, Problem> {
        let sent = RefreshToken::parse(refresh_token).ok_or_else(unknown)?;
        let outcome = self
            .database
            .with_connection(move |connection| {
                families::exchange(connection, &sent, SystemTime::now())
            })
            .await?;
        let (next, sign_in) = accepted(outcome)?;
        Ok(Tokens {
            token: issuer.sign(keys, &sign_in)?,
            refresh_token: next.text(),
        })
    }

    /// The sign-in that a refresh token comes from, whether it has ended or not.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn find(&self, refresh_token: &str) -> Result<Option<SignIn>, Problem> {
        let Some(token) = RefreshToken::parse(refresh_token) else {
            return Ok(None);
        };
        self.database
            .with_connection(move |connection| families::sign_in(connection, &token))
            .await
    }

    /// Ends the sign-in that a refresh token comes from. A token that nobody knows changes nothing.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn end(&self, refresh_token: &str) -> Result<(), Problem> {
        let Some(token) = RefreshToken::parse(refresh_token) else {
            return Ok(());
        };
        self.database
            .with_connection(move |connection| families::end(connection, &token))
            .await
    }
}

fn accepted(outcome: Use) -> Result<(RefreshToken, SignIn), Problem> {
    match outcome {
        Use::Next(token, sign_in) => Ok((token, sign_in)),
        Use::Unknown => Err(unknown()),
        Use::Expired => Err(rejected(
            "refresh_token_expired",
            "The sign-in that this refresh token comes from is more than 30 days old.",
            "Sign in again with POST /login.",
        )),
        Use::Revoked => Err(rejected(
            "refresh_token_revoked",
            "The sign-in that this refresh token comes from has ended: its user signed out, or one of its refresh tokens was used twice.",
            "Sign in again with POST /login.",
        )),
        Use::Reused => Err(rejected(
            "refresh_token_reused",
            "This refresh token was used before, so somebody may have copied it. The sign-in that it comes from has ended.",
            "Sign in again with POST /login. Send each refresh token once, and keep the one in the response.",
        )),
    }
}

fn unknown() -> Problem {
    rejected(
        "refresh_token_unknown",
        "This server doesn't know the refresh token, or its user was deleted.",
        "Send the whole refresh_token from the newest response, or sign in again with POST /login.",
    )
}

/// 401 with a challenge that names no error: the `Authorization` header isn't where the mistake is.
fn rejected(reason: &'static str, detail: &str, hint: &str) -> Problem {
    let lesson = Lesson::new("lessons/22-refresh");
    Problem::credentials_needed(Explanation::new(reason, lesson, detail, hint))
}
