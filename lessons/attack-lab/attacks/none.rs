use std::error::Error;
use std::sync::Arc;

use crate::attack::{Attack, Stage};
use crate::broken::none as broken;
use crate::people::People;
use crate::service::Service;

/// Two broken routes: the second has a blocklist in front of the first.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "none";
    let service = Arc::new(Service::new(NAME)?);
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Read the victim's note with a token that says it isn't signed. Then do it again behind the blocklist.",
        people: Arc::new(People::new()),
        stages: vec![
            Stage::new(
                "The header said that there was no signature to verify, and the route obeyed it.",
                &service,
                broken::verify,
            ),
            Stage::new(
                "The blocklist knew only one spelling of none, and the code behind it accepts them all.",
                &service,
                broken::verify_behind_a_blocklist,
            )
            .at("/blocklist", "the same route behind a blocklist for none"),
        ],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["alg_none"],
        more: Vec::new(),
    })
}
