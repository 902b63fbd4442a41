use std::error::Error;
use std::sync::Arc;

use rocket::http::Method::Post;
use serde_json::json;

use crate::attack::{Attack, More, Stage, token};
use crate::broken::relay as broken;
use crate::people::People;
use crate::route::route;
use crate::service::{Service, header};

/// Two services share a key. At the guest book, visitors may call themselves anything.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "relay";
    let service = Arc::new(Service::new(NAME)?);
    let people = Arc::new(People::new());
    let (signer, known) = (service.clone(), people.clone());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/16-claims",
        goal: "Sign the guest book as the victim, and bring its token here.",
        stages: vec![Stage::new(
            "The token was issued for the guest book, but the route never checked the audience.",
            &service,
            broken::verify,
        )],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["aud_mismatch"],
        more: vec![More {
            what: "a token of the guest book, which has the same key and lets you choose your name: {\"name\":\"…\"}",
            route: route(Post, "/relay/guest-book/login", move |call| {
                let name = call.field("name")?;
                let mut claims = known.mallory.claims(&signer.settings);
                claims["sub"] = json!(name);
                claims["username"] = json!(name);
                claims["aud"] = json!("relay-guest-book");
                Ok(token(signer.sign_any(&header("JWT"), &claims)?))
            }),
        }],
        people,
    })
}
