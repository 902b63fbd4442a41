//! Whether a verified access token is still alive: nobody has revoked it, signed its user out, or deleted
//! the account.

use std::time::SystemTime;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;

use crate::database::Database;
use crate::revocations::{self, Found, Presented};
use crate::users::User;

/// Knows which tokens have ended.
pub struct LiveTokens {
    database: Database,
}

impl LiveTokens {
    /// The tokens that this database knows about.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// The user of a token. This costs a query for each request. In return, a sign-out takes effect at
    /// once.
    ///
    /// # Errors
    /// 401 with what has ended the token; 503 if the database can't answer. Then nobody gets in.
    pub async fn user(&self, claims: &Claims) -> Result<User, Problem> {
        let token = presented(claims)?;
        let id = token.sub.clone();
        let found = self
            .database
            .with_connection(move |connection| revocations::look_up(connection, &token))
            .await?;
        let Found { name, email, .. } = alive(found)?;
        Ok(User { id, name, email })
    }

    /// Revokes one token. The list has its `jti`, which is signed. A hash of its text wouldn't do: anyone
    /// can write the signature of an ES256 token in a second way that's valid, too.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn revoke(&self, claims: &Claims) -> Result<(), Problem> {
        // Without a jti, it's rejected anyway.
        let Some(jti) = claims.get::<String>("jti") else {
            return Ok(());
        };
        // We sign whole seconds. If that ever changes, the entry stays too long, which does no harm.
        let expires_at = claims.get("exp").unwrap_or(i64::MAX);
        self.database
            .with_connection(move |connection| {
                revocations::deny(connection, &jti, expires_at, SystemTime::now())
            })
            .await
    }
}

/// The claims to look up. Tokens from before this lesson have no epoch. A token that can't be revoked
/// must not get in.
fn presented(claims: &Claims) -> Result<Presented, Problem> {
    Ok(Presented {
        jti: claims.get("jti").ok_or_else(|| {
            refused(
                "jti_missing",
                "The token has no jti, so it couldn't be revoked.",
                GET_NEXT,
            )
        })?,
        session_epoch: claims.get("session_epoch").ok_or_else(|| {
            refused(
                "session_epoch_missing",
                "The token's session_epoch is missing, negative or not a whole number, so a sign-out everywhere couldn't end the token.",
                GET_NEXT,
            )
        })?,
        // Without a sid, it's empty, and no sign-in has that id.
        sid: claims.get("sid").unwrap_or_default(),
        sub: claims.sub().to_owned(),
    })
}

/// A sign-out everywhere ends the sign-in, too, so it's named first.
fn alive(found: Option<Found>) -> Result<Found, Problem> {
    let Some(found) = found else {
        return Err(user_not_found());
    };
    if found.denied {
        return Err(refused(
            "token_revoked",
            "The token was revoked before its exp.",
            GET_NEXT,
        ));
    }
    if !found.same_epoch {
        return Err(refused(
            "signed_out_everywhere",
            "The user has signed out everywhere since the sign-in that this token comes from.",
            SIGN_IN,
        ));
    }
    if !found.signed_in {
        return Err(refused(
            "signed_out",
            "The sign-in that this token comes from has ended: its user signed out, or one of its refresh tokens was revoked or used twice.",
            SIGN_IN,
        ));
    }
    Ok(found)
}

const GET_NEXT: &str = "Get the next one with POST /refresh, or sign in again with POST /login.";
const SIGN_IN: &str = "Sign in again with POST /login.";

fn refused(reason: &'static str, detail: &str, hint: &str) -> Problem {
    let lesson = Lesson::new("lessons/23-revocation");
    Problem::invalid_token(Explanation::new(reason, lesson, detail, hint))
}

fn user_not_found() -> Problem {
    Problem::invalid_token(Explanation::new(
        "user_not_found",
        Lesson::new("lessons/13-accounts"),
        "The token is valid, but its user doesn't exist or was deleted.",
        "Sign in again, or sign up.",
    ))
}
