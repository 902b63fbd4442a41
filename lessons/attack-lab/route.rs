//! Routes as functions, so that an attack can make its routes from its own keys and people.

use std::borrow::Cow;
use std::sync::Arc;

use jwt_sandbox::bearer;
use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::data::{Data, ToByteUnit};
use rocket::http::{Method, Status};
use rocket::route::{Handler, Outcome};
use rocket::{Request, Route};
use serde_json::Value;

use crate::reply::Reply;

/// A request with its body.
pub struct Call<'r> {
    pub request: &'r Request<'r>,
    pub body: String,
    /// The lesson of the attack, for refusals.
    lesson: &'static str,
}

impl Call<'_> {
    /// The token in the `Authorization` header.
    pub fn token(&self) -> Result<&str, Problem> {
        bearer::token(self.request)
    }

    /// A text in the JSON object of the body.
    pub fn field(&self, name: &str) -> Result<String, Problem> {
        let body: Option<Value> = serde_json::from_str(&self.body).ok();
        let text = body.as_ref().and_then(|body| body[name].as_str());
        text.map(str::to_owned).ok_or_else(|| {
            let detail = format!("The body isn't a JSON object with a string named {name:?}.");
            let hint = format!(
                "Send it with -H \"Content-Type: application/json\" -d '{{\"{name}\":\"…\"}}'."
            );
            self.bad_request("field_missing", &detail, &hint)
        })
    }

    /// 400, with the lesson that this route belongs to.
    pub fn bad_request(&self, reason: &'static str, detail: &str, hint: &str) -> Problem {
        bad_request(self.lesson, reason, detail, hint)
    }
}

/// A route that calls this function.
pub fn route(
    method: Method,
    path: &str,
    function: impl Fn(&Call<'_>) -> Result<Reply, Problem> + Send + Sync + 'static,
) -> Route {
    Route::new(method, path, Function(Arc::new(function)))
}

/// The route with the lesson that its refusals name. Rocket keeps a name for each route, and nothing else uses it.
pub fn of_lesson(lesson: &'static str, mut route: Route) -> Route {
    route.name = Some(Cow::Borrowed(lesson));
    route
}

fn lesson_of(request: &Request<'_>) -> &'static str {
    match request.route().and_then(|route| route.name.as_ref()) {
        Some(Cow::Borrowed(lesson)) => lesson,
        _ => "lessons/15-forged",
    }
}

type Calls = dyn Fn(&Call<'_>) -> Result<Reply, Problem> + Send + Sync;

#[derive(Clone)]
struct Function(Arc<Calls>);

#[rocket::async_trait]
impl Handler for Function {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let lesson = lesson_of(request);
        let body = data.open(64.kibibytes()).into_string().await;
        let answer = match body {
            Ok(body) if body.is_complete() => (self.0)(&Call {
                request,
                body: body.into_inner(),
                lesson,
            }),
            _ => Err(bad_request(
                lesson,
                "body_unreadable",
                "The body is larger than 64 KiB, or isn't UTF-8 text.",
                "Send a short JSON object, or no body.",
            )),
        };
        Outcome::from(request, answer)
    }
}

fn bad_request(lesson: &'static str, reason: &'static str, detail: &str, hint: &str) -> Problem {
    Problem::new(
        Status::BadRequest,
        Explanation::new(reason, Lesson::new(lesson), detail, hint),
    )
}
