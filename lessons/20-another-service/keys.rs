//! The keys of the issuer: from memory if they are there, else fetched, by one request at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use jsonwebtoken::DecodingKey;
use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;
use rocket::tokio::sync::{Mutex as Turns, OwnedMutexGuard as Turn};
use rocket::tokio::task::spawn_blocking;
use rocket::{info, warn};

use crate::cache::Cache;
use crate::clock::Clock;
use crate::fetch::Fetch;
use crate::key_set::KeySet;

/// The keys of one issuer.
#[derive(Clone)]
pub struct Keys(Arc<Shared>);

struct Shared {
    cache: Mutex<Cache>,
    /// Whose turn it is to fetch.
    turns: Arc<Turns<()>>,
    source: Box<dyn Fetch>,
    clock: Box<dyn Clock>,
}

impl Keys {
    /// No keys yet. The first token fetches them, so this service starts without its issuer.
    pub fn new(source: impl Fetch, clock: impl Clock) -> Self {
        Self(Arc::new(Shared {
            cache: Mutex::default(),
            turns: Arc::default(),
            source: Box::new(source),
            clock: Box::new(clock),
        }))
    }

    /// The key with this `kid`, or `None` if the issuer has no such key. A key that is in memory never
    /// waits for anything.
    ///
    /// # Errors
    /// 503 if that can't be found out now.
    pub async fn find(&self, kid: &str) -> Result<Option<DecodingKey>, Problem> {
        if let Some(key) = self.0.key(kid) {
            return Ok(Some(key));
        }
        // Everyone with an unknown `kid` waits here for the fetch that is running, if there is one.
        let turn = self.0.turns.clone().lock_owned().await;
        if self.0.key(kid).is_none() {
            self.fetch(turn).await;
        }
        let (cache, now) = (self.0.cache(), self.0.clock.now());
        match cache.key(kid, now) {
            Some(key) => Ok(Some(key.clone())),
            None if cache.is_fresh(now) => Ok(None),
            None => Err(unavailable(&cache, now)),
        }
    }

    /// Fetches the set again once it isn't fresh, so that a key that is gone there is gone here even if
    /// nobody sends an unknown `kid`. Without keys, there's nothing to refresh: the next token fetches.
    pub async fn refresh(&self) {
        let is_due = |cache: &Cache, now| cache.has_keys(now) && !cache.is_fresh(now);
        if is_due(&self.0.cache(), self.0.clock.now()) {
            let turn = self.0.turns.clone().lock_owned().await;
            self.fetch(turn).await;
        }
    }

    /// Fetches, unless the last attempt is too recent. The turn ends with the fetch, even if the request
    /// that started it is gone by then.
    async fn fetch(&self, turn: Turn<()>) {
        let shared = self.0.clone();
        if shared.cache().start_attempt(shared.clock.now()) {
            // A thread that may block. The others go on serving.
            let fetched = spawn_blocking(move || {
                shared.fetch();
                drop(turn);
            });
            if let Err(error) = fetched.await {
                rocket::error!("key set: {error}");
            }
        }
    }
}

impl Shared {
    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, kid: &str) -> Option<DecodingKey> {
        self.cache().key(kid, self.clock.now()).cloned()
    }

    /// A failure changes nothing: the keys that are here stay, up to their hard limit.
    fn fetch(&self) {
        let asked = self.clock.now();
        let fetched = match self.source.fetch() {
            Ok(fetched) => fetched,
            Err(error) => return warn!("The key set can't be fetched: {error}."),
        };
        let skipped = |place, why| warn!("Key {place} of the key set isn't used: {why}.");
        match KeySet::parse(&fetched.body, skipped) {
            Ok(keys) => {
                info!(
                    "The key set was fetched. Usable keys in it: {}.",
                    keys.len()
                );
                self.cache().store(keys, asked, fetched.max_age);
            }
            Err(error) => warn!("The key set isn't used: {error}."),
        }
    }
}

fn unavailable(cache: &Cache, now: Instant) -> Problem {
    let detail = if cache.has_keys(now) {
        "This service doesn't know the token's key, and can't get the issuer's current keys at the moment."
    } else {
        "This service has no keys to verify the token with, and can't get the issuer's keys at the moment."
    };
    let seconds = cache.pause_left(now).as_secs_f64().ceil().max(1.0);
    Problem::new(
        Status::ServiceUnavailable,
        Explanation::new(
            "keys_unavailable",
            Lesson::new("lessons/20-another-service"),
            detail,
            "Send the token again after the number of seconds in Retry-After: it may be valid. Look at this service's terminal for the cause.",
        ),
    )
    .with_header("Retry-After", seconds.to_string())
}
