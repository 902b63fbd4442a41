//! What every attack has, and the routes that follow from it.

use std::sync::Arc;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::Route;
use rocket::http::Method::{Get, Post};
use serde::Serialize;
use serde_json::json;

use crate::by_hand::{Claims, subject};
use crate::people::{People, Person};
use crate::reply::Reply;
use crate::route::{of_lesson, route};
use crate::service::Service;
use crate::verdict;

/// The lesson that the refusals of `by_hand.rs` name.
const BY_HAND: Lesson = Lesson::new("lessons/11-by-hand");

/// Signs a token for someone.
pub type Sign = Box<dyn Fn(&Person) -> Result<String, Problem> + Send + Sync>;
/// Says whom a token is for, or why it is rejected.
pub type Verify<T> = Box<dyn Fn(&str) -> Result<T, Explanation> + Send + Sync>;

/// One attack.
pub struct Attack {
    /// Its name in the paths.
    pub name: &'static str,
    pub lesson: &'static str,
    /// What the learner is to do, in a sentence.
    pub goal: &'static str,
    pub people: Arc<People>,
    pub sign: Sign,
    /// The broken routes. The path of the first is `/broken/<name>/note`.
    pub stages: Vec<Stage>,
    /// The fixed counterpart, which also runs in the shadow of the broken routes.
    pub strict: Verify<String>,
    /// The reasons for which the fixed counterpart rejects this attack; none if any reason counts.
    pub about: &'static [&'static str],
    /// What else the attack needs.
    pub more: Vec<More>,
}

/// A broken route.
pub struct Stage {
    /// What its path has between the attack's name and `/note`: nothing, or such as `/blocklist`.
    pub path: &'static str,
    /// What it is, for the list. The first one is the attack itself.
    pub what: &'static str,
    /// What the route did when the attack succeeded.
    pub because: &'static str,
    pub verify: Verify<Believed>,
}

impl Stage {
    /// A broken function that needs its service and nothing else.
    pub fn new(
        because: &'static str,
        service: &Arc<Service>,
        verify: fn(&str, &Service) -> Result<Claims, Explanation>,
    ) -> Self {
        let service = service.clone();
        Self {
            path: "",
            what: "",
            because,
            verify: Box::new(move |token| Ok(subject(&verify(token, &service)?).into())),
        }
    }

    /// A route whose verifier is right, and what is around it isn't.
    pub fn strict(because: &'static str, service: &Arc<Service>) -> Self {
        let service = service.clone();
        Self {
            path: "",
            what: "",
            because,
            verify: Box::new(move |token| service.strict(token).map(Believed::from)),
        }
    }

    /// A further broken route of the same attack.
    pub fn at(self, path: &'static str, what: &'static str) -> Self {
        Self { path, what, ..self }
    }
}

/// What a broken route made of a token.
pub struct Believed {
    pub sub: String,
    /// A new token, where the route gives one.
    pub renewed: Option<String>,
}

impl From<String> for Believed {
    fn from(sub: String) -> Self {
        Self { sub, renewed: None }
    }
}

/// Another route of an attack, and what it is for.
pub struct More {
    pub what: &'static str,
    pub route: Route,
}

/// What a fixed route answers.
#[derive(Serialize)]
struct Note<'a> {
    user: &'a str,
    note: Option<&'a String>,
}

/// An attack as `GET /attacks` lists it.
#[derive(Clone, Serialize)]
pub struct Entry {
    name: &'static str,
    lesson: &'static str,
    goal: &'static str,
    /// The `sub` whose note is to be read.
    victim: String,
    login: String,
    broken: String,
    fixed: String,
    more: Vec<Request>,
}

#[derive(Clone, Serialize)]
struct Request {
    request: String,
    what: &'static str,
}

impl Attack {
    /// Whether a rejection for this reason shows that the attack succeeded.
    pub fn is_about(&self, reason: &str) -> bool {
        self.about.is_empty() || self.about.contains(&reason)
    }

    /// Its entry in `GET /attacks`.
    pub fn entry(&self) -> Entry {
        let name = self.name;
        let stages = self.stages.iter().skip(1).map(|stage| Request {
            request: format!("GET /broken/{name}{}/note", stage.path),
            what: stage.what,
        });
        let more = self.more.iter().map(|more| Request {
            request: format!("{} {}", more.route.method, more.route.uri),
            what: more.what,
        });
        Entry {
            name,
            lesson: self.lesson,
            goal: self.goal,
            victim: self.people.victim.id.clone(),
            login: format!("POST /{name}/login"),
            broken: format!("GET /broken/{name}/note"),
            fixed: format!("GET /fixed/{name}/note"),
            more: stages.chain(more).collect(),
        }
    }

    /// A refusal. Those of lesson 11's files name that lesson and its route for tokens.
    fn refuse(&self, mut why: Explanation) -> Problem {
        if why.lesson == BY_HAND {
            why.lesson = Lesson::new(self.lesson);
            let login = format!("POST /{}/login", self.name);
            why.hint = why.hint.replace("GET /sign-token", &login);
        }
        Problem::invalid_token(why)
    }

    /// All of its routes.
    pub fn routes(self: &Arc<Self>) -> Vec<Route> {
        let (name, attack) = (self.name, self.clone());
        let login = route(Post, &format!("/{name}/login"), move |_| {
            Ok(token((attack.sign)(&attack.people.mallory)?))
        });
        let attack = self.clone();
        let fixed = route(Get, &format!("/fixed/{name}/note"), move |call| {
            let sub = (attack.strict)(call.token()?).map_err(|why| attack.refuse(why))?;
            let note = attack.people.find(&sub).map(|person| &person.note);
            Ok(Reply::json(&Note { note, user: &sub }))
        });
        let stages = (0..self.stages.len()).map(|stage| {
            let attack = self.clone();
            let path = format!("/broken/{name}{}/note", self.stages[stage].path);
            route(Get, &path, move |call| {
                let (token, stage) = (call.token()?, &attack.stages[stage]);
                let believed = (stage.verify)(token).map_err(|why| attack.refuse(why))?;
                Ok(Reply::json(&verdict::of(&attack, stage, believed, token)))
            })
        });
        let more = self.more.iter().map(|more| more.route.clone());
        [login, fixed]
            .into_iter()
            .chain(stages)
            .chain(more)
            .map(|route| of_lesson(self.lesson, route))
            .collect()
    }
}

/// `{"token":"…"}`
pub fn token(token: String) -> Reply {
    Reply::json(&json!({ "token": token }))
}
