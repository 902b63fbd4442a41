//! The token lab: a page at `/` where a learner pastes a token and sees the verification happen.
//!
//! - `page`: the page and its files, under a policy that lets nothing else in;
//! - `live`: what happens on the guarded routes, as it happens.

mod live;
mod page;

use rocket::fairing::AdHoc;

/// Attaches the page and what it asks.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Token lab", |rocket| async {
        rocket
            .manage(live::Live::new())
            .mount("/", page::routes())
            .mount("/", live::routes())
            .attach(live::watch())
    })
}
