//! Everything about accounts, behind one function.

use std::error::Error;

use rocket::fairing::AdHoc;

use crate::database::{self, Database};
use crate::hasher::Hasher;
use crate::users::Users;
use crate::{join, login, me, protected, signup};

/// Attaches the routes, and the database that they share.
///
/// # Errors
/// If the database or the hasher can't start.
pub fn stage() -> Result<AdHoc, Box<dyn Error>> {
    let users = Users::new(Database::open(&database::path()?)?);
    let hasher = Hasher::start()?;
    Ok(AdHoc::on_ignite("Accounts", |rocket| async {
        rocket
            .manage(users)
            .manage(hasher)
            .attach(signup::stage())
            .attach(join::stage())
            .attach(login::stage())
            .attach(me::stage())
            .attach(protected::stage())
    }))
}
