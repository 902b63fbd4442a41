//! The two people of each attack, with their notes. Both ids and both notes are new at each start.

use jwt_sandbox::settings::TokenSettings;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::by_hand::now;

/// Someone with a private note.
pub struct Person {
    /// The `sub` of their tokens.
    pub id: String,
    pub name: &'static str,
    pub note: String,
}

/// The learner, and whoever the learner wants to be taken for.
pub struct People {
    pub mallory: Person,
    /// No login gives a token for the victim.
    pub victim: Person,
}

impl Person {
    /// Someone with a new, private note.
    pub fn new(id: &str, name: &'static str) -> Self {
        Self {
            id: id.into(),
            name,
            note: format!("The code for the safe is {}.", Uuid::new_v4().simple()),
        }
    }

    /// The claims of a valid token for this person.
    pub fn claims(&self, settings: &TokenSettings) -> Value {
        let now = now().as_secs();
        json!({
            "sub": self.id, "username": self.name,
            "iss": settings.issuer, "aud": settings.audience,
            "iat": now, "exp": now + settings.ttl_seconds,
        })
    }
}

impl People {
    pub fn new() -> Self {
        Self {
            mallory: Person::new(&Uuid::new_v4().to_string(), "mallory"),
            victim: Person::new(&Uuid::new_v4().to_string(), "victim"),
        }
    }

    /// The person with this id.
    pub fn find(&self, id: &str) -> Option<&Person> {
        [&self.mallory, &self.victim]
            .into_iter()
            .find(|person| person.id == id)
    }
}
