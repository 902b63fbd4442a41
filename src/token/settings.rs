use std::fmt;

/// The settings for signing and verifying.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// The key that signs and verifies.
    pub secret: Secret,
    /// How long a token lives, in seconds.
    pub ttl_seconds: u64,
    /// The `iss` of our tokens, and the only one we accept.
    pub issuer: String,
    /// The `aud` of our tokens, and the one that every token must name.
    pub audience: String,
}

/// A key that never appears in debug output.
///
/// ```
/// use jwt_sandbox::token::Secret;
///
/// assert_eq!(format!("{:?}", Secret::from("my secret")), "Secret(9 bytes)");
/// ```
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// The key itself. Keep it out of logs and answers.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Vec<u8>>> From<T> for Secret {
    fn from(key: T) -> Self {
        Self(key.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}
