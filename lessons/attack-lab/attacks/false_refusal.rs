use std::error::Error;
use std::sync::Arc;

use jwt_sandbox::problem::Problem;
use rocket::http::Method::Get;
use serde_json::json;

use crate::attack::{Attack, Believed, More, Stage};
use crate::broken::false_refusal as broken;
use crate::by_hand::{refusal::refused, subject};
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::Service;

/// The note is behind a client of the broken service: it asks the service about each token, and only
/// reads the status of the response. Whatever the strict verifier rejects gets in here, so any reason
/// counts.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "false-refusal";
    let service = Arc::new(Service::new(NAME)?);
    let (client, broken_side, fixed_side) = (service.clone(), service.clone(), service.clone());
    Ok(Attack {
        name: NAME,
        lesson: "lessons/16-claims",
        goal: "Send any token with the victim's sub, however bad: the service rejects it with status 200, and the client in front of the note believes the status.",
        people: Arc::new(People::new()),
        stages: vec![Stage {
            path: "",
            what: "",
            because: "The service rejected the token with status 200, and the client in front of the note read only the status.",
            verify: Box::new(move |token| {
                let (status, _) = broken::verify(token, &client);
                let claims = broken::client(token, status)?;
                let claims = claims.ok_or_else(|| {
                    refused(
                        "rejected",
                        "The service rejected the token.",
                        "Get a valid token.",
                    )
                })?;
                Ok(Believed::from(subject(&claims)))
            }),
        }],
        sign: Service::signs(&service),
        strict: Service::verifies(&service),
        about: &[],
        more: vec![
            More {
                what: "the broken service that the client asks",
                route: route(Get, "/broken/false-refusal/verify", move |call| {
                    let (status, answer) = broken::verify(call.token()?, &broken_side);
                    Ok(Reply::json(&answer).with_status(status))
                }),
            },
            More {
                what: "the fixed service",
                route: route(Get, "/fixed/false-refusal/verify", move |call| {
                    let user = fixed_side.strict(call.token()?);
                    let user = user.map_err(Problem::invalid_token)?;
                    Ok(Reply::json(&json!({"user": user})))
                }),
            },
        ],
    })
}
