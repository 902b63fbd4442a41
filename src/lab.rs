//! The token lab: the page at `/`, where a learner pastes a token and watches it being verified.
//!
//! - `page`: the page and its files, under a policy that allows nothing else;
//! - `explain`: each check of one token, in words;
//! - `live`: the requests to the guarded routes, as they happen.

mod explain;
mod live;
mod page;

use rocket::fairing::AdHoc;

use live::Live;

/// Attaches the page and the routes that it uses.
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
