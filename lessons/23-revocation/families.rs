//! Families of refresh tokens, in SQLite. A sign-in starts a family. Each use of its newest token makes
//! the next one. This module knows nothing about HTTP.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params};
use uuid::Uuid;

use crate::refresh_token::{Nonce, RefreshToken, TokenHash};

/// How long a family lives, however often its tokens are used. Then the user has to type the password
/// again.
pub const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// For how long the parent of the newest token gets that token again: two tabs of one browser may send
/// the same token at once, and a response may get lost.
pub const GRACE: Duration = Duration::from_secs(10);

/// How long a family is remembered after its end, so that its tokens are answered as expired instead of
/// as unknown.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A sign-in: what all tokens of a family have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// A random id, which the access tokens name as `sid`.
    pub id: String,
    /// The public id of the user.
    pub user: String,
    pub username: String,
    /// The `aud` of the access tokens.
    pub audience: String,
    /// How often the user had signed out everywhere before.
    pub session_epoch: u32,
}

/// What became of a token that a client sent.
#[derive(Clone, PartialEq, Eq)]
pub enum Use {
    /// Its successor. For the parent of the newest token, within the grace, it is the newest token.
    Next(RefreshToken, SignIn),
    /// Nobody got this token from this server, or its user was deleted.
    Unknown,
    /// The family has reached the end of its lifetime.
    Expired,
    /// The family was ended before: by a sign-out, or because a token was used twice.
    Revoked,
    /// The token was used before. Either its owner or somebody else has a copy that they shouldn't
    /// have, and the server can't know which of them is the thief, so the family ends for both.
    Reused,
}

/// Starts a family, and returns its first token. Returns nothing if the user doesn't exist.
///
/// The sign-in is read in the same transaction. If the user signs out everywhere at this moment, it
/// happens either before, and the epoch is the new one, or after, and the family ends.
///
/// # Errors
/// If SQLite or the operating system fails.
pub fn start(
    connection: &mut Connection,
    user: &str,
    audience: &str,
    now: SystemTime,
) -> rusqlite::Result<Option<(RefreshToken, SignIn)>> {
    let token = RefreshToken::random().map_err(external)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    forget_old(&transaction, now)?;
    let started = transaction.execute(
        "INSERT INTO families (public_id, user_id, audience, expires_at)
         SELECT :id, id, :audience, :expires_at FROM users WHERE public_id = :user",
        named_params! {
            ":id": Uuid::new_v4().to_string(),
            ":user": user,
            ":audience": audience,
            ":expires_at": milliseconds(now + LIFETIME),
        },
    )?;
    if started == 0 {
        return Ok(None);
    }
    let family = transaction.last_insert_rowid();
    insert(&transaction, family, &token)?;
    let found = find(&transaction, &token.hash())?;
    transaction.commit()?;
    Ok(found.map(|found| (token, found.sign_in)))
}

/// Exchanges a token for its successor. It looks and writes in one transaction that no other can
/// interrupt, so of twenty clients with the same token one makes the successor, and the others get it
/// by the grace.
///
/// # Errors
/// If SQLite or the operating system fails.
pub fn exchange(
    connection: &mut Connection,
    token: &RefreshToken,
    now: SystemTime,
) -> rusqlite::Result<Use> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some(found) = find(&transaction, &token.hash())? else {
        return Ok(Use::Unknown);
    };
    if found.revoked {
        return Ok(Use::Revoked);
    }
    if milliseconds(now) >= found.expires_at {
        return Ok(Use::Expired);
    }
    let next = match found.used {
        None => use_now(&transaction, token, found.family, now)?,
        Some(used) => match used.again(token, now) {
            Some(successor) => successor,
            None => {
                revoke(&transaction, found.family)?;
                transaction.commit()?;
                return Ok(Use::Reused);
            }
        },
    };
    transaction.commit()?;
    Ok(Use::Next(next, found.sign_in))
}

/// Ends the family of a token: a sign-out. A token that nobody knows changes nothing.
///
/// # Errors
/// If SQLite fails.
pub fn end(connection: &Connection, token: &RefreshToken) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE families SET revoked = 1
         WHERE id = (SELECT family_id FROM refresh_tokens WHERE hash = :hash)",
        named_params! { ":hash": token.hash() },
    )?;
    Ok(())
}

