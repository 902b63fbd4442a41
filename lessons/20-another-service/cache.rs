//! The keys that this service has, and when it may or should fetch them again. It knows no network and
//! no clock: each function gets the time.

use std::time::{Duration, Instant};

use jsonwebtoken::DecodingKey;

use crate::key_set::KeySet;

/// How long a set is fresh, unless the issuer says less.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// From the start of one attempt to the next one, whether it succeeded or not. Otherwise, anyone who
/// invents a `kid` could have this service ask the issuer as often as they like.
pub const PAUSE: Duration = Duration::from_secs(30);

/// How long keys are used if they can't be fetched again. This is how long the issuer may be down, and
/// how long a stolen key is believed by a service that is cut off from its issuer.
const HARD_LIMIT: Duration = Duration::from_secs(60 * 60);

/// The last set, and the last attempt.
#[derive(Default)]
pub struct Cache {
    stored: Option<Stored>,
    attempted: Option<Instant>,
}

struct Stored {
    keys: KeySet,
    /// When it was asked for: what the response says may be that old.
    fetched: Instant,
    fresh_for: Duration,
}

impl Cache {
    /// A key that may be used now.
    pub fn key(&self, kid: &str, now: Instant) -> Option<&DecodingKey> {
        self.usable(now)?.keys.get(kid)
    }

    /// Whether there are any keys that may be used now.
    pub fn has_keys(&self, now: Instant) -> bool {
        self.usable(now).is_some()
    }

    /// Whether the set is recent enough to say that a key doesn't exist.
    pub fn is_fresh(&self, now: Instant) -> bool {
        self.usable(now)
            .is_some_and(|stored| now.duration_since(stored.fetched) < stored.fresh_for)
    }

    /// Takes the next attempt, if the pause is over.
    pub fn start_attempt(&mut self, now: Instant) -> bool {
        let may = self.pause_left(now).is_zero();
        if may {
            self.attempted = Some(now);
        }
        may
    }

    /// How long it is until the next attempt.
    pub fn pause_left(&self, now: Instant) -> Duration {
        self.attempted.map_or(Duration::ZERO, |attempted| {
            PAUSE.saturating_sub(now.duration_since(attempted))
        })
    }

    /// Replaces the whole set, so that a key that is gone there is gone here.
    pub fn store(&mut self, keys: KeySet, fetched: Instant, max_age: Option<Duration>) {
        self.stored = Some(Stored {
            keys,
            fetched,
            fresh_for: max_age.map_or(FRESH, |max_age| max_age.min(FRESH)),
        });
    }

    fn usable(&self, now: Instant) -> Option<&Stored> {
        self.stored
            .as_ref()
            .filter(|stored| now.duration_since(stored.fetched) < HARD_LIMIT)
    }
}
