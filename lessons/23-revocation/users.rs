//! Where the users are kept: in the database, behind the same functions as in lesson 12.

use jwt_sandbox::problem::Problem;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, named_params};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::database::Database;

/// A user, as that user may see them.
#[derive(Serialize)]
pub struct User {
    /// A random UUID: the `sub` of the tokens.
    pub id: String,
    pub name: String,
    /// As typed at the sign-up.
    pub email: String,
}

/// A user and the hash that a login needs. It never leaves the server.
pub struct Account {
    pub user: User,
    pub password_hash: String,
}

/// The users of this server.
pub struct Users {
    database: Database,
}

impl Users {
    /// The users in this database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    /// The account with this email, in upper or lower case.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn by_email(&self, email: &str) -> Result<Option<Account>, Problem> {
        let email = key(email);
        self.database
            .with_connection(move |connection| {
                connection
                    .query_row(
                        "SELECT public_id, name, email, hash
                         FROM users JOIN passwords ON passwords.user_id = users.id
                         WHERE email_key = :email",
                        named_params! { ":email": email },
                        |row| {
                            Ok(Account {
                                user: user(row)?,
                                password_hash: row.get("hash")?,
                            })
                        },
                    )
                    .optional()
            })
            .await
    }

    /// Stores a new user. Returns nothing if the email is taken.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn add(
        &self,
        name: &str,
        email: &str,
        password_hash: String,
    ) -> Result<Option<User>, Problem> {
        let user = User {
            id: Uuid::new_v4().to_string(),
            name: name.to_owned(),
            email: email.to_owned(),
        };
        self.database
            .with_connection(move |connection| insert(connection, user, &password_hash))
            .await
    }

    /// Deletes a user, and with it the password.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn remove(&self, user: User) -> Result<(), Problem> {
        self.database
            .with_connection(move |connection| {
                connection.execute(
                    "DELETE FROM users WHERE public_id = :id",
                    named_params! { ":id": user.id },
                )
            })
            .await?;
        Ok(())
    }
}

/// The database decides whether the email is taken, in the same step that stores it. If we asked first
/// and stored then, two requests at once would make two accounts.
fn insert(
    connection: &mut Connection,
    user: User,
    password_hash: &str,
) -> rusqlite::Result<Option<User>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let added = transaction.execute(
        "INSERT INTO users (public_id, name, email, email_key)
         VALUES (:id, :name, :email, :key)
         ON CONFLICT (email_key) DO NOTHING",
        named_params! { ":id": user.id, ":name": user.name, ":email": user.email, ":key": key(&user.email) },
    )?;
    if added == 0 {
        return Ok(None);
    }
    transaction.execute(
        "INSERT INTO passwords (user_id, hash) VALUES (last_insert_rowid(), :hash)",
        named_params! { ":hash": password_hash },
    )?;
    transaction.commit()?;
    Ok(Some(user))
}

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get("public_id")?,
        name: row.get("name")?,
        email: row.get("email")?,
    })
}

/// The form in which emails are compared: in lower case, and each `é` as one code point (NFC),
/// although some keyboards send two.
fn key(email: &str) -> String {
    email
        .trim()
        .nfc()
        .collect::<String>()
        .to_lowercase()
        .nfc()
        .collect()
}
