//! Everything about accounts, behind one function.

use std::error::Error;

use rocket::fairing::AdHoc;

use crate::database::{self, Database};
use crate::hasher::Hasher;
use crate::live_tokens::LiveTokens;
use crate::sign_ins::SignIns;
use crate::users::Users;
use crate::{introspect, login, logout, me, protected, refresh, revoke, signup};

/// Attaches the routes, and the database that they share.
///
/// # Errors
/// If the database or the hasher can't start.
pub fn stage() -> Result<AdHoc, Box<dyn Error>> {
    let database = Database::open(&database::path()?)?;
    let users = Users::new(database.clone());
    let live_tokens = LiveTokens::new(database.clone());
    let sign_ins = SignIns::new(database);
    let hasher = Hasher::start()?;
    Ok(AdHoc::on_ignite("Accounts", |rocket| async {
        rocket
            .manage(users)
            .manage(live_tokens)
            .manage(sign_ins)
            .manage(hasher)
            .attach(signup::stage())
            .attach(login::stage())
            .attach(refresh::stage())
            .attach(revoke::stage())
            .attach(introspect::stage())
            .attach(logout::stage())
            .attach(me::stage())
            .attach(protected::stage())
    }))
}
