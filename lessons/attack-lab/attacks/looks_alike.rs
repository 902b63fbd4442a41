use std::error::Error;
use std::sync::Arc;

use rocket::http::Method::Post;

use crate::attack::{Attack, More, Stage, token};
use crate::broken::looks_alike as broken;
use crate::people::People;
use crate::route::route;
use crate::service::{Service, header};

/// Anyone may register a client, and everyone signs in to it, the victim first. So whoever registers
/// gets a genuine token of the victim, made for that client.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "looks-alike";
    let service = Arc::new(Service::new(NAME)?);
    let people = Arc::new(People::new());
    let (signer, known) = (service.clone(), people.clone());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/16-claims",
        goal: "Register a client whose name is part of this server's audience, and send the token that signs the victim in to your client.",
        stages: vec![Stage::new(
            "The token was issued for your client, but the route compared only part of the name.",
            &service,
            broken::verify,
        )],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["aud_mismatch"],
        more: vec![More {
            what: "registers a client, {\"name\":\"…\"}, and returns the token of the first person who signs in to it: the victim",
            route: route(Post, "/looks-alike/clients", move |call| {
                let name = call.field("name")?;
                if name.is_empty() || name == signer.settings.audience {
                    return Err(call.bad_request(
                        "name_taken",
                        &format!("A client can't be called {name:?}: that name is empty or taken."),
                        "Choose another name.",
                    ));
                }
                let mut claims = known.victim.claims(&signer.settings);
                claims["aud"] = name.into();
                Ok(token(signer.sign_any(&header("JWT"), &claims)?))
            }),
        }],
        people,
    })
}
