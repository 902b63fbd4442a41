//! The file with all private keys and their states. Whoever reads it can sign any token.

use std::env;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::pkcs8::der::zeroize::Zeroizing;
use rocket::serde::json::{from_slice, to_string};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::key_file::{self, KeyFileError, Unusable};
use crate::ring::{Key, Pace, Ring};
use crate::signing_key::SigningKey;

/// The file, locked: a second server would sign with keys that this one has removed.
pub struct RingFile {
    path: PathBuf,
    _lock: File,
}

/// Why the server has no keys, and what to do about it.
#[derive(Debug, Error)]
pub enum RingFileError {
    #[error(
        "ISSUER_KEY_RING is empty. Name a file, such as ISSUER_KEY_RING=issuer-keys.json, or delete the line."
    )]
    NoName,
    #[error("ISSUER_KEY_RING: {} is used by another server. Stop that one, or name another file.", .0.display())]
    Locked(PathBuf),
    #[error(
        "ISSUER_KEY_RING: can't use {}: it isn't a key ring. Name another file, or delete this one to get a new key.",
        .0.display()
    )]
    NotARing(PathBuf),
    #[error("ISSUER_KEY_RING: can't use {}: {cause}", path.display())]
    Unusable { path: PathBuf, cause: Unusable },
    #[error(transparent)]
    FirstKey(#[from] KeyFileError),
}

/// A key as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredKey {
    since: u64,
    longest_token: u64,
    /// Base64, with the private key.
    pkcs8: String,
}

/// A ring as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredRing {
    next: Option<StoredKey>,
    active: StoredKey,
    retired: Vec<StoredKey>,
    max_age: u64,
    old_sets_until: u64,
}

/// `ISSUER_KEY_RING`: the file. Default: `issuer-keys.json` in the folder where the server starts.
///
/// # Errors
/// If it is empty.
pub fn path() -> Result<PathBuf, RingFileError> {
    match env::var_os("ISSUER_KEY_RING") {
        Some(path) if path.to_string_lossy().trim().is_empty() => Err(RingFileError::NoName),
        Some(path) => Ok(path.into()),
        None => Ok("issuer-keys.json".into()),
    }
}

impl RingFile {
    /// Locks the file until the server ends, whatever ends it. The lock is on another file next to it,
    /// because this one is replaced with each step.
    ///
    /// # Errors
    /// If another server has it, or if no file can be created in its folder.
    pub fn open(path: PathBuf) -> Result<Self, RingFileError> {
        let unusable = |cause| RingFileError::Unusable {
            path: path.clone(),
            cause,
        };
        key_file::check_folder(&path).map_err(unusable)?;
        let mut lock = path.clone().into_os_string();
        lock.push(".lock");
        let lock = File::create(lock);
        let lock = lock.map_err(|error| unusable(Unusable::NotStored(error.kind())))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(RingFileError::Locked(path)),
            Err(TryLockError::Error(error)) => Err(unusable(error.into())),
        }
    }

    /// The ring in the file. Without a file, the key of lesson 19 moves into a new ring.
    ///
    /// # Errors
    /// If a file can't be used.
    pub fn load_or_create(&self, pace: Pace) -> Result<Ring, RingFileError> {
        match key_file::read(&self.path) {
            Ok(json) => self.parse(&json),
            Err(Unusable::Io(error)) if error.kind() == ErrorKind::NotFound => self.create(pace),
            Err(cause) => Err(self.unusable(cause)),
        }
    }

    /// Tokens of lesson 19 stay valid: they know the key by its thumbprint, not by its file. If their
    /// lifetime was longer than it is now, they may outlive the key.
    fn create(&self, pace: Pace) -> Result<Ring, RingFileError> {
        let path = key_file::path()?;
        let ring = Ring::new(Key::new(key_file::load_or_create(&path)?, pace), pace);
        self.store(&ring)?;
        // Now the key is in two files, and a second copy of a private key is easily forgotten.
        let removed = fs::remove_file(&path);
        removed.map_err(|error| KeyFileError::Unusable {
            path,
            cause: error.into(),
        })?;
        Ok(ring)
    }

    /// Replaces the file in one step, and returns when the new one is on the disk.
    ///
    /// # Errors
    /// If it can't be written. Then the old file is unchanged.
    pub fn store(&self, ring: &Ring) -> Result<(), RingFileError> {
        let stored = StoredRing {
            next: ring.next.as_ref().map(StoredKey::from),
            active: (&ring.active).into(),
            retired: ring.retired.iter().map(StoredKey::from).collect(),
            max_age: ring.max_age,
            old_sets_until: ring.old_sets_until,
        };
        let json = to_string(&stored).map(Zeroizing::new);
        json.map_err(io::Error::other)
            .and_then(|json| replace(&self.path, json.as_bytes()))
            .map_err(|error| self.unusable(Unusable::NotStored(error.kind())))
    }

    fn parse(&self, json: &[u8]) -> Result<Ring, RingFileError> {
        let ring = from_slice::<StoredRing>(json).ok().and_then(|stored| {
            Some(Ring {
                next: match stored.next {
                    Some(next) => Some(next.load()?),
                    None => None,
                },
                active: stored.active.load()?,
                retired: stored
                    .retired
                    .iter()
                    .map(StoredKey::load)
                    .collect::<Option<_>>()?,
                max_age: stored.max_age,
                old_sets_until: stored.old_sets_until,
            })
        });
        ring.ok_or_else(|| RingFileError::NotARing(self.path.clone()))
    }

    fn unusable(&self, cause: Unusable) -> RingFileError {
        RingFileError::Unusable {
            path: self.path.clone(),
            cause,
        }
    }
}

impl StoredKey {
    fn load(&self) -> Option<Key> {
        let der = Zeroizing::new(STANDARD.decode(&self.pkcs8).ok()?);
        Some(Key {
            signing: Arc::new(SigningKey::from_pkcs8(&der).ok()?),
            since: self.since,
            longest_token: self.longest_token,
        })
    }
}

impl From<&Key> for StoredKey {
    fn from(key: &Key) -> Self {
        Self {
            since: key.since,
            longest_token: key.longest_token,
            pkcs8: STANDARD.encode(key.signing.private().as_bytes()),
        }
    }
}

/// Writes another file, and gives it the name of the old one: readers find one of the two, complete.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = key_file::folder(path);
    key_file::write(folder, bytes)?.persist(path)?;
    // The name is in the folder, so the folder has to reach the disk, too. Windows does that by itself.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
