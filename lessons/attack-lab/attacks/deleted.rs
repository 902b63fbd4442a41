use std::collections::BTreeSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Method::{Delete, Post};
use serde_json::json;

use crate::attack::{Attack, More, Stage, token};
use crate::broken::deleted as broken;
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::{Service, header};

/// The accounts that are gone.
type Gone = Arc<Mutex<BTreeSet<String>>>;

/// You copied the victim's token. As long as the account exists, that token is valid and proves
/// nothing. Delete the account with it, and it should be worthless.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "deleted";
    let service = Arc::new(Service::new(NAME)?);
    let people = Arc::new(People::new());
    let gone = Gone::default();
    let (looks_up, deletes, copies, signs_in) = (gone.clone(), gone.clone(), gone.clone(), gone);
    let (strict, keeper, copier, signer) = (
        service.clone(),
        service.clone(),
        service.clone(),
        service.clone(),
    );
    let victim = people.clone();
    Ok(Attack {
        name: NAME,
        lesson: "lessons/17-stolen",
        goal: "Delete the victim's account with a token that you copied, and then read the note of the account that is gone.",
        stages: vec![Stage::new(
            "The account is gone, but the route believed the token and never looked the account up.",
            &service,
            broken::verify,
        )],
        sign: Box::new(move |person| {
            lock(&signs_in).remove(&person.id);
            signer.sign(person)
        }),
        strict: Box::new(move |token| {
            let sub = strict.strict(token)?;
            if lock(&looks_up).contains(&sub) {
                return Err(account_gone());
            }
            Ok(sub)
        }),
        about: &["account_gone"],
        more: vec![
            More {
                what: "a token that you copied from the victim's browser; if the account is gone, the victim first signs up again",
                route: route(Post, "/deleted/copy", move |_| {
                    let victim = &victim.victim;
                    lock(&copies).remove(&victim.id);
                    let mut claims = victim.claims(&copier.settings);
                    claims["role"] = json!("admin");
                    Ok(token(copier.sign_any(&header("JWT"), &claims)?))
                }),
            },
            More {
                what: "deletes the account of the token",
                route: route(Delete, "/deleted/me", move |call| {
                    let sub = keeper
                        .strict(call.token()?)
                        .map_err(Problem::invalid_token)?;
                    if !lock(&deletes).insert(sub) {
                        return Err(Problem::invalid_token(account_gone()));
                    }
                    Ok(Reply::json(&json!({"message": "The account is gone."})))
                }),
            },
        ],
        people,
    })
}

fn account_gone() -> Explanation {
    Explanation::new(
        "account_gone",
        Lesson::new("lessons/17-stolen"),
        "The token is for an account that no longer exists.",
        "Sign up again.",
    )
}

fn lock(gone: &Mutex<BTreeSet<String>>) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
    gone.lock().unwrap_or_else(PoisonError::into_inner)
}
