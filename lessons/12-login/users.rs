//! Where the users are kept: here, one user in memory. Nothing outside this file depends on that.

use jwt_sandbox::problem::Problem;

const EMAIL: &str = "test@example.com";

/// The hash of `correct horse battery staple`. The password is on a public page, so don't use it for
/// anything real.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$HY39SrS+PTximOsngE7mZQ$Ad8J19YN8+RQOClRZ8Vo40FJI+aFz6MK1awt6UlBEIQ";

/// A user, as the routes see them.
pub struct User {
    pub id: String,
    pub name: String,
}

/// A user and the hash that a login needs. It never leaves the server.
pub struct Account {
    pub user: User,
    pub password_hash: String,
}

/// The users of this server.
pub struct Users {
    email: &'static str,
}

impl Users {
    /// The mock user of part 1, now with an email and a password.
    pub fn with_one() -> Self {
        Self { email: EMAIL }
    }

    /// The account with this email, in upper or lower case.
    ///
    /// # Errors
    /// None here. A database can fail and takes time, hence the `Result` and the `async`.
    pub async fn by_email(&self, email: &str) -> Result<Option<Account>, Problem> {
        Ok(
            (email.trim().to_lowercase() == self.email).then(|| Account {
                user: User {
                    id: "1".into(),
                    name: "test".into(),
                },
                password_hash: PASSWORD_HASH.into(),
            }),
        )
    }
}
