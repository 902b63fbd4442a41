//! Passwords: what may be stored of them, and whether one is right.

use std::sync::Arc;
use std::thread;

use argon2::Argon2;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;
use rocket::tokio::sync::Semaphore;
use rocket::tokio::task::spawn_blocking;

/// In characters. A longer one is refused before any work is done for it.
const LONGEST: usize = 128;

/// The slow work, with a limit on how much of it is done at once.
///
/// Each hash takes 19 MiB of memory and some hundredths of a second of a core, on purpose: so does
/// each guess of somebody who stole the hashes. The limit keeps many logins at once from taking all
/// the memory. They wait; a real service would also limit how often one client may try.
pub struct Passwords {
    at_once: Arc<Semaphore>,
    decoy: String,
}

impl Passwords {
    /// One hash at a time for each core.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new() -> Result<Self, Error> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            at_once: Arc::new(Semaphore::new(cores)),
            decoy: argon2id("the password of nobody")?,
        })
    }

    /// What may be stored of a password, on one line: algorithm, parameters, salt and hash.
    ///
    /// # Errors
    /// 422 for a password that is too long; 500 if the system has no random numbers.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        not_too_long(password)?;
        let password = password.to_owned();
        let hashed = self.work(move || argon2id(&password)).await?;
        hashed.map_err(|error| failed(&error))
    }

    /// Whether this is the password. Without a stored hash it is never right, and takes as long:
    /// otherwise a clock would tell who has an account.
    ///
    /// # Errors
    /// 422 for a password that is too long; 500 for a stored hash that is none.
    pub async fn matches(&self, password: &str, stored: Option<String>) -> Result<bool, Problem> {
        not_too_long(password)?;
        let password = password.to_owned();
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        let verified = self
            .work(move || Argon2::default().verify_password(password.as_bytes(), stored.as_str()))
            .await?;
        match verified {
            Ok(()) => Ok(exists),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Does slow work on a thread of its own: on those that serve requests, it would hold up others.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        // It goes along into the thread: a client that hangs up does not end the work. It can't fail,
        // for nobody closes the semaphore.
        let permit = self.at_once.clone().acquire_owned().await;
        let done = spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|error| failed(&error))
    }
}

/// RFC 9106, with a random salt and the parameters that OWASP recommends.
fn argon2id(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

fn not_too_long(password: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    if length <= LONGEST {
        return Ok(());
    }
    Err(Problem::new(
        Status::UnprocessableEntity,
        Explanation::new(
            "password_too_long",
            Lesson::new("lessons/12-login"),
            format!("The password has {length} characters, {LONGEST} are the most."),
            "Send a shorter one.",
        ),
    ))
}

/// The cause is for the log.
fn failed(error: &dyn std::error::Error) -> Problem {
    rocket::error!("password: {error}");
    Problem::internal()
}
