//! Why a token is refused.

use jwt_sandbox::explanation::{Explanation, Lesson};

/// A word for programs, what was seen, and what to do now.
pub fn refused(reason: &'static str, detail: impl Into<String>, hint: &str) -> Explanation {
    Explanation::new(reason, Lesson::new("lessons/11-by-hand"), detail, hint)
}
