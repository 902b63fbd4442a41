use std::error::Error;
use std::sync::Arc;

use crate::attack::{Attack, Stage};
use crate::broken::own_key as broken;
use crate::people::People;
use crate::service::Service;

/// The service signs with HS256. Its broken route also takes an ES256 key from the header.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "own-key";
    let service = Arc::new(Service::new(NAME)?);
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Sign a token for the victim with a key of yours, and send that key along in the header, as jwk.",
        people: Arc::new(People::new()),
        stages: vec![Stage::new(
            "The route verified the signature with the key that the token brought along.",
            &service,
            broken::verify,
        )],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["signature_mismatch", "alg_public_key"],
        more: Vec::new(),
    })
}
