use std::error::Error;
use std::sync::Arc;

use rocket::http::Method::{Get, Post};

use crate::attack::{self, Attack, More, Stage};
use crate::broken::guessable_secret as broken;
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::{Service, random};

/// Secrets that people use, one in each line.
const WORDS: &str = include_str!("../words.txt");

/// The verifier is the same on both sides. The fix is another secret, so the fixed side has its own
/// login.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "guessable-secret";
    let words: Vec<&str> = WORDS.lines().collect();
    let secret = broken::secret(&words, u64::from_le_bytes(random()?));
    let weak = Arc::new(Service::with_secret(NAME, secret));
    let fixed = Arc::new(Service::fixed(NAME)?);
    let people = Arc::new(People::new());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Find the secret with the word list and your own token, without another request to the server. Then sign a token for the victim.",
        stages: vec![Stage::strict(
            "The secret is a word, and you found it: whoever has the secret can sign for anyone.",
            &weak,
        )],
        sign: Service::signs(&weak),
        strict: Service::verifies(&fixed),
        about: &["signature_mismatch"],
        more: vec![
            More {
                what: "the word list, one word per line",
                route: route(Get, "/guessable-secret/words", |_| Ok(Reply::text(WORDS))),
            },
            fixed_login(NAME, fixed, people.clone()),
        ],
        people,
    })
}

/// The login of a fixed side whose secret differs from that of the broken side.
pub fn fixed_login(name: &str, fixed: Arc<Service>, people: Arc<People>) -> More {
    More {
        what: "a token for you from the fixed route, which has a different secret",
        route: route(Post, &format!("/fixed/{name}/login"), move |_| {
            fixed.sign(&people.mallory).map(attack::token)
        }),
    }
}
