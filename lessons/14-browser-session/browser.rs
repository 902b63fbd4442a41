//! All that has to do with the browser, behind one door.

use jwt_sandbox::settings::Settings;
use rocket::fairing::AdHoc;

use crate::form_token::FormKey;
use crate::pages::{self, Pages};
use crate::session::Sessions;
use crate::{dashboard, login_form, readable, signup_form};

/// Attaches the pages, and what their sessions and forms need.
///
/// # Errors
/// Why there can be no pages, in one sentence.
pub fn stage(settings: &Settings) -> Result<AdHoc, String> {
    let pages = Pages::new().map_err(|error| error.to_string())?;
    let key = FormKey::new(settings).map_err(|error| error.to_string())?;
    let sessions = Sessions::new(settings);
    Ok(AdHoc::on_ignite("Browser", |rocket| async {
        let mut routes = [
            dashboard::routes(),
            pages::routes(),
            signup_form::routes(),
            login_form::routes(),
        ]
        .concat();
        // Before the sandbox's own page at `/`, and before the routes that read any body as JSON.
        for route in &mut routes {
            route.rank -= 100;
        }
        rocket
            .manage(pages)
            .manage(key)
            .manage(sessions)
            .mount("/", routes)
            .attach(readable::stage())
    }))
}
