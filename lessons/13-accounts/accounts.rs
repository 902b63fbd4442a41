//! All that has to do with accounts, behind one door.

use rocket::fairing::AdHoc;

use crate::database::{self, Database};
use crate::password::Passwords;
use crate::users::Users;
use crate::{login, me, protected, signup};

/// Attaches the routes, and the database that they share.
///
/// # Errors
/// Why the database can't be used, in one sentence.
pub fn stage() -> Result<AdHoc, String> {
    let users = Users::new(Database::open(&database::path()?)?);
    let passwords = Passwords::new().map_err(|error| error.to_string())?;
    Ok(AdHoc::on_ignite("Accounts", |rocket| async {
        rocket
            .manage(users)
            .manage(passwords)
            .attach(signup::stage())
            .attach(login::stage())
            .attach(me::stage())
            .attach(protected::stage())
    }))
}
