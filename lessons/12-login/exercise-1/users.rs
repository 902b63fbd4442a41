//! Where the users are kept: here, two users in memory. Nothing outside this file depends on that.

use jwt_sandbox::problem::Problem;

/// A row, as in the table of a database.
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
    rows: &'static [Row],
}

impl Users {
    /// The mock user of part 1, and Ada.
    pub fn with_two() -> Self {
        Self { rows: &ROWS }
    }

    /// The account with this email, in upper or lower case.
    ///
    /// # Errors
    /// None here. A database can fail and takes time, hence the `Result` and the `async`.
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
