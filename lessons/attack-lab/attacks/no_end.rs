use std::error::Error;
use std::sync::Arc;

use rocket::http::Method::Get;
use serde_json::{Value, json};

use crate::attack::{Attack, More, Stage};
use crate::broken::no_end as broken;
use crate::by_hand::now;
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::{Service, header};

const YEAR: u64 = 365 * 24 * 3600;

/// Old tokens of the victim are in a backup: one without exp, one whose exp is text, and one that is
/// as it should be, which no route accepts any more.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "no-end";
    let service = Arc::new(Service::new(NAME)?);
    let people = Arc::new(People::new());
    let (signer, known) = (service.clone(), people.clone());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/16-claims",
        goal: "Read the victim's note with an old token from a backup. Two of the three tokens still work.",
        stages: vec![Stage::new(
            "The token never expires, because the route treats an exp that is missing or isn't a number as one in the far future.",
            &service,
            broken::verify,
        )],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &["exp_missing", "exp_not_a_number"],
        more: vec![More {
            what: "a backup with the victim's old tokens, one per line",
            route: route(Get, "/no-end/backup", move |_| {
                let end = now().as_secs() - YEAR;
                let ends = [None, Some(json!(end.to_string())), Some(json!(end))];
                let tokens =
                    ends.map(|exp| signer.sign_any(&header("JWT"), &old(&known, &signer, exp)));
                let tokens: Vec<String> = tokens.into_iter().collect::<Result<_, _>>()?;
                Ok(Reply::text(tokens.join("\n") + "\n"))
            }),
        }],
        people,
    })
}

/// The claims of the victim's token from two years ago.
fn old(people: &People, service: &Service, exp: Option<Value>) -> Value {
    let mut claims = people.victim.claims(&service.settings);
    claims["iat"] = json!(now().as_secs() - 2 * YEAR);
    if let Some(members) = claims.as_object_mut() {
        members.remove("exp");
        members.extend(exp.map(|exp| ("exp".into(), exp)));
    }
    claims
}
