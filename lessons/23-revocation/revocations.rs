//! What ends a token before its `exp`, in SQLite: a denylist, the sign-ins that have ended, and a counter
//! for each user. This module knows nothing about HTTP or about the format of a token.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

/// The claims of a verified access token that say what could have ended it.
pub struct Presented {
    /// The token itself.
    pub jti: String,
    /// The sign-in that it comes from.
    pub sid: String,
    /// Its user.
    pub sub: String,
    /// How often the user had signed out everywhere when they signed in.
    pub session_epoch: u32,
}

/// What the database says about a token whose user exists.
pub struct Found {
    pub name: String,
    pub email: String,
    /// The token is on the denylist.
    pub denied: bool,
    /// The user hasn't signed out everywhere since.
    pub same_epoch: bool,
    /// Its sign-in exists and hasn't ended.
    pub signed_in: bool,
}

/// Looks up everything that could have ended a token. It's one query, so that no sign-out can come in
/// between. Returns nothing if the user doesn't exist.
///
/// # Errors
/// If SQLite fails.
pub fn look_up(connection: &Connection, token: &Presented) -> rusqlite::Result<Option<Found>> {
    connection
        .query_row(
            "SELECT name, email, session_epoch = :session_epoch AS same_epoch,
                    EXISTS (SELECT 1 FROM denylist WHERE jti = :jti) AS denied,
                    EXISTS (SELECT 1 FROM families
                            WHERE public_id = :sid AND user_id = users.id AND NOT revoked) AS signed_in
             FROM users WHERE public_id = :sub",
            named_params! {
                ":jti": token.jti,
                ":sid": token.sid,
                ":sub": token.sub,
                ":session_epoch": token.session_epoch,
            },
            |row| {
                Ok(Found {
                    name: row.get("name")?,
                    email: row.get("email")?,
                    denied: row.get("denied")?,
                    same_epoch: row.get("same_epoch")?,
                    signed_in: row.get("signed_in")?,
                })
            },
        )
        .optional()
}

/// Puts a token on the denylist until its `exp`, in seconds since 1970. From that second on, it's rejected
/// anyway, so older entries are deleted here. The list never holds more than the tokens that were revoked
/// within one lifetime before the last call.
///
/// # Errors
/// If SQLite fails.
pub fn deny(
    connection: &mut Connection,
    jti: &str,
    expires_at: i64,
    now: SystemTime,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(
        "INSERT INTO denylist (jti, expires_at) VALUES (:jti, :expires_at)
         ON CONFLICT (jti) DO NOTHING",
        named_params! { ":jti": jti, ":expires_at": expires_at },
    )?;
    transaction.execute(
        "DELETE FROM denylist WHERE expires_at <= :now",
        named_params! { ":now": seconds(now) },
    )?;
    transaction.commit()
}

/// Ends one sign-in: its refresh tokens and, because [`look_up`] asks, its access tokens.
///
/// # Errors
/// If SQLite fails.
pub fn end_sign_in(connection: &Connection, sid: &str) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE families SET revoked = 1 WHERE public_id = :sid",
        named_params! { ":sid": sid },
    )?;
    Ok(())
}

/// Ends all sign-ins of a user, on behalf of one of them. If that one has already ended, nothing happens:
/// an old token must not end the sign-ins that came after it.
///
/// Each token has the user's number, so a new number ends them all, and none of those that come later. A
/// rule such as "not before this second" can't do that: a token from a moment before and one from a
/// moment after may have the same `iat`.
///
/// # Errors
/// If SQLite fails.
pub fn end_everywhere(connection: &mut Connection, sid: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let user: Option<i64> = transaction
        .query_row(
            "SELECT user_id FROM families WHERE public_id = :sid AND NOT revoked",
            named_params! { ":sid": sid },
            |row| row.get(0),
        )
        .optional()?;
    transaction.execute(
        "UPDATE users SET session_epoch = session_epoch + 1 WHERE id = :user",
        named_params! { ":user": user },
    )?;
    transaction.execute(
        "UPDATE families SET revoked = 1 WHERE user_id = :user",
        named_params! { ":user": user },
    )?;
    transaction.commit()
}

fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs().cast_signed()
}
