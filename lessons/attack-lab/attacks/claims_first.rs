use std::error::Error;
use std::sync::Arc;

use serde_json::Value;

use crate::attack::{Attack, Believed, Stage};
use crate::broken::claims_first::{self as broken, Outcome};
use crate::by_hand::subject;
use crate::people::People;
use crate::service::Service;

/// The renewal happens in the note's own route, as with a session that slides: an expired token is
/// let in, and the response has a fresh one in `renewed`. That one is valid, so bringing it back doesn't
/// count: the strict verifier accepts it, too. The attack counts at the moment of the renewal.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "claims-first";
    let service = Arc::new(Service::new(NAME)?);
    let broken = service.clone();
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Without a token of your own, learn from the refusals which issuer and audience the route wants. Then forge a token for the victim that passes as merely expired, and have it renewed.",
        stages: vec![Stage {
            path: "",
            what: "",
            because: "The route validated the claims before the signature: it told you its issuer and audience, and renewed a token that it had never verified.",
            verify: Box::new(move |token| match broken::verify(token, &broken)? {
                Outcome::Valid(claims) => Ok(subject(&claims).into()),
                Outcome::ToRenew(claims) => {
                    let sub = subject(&claims);
                    let name = claims.get("username").and_then(Value::as_str);
                    let renewed = broken.sign_for(&sub, name.unwrap_or_default()).ok();
                    Ok(Believed { sub, renewed })
                }
            }),
        }],
        people: Arc::new(People::new()),
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["signature_mismatch", "signature_missing"],
        more: Vec::new(),
    })
}