/// The sign-in that a token comes from, whether it has ended or not.
///
/// # Errors
/// If SQLite fails.
pub fn sign_in(connection: &Connection, token: &RefreshToken) -> rusqlite::Result<Option<SignIn>> {
    Ok(find(connection, &token.hash())?.map(|found| found.sign_in))
}

/// A token in the database, with its family.
struct Found {
    family: i64,
    sign_in: SignIn,
    expires_at: i64,
    revoked: bool,
    used: Option<Used>,
}

/// The first use of a token.
struct Used {
    at: i64,
    /// Deleted as soon as the successor is used. Then there is no grace anymore.
    nonce: Option<Nonce>,
}

impl Used {
    /// The successor once more, within the grace.
    fn again(&self, token: &RefreshToken, now: SystemTime) -> Option<RefreshToken> {
        let since = milliseconds(now).saturating_sub(self.at);
        let nonce = self.nonce.filter(|_| since <= whole(GRACE))?;
        Some(token.successor(&nonce))
    }
}

fn find(connection: &Connection, hash: &TokenHash) -> rusqlite::Result<Option<Found>> {
    connection
        .query_row(
            "SELECT families.id AS family, families.public_id AS sign_in, users.public_id AS user, name,
                    audience, session_epoch, expires_at, revoked, used_at, nonce
             FROM refresh_tokens
             JOIN families ON families.id = family_id
             JOIN users ON users.id = user_id
             WHERE hash = :hash",
            named_params! { ":hash": hash },
            |row| {
                let used_at: Option<i64> = row.get("used_at")?;
                let nonce = row.get("nonce")?;
                Ok(Found {
                    family: row.get("family")?,
                    sign_in: SignIn {
                        id: row.get("sign_in")?,
                        user: row.get("user")?,
                        username: row.get("name")?,
                        audience: row.get("audience")?,
                        session_epoch: row.get("session_epoch")?,
                    },
                    expires_at: row.get("expires_at")?,
                    revoked: row.get("revoked")?,
                    used: used_at.map(|at| Used { at, nonce }),
                })
            },
        )
        .optional()
}

/// Makes the successor of a token that wasn't used before. The nonce of the token before it goes: it
/// has left the grace, and without the nonce nobody can compute this token from that one, not even with
/// the database in hand.
fn use_now(
    transaction: &Transaction<'_>,
    token: &RefreshToken,
    family: i64,
    now: SystemTime,
) -> rusqlite::Result<RefreshToken> {
    let nonce = crate::refresh_token::random().map_err(external)?;
    let successor = token.successor(&nonce);
    transaction.execute(
        "UPDATE refresh_tokens SET nonce = NULL WHERE family_id = :family",
        named_params! { ":family": family },
    )?;
    transaction.execute(
        "UPDATE refresh_tokens SET used_at = :now, nonce = :nonce WHERE hash = :hash",
        named_params! { ":now": milliseconds(now), ":nonce": nonce, ":hash": token.hash() },
    )?;
    insert(transaction, family, &successor)?;
    Ok(successor)
}

fn insert(connection: &Connection, family: i64, token: &RefreshToken) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO refresh_tokens (hash, family_id) VALUES (:hash, :family)",
        named_params! { ":hash": token.hash(), ":family": family },
    )?;
    Ok(())
}

fn revoke(connection: &Connection, family: i64) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE families SET revoked = 1 WHERE id = :family",
        named_params! { ":family": family },
    )?;
    Ok(())
}

fn forget_old(connection: &Connection, now: SystemTime) -> rusqlite::Result<()> {
    connection.execute(
        "DELETE FROM families WHERE expires_at < :limit",
        named_params! { ":limit": milliseconds(now).saturating_sub(whole(REMEMBERED)) },
    )?;
    Ok(())
}

/// Milliseconds since 1970, as SQLite stores them.
fn milliseconds(time: SystemTime) -> i64 {
    whole(time.duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn whole(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Takes the error of another crate along as one of SQLite's, so that callers handle one kind.
fn external(error: getrandom::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
