//! The tables, and how a file of an older version gets them.

use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

/// Marks a file as ours, so that the one of another program is not changed. ("JWTs" in ASCII.)
const APPLICATION: i32 = 0x4a57_5473;

/// What leads from one version of the schema to the next; a file's version is the number of those
/// that it went through. One that was released is never changed: the next one mends it.
const MIGRATIONS: [&str; 3] = [
    // `id` is for the tables; `public_id` is what the world sees, and says nothing of how many
    // users there are. `email_key` is the email in small letters: the same address, however typed.
    "CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        public_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE
    ) STRICT;",
    // Apart from the users: whoever reads a whole row of a user does not have the hash in hand.
    "CREATE TABLE passwords (
        user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        hash TEXT NOT NULL
    ) STRICT;",
    // When they signed up, in seconds since 1970. Of those before, nobody knows.
    "ALTER TABLE users ADD COLUMN joined INTEGER;",
];

/// Sets up the connection, and brings the file to the current version.
///
/// # Errors
/// Why the file can't be used.
pub fn prepare(connection: &mut Connection) -> Result<(), String> {
    let failed = |error: rusqlite::Error| error.to_string();
    ours(connection)?;
    settle(connection).map_err(failed)?;
    migrate(connection).map_err(failed)
}

/// Whether we may change this file at all.
fn ours(connection: &Connection) -> Result<(), String> {
    let failed = |error: rusqlite::Error| error.to_string();
    let is_empty = number(connection, "schema_version").map_err(failed)? == 0;
    if is_empty {
        return Ok(());
    }
    if number(connection, "application_id").map_err(failed)? != APPLICATION {
        return Err("it is the database of another program".into());
    }
    let version = number(connection, "user_version").map_err(failed)?;
    let known = MIGRATIONS.len();
    if usize::try_from(version).is_ok_and(|version| version <= known) {
        return damaged(connection);
    }
    Err(format!(
        "its schema has version {version}, this server knows {known}: it is from a newer server"
    ))
}

/// Reads the whole file, so that damage is found now and not by a user. Fine for the size of a class.
fn damaged(connection: &Connection) -> Result<(), String> {
    let found: String = connection
        .pragma_query_value(None, "quick_check", |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if found == "ok" {
        Ok(())
    } else {
        Err("it is damaged".into())
    }
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    // Readers don't wait for a writer (write-ahead log), and a commit is on the disk when it
    // returns, even if the power fails right then.
    write_ahead(connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")
}

/// SQLite waits for another program, but not here: two servers that begin with one new file would
/// meet, and one would give up.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let mut attempts = 100;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if attempts > 0 && is_busy(&error) => {
                attempts -= 1;
                thread::sleep(Duration::from_millis(10));
            }
            done => return done,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    // Two servers may start at once: the first one migrates, the second one waits for it.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = number(&transaction, "user_version")?;
    for (migration, number) in MIGRATIONS.iter().zip(1..) {
        if number > version {
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.commit()
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}
