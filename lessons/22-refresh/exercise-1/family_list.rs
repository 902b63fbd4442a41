//! The families of one user that haven't ended.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, named_params};

use crate::families::LIFETIME;

/// A family that hasn't ended. Times are in seconds since 1970, like those in a token.
pub struct Open {
    pub id: String,
    pub audience: String,
    pub signed_in_at: i64,
    /// When a refresh token was last used.
    pub refreshed_at: Option<i64>,
}

/// The families of this user, the newest first.
///
/// # Errors
/// If SQLite fails.
pub fn of(connection: &Connection, user: &str, now: SystemTime) -> rusqlite::Result<Vec<Open>> {
    let mut query = connection.prepare(
        "SELECT families.public_id AS id, audience, expires_at / 1000 AS expires_at,
                MAX(used_at) / 1000 AS refreshed_at
         FROM families
         JOIN users ON users.id = user_id
         JOIN refresh_tokens ON family_id = families.id
         WHERE users.public_id = :user AND NOT revoked AND expires_at / 1000 > :now
         GROUP BY families.id
         ORDER BY families.id DESC",
    )?;
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let lifetime = seconds(LIFETIME);
    let rows = query.query_map(
        named_params! { ":user": user, ":now": seconds(now) },
        |row| {
            let expires_at: i64 = row.get("expires_at")?;
            Ok(Open {
                id: row.get("id")?,
                audience: row.get("audience")?,
                signed_in_at: expires_at - lifetime,
                refreshed_at: row.get("refreshed_at")?,
            })
        },
    )?;
    rows.collect()
}

/// Ends a family of this user. Returns whether there was one: the id alone isn't enough, because it is
/// in every access token.
///
/// # Errors
/// If SQLite fails.
pub fn end(connection: &Connection, user: &str, id: &str) -> rusqlite::Result<bool> {
    let ended = connection.execute(
        "UPDATE families SET revoked = 1
         WHERE public_id = :id AND NOT revoked
           AND user_id = (SELECT id FROM users WHERE public_id = :user)",
        named_params! { ":id": id, ":user": user },
    )?;
    Ok(ended == 1)
}

fn seconds(duration: Duration) -> i64 {
    duration.as_secs().cast_signed()
}
