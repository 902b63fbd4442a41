//! `POST /explain-token`: every check of one token, up to the first that fails, in words.
//!
//! It only observes the code that `/verify-token` uses, so the two can't disagree.

use std::iter;
use std::time::{SystemTime, UNIX_EPOCH};

use rocket::data::{Data, ToByteUnit};
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, post, routes};
use serde::Serialize;

use crate::bearer::{self, AUTHORIZATION};
use crate::explanation::{Explanation, Lesson};
use crate::problem::Problem;
use crate::token::{self, Check, Observer, TokenError, Verifier};

/// The largest text that is read: eight times what an `Authorization` header may have.
const LARGEST_KIB: u32 = 64;
/// The last check before the claims.
const SIGNATURE: &str = "signature";

#[derive(Serialize)]
struct Explained {
    accepted: bool,
    /// What was removed before the token was read, in words.
    removed: Vec<&'static str>,
    parts: Parts,
    checks: Vec<Step>,
    /// How the claims would fare if the signature fitted. Only where the signature is what failed.
    if_signed: Option<Vec<Step>>,
    /// When the token was verified, in seconds since 1970.
    clock: u64,
}

/// Their text as it is in the token, or nothing where it can't be read.
#[derive(Serialize)]
struct Parts {
    header: Option<String>,
    payload: Option<String>,
}

/// One check and its outcome.
#[derive(Serialize)]
struct Step {
    check: &'static str,
    asks: &'static str,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    #[serde(flatten)]
    why: Option<Why>,
}

#[derive(PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Passed,
    Failed,
    NotReached,
}

#[derive(Serialize)]
struct Why {
    reason: &'static str,
    detail: String,
    hint: String,
    lesson: &'static str,
}

/// Notes each check that is made.
#[derive(Default)]
struct Notes(Vec<Step>);

impl Observer for Notes {
    fn observe(
        &mut self,
        check: &'static Check,
        seen: impl FnOnce() -> String,
        error: Option<&TokenError>,
    ) {
        self.note(check, seen(), error.map(bearer::rejected).as_ref());
    }
}

impl Notes {
    fn note(&mut self, check: &'static Check, seen: String, problem: Option<&Problem>) {
        self.0.push(Step {
            check: check.name,
            asks: check.asks,
            outcome: problem.map_or(Outcome::Passed, |_| Outcome::Failed),
            seen: Some(seen),
            why: problem.map(|problem| Why::from(problem.why())),
        });
    }

    /// The check that failed, if one did.
    fn failed(&self) -> Option<&'static str> {
        let last = self.0.last()?;
        (last.outcome == Outcome::Failed).then_some(last.check)
    }

    /// The checks that were made, then the remaining ones.
    fn complete(mut self, all: impl Iterator<Item = &'static Check>) -> Vec<Step> {
        let made = self.0.len();
        self.0.extend(all.skip(made).map(|check| Step {
            check: check.name,
            asks: check.asks,
            outcome: Outcome::NotReached,
            seen: None,
            why: None,
        }));
        self.0
    }
}

impl From<&Explanation> for Why {
    fn from(why: &Explanation) -> Self {
        Self {
            reason: why.reason,
            detail: why.detail.clone(),
            hint: why.hint.clone(),
            lesson: why.lesson.folder(),
        }
    }
}

// Try: curl --data "<token>" http://127.0.0.1:8000/explain-token
#[post("/explain-token", data = "<body>")]
async fn explain_token(
    body: Data<'_>,
    verifier: &State<Verifier>,
) -> Result<Json<Explained>, Problem> {
    let text = body.open(LARGEST_KIB.kibibytes()).into_bytes().await;
    // An error is a client that left in the middle, and gets no answer in any case.
    let text = text
        .ok()
        .filter(|text| text.is_complete())
        .ok_or_else(too_large)?;
    let text = String::from_utf8_lossy(&text);
    Ok(Json(explain(&text, verifier, SystemTime::now())))
}

/// Explains a text that is a token, or the value of an `Authorization` header.
fn explain(text: &str, verifier: &Verifier, now: SystemTime) -> Explained {
    let value = text.trim_matches([' ', '\t', '\r', '\n']);
    let mut removed = Vec::new();
    if value.len() < text.len() {
        removed.push("white space around it");
    }
    // A bare token is read as if it had a scheme: people paste tokens here without one.
    let header = match bearer::token_in(iter::once(value)) {
        Err(problem) if problem.why().reason == "scheme_missing" => format!("Bearer {value}"),
        _ => value.to_owned(),
    };
    let mut notes = Notes::default();
    let (mut accepted, mut parts) = (false, [None, None]);
    let token = bearer::token_in(iter::once(header.as_str()));
    let count = value.chars().count();
    let seen = if header.len() > value.len() {
        format!("{count} characters, without the word Bearer that a request has before them.")
    } else {
        format!("{count} characters.")
    };
    notes.note(&AUTHORIZATION, seen, token.as_ref().err());
    let token = token.unwrap_or_default();
    if notes.failed().is_none() {
        if token.len() < value.len() {
            removed.push("the scheme Bearer");
        }
        parts = token::decoded_parts(token);
        accepted = verifier.observe_at(token, now, &mut notes).is_ok();
    }
    let if_signed = (notes.failed() == Some(SIGNATURE)).then(|| {
        let mut preview = Notes::default();
        verifier.preview_claims(token, now, &mut preview);
        let claims = token::checks().skip_while(|check| check.name != SIGNATURE);
        preview.complete(claims.skip(1))
    });
    let [header, payload] = parts;
    Explained {
        accepted,
        removed,
        parts: Parts { header, payload },
        checks: notes.complete(iter::once(&AUTHORIZATION).chain(token::checks())),
        if_signed,
        clock: now
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs()),
    }
}

fn too_large() -> Problem {
    Problem::new(
        Status::PayloadTooLarge,
        Explanation::new(
            "payload_too_large",
            Lesson::BEARER_HEADER,
            format!("The text is larger than the {LARGEST_KIB} KiB that are explained."),
            "Send one token; what this server accepts has at most 8 KiB.",
        ),
    )
}

pub(super) fn routes() -> Vec<Route> {
    routes![explain_token]
}
