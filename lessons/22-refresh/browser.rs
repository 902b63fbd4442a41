//! Everything about the browser, behind one function.

use std::error::Error;

use jwt_sandbox::settings::Settings;
use rocket::fairing::AdHoc;

use crate::form_token::FormKey;
use crate::pages::{self, Pages};
use crate::{cookies, dashboard, login_form, readable, refresh_form, signup_form};

/// Attaches the pages, and what their sessions and forms need.
///
/// # Errors
/// If a template has a mistake in it.
pub fn stage(settings: &Settings) -> Result<AdHoc, Box<dyn Error>> {
    let pages = Pages::new()?;
    let key = FormKey::new(settings)?;
    Ok(AdHoc::on_ignite("Browser", |rocket| async {
        let mut routes = [
            dashboard::routes(),
            pages::routes(),
            signup_form::routes(),
            login_form::routes(),
            refresh_form::routes(),
        ]
        .concat();
        // A smaller rank comes first: before the sandbox's own page at `/`, and before the routes that
        // read every body as JSON.
        for route in &mut routes {
            route.rank -= 100;
        }
        rocket
            .manage(pages)
            .manage(key)
            .mount("/", routes)
            .attach(readable::stage())
            .attach(cookies::removed_last())
    }))
}
