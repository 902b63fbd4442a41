//! The keys while the server runs: fetched when a token needs one, and kept fresh.

use std::time::Duration;

use rocket::fairing::AdHoc;
use rocket::tokio::{self, time};

use crate::address::{self, AddressError};
use crate::cache::PAUSE;
use crate::clock::SystemClock;
use crate::fetch::HttpFetch;
use crate::keys::Keys;

/// Attaches the keys, and keeps them fresh while the server runs.
///
/// # Errors
/// If `KEY_SET_URL` can't be used.
pub fn stage() -> Result<AdHoc, AddressError> {
    let source = HttpFetch::new(address::from_environment()?);
    let keys = Keys::new(source, SystemClock);
    Ok(AdHoc::on_ignite("Key set", |rocket| async {
        let kept_fresh = keys.clone();
        rocket
            .manage(keys)
            .attach(AdHoc::on_liftoff("Key set refresh", |_| {
                Box::pin(async move {
                    tokio::spawn(keep_fresh(kept_fresh, PAUSE));
                })
            }))
    }))
}

/// Fetches the keys at once, and looks at them again after each pause.
pub async fn keep_fresh(keys: Keys, pause: Duration) {
    // No key has an empty name, so this fetches. If it fails, the first token tries again.
    let _ = keys.find("").await;
    loop {
        time::sleep(pause).await;
        keys.refresh().await;
    }
}
