use std::error::Error;
use std::sync::Arc;

use crate::attack::{Attack, Stage};
use crate::broken::read_not_verified as broken;
use crate::people::People;
use crate::service::Service;

/// The fixed route is the sandbox's verifier with the same secret.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "read-not-verified";
    let service = Arc::new(Service::new(NAME)?);
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Change the sub of your token to the victim's, keep everything else, and read the victim's note.",
        people: Arc::new(People::new()),
        stages: vec![Stage::new(
            "The route read the payload and never verified the signature.",
            &service,
            broken::verify,
        )],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["signature_mismatch", "signature_missing"],
        more: Vec::new(),
    })
}
