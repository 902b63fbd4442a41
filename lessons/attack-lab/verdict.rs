//! Whether an attack succeeded, and by the hole that it is about.
//!
//! It succeeded only if the broken route believed the token as the victim, and the strict verifier
//! rejects the same token for the reason that the attack is about. Otherwise, the response says what
//! happened instead. Your own token never counts.

use serde::Serialize;

use crate::attack::{Attack, Believed, Stage};

/// The response of a broken route that let someone in.
#[derive(Serialize)]
pub struct Verdict {
    /// Whom it believed.
    user: String,
    note: Option<String>,
    solved: bool,
    /// What the route did, or what happened instead of the attack.
    because: String,
    /// Why the strict verifier rejects the token, if it does.
    strict: Option<Refusal>,
    /// A new token, where the route gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    renewed: Option<String>,
}

#[derive(Serialize)]
struct Refusal {
    reason: &'static str,
    detail: String,
}

/// Decides about a token that a broken route has believed.
pub fn of(attack: &Attack, stage: &Stage, believed: Believed, token: &str) -> Verdict {
    let strict = (attack.strict)(token).err();
    let people = &attack.people;
    let reason = strict.as_ref().map(|why| why.reason);
    let (solved, because) = match (people.find(&believed.sub), reason) {
        (None, _) => (
            false,
            format!(
                "The route believed that you are {:?}, but nobody here has that id. The victim's id is {:?}.",
                believed.sub, people.victim.id
            ),
        ),
        (Some(person), None) if person.id == people.mallory.id => (
            false,
            "The route believed that you are mallory, with a valid token. That's how it should be."
                .into(),
        ),
        (Some(person), Some(_)) if person.id == people.mallory.id => (
            false,
            format!(
                "The route believed a token that the strict verifier rejects, but you are still mallory. Become the victim, {:?}.",
                people.victim.id
            ),
        ),
        (Some(_), None) => (
            false,
            "The route believed that you are the victim, but so does the strict verifier: this is one of the victim's valid tokens."
                .into(),
        ),
        (Some(_), Some(reason)) if attack.is_about(reason) => (true, stage.because.into()),
        (Some(_), Some(reason)) => (
            false,
            format!(
                "You got in another way. The strict verifier rejects this token with {reason}, but this attack is about {}.",
                attack.about.join(" or ")
            ),
        ),
    };
    Verdict {
        note: people.find(&believed.sub).map(|person| person.note.clone()),
        user: believed.sub,
        solved,
        because,
        strict: strict.map(|why| Refusal {
            reason: why.reason,
            detail: why.detail,
        }),
        renewed: believed.renewed,
    }
}
