//! Why a token is rejected.

use jwt_sandbox::explanation::{Explanation, Lesson};

/// A refusal: a code for programs, what was seen, and what to do next.
pub fn refused(reason: &'static str, detail: impl Into<String>, hint: &str) -> Explanation {
    Explanation::new(reason, Lesson::new("lessons/11-by-hand"), detail, hint)
}
