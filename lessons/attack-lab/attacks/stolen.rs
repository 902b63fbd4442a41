mod leaks;
mod pages;

use std::error::Error;
use std::sync::Arc;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::Route;
use rocket::http::Method::{Get, Post};
use serde_json::{Value, json};

use crate::attack::{Attack, Believed, More, Stage, token};
use crate::broken::stolen as broken;
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::{Service, header};
use leaks::{Leak, Leaks, Side};

/// A stolen token is a valid token: no verifier can reject it. So what counts here is the theft. The
/// lab knows each token that it gives to the victim, and notices when one of them leaks: through the
/// log, through the inbox that scripts can write to, or because someone signed in with a password
/// that was in a payload. Whoever brings such a token has solved the attack. The fixed route rejects
/// it because it was revoked when the leak was noticed; the fixed pages and the fixed log don't
/// leak in the first place.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "stolen";
    let service = Arc::new(Service::new(NAME)?);
    let people = Arc::new(People::new());
    let leaks = Arc::new(Leaks::new(service.clone(), people.clone()));
    let (verifier, strict) = (service.clone(), leaks.clone());
    let mut more = routes(&service, &people, &leaks);
    more.extend(pages::routes(&service, &leaks));
    Ok(Attack {
        name: NAME,
        lesson: "lessons/17-stolen",
        goal: "Steal one of the victim's valid tokens in four ways: with a password from a payload, from the log, and from a cookie and from localStorage with a script that you use as your name.",
        stages: vec![Stage {
            path: "",
            what: "",
            because: "The token is valid and was never meant for you: it leaked.",
            verify: Box::new(move |token| verifier.strict(token).map(Believed::from)),
        }],
        sign: Service::signs(&service),
        strict: Box::new(move |token| strict.strict(token)),
        about: &["token_leaked"],
        more,
        people,
    })
}

/// What leaks without a browser: a payload, and a log.
fn routes(service: &Arc<Service>, people: &Arc<People>, leaks: &Arc<Leaks>) -> Vec<More> {
    let visits = leaks.clone();
    let mut more = Vec::new();
    for side in [Side::Broken, Side::Fixed] {
        let ticket = expired(side, service, people, leaks);
        let path = side.path("ticket");
        more.push(More {
            what: "a support ticket with one of the victim's expired tokens",
            route: route(Get, &path, move |_| {
                let token = ticket.clone()?;
                Ok(Reply::text(format!("My session ended while I was typing. Here is my token:\n{token}\nIt has expired, so I can post it.\n")))
            }),
        });
        let log = leaks.clone();
        let path = side.path("log");
        more.push(More {
            what: "the log of the web server, open to all employees",
            route: route(Get, &path, move |_| Ok(Reply::text(log.log(side)))),
        });
    }
    more.push(More {
        what: "the victim reads a note on each side, and each log gets a new line",
        route: route(Post, "/stolen/visit", move |_| {
            visits.visit()?;
            Ok(Reply::json(
                &json!({"message": "The victim has read the note."}),
            ))
        }),
    });
    more.push(sign_in(leaks));
    more
}

fn sign_in(leaks: &Arc<Leaks>) -> More {
    let leaks = leaks.clone();
    More {
        what: "a token for the victim's password: {\"password\":\"…\"}",
        route: route(Post, "/stolen/sign-in", move |call| {
            if call.field("password")? != leaks.password {
                return Err(Problem::credentials_needed(Explanation::new(
                    "wrong_credentials",
                    Lesson::new("lessons/17-stolen"),
                    "That isn't the victim's password.",
                    "Find out where the broken side shows it.",
                )));
            }
            Ok(token(leaks.issue(Some(Leak::Password))?))
        }),
    }
}

/// The token in the ticket. It expired a minute before the lab started.
fn expired(
    side: Side,
    service: &Service,
    people: &People,
    leaks: &Leaks,
) -> Result<String, Problem> {
    let mut claims: Value = match side {
        Side::Broken => broken::claims(&people.victim, &leaks.password, &service.settings),
        Side::Fixed => people.victim.claims(&service.settings),
    };
    let lifetime = service.settings.ttl_seconds + 60;
    for name in ["iat", "exp"] {
        let then = claims[name].as_u64().unwrap_or_default() - lifetime;
        claims[name] = json!(then);
    }
    service.sign_any(&header("JWT"), &claims)
}

/// For a list of routes.
fn more(what: &'static str, route: Route) -> More {
    More { what, route }
}
