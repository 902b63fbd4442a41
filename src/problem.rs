//! The format of every refusal: `application/problem+json` (RFC 9457), written for a learner.

use std::fmt;

use rocket::Request;
use rocket::http::{ContentType, Header, Status};
use rocket::request::Outcome;
use rocket::response::{self, Responder, Response};
use rocket::serde::json;
use serde::Serialize;

use crate::explanation::{Explanation, Lesson};

/// A refusal, ready to be sent.
///
/// ```
/// use jwt_sandbox::{explanation::{Explanation, Lesson}, problem::Problem};
/// use rocket::http::Status;
///
/// let why = Explanation::new("too_early", Lesson::EXPIRY, "The shop is closed.", "Come back at nine.");
/// let problem = Problem::new(Status::Forbidden, why);
/// assert_eq!(format!("{problem:?}"), "403 too_early: The shop is closed");
/// ```
#[derive(Clone)]
pub struct Problem {
    status: Status,
    why: Explanation,
    challenge: Option<Challenge>,
    /// Further headers, as their names and values.
    headers: Vec<(&'static str, Box<str>)>,
}

/// What `WWW-Authenticate` says (RFC 6750 §3).
#[derive(Clone, Copy)]
enum Challenge {
    /// The request has no credentials, so there is no error to name.
    Plain,
    InvalidRequest,
    InvalidToken,
}

impl Problem {
    /// A refusal with this status.
    pub fn new(status: Status, why: Explanation) -> Self {
        Self {
            status,
            why,
            challenge: None,
            headers: Vec::new(),
        }
    }

    /// 401, because there is no bearer token at all.
    pub fn credentials_needed(why: Explanation) -> Self {
        Self::challenged(Status::Unauthorized, Challenge::Plain, why)
    }

    /// 400, because the `Authorization` header can't be read.
    pub fn invalid_request(why: Explanation) -> Self {
        Self::challenged(Status::BadRequest, Challenge::InvalidRequest, why)
    }

    /// 401, because the token is rejected.
    pub fn invalid_token(why: Explanation) -> Self {
        Self::challenged(Status::Unauthorized, Challenge::InvalidToken, why)
    }

    /// 405, with the methods that the path allows.
    pub fn method_not_allowed(allow: String, why: Explanation) -> Self {
        Self::new(Status::MethodNotAllowed, why).with_header("Allow", allow)
    }

    /// The same with one more header, such as `Retry-After`.
    pub fn with_header(mut self, name: &'static str, value: impl Into<Box<str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// 500, without its cause, which belongs in the log.
    pub fn internal() -> Self {
        Self::server_error(Status::InternalServerError)
    }

    /// A 5xx, without its cause.
    pub(crate) fn server_error(status: Status) -> Self {
        let why = if status == Status::ServiceUnavailable {
            Explanation::new(
                "service_unavailable",
                Lesson::FINISHED_SANDBOX,
                "The server can't answer at the moment.",
                "Send the request again in a few seconds; the server's terminal may say more.",
            )
        } else {
            Explanation::new(
                "internal_error",
                Lesson::FINISHED_SANDBOX,
                "The server failed. Your request isn't to blame.",
                "Look at the server's terminal for the cause.",
            )
        };
        Self::new(status, why)
    }

    /// The status of the response.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The explanation, for a page that shows it in another format.
    pub fn why(&self) -> &Explanation {
        &self.why
    }

    fn challenged(status: Status, challenge: Challenge, why: Explanation) -> Self {
        Self {
            challenge: Some(challenge),
            ..Self::new(status, why)
        }
    }

    /// Ends a request guard. Rocket hands a catcher the status alone, so the problem waits for it
    /// in the request's cache.
    pub fn refuse<T>(self, request: &Request<'_>) -> Outcome<T, Self> {
        request.local_cache(|| Some(self.clone()));
        Outcome::Error((self.status, self))
    }

    /// The problem that a guard left in the cache for this status.
    pub(crate) fn left_by_guard(status: Status, request: &Request<'_>) -> Option<Self> {
        request
            .local_cache(|| None::<Self>)
            .clone()
            .filter(|problem| problem.status == status)
    }
}

/// One line for the log, where Rocket shows why a guard failed.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.status.code, self.why)
    }
}

impl Challenge {
    fn header(self, description: &str) -> Header<'static> {
        const REALM: &str = "Bearer realm=\"jwt-sandbox\"";
        let error = match self {
            Self::Plain => return Header::new("WWW-Authenticate", REALM),
            Self::InvalidRequest => "invalid_request",
            Self::InvalidToken => "invalid_token",
        };
        let description = quotable(description);
        Header::new(
            "WWW-Authenticate",
            format!("{REALM}, error=\"{error}\", error_description=\"{description}\""),
        )
    }
}

/// RFC 6750 §3 allows printable ASCII without `"` and `\` in a description. What was seen in a
/// token may hold anything, line breaks included.
fn quotable(description: &str) -> String {
    description
        .chars()
        .map(|c| match c {
            '"' | '\\' => '\'',
            ' '..='~' => c,
            _ => '?',
        })
        .collect()
}

#[derive(Serialize)]
struct Body<'a> {
    title: &'a str,
    status: u16,
    detail: &'a str,
    reason: &'a str,
    hint: &'a str,
    lesson: &'a str,
}

impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let body = json::to_string(&Body {
            title: self.status.reason_lossy(),
            status: self.status.code,
            detail: &self.why.detail,
            reason: self.why.reason,
            hint: &self.why.hint,
            lesson: self.why.lesson.folder(),
        })
        .map_err(|_| Status::InternalServerError)?;

        let mut response = Response::build_from(body.respond_to(request)?);
        response
            .status(self.status)
            .header(ContentType::new("application", "problem+json"));
        if let Some(challenge) = self.challenge {
            response.header(challenge.header(&self.why.detail));
        }
        for (name, value) in self.headers {
            response.header(Header::new(name, value.into_string()));
        }
        response.ok()
    }
}
