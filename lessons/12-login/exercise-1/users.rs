//! Where the users are kept: two of them, in memory. Whoever asks can't tell.

use jwt_sandbox::problem::Problem;

/// What a table of a database would hold.
struct Row {
    id: &'static str,
    name: &'static str,
    email: &'static str,
    password_hash: &'static str,
}

const ROWS: [Row; 2] = [
    // correct horse battery staple
    Row {
        id: "1",
        name: "test",
        email: "test@example.com",
        password_hash: "$argon2id$v=19$m=19456,t=2,p=1$HY39SrS+PTximOsngE7mZQ$Ad8J19YN8+RQOClRZ8Vo40FJI+aFz6MK1awt6UlBEIQ",
    },
    // a difference engine
    Row {
        id: "2",
        name: "Ada",
        email: "ada@example.com",
        password_hash: "$argon2id$v=19$m=19456,t=2,p=1$Z0Be2hXWQ2V09DaN/ge1Pw$gyLNYp9gLJuIgvDMbKkMzb8/qWKZ9XKaTPY45sx116M",
    },
];

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
    rows: &'static [Row],
}

impl Users {
    /// The mock user of part 1, and Ada.
    pub fn with_two() -> Self {
        Self { rows: &ROWS }
    }

    /// The account with this email, in small letters or capitals.
    ///
    /// # Errors
    /// None here. A database can fail, and takes its time: hence the `Result`, hence `async`.
    pub async fn by_email(&self, email: &str) -> Result<Option<Account>, Problem> {
        let email = email.trim().to_lowercase();
        let row = self.rows.iter().find(|row| row.email == email);
        Ok(row.map(|row| Account {
            user: User {
                id: row.id.into(),
                name: row.name.into(),
            },
            password_hash: row.password_hash.into(),
        }))
    }
}
