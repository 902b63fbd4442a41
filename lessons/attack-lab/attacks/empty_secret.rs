use std::error::Error;
use std::sync::Arc;

use super::guessable_secret::fixed_login;
use crate::attack::{Attack, Stage};
use crate::broken::empty_secret as broken;
use crate::people::People;
use crate::service::Service;

/// As with a guessable secret, the fix is another secret: a server that has none refuses to start, as
/// the sandbox does in a release build, so whoever starts it sets one.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "empty-secret";
    let empty = Arc::new(Service::with_secret(NAME, broken::secret()));
    let fixed = Arc::new(Service::fixed(NAME)?);
    let people = Arc::new(People::new());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Sign a token for the victim with the secret of a server whose secret was never set.",
        stages: vec![Stage::strict(
            "The secret is empty, because its variable was never set.",
            &empty,
        )],
        sign: Service::signs(&empty),
        strict: Service::verifies(&fixed),
        about: &["signature_mismatch"],
        more: vec![fixed_login(NAME, fixed, people.clone())],
        people,
    })
}
