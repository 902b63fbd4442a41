//! One SQLite file: opened, brought to the current schema, and asked away from the threads that
//! serve requests. It knows nothing of users.

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

use crate::schema;

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(1);

/// One connection, for one question at a time. SQLite has one writer anyway, and our questions find
/// one row by an index. A service that reads a lot would have more connections to read with.
#[derive(Clone)]
pub struct Database(Arc<Opened>);

struct Opened {
    connection: Mutex<Connection>,
    path: PathBuf,
    file: FileId,
}

/// `DATABASE_PATH`: the file. Default: `sandbox.sqlite3` where the server is started.
///
/// # Errors
/// If it is set to nothing, to `:memory:`, or to something that is not text.
pub fn path() -> Result<PathBuf, String> {
    match env::var("DATABASE_PATH") {
        Ok(path) if path.trim().is_empty() || path == ":memory:" => Err(format!(
            "DATABASE_PATH is {path:?}: name a file, such as DATABASE_PATH=sandbox.sqlite3, or delete the line."
        )),
        Ok(path) => Ok(path.into()),
        Err(env::VarError::NotPresent) => Ok("sandbox.sqlite3".into()),
        Err(env::VarError::NotUnicode(_)) => {
            Err("DATABASE_PATH is not UTF-8 text: name another file.".into())
        }
    }
}

impl Database {
    /// Opens the file, makes it if it is missing, and brings it to the current schema.
    ///
    /// # Errors
    /// A sentence that names the file, what is wrong with it, and what to do.
    pub fn open(path: &Path) -> Result<Self, String> {
        let refused = |why: &str| {
            format!(
                "DATABASE_PATH: can't use {} ({why}); name a file that this server may write, such as DATABASE_PATH=sandbox.sqlite3, or move this one away to begin with an empty one.",
                path.display()
            )
        };
        let failed = |error: rusqlite::Error| refused(&error.to_string());
        if path.is_dir() {
            return Err(refused("it is a folder"));
        }
        if path
            .parent()
            .is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
        {
            return Err(refused("its folder does not exist"));
        }

        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        // SQLite opens a file that it may not write, and would fail at the first sign-up.
        if connection.is_readonly(MAIN_DB).map_err(failed)? {
            return Err(refused("it is read-only"));
        }
        schema::prepare(&mut connection).map_err(|why| refused(&why))?;
        let file = FileId::of(path).map_err(|error| refused(&error.to_string()))?;
        Ok(Self(Arc::new(Opened {
            connection: Mutex::new(connection),
            path: path.into(),
            file,
        })))
    }

    /// Asks a question. What it writes is on the disk when the answer comes.
    ///
    /// # Errors
    /// 503, if the database could not answer. The cause is in the log.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let database = self.clone();
        match spawn_blocking(move || database.0.ask(question)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(why)) => Err(unavailable(&why)),
            Err(error) => Err(unavailable(&error.to_string())),
        }
    }
}

impl Opened {
    fn ask<T>(
        &self,
        question: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, String> {
        // A question that panicked has rolled back; the connection is good.
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let answer = question(&mut connection).map_err(|error| error.to_string())?;
        match FileId::of(&self.path) {
            Ok(file) if file == self.file => Ok(answer),
            _ => Err(format!(
                "{} was deleted or replaced; start the server again",
                self.path.display()
            )),
        }
    }
}

/// Tells a file from another of the same name. Who writes into a file that was deleted gets no
/// error, and loses what was written.
#[derive(PartialEq)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt;

        fs::metadata(path).map(|file| Self(file.dev(), file.ino()))
    }

    /// Elsewhere, a file that is open can't be deleted, so it is enough that there is one.
    #[cfg(not(unix))]
    fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|_| Self(0, 0))
    }
}

fn unavailable(why: &str) -> Problem {
    rocket::error!("database: {why}");
    Problem::new(
        Status::ServiceUnavailable,
        Explanation::new(
            "database_unavailable",
            Lesson::new("lessons/13-accounts"),
            "The database can't answer at the moment; what you sent may not be stored.",
            "Try again in a few seconds; the cause is on the server's console.",
        ),
    )
    .with_header("Retry-After", "5")
}
