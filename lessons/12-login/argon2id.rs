//! Argon2id (RFC 9106) with the parameters that OWASP recommends, in memory that it reuses.

use std::cell::RefCell;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, Error, PasswordVerifier, try_generate_salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// The crate's own `Argon2` allocates 19 MiB for each hash and frees it again. Linux's allocator holds on
/// to several such blocks per thread, so this type keeps one block and reuses it.
#[derive(Default)]
pub struct Argon2id {
    memory: RefCell<Vec<Block>>,
}

impl Argon2id {
    /// The line to store, with a new random salt.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn hash(&self, password: &[u8]) -> Result<String, Error> {
        let salt = try_generate_salt().map_err(|_| Error::Internal)?;
        let hash = self.hash_password_customized(password, &salt, None, None, Params::default())?;
        Ok(hash.to_string())
    }

    /// Hashes again with the salt and the parameters of a stored line, and compares in constant time.
    ///
    /// # Errors
    /// If the line can't be read.
    pub fn verify(&self, password: &[u8], stored: &str) -> Result<bool, Error> {
        match self.verify_password(password, &PasswordHash::new(stored)?) {
            Ok(()) => Ok(true),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl CustomizedPasswordHasher<PasswordHash> for Argon2id {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> Result<PasswordHash, Error> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?;
        let version = version.map(Version::try_from).transpose()?;
        let (algorithm, version) = (algorithm.unwrap_or_default(), version.unwrap_or_default());
        let mut hash = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let mut memory = self.memory.borrow_mut();
        memory.resize(params.block_count(), Block::new());
        Argon2::new(algorithm, version, params.clone()).hash_password_into_with_memory(
            password,
            salt,
            &mut hash,
            memory.as_mut_slice(),
        )?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&hash)?),
        })
    }
}
