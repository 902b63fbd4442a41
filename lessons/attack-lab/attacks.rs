//! The attacks, in the order of the lessons, and the list of them.

mod claims_first;
mod deleted;
mod empty_secret;
mod false_refusal;
mod guessable_secret;
mod key_confusion;
mod kid_path;
mod looks_alike;
mod no_end;
mod none;
mod own_key;
mod read_not_verified;
mod relay;
mod signed_out;
mod stolen;
mod wrong_kind;

use std::error::Error;
use std::sync::Arc;

use rocket::Route;
use rocket::fairing::AdHoc;
use rocket::http::Method::Get;
use serde::Serialize;

use crate::attack::{Attack, Entry};
use crate::reply::Reply;
use crate::route::route;

/// Attaches the routes of all attacks, and `GET /attacks`.
///
/// # Errors
/// If the system has no random numbers, or no place for temporary files.
pub fn stage() -> Result<AdHoc, Box<dyn Error>> {
    let attacks = [
        read_not_verified::attack()?,
        none::attack()?,
        claims_first::attack()?,
        guessable_secret::attack()?,
        empty_secret::attack()?,
        key_confusion::attack()?,
        own_key::attack()?,
        kid_path::attack()?,
        no_end::attack()?,
        looks_alike::attack()?,
        relay::attack()?,
        wrong_kind::attack()?,
        false_refusal::attack()?,
        signed_out::attack()?,
        deleted::attack()?,
        stolen::attack()?,
    ]
    .map(Arc::new);
    let routes = attacks.iter().flat_map(Attack::routes);
    let routes: Vec<Route> = routes.chain(list(&attacks)).collect();
    Ok(AdHoc::on_ignite("Attack lab", |rocket| async {
        rocket.mount("/", routes)
    }))
}

/// `GET /attacks`, and `GET /attacks/<name>` for one of them.
fn list(attacks: &[Arc<Attack>]) -> Vec<Route> {
    let entries: Vec<Entry> = attacks.iter().map(|attack| attack.entry()).collect();
    let mut routes: Vec<Route> = attacks
        .iter()
        .zip(&entries)
        .map(|(attack, entry)| constant(&format!("/attacks/{}", attack.name), entry.clone()))
        .collect();
    routes.push(constant("/attacks", entries));
    routes
}

fn constant(path: &str, value: impl Serialize + Send + Sync + 'static) -> Route {
    route(Get, path, move |_| Ok(Reply::json(&value)))
}
