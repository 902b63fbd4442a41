//! The file with the private key. Whoever reads it can sign any token.

use std::env;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use p256::pkcs8::der::zeroize::Zeroizing;
use tempfile::NamedTempFile;
use thiserror::Error;

use crate::signing_key::{self, NotAKey, SigningKey};

/// A P-256 key has 138 bytes. We don't read a huge file to find out that it is something else.
const MAX_BYTES: u64 = 64 * 1024;

/// Why the server has no key, and what to do about it.
#[derive(Debug, Error)]
pub enum KeyFileError {
    #[error(
        "ISSUER_KEY_FILE is empty. Name a file, such as ISSUER_KEY_FILE=issuer-key.der, or delete the line."
    )]
    NoName,
    #[error("ISSUER_KEY_FILE: can't use {}: {cause}", path.display())]
    Unusable { path: PathBuf, cause: Unusable },
}

/// What is wrong with the file.
#[derive(Debug, Error)]
pub enum Unusable {
    #[error("it is a folder or a device. Name a file.")]
    NotAFile,
    #[error("its folder doesn't exist. Create the folder, or name another file.")]
    NoFolder,
    #[error(
        "other users can read or change it (its permissions are {0:03o}). Run chmod 600 on it; if somebody may have read it, delete it, and this server makes a new key at its next start."
    )]
    OpenToOthers(u32),
    #[error("{0}. Name another file, or delete this one to get a new key.")]
    NotAKey(#[from] NotAKey),
    #[error(
        "a new key can't be stored there ({0}). Name a file in a folder that this server can write to."
    )]
    NotStored(ErrorKind),
    #[error("{0}. Name another file.")]
    Io(#[from] io::Error),
}

/// `ISSUER_KEY_FILE`: the file. Default: `issuer-key.der` in the folder where the server starts.
///
/// # Errors
/// If it is empty.
pub fn path() -> Result<PathBuf, KeyFileError> {
    match env::var_os("ISSUER_KEY_FILE") {
        Some(path) if path.to_string_lossy().trim().is_empty() => Err(KeyFileError::NoName),
        Some(path) => Ok(path.into()),
        None => Ok("issuer-key.der".into()),
    }
}

/// The key in this file. If there is no such file, makes a key and stores it.
///
/// # Errors
/// If the file can't be used.
pub fn load_or_create(path: &Path) -> Result<SigningKey, KeyFileError> {
    let key = match load(path) {
        Err(Unusable::Io(error)) if error.kind() == ErrorKind::NotFound => create(path),
        done => done,
    };
    key.map_err(|cause| KeyFileError::Unusable {
        path: path.into(),
        cause,
    })
}

fn load(path: &Path) -> Result<SigningKey, Unusable> {
    Ok(SigningKey::from_pkcs8(&read(path)?)?)
}

/// The bytes of a file that is closed to other users.
///
/// # Errors
/// If it can't be read, or if others can read it, too.
pub fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Unusable> {
    // Asked before it is opened: opening a pipe would wait for someone to write to it.
    if !fs::metadata(path)?.is_file() {
        return Err(Unusable::NotAFile);
    }
    let file = File::open(path)?;
    check_permissions(&file.metadata()?)?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Like SSH, refuses a key that other users of this machine may read.
#[cfg(unix)]
fn check_permissions(file: &Metadata) -> Result<(), Unusable> {
    use std::os::unix::fs::PermissionsExt;

    const OTHERS: u32 = 0o077;
    let mode = file.permissions().mode() & 0o777;
    if mode & OTHERS == 0 {
        Ok(())
    } else {
        Err(Unusable::OpenToOthers(mode))
    }
}

/// Windows has other permissions: a file has the permissions of its folder, and a folder of yours is closed
/// to other users.
#[cfg(not(unix))]
fn check_permissions(_: &Metadata) -> Result<(), Unusable> {
    Ok(())
}

/// Writes a new key under another name, then gives it its own in one step that fails if the name is
/// taken. So no server ever reads half a key, and of two that start at once, one makes the key, and
/// both use it.
fn create(path: &Path) -> Result<SigningKey, Unusable> {
    check_folder(path)?;
    let file = write(folder(path), &signing_key::generate()?);
    let file = file.map_err(|error| Unusable::NotStored(error.kind()))?;
    match file.persist_noclobber(path).map_err(|error| error.error) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(Unusable::NotStored(error.kind()))
        }
        // Ours, or that of the server that was faster.
        _ => load(path),
    }
}

/// The folder of a file.
pub fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether a file can have this path.
///
/// # Errors
/// If its folder doesn't exist.
pub fn check_folder(path: &Path) -> Result<(), Unusable> {
    if folder(path).is_dir() {
        Ok(())
    } else {
        Err(Unusable::NoFolder)
    }
}

/// Writes bytes to a new file without a name yet, and waits until they are on the disk. On Unix, the
/// file is for its owner alone from the moment it exists.
pub fn write(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .suffix(".der")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}
