//! The token lab: the page at `/`, where a learner pastes a token and watches it being verified.
//!
//! - `page`: the page and its files, under a policy that lets nothing else in;
//! - `explain`: each check of one token, in words;
//! - `live`: what happens on the guarded routes, as it happens.

mod explain;
mod live;
mod page;

use rocket::fairing::AdHoc;

use live::Live;

/// Attaches the page and what it asks.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Token lab", |rocket| async {
        rocket
            .manage(Live::new())
            .mount("/", page::routes())
            .mount("/", explain::routes())
            .mount("/", live::routes())
            .attach(live::watch())
    })
}
