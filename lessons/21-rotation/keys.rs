//! The keys of this issuer: a ring that changes while the server runs.

use std::sync::{Arc, PoisonError, RwLock};

use jsonwebtoken::DecodingKey;

use crate::public_key::PublicKey;
use crate::ring::{Pace, Ring, StepError};
use crate::ring_file::{RingFile, RingFileError};
use crate::signing_key::SigningKey;

/// The keys of this issuer.
pub struct Keys {
    ring: RwLock<Ring>,
    file: RingFile,
    pace: Pace,
}

impl Keys {
    /// The keys in the file. If there is no file, it is made.
    ///
    /// # Errors
    /// If the file can't be used.
    pub fn open(file: RingFile, pace: Pace) -> Result<Self, RingFileError> {
        let mut ring = file.load_or_create(pace)?;
        ring.restart(pace);
        file.store(&ring)?;
        Ok(Self {
            ring: RwLock::new(ring),
            file,
            pace,
        })
    }

    /// The key that signs. Read the clock for `iat` before you ask: a key that retires at this moment
    /// then hasn't signed a token that outlives it.
    pub fn active(&self) -> Arc<SigningKey> {
        self.look(|ring| ring.active.signing.clone())
    }

    /// What verifies a token with this `kid`, if it is ours.
    pub fn find(&self, kid: &str) -> Option<DecodingKey> {
        self.look(|ring| {
            let key = ring.keys().find(|key| key.kid() == kid);
            key.map(|key| key.signing.verifying().clone())
        })
    }

    /// The public halves of all keys: a key is published before it signs anything, and until its last
    /// token has expired.
    pub fn published(&self) -> Vec<PublicKey> {
        self.look(|ring| {
            ring.keys()
                .map(|key| key.signing.public().clone())
                .collect()
        })
    }

    /// The settings.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Reads the ring.
    pub fn look<T>(&self, read: impl FnOnce(&Ring) -> T) -> T {
        read(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a step, and reads the ring after it. The step changes a copy, which is stored before it is
    /// used: if the server is killed, the file has either the whole step or none of it. Everyone else
    /// waits for the disk for a moment: a key must not sign while it retires.
    ///
    /// # Errors
    /// If the step isn't possible, or the ring can't be stored.
    pub fn step<T>(
        &self,
        change: impl FnOnce(&mut Ring, Pace) -> Result<(), StepError>,
        read: impl FnOnce(&Ring) -> T,
    ) -> Result<T, StepError> {
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = ring.clone();
        change(&mut changed, self.pace)?;
        let stored = self.file.store(&changed);
        stored.map_err(|error| StepError::Failed(error.into()))?;
        *ring = changed;
        Ok(read(&ring))
    }
}
