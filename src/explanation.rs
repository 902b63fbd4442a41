//! The message to a learner when something is rejected, independent of HTTP.

use std::fmt;

use serde::Serialize;

/// The message to a learner when something is rejected.
///
/// It's independent of HTTP: a token can be explained without a server.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// A stable `snake_case` code for programs and tests to compare.
    pub reason: &'static str,
    /// What was seen, in plain words. It may quote a claim, never a token or a secret.
    pub detail: String,
    /// What to do next, in one sentence.
    pub hint: String,
    /// The lesson that explains it.
    pub lesson: Lesson,
}

impl Explanation {
    /// An explanation of these four parts.
    pub fn new(
        reason: &'static str,
        lesson: Lesson,
        detail: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            reason,
            detail: detail.into(),
            hint: hint.into(),
            lesson,
        }
    }
}

/// The short form for the log, where Rocket adds the full stop.
impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.detail.trim_end_matches('.'))
    }
}

/// A lesson, as the name of its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Lesson(&'static str);

impl Lesson {
    /// Taking a token apart: three parts, base64url, JSON.
    pub const READ_A_TOKEN: Self = Self("lessons/01-read-a-token");
    /// Routes, methods and answers.
    pub const FIRST_ROUTE: Self = Self("lessons/02-first-route");
    /// What belongs in a payload.
    pub const SIGN: Self = Self("lessons/05-sign");
    /// The `Authorization` header.
    pub const BEARER_HEADER: Self = Self("lessons/06-bearer-header");
    /// The signature and the algorithm.
    pub const VERIFY: Self = Self("lessons/07-verify");
    /// `exp`, `nbf` and `iat`.
    pub const EXPIRY: Self = Self("lessons/08-expiry");
    /// `iss` and `aud`.
    pub const ISSUER_AND_AUDIENCE: Self = Self("lessons/09-issuer-and-audience");
    /// The tour of this server.
    pub const FINISHED_SANDBOX: Self = Self("lessons/10-finished-sandbox");
    /// Cookies, forms, and pages of other origins.
    pub const BROWSER_SESSION: Self = Self("lessons/14-browser-session");

    /// Every lesson that an explanation points to.
    pub const ALL: [Self; 9] = [
        Self::READ_A_TOKEN,
        Self::FIRST_ROUTE,
        Self::SIGN,
        Self::BEARER_HEADER,
        Self::VERIFY,
        Self::EXPIRY,
        Self::ISSUER_AND_AUDIENCE,
        Self::FINISHED_SANDBOX,
        Self::BROWSER_SESSION,
    ];

    /// Names the folder of a lesson, from the top of the project.
    pub const fn new(folder: &'static str) -> Self {
        Self(folder)
    }

    /// The folder, from the top of the project: `lessons/07-verify`.
    pub const fn folder(self) -> &'static str {
        self.0
    }
}
