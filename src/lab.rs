//! The token lab: the page at `/`, where a learner pastes a token and watches it being verified,
//! what it asks about the token (`explain`), and the list of what happens on the server (`live`).

mod explain;
mod live;
mod page;

use rocket::{fairing::AdHoc, routes};

/// Attaches the page and the routes that it uses.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Token lab", |rocket| async {
        let routes = routes![page::page, page::file, explain::explain_token, live::live];
        rocket
            .manage(live::Live::new())
            .mount("/", routes)
            .attach(live::watch())
    })
}
