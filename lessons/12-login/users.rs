//! Where the users are kept: one of them, in memory. Whoever asks can't tell.

use jwt_sandbox::problem::Problem;

const EMAIL: &str = "test@example.com";

/// What is stored of the password `correct horse battery staple`. It stands on a public page, so it
/// is nobody's password any more.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$HY39SrS+PTximOsngE7mZQ$Ad8J19YN8+RQOClRZ8Vo40FJI+aFz6MK1awt6UlBEIQ";

/// A user, as far as the rest of the server needs to know.
pub struct User {
    pub id: String,
    pub name: String,
}

/// A user with what a login compares. It never leaves the server.
pub struct Account {
    pub user: User,
    pub password_hash: String,
}

/// The users of this server.
pub struct Users {
    email: &'static str,
}

impl Users {
    /// The mock user of part 1, who now has an email and a password.
    pub fn with_one() -> Self {
        Self { email: EMAIL }
    }

    /// The account with this email, in small letters or capitals.
    ///
    /// # Errors
    /// None here. A database can fail, and takes its time: hence the `Result`, hence `async`.
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
