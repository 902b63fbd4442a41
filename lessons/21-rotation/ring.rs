//! The keys of an issuer, each in its state, and the steps from one state to the next.

use std::error::Error;
use std::sync::Arc;

use jsonwebtoken::get_current_timestamp;

use crate::signing_key::{self, SigningKey};

/// More would be pointless: other services read no more keys than this from a set (lesson 20).
const MAX_KEYS: usize = 20;

/// A key pair, and how long it has been in its state.
#[derive(Clone)]
pub struct Key {
    pub signing: Arc<SigningKey>,
    /// When it came into its state, in seconds since 1970.
    pub since: u64,
    /// The longest lifetime of the tokens that it may have signed, in seconds.
    pub longest_token: u64,
}

/// All keys. A key is next, then active, then retired, then gone.
#[derive(Clone)]
pub struct Ring {
    /// Published, but signs nothing yet.
    pub next: Option<Key>,
    /// Signs.
    pub active: Key,
    /// No longer sign, but still verify what they signed. Oldest first.
    pub retired: Vec<Key>,
    /// The `max_age` of the last start, in seconds.
    pub max_age: u64,
    /// Until when a service may use a set with a longer `max_age`, in seconds since 1970.
    pub old_sets_until: u64,
}

/// The settings that decide how long a step has to wait.
#[derive(Clone, Copy)]
pub struct Pace {
    /// How long a service may use a key set without asking again, in seconds.
    pub max_age: u64,
    /// How long a token lives, in seconds.
    pub ttl: u64,
}

/// Why a step isn't possible.
pub enum StepError {
    NoSuchKey,
    NextExists,
    TooMany,
    /// Only the next key can become the active one.
    NotNext,
    /// The active key can't be removed.
    IsActive,
    /// Not before this time, in seconds since 1970.
    TooEarly(u64),
    /// The server can't make or store a key, so nothing has changed.
    Failed(Box<dyn Error>),
}

impl Key {
    /// A key that comes into its state now.
    pub fn new(signing: SigningKey, pace: Pace) -> Self {
        Self {
            signing: Arc::new(signing),
            since: get_current_timestamp(),
            longest_token: pace.ttl,
        }
    }

    /// The key's name.
    pub fn kid(&self) -> &str {
        self.signing.public().kid()
    }

    fn is(&self, kid: &str) -> bool {
        self.kid() == kid
    }

    /// When the last token that a retired key has signed has expired.
    pub fn unused_at(&self) -> u64 {
        self.since.saturating_add(self.longest_token)
    }
}

impl Ring {
    /// A ring with one key.
    pub fn new(active: Key, pace: Pace) -> Self {
        Self {
            next: None,
            active,
            retired: Vec::new(),
            max_age: pace.max_age,
            old_sets_until: 0,
        }
    }

    /// Takes over the settings of a new start. What is out there still follows the old ones.
    pub fn restart(&mut self, pace: Pace) {
        self.active.longest_token = self.active.longest_token.max(pace.ttl);
        if pace.max_age < self.max_age {
            let until = twice_after(get_current_timestamp(), self.max_age);
            self.old_sets_until = self.old_sets_until.max(until);
        }
        self.max_age = pace.max_age;
    }

    /// From when on a next key can sign.
    pub fn ready_at(&self, next: &Key) -> u64 {
        twice_after(next.since, self.max_age).max(self.old_sets_until)
    }

    /// All keys, in the order of their lives.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.next.iter().chain([&self.active]).chain(&self.retired)
    }

    /// Makes the next key.
    ///
    /// # Errors
    /// If there is one already, or if there are too many keys, or no random numbers.
    pub fn add(&mut self, pace: Pace) -> Result<(), StepError> {
        if self.next.is_some() {
            return Err(StepError::NextExists);
        }
        if self.keys().count() >= MAX_KEYS {
            return Err(StepError::TooMany);
        }
        let der = signing_key::generate().map_err(|error| StepError::Failed(error.into()))?;
        let signing = SigningKey::from_pkcs8(&der);
        let signing = signing.map_err(|error| StepError::Failed(error.into()))?;
        self.next = Some(Key::new(signing, pace));
        Ok(())
    }

    /// The next key becomes the active one, which retires.
    ///
    /// # Errors
    /// If it isn't the next key, or if services may not know it yet, unless `early`.
    pub fn activate(&mut self, kid: &str, pace: Pace, early: bool) -> Result<(), StepError> {
        if !self.keys().any(|key| key.is(kid)) {
            return Err(StepError::NoSuchKey);
        }
        let next = self.next.take_if(|next| next.is(kid));
        let mut next = next.ok_or(StepError::NotNext)?;
        wait_until(self.ready_at(&next), early)?;
        let now = get_current_timestamp();
        (next.since, self.active.since) = (now, now);
        next.longest_token = pace.ttl;
        self.retired.push(std::mem::replace(&mut self.active, next));
        Ok(())
    }

    /// Removes a retired key, or a next key, which hasn't signed anything.
    ///
    /// # Errors
    /// If it is the active key, or if a token that it has signed may still be valid, unless `early`.
    pub fn remove(&mut self, kid: &str, early: bool) -> Result<(), StepError> {
        if self.active.is(kid) {
            return Err(StepError::IsActive);
        }
        if self.next.take_if(|next| next.is(kid)).is_some() {
            return Ok(());
        }
        let index = self.retired.iter().position(|key| key.is(kid));
        let index = index.ok_or(StepError::NoSuchKey)?;
        wait_until(self.retired[index].unused_at(), early)?;
        self.retired.remove(index);
        Ok(())
    }
}

/// Twice the time for which a set may be used: a service may have asked just before this moment, and its
/// request after that may have failed.
fn twice_after(moment: u64, max_age: u64) -> u64 {
    moment.saturating_add(max_age.saturating_mul(2))
}

fn wait_until(time: u64, early: bool) -> Result<(), StepError> {
    if early || get_current_timestamp() >= time {
        Ok(())
    } else {
        Err(StepError::TooEarly(time))
    }
}
