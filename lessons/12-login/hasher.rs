//! The slow part of a login: hashes passwords and verifies them, on separate threads.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;
use rocket::tokio::sync::oneshot;

use crate::argon2id::Argon2id;
use crate::password::Password;

/// One thread for each core, up to this number: a hash needs 19 MiB while it is computed.
const MAX_THREADS: usize = 4;

/// How many passwords may wait for a thread.
const MAX_WAITING: usize = 256;

type Job = Box<dyn FnOnce(&Argon2id) + Send>;

/// Hashes passwords and verifies them.
///
/// A hash is slow and needs memory on purpose, so that a thief pays for each guess. The fixed number
/// of threads keeps many logins at once from taking all memory, and the limit on the queue keeps
/// them from waiting too long. One client can still fill the queue for everyone: a real service
/// also limits how often one client may try.
pub struct Hasher {
    jobs: SyncSender<Job>,
    decoy: String,
}

impl Hasher {
    /// Starts the threads. They end when the `Hasher` is dropped.
    ///
    /// # Errors
    /// If the system has no thread or no random number to give.
    pub fn start() -> io::Result<Self> {
        let (jobs, queue) = mpsc::sync_channel(MAX_WAITING);
        let queue = Arc::new(Mutex::new(queue));
        let cores = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores.min(MAX_THREADS) {
            let queue = queue.clone();
            thread::Builder::new()
                .name("hasher".into())
                .spawn(move || work(&queue))?;
        }
        let decoy = Argon2id::default()
            .hash(b"nobody's password")
            .map_err(io::Error::other)?;
        Ok(Self { jobs, decoy })
    }

    /// The line to store for a password: algorithm, parameters, salt and hash.
    ///
    /// # Errors
    /// 503 if too many passwords are waiting; 500 if the system has no random numbers.
    pub async fn hash(&self, password: Password) -> Result<String, Problem> {
        let hash = self.run(move |argon2id| argon2id.hash(password.bytes()));
        hash.await?.map_err(|error| failed(&error))
    }

    /// Whether this is the password. Without a stored hash the answer is always no, after the same
    /// amount of work: otherwise the time would tell who has an account.
    ///
    /// # Errors
    /// 503 if too many passwords are waiting; 500 if the stored line can't be read.
    pub async fn verify(
        &self,
        password: Password,
        stored: Option<String>,
    ) -> Result<bool, Problem> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        let matches = self.run(move |argon2id| argon2id.verify(password.bytes(), &stored));
        let matches = matches.await?.map_err(|error| failed(&error))?;
        Ok(matches && exists)
    }

    /// Puts a job into the queue and waits for its result.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Argon2id) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (sender, result) = oneshot::channel();
        let job = Box::new(move |argon2id: &Argon2id| {
            // Nobody is waiting any more if the request was cancelled.
            let _ = sender.send(job(argon2id));
        });
        self.jobs.try_send(job).map_err(|_| busy())?;
        result.await.map_err(|error| failed(&error))
    }
}

/// The loop of each thread.
fn work(queue: &Mutex<Receiver<Job>>) {
    let argon2id = Argon2id::default();
    loop {
        // A separate statement, so that the lock is released before the work starts.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else {
            return;
        };
        // A panic must not end the thread. Whoever waits for the result gets a 500.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&argon2id)));
    }
}

fn busy() -> Problem {
    Problem::new(
        Status::ServiceUnavailable,
        Explanation::new(
            "too_many_logins",
            Lesson::new("lessons/12-login"),
            format!("{MAX_WAITING} passwords are already waiting to be checked."),
            "Try again in a few seconds.",
        ),
    )
    .with_header("Retry-After", "5")
}

/// Logs the cause and answers without it.
fn failed(error: &dyn std::error::Error) -> Problem {
    rocket::error!("password: {error}");
    Problem::internal()
}
