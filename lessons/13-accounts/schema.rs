//! The tables, and how an older file gets them.

use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use thiserror::Error;

/// Marks a file as ours, so that we never change the database of another program. ("JWTs" in ASCII.)
const APPLICATION_ID: i32 = 0x4a57_5473;

/// Each step leads from one version of the schema to the next. The version of a file is the number
/// of steps it went through. A released step never changes: if it is wrong, a later one corrects it.
const MIGRATIONS: [&str; 2] = [
    // `id` is for the tables. `public_id` is what the world sees, and doesn't say how many users
    // there are. `email_key` is the email in the form in which emails are compared.
    "CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        public_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE
    ) STRICT;",
    // A separate table, so that code that reads a whole user doesn't get the hash.
    "CREATE TABLE passwords (
        user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        hash TEXT NOT NULL
    ) STRICT;",
];

/// Why a file can't be used, and what to do about it.
#[derive(Debug, Error)]
pub enum SchemaError {
    #[error("it is the database of another program. Name a different file.")]
    OtherProgram,
    #[error(
        "its schema is version {found}, but this server only knows version {known}. Start a newer version of the server, or name another file."
    )]
    Newer { found: i32, known: usize },
    #[error("it is damaged. Restore a backup, or move the file away to start with an empty one.")]
    Damaged,
    #[error("it isn't a database. Name a different file.")]
    NotADatabase,
    #[error("{0}. Close the programs that use it, or name another file.")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for SchemaError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase,
            _ => Self::Sqlite(error),
        }
    }
}

/// Sets up the connection, and brings the file to the current version.
///
/// # Errors
/// Why the file can't be used.
pub fn prepare(connection: &mut Connection) -> Result<(), SchemaError> {
    check_owner(connection)?;
    set_pragmas(connection)?;
    migrate(connection)?;
    Ok(())
}

/// Whether we may change this file at all.
fn check_owner(connection: &Connection) -> Result<(), SchemaError> {
    let is_new = number(connection, "schema_version")? == 0;
    if is_new {
        return Ok(());
    }
    if number(connection, "application_id")? != APPLICATION_ID {
        return Err(SchemaError::OtherProgram);
    }
    let (found, known) = (number(connection, "user_version")?, MIGRATIONS.len());
    if usize::try_from(found).is_ok_and(|found| found <= known) {
        return check_integrity(connection);
    }
    Err(SchemaError::Newer { found, known })
}

/// Reads the whole file, so that the start finds the damage, not a user. Fast enough for a class.
fn check_integrity(connection: &Connection) -> Result<(), SchemaError> {
    let found: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(SchemaError::Damaged)
    }
}

fn set_pragmas(connection: &Connection) -> rusqlite::Result<()> {
    // Readers don't wait for a writer (write-ahead log), and a commit is on the disk when it
    // returns, even if the power fails at that moment.
    write_ahead(connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")
}

/// SQLite's own timeout doesn't apply here: if two servers started on the same new file, one of them
/// would give up.
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

/// Written here because it is short, and because the crate `rusqlite_migration` reads the version
/// before it locks the file: two servers that start at once would both migrate.
fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = number(&transaction, "user_version")?;
    for (migration, number) in MIGRATIONS.iter().zip(1..) {
        if number > version {
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.commit()
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}
