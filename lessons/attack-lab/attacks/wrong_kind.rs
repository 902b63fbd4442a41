use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use rocket::http::Method::{Get, Post};
use serde_json::json;

use crate::attack::{Attack, More, Stage};
use crate::broken::wrong_kind as broken;
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::{Service, header};

/// How many emails the archive keeps.
const EMAILS: usize = 20;

/// A forgotten password is reset with a token from an email, and the company's email archive is open to
/// all employees. Nobody worries: a reset also takes a code from the owner's phone.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "wrong-kind";
    let service = Arc::new(Service::new(NAME)?);
    let people = Arc::new(People::new());
    let archive = Arc::new(Mutex::new(Vec::new()));
    let (signer, known, outbox) = (service.clone(), people.clone(), archive.clone());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/16-claims",
        goal: "Have the victim's password reset, find the token in the email archive, and use it to read the victim's note.",
        stages: vec![Stage::new(
            "The token was issued for a password reset, but the route never checked its typ.",
            &service,
            broken::verify,
        )],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["typ_not_jwt"],
        more: vec![
            More {
                what: "emails a reset token to someone who forgot their password: {\"user\":\"…\"}, with their sub",
                route: route(Post, "/wrong-kind/forgot", move |call| {
                    let user = call.field("user")?;
                    if let Some(person) = known.find(&user) {
                        let claims = person.claims(&signer.settings);
                        let token = signer.sign_any(&header("reset+jwt"), &claims)?;
                        let email = format!(
                            "To: {user}\nReset your password with this token and the code on your phone:\n{token}\n"
                        );
                        let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                        archive.push(email);
                        let old = archive.len().saturating_sub(EMAILS);
                        archive.drain(..old);
                    }
                    // The same for everyone, so that strangers don't learn who has an account.
                    Ok(Reply::json(
                        &json!({"message": "If this account exists, an email is on its way."}),
                    ))
                }),
            },
            More {
                what: "the email archive, open to all employees",
                route: route(Get, "/wrong-kind/outbox", move |_| {
                    let outbox = outbox.lock().unwrap_or_else(PoisonError::into_inner);
                    Ok(Reply::text(outbox.join("\n")))
                }),
            },
        ],
        people,
    })
}
