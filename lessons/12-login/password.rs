//! A password as the server compares it.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;
use unicode_normalization::UnicodeNormalization;

/// In characters. Hashing a longer one would cost the server time, and the sender nothing.
const MAX_LENGTH: usize = 128;

/// What a person typed, in one spelling. It has no `Debug`, so that it can't end up in a log.
pub struct Password(String);

impl Password {
    /// The same password gives the same text on every keyboard: `é` may arrive as one code point or
    /// as two, and a space as one of seventeen. RFC 8265 §4.2 makes them equal. It would also refuse
    /// some characters, such as joined emoji. This server accepts them all.
    ///
    /// # Errors
    /// 422 if it is too long.
    pub fn new(typed: &str) -> Result<Self, Problem> {
        let password = Self(typed.chars().map(plain_space).nfc().collect());
        let length = password.length();
        if length <= MAX_LENGTH {
            return Ok(password);
        }
        Err(Problem::new(
            Status::UnprocessableEntity,
            Explanation::new(
                "password_too_long",
                Lesson::new("lessons/12-login"),
                format!("The password has {length} characters. The maximum is {MAX_LENGTH}."),
                "Choose a shorter password.",
            ),
        ))
    }

    /// In characters.
    pub fn length(&self) -> usize {
        self.0.chars().count()
    }

    /// What is hashed.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A space of any width becomes the usual one. Tabs and line breaks stay what they are.
fn plain_space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        other => other,
    }
}
