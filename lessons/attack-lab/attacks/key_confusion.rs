use std::error::Error;
use std::sync::Arc;

use rocket::http::Method::Get;

use crate::attack::{Attack, More, Stage};
use crate::broken::key_confusion as broken;
use crate::by_hand::subject;
use crate::key_pair::KeyPair;
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::settings;

/// The service signs with ES256, so its key is public, and the fixed route verifies with ES256 only.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "key-confusion";
    let pair = Arc::new(KeyPair::new()?);
    // The secret isn't used: this service has a key pair.
    let names = settings(NAME, Vec::new());
    let (signer, signer_names) = (pair.clone(), names.clone());
    let (fixed, fixed_names) = (pair.clone(), names.clone());
    let public = pair.public.clone();
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Sign a token for the victim with HS256, using the bytes of the public key as the secret.",
        people: Arc::new(People::new()),
        stages: vec![Stage {
            path: "",
            what: "",
            because: "The header chose HS256, and the route used the public key as the secret.",
            verify: Box::new(move |token| {
                let claims = broken::verify(token, &pair.public, &names)?;
                Ok(subject(&claims).into())
            }),
        }],
        sign: Box::new(move |person| signer.sign(&person.claims(&signer_names))),
        strict: Box::new(move |token| {
            let claims = fixed.strict(token, &fixed_names)?;
            Ok(subject(&claims))
        }),
        about: &["alg_not_es256"],
        more: vec![More {
            what: "the public key: 65 bytes",
            route: route(Get, "/key-confusion/public-key", move |_| {
                Ok(Reply::bytes(public.clone()))
            }),
        }],
    })
}
