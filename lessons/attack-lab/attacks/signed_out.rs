use std::collections::BTreeSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use jwt_sandbox::explanation::Explanation;
use rocket::http::Method::Post;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::attack::{self, Attack, Believed, More, Stage};
use crate::broken::signed_out as broken;
use crate::by_hand::refusal::refused;
use crate::by_hand::subject;
use crate::key_pair::KeyPair;
use crate::people::People;
use crate::route::route;
use crate::service::settings;

/// What the two sides remember of those who signed out.
#[derive(Default)]
struct Denied {
    hashes: BTreeSet<Vec<u8>>,
    ids: BTreeSet<String>,
}

/// You copied the victim's token; then the victim signed out. The first broken route remembers
/// nothing, the second the hash of the token. ES256, because it has a second spelling of each
/// signature that even a strict decoder accepts.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "signed-out";
    let pair = Arc::new(KeyPair::new()?);
    let names = settings(NAME, Vec::new());
    let people = Arc::new(People::new());
    let denied = Arc::new(Mutex::new(Denied::default()));
    let verify = {
        let (pair, names) = (pair.clone(), names.clone());
        move |token: &str| pair.strict(token, &names)
    };
    let sign = {
        let (pair, names) = (pair.clone(), names.clone());
        move |person: &crate::people::Person| {
            let mut claims = person.claims(&names);
            claims["jti"] = json!(Uuid::new_v4().to_string());
            pair.sign(&claims)
        }
    };
    let (forgets, hashes, strict) = (verify.clone(), verify.clone(), verify.clone());
    let (by_hash, by_id, signs_out) = (denied.clone(), denied.clone(), denied);
    let (victim, copies) = (people.clone(), sign.clone());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/17-stolen",
        goal: "Read the victim's note with a token that you copied before the victim signed out. Then do it again where the token's hash is denied.",
        stages: vec![
            Stage {
                path: "",
                what: "",
                because: "The sign-out only deleted the cookie, so the copied token is as valid as before.",
                verify: Box::new(move |token| Ok(subject(&forgets(token)?).into())),
            },
            Stage {
                path: "/hash",
                what: "the same route, where a sign-out denies the hash of the token",
                because: "The sign-out denied one spelling of the token, and you sent a different one.",
                verify: Box::new(move |token| {
                    if broken::is_denied(token, &lock(&by_hash).hashes) {
                        return Err(signed_out());
                    }
                    let usual = broken::tolerant(token);
                    let claims = hashes(usual.as_deref().unwrap_or(token))?;
                    Ok(Believed::from(subject(&claims)))
                }),
            },
        ],
        people,
        sign: Box::new(sign),
        strict: Box::new(move |token| {
            let claims = strict(token)?;
            let jti = claims.get("jti").and_then(Value::as_str);
            match jti {
                Some(jti) if !lock(&by_id).ids.contains(jti) => Ok(subject(&claims)),
                _ => Err(signed_out()),
            }
        }),
        about: &["signed_out", "not_base64url"],
        more: vec![More {
            what: "a token that you copied from the victim's browser before the victim signed out; the response has the Set-Cookie header of that sign-out",
            route: route(Post, "/signed-out/copy", move |_| {
                let token = copies(&victim.victim)?;
                let claims = verify(&token).unwrap_or_default();
                let jti = claims.get("jti").and_then(Value::as_str);
                let mut denied = lock(&signs_out);
                denied.hashes.insert(broken::hash(&token));
                denied.ids.extend(jti.map(str::to_owned));
                Ok(attack::token(token).with_header("Set-Cookie", broken::sign_out()))
            }),
        }],
    })
}

fn signed_out() -> Explanation {
    refused(
        "signed_out",
        "The owner of this token has signed out.",
        "Sign in again.",
    )
}

fn lock(denied: &Mutex<Denied>) -> std::sync::MutexGuard<'_, Denied> {
    denied.lock().unwrap_or_else(PoisonError::into_inner)
}
