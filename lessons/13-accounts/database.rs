//! One SQLite file, and the connection to it. This module knows nothing about users.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;
use rocket::tokio::task::spawn_blocking;
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use thiserror::Error;

use crate::schema::{self, SchemaError};

/// How long to wait while another program writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

/// One connection, used by one request at a time. SQLite has one writer anyway, and our queries find
/// one row by an index. A service that reads a lot would add connections for reading.
#[derive(Clone)]
pub struct Database(Arc<Opened>);

struct Opened {
    connection: Mutex<Connection>,
    path: PathBuf,
    file: FileId,
}

/// Why the server has no database, and what to do about it.
#[derive(Debug, Error)]
pub enum DatabaseError {
    #[error(
        "DATABASE_PATH is {0:?}. Name a file, such as DATABASE_PATH=sandbox.sqlite3, or delete the line."
    )]
    NoName(String),
    #[error("DATABASE_PATH isn't UTF-8 text. Name a different file.")]
    NotText,
    #[error("DATABASE_PATH: can't use {}: {cause}", path.display())]
    Unusable { path: PathBuf, cause: Unusable },
}

/// What is wrong with the file.
#[derive(Debug, Error)]
pub enum Unusable {
    #[error("it is a folder. Name a file.")]
    Folder,
    #[error("its folder doesn't exist. Create the folder, or name another file.")]
    NoFolder,
    #[error("it is read-only. Allow this server to write to it, or name another file.")]
    ReadOnly,
    #[error("{0}. Name a different file.")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        Self::Schema(error.into())
    }
}

/// `DATABASE_PATH`: the file. Default: `sandbox.sqlite3` in the folder where the server starts.
///
/// # Errors
/// If it is empty, `:memory:`, or not text.
pub fn path() -> Result<PathBuf, DatabaseError> {
    match env::var("DATABASE_PATH") {
        Ok(path) if path.trim().is_empty() || path == ":memory:" => {
            Err(DatabaseError::NoName(path))
        }
        Ok(path) => Ok(path.into()),
        Err(env::VarError::NotPresent) => Ok("sandbox.sqlite3".into()),
        Err(env::VarError::NotUnicode(_)) => Err(DatabaseError::NotText),
    }
}

impl Database {
    /// Opens the file, creates it if it is missing, and brings it to the current schema.
    ///
    /// # Errors
    /// If the file can't be used.
    pub fn open(path: &Path) -> Result<Self, DatabaseError> {
        open(path).map_err(|cause| DatabaseError::Unusable {
            path: path.into(),
            cause,
        })
    }

    /// Runs queries on a thread where they may wait for the disk. What they write is on the disk when
    /// this returns.
    ///
    /// # Errors
    /// 503 if the database can't answer. The cause goes to the log.
    pub async fn with_connection<T: Send + 'static>(
        &self,
        queries: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let opened = self.0.clone();
        spawn_blocking(move || opened.with_connection(queries))
            .await
            .map_err(|error| unavailable(&error, TRY_AGAIN))?
            .map_err(|error| unavailable(&error, error.hint()))
    }
}

fn open(path: &Path) -> Result<Database, Unusable> {
    if path.is_dir() {
        return Err(Unusable::Folder);
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    if !folder.as_os_str().is_empty() && !folder.is_dir() {
        return Err(Unusable::NoFolder);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // SQLite also opens a file that it can't write to, and would fail at the first sign-up.
    if connection.is_readonly(MAIN_DB)? {
        return Err(Unusable::ReadOnly);
    }
    schema::prepare(&mut connection)?;
    Ok(Database(Arc::new(Opened {
        connection: Mutex::new(connection),
        path: path.into(),
        file: FileId::of(path)?,
    })))
}

/// Why a query has no result.
#[derive(Debug, Error)]
enum QueryError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("{} was deleted or replaced; restart the server", .0.display())]
    FileReplaced(PathBuf),
}

const TRY_AGAIN: &str = "Try again in a few seconds. The server's terminal shows the cause.";

impl QueryError {
    /// What a client can do. A server whose file is gone doesn't recover by itself.
    fn hint(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => TRY_AGAIN,
            Self::FileReplaced(_) => {
                "Restart the server: its database file was deleted or replaced while it ran."
            }
        }
    }
}

impl Opened {
    fn with_connection<T>(
        &self,
        queries: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, QueryError> {
        // After a panic, the transaction was rolled back, and the connection still works.
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let answer = queries(&mut connection)?;
        match FileId::of(&self.path) {
            Ok(file) if file == self.file => Ok(answer),
            _ => Err(QueryError::FileReplaced(self.path.clone())),
        }
    }
}

/// Tells a file from another one of the same name. A program that writes to a deleted file gets no
/// error, and what it writes is lost.
#[derive(PartialEq)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt;

        fs::metadata(path).map(|file| Self(file.dev(), file.ino()))
    }

    /// Elsewhere, an open file can't be deleted, so it is enough that the file exists.
    #[cfg(not(unix))]
    fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|_| Self(0, 0))
    }
}

fn unavailable(cause: &dyn std::error::Error, hint: &'static str) -> Problem {
    rocket::error!("database: {cause}");
    Problem::new(
        Status::ServiceUnavailable,
        Explanation::new(
            "database_unavailable",
            Lesson::new("lessons/13-accounts"),
            "The database isn't available at the moment. Your data may not have been saved.",
            hint,
        ),
    )
    .with_header("Retry-After", "5")
}
