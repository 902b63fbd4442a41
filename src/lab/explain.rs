//! `POST /explain-token`: every check of one token, up to the first that fails, in words.
//!
//! It only observes the code that `/verify-token` uses, so the two can't disagree.

use std::collections::BTreeMap;
use std::iter;
use std::time::{SystemTime, UNIX_EPOCH};

use rocket::data::{Data, ToByteUnit};
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{State, post};
use serde::Serialize;

use crate::bearer::{self, AUTHORIZATION};
use crate::explanation::Explanation;
use crate::token::{self, Check, Observer, TokenError, Verifier};

/// Eight times the largest `Authorization` header.
const MAX_KIB: u32 = 64;
/// The last check before the claims.
const SIGNATURE: &str = "signature";

#[derive(Serialize)]
pub(super) struct Explained {
    accepted: bool,
    /// What was removed before the token was read, in words.
    removed: Vec<&'static str>,
    /// The text of header and payload as it is in the token, or nothing where it can't be read.
    parts: BTreeMap<&'static str, Option<String>>,
    checks: Vec<Step>,
    /// How the claims would fare if the signature matched. Only if the signature is what failed.
    if_signed: Option<Vec<Step>>,
    /// When the token was verified, in seconds since 1970.
    clock: u64,
}

#[derive(Serialize)]
struct Step {
    check: &'static str,
    asks: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    #[serde(flatten)]
    why: Option<Explanation>,
}

/// The checks that were made.
#[derive(Default)]
struct Notes(Vec<Step>);

impl Observer for Notes {
    fn observe(
        &mut self,
        check: &'static Check,
        seen: impl FnOnce() -> String,
        error: Option<&TokenError>,
    ) {
        let why = error.map(|error| bearer::rejected(error).why().clone());
        self.0.push(Step::new(check, Some(seen()), why));
    }
}

impl Notes {
    fn failed(&self) -> Option<&'static str> {
        let last = self.0.last().filter(|step| step.why.is_some());
        last.map(|step| step.check)
    }

    /// The checks that were made, then the remaining ones.
    fn complete(self, all: impl Iterator<Item = &'static Check>) -> Vec<Step> {
        let rest = all.skip(self.0.len());
        let rest = rest.map(|check| Step::new(check, None, None));
        self.0.into_iter().chain(rest).collect()
    }
}

impl Step {
    /// A check that wasn't reached has seen nothing.
    fn new(check: &'static Check, seen: Option<String>, why: Option<Explanation>) -> Self {
        let outcome = match (&seen, &why) {
            (None, _) => "not_reached",
            (_, None) => "passed",
            _ => "failed",
        };
        let Check { name: check, asks } = check;
        Self {
            check,
            asks,
            outcome,
            seen,
            why,
        }
    }
}

// Try: curl --data "<token>" http://127.0.0.1:8000/explain-token
#[post("/explain-token", data = "<body>")]
pub(super) async fn explain_token(
    body: Data<'_>,
    verifier: &State<Verifier>,
) -> Result<Json<Explained>, Status> {
    let text = body.open(MAX_KIB.kibibytes()).into_bytes().await;
    // An error means that the client has left.
    let text = text
        .ok()
        .filter(|text| text.is_complete())
        .ok_or(Status::PayloadTooLarge)?;
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
    let mut seen = format!("{} characters.", value.chars().count());
    // A bare token is read as if it had a scheme: people paste tokens here without one.
    let header = match bearer::token_in(iter::once(value)) {
        Err(problem) if problem.why().reason == "scheme_missing" => {
            seen.push_str(" In a request, the word Bearer comes before them.");
            format!("Bearer {value}")
        }
        _ => value.to_owned(),
    };
    let token = bearer::token_in(iter::once(header.as_str()));
    let mut notes = Notes::default();
    let why = token.as_ref().err().map(|problem| problem.why().clone());
    notes.0.push(Step::new(&AUTHORIZATION, Some(seen), why));
    let token = token.unwrap_or_default();
    let (mut accepted, mut parts) = (false, [None, None]);
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
    let since = now.duration_since(UNIX_EPOCH);
    Explained {
        accepted,
        removed,
        parts: ["header", "payload"].into_iter().zip(parts).collect(),
        checks: notes.complete(iter::once(&AUTHORIZATION).chain(token::checks())),
        if_signed,
        clock: since.map_or(0, |since| since.as_secs()),
    }
}
