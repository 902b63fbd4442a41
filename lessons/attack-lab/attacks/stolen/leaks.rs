//! Which tokens the victim has, and which of them have leaked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::problem::Problem;
use serde_json::json;
use uuid::Uuid;

use crate::broken::stolen as broken;
use crate::by_hand::refusal::refused;
use crate::people::People;
use crate::service::{Service, header};

/// How many lines the logs and the inbox keep.
const LINES: usize = 50;

/// The broken pages, or the fixed ones.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Broken,
    Fixed,
}

impl Side {
    /// Such as `/broken/stolen/log`.
    pub fn path(self, page: &str) -> String {
        let side = match self {
            Self::Broken => "broken",
            Self::Fixed => "fixed",
        };
        format!("/{side}/stolen/{page}")
    }
}

/// How a token leaked.
#[derive(Clone, Copy)]
pub enum Leak {
    Password,
    Log,
    Script,
}

/// The victim's tokens, the logs and the inbox.
pub struct Leaks {
    pub password: String,
    service: Arc<Service>,
    people: Arc<People>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Each token of the victim, and how it leaked.
    tokens: BTreeMap<String, Option<Leak>>,
    broken_log: Vec<String>,
    fixed_log: Vec<String>,
    inbox: Vec<String>,
}

impl Leaks {
    pub fn new(service: Arc<Service>, people: Arc<People>) -> Self {
        Self {
            password: Uuid::new_v4().to_string(),
            service,
            people,
            state: Mutex::default(),
        }
    }

    /// A new token for the victim.
    pub fn issue(&self, leak: Option<Leak>) -> Result<String, Problem> {
        let mut claims = self.people.victim.claims(&self.service.settings);
        claims["jti"] = json!(Uuid::new_v4().to_string());
        let token = self.service.sign_any(&header("JWT"), &claims)?;
        self.lock().tokens.insert(token.clone(), leak);
        Ok(token)
    }

    /// The victim reads the note on both sides: with the token in the address, and in the header.
    pub fn visit(&self) -> Result<(), Problem> {
        let token = self.issue(Some(Leak::Log))?;
        let mut state = self.lock();
        push(&mut state.broken_log, broken::log_line(&token));
        push(&mut state.fixed_log, "GET /notes 200".into());
        Ok(())
    }

    /// The lines of a log.
    pub fn log(&self, side: Side) -> String {
        let state = self.lock();
        match side {
            Side::Broken => state.broken_log.join("\n"),
            Side::Fixed => state.fixed_log.join("\n"),
        }
    }

    /// A script has sent something. If a token of the victim is in it, that token has leaked.
    pub fn receive(&self, text: &str) {
        let mut state = self.lock();
        for (token, leak) in &mut state.tokens {
            if text.contains(token.as_str()) {
                leak.get_or_insert(Leak::Script);
            }
        }
        push(&mut state.inbox, text.into());
    }

    /// What scripts have sent.
    pub fn inbox(&self) -> String {
        self.lock().inbox.join("\n")
    }

    /// The sandbox's verifier, for tokens that haven't leaked.
    pub fn strict(&self, token: &str) -> Result<String, Explanation> {
        let sub = self.service.strict(token)?;
        let Some(leak) = self.lock().tokens.get(token).copied().flatten() else {
            return Ok(sub);
        };
        let (how, fix) = match leak {
            Leak::Password => (
                "someone signed in with a password from a payload",
                "A payload holds no secrets.",
            ),
            Leak::Log => (
                "it was in an address, and so in the log",
                "On the fixed side, it is in a header, which isn't logged.",
            ),
            Leak::Script => (
                "a script read it in the victim's browser",
                "On the fixed side, names are escaped, and the cookie is HttpOnly.",
            ),
        };
        Err(refused(
            "token_leaked",
            format!(
                "The token is valid, but it leaked: {how}. So it was revoked. Before anyone noticed, no verifier could have rejected it."
            ),
            fix,
        ))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds a line and forgets the oldest.
fn push(lines: &mut Vec<String>, line: String) {
    lines.push(line);
    let old = lines.len().saturating_sub(LINES);
    lines.drain(..old);
}
