use crate::explanation::{Explanation, Lesson};

/// 8 KiB for the whole value. Our tokens have about 250 bytes, and many proxies stop at this size.
pub(super) const MAX_BYTES: usize = 8 * 1024;

/// What can be wrong with the header before there is a token to verify.
#[derive(Debug, PartialEq)]
pub(super) enum AuthorizationError {
    /// No header. (Rocket drops a value that isn't UTF-8, so that looks the same.)
    Missing,
    Repeated(usize),
    TooLarge(usize),
    NotAscii(char),
    /// The scheme, if we know it. Anything else isn't repeated: it may be a token or a password.
    OtherScheme(Option<&'static str>),
    SchemeMissing,
    SchemeWithColon,
    TokenMissing,
    SchemeTwice,
    Variable(String),
    Json,
    Placeholder,
    Quoted,
    EmptyVariable(String),
    Space,
}

impl AuthorizationError {
    pub(super) fn explain(&self) -> Explanation {
        let message = |reason, detail: String, hint: &str| {
            Explanation::new(reason, Lesson::BEARER_HEADER, detail, hint)
        };
        match self {
            Self::Missing => message(
                "authorization_missing",
                "The request has no Authorization header that this server can read.".into(),
                "Send the header Authorization: Bearer <token> (in Postman: the Authorization tab, type Bearer Token). This server doesn't read a token from the address, a cookie or the body.",
            ),
            Self::Repeated(count) => message(
                "authorization_repeated",
                format!("The Authorization header was sent {count} times."),
                "Send it once. In Postman, use either the Authorization tab or a row in Headers.",
            ),
            Self::TooLarge(bytes) => message(
                "authorization_too_large",
                format!(
                    "The Authorization header has {bytes} bytes, but this server reads at most {MAX_BYTES}."
                ),
                "Send a smaller token: a payload should say who the user is, not hold all their data.",
            ),
            Self::NotAscii(character) => message(
                "authorization_not_ascii",
                format!("The Authorization header contains {character:?}, which isn't ASCII."),
                "Copy the token again from where it was issued: a word processor or a chat app may have changed a character.",
            ),
            Self::OtherScheme(scheme) => message(
                "scheme_not_bearer",
                match scheme {
                    Some(scheme) => format!(
                        "The Authorization header uses the scheme {scheme}, but this server wants Bearer."
                    ),
                    None => {
                        "The Authorization header doesn't start with the word Bearer and a space."
                            .into()
                    }
                },
                "Send Authorization: Bearer <token>. In Postman, choose the type Bearer Token.",
            ),
            Self::SchemeMissing => message(
                "scheme_missing",
                "The Authorization header has a token, but not the word Bearer before it.".into(),
                "Write Bearer and a space before the token.",
            ),
            Self::SchemeWithColon => message(
                "scheme_with_colon",
                "The Authorization header has a colon after the word Bearer.".into(),
                "Remove the colon after Bearer: only the header's name has one, as in Authorization: Bearer <token>.",
            ),
            Self::TokenMissing => message(
                "token_missing",
                "The Authorization header says Bearer, but no token follows.".into(),
                "Put a token after Bearer and a space. If the token comes from a variable, that variable is empty.",
            ),
            Self::SchemeTwice => message(
                "scheme_repeated",
                "The Authorization header says Bearer twice.".into(),
                "Write Bearer once: Postman's Bearer Token type adds it for you.",
            ),
            Self::Variable(name) => message(
                "variable_unresolved",
                format!(
                    "The header contains {name} itself instead of its value: the variable isn't set."
                ),
                "Set the variable, or first send the request that sets it. Postman shows a variable without a value in red.",
            ),
            Self::Json => message(
                "json_pasted",
                "The header contains the whole JSON response instead of the token.".into(),
                "Send only the value of \"token\", without the braces, the name and the quotes.",
            ),
            Self::Placeholder => message(
                "placeholder_pasted",
                "The token is between < and >, like a placeholder.".into(),
                "Replace the placeholder, including < and >, with a token.",
            ),
            Self::Quoted => message(
                "token_quoted",
                "The token has quotes around it.".into(),
                "Remove the quotes.",
            ),
            Self::EmptyVariable(word) => message(
                "token_is_a_word",
                format!(
                    "The header contains the word {word} instead of a token: a program sent an empty variable."
                ),
                "Check where your program stores the token, and whether it got one.",
            ),
            Self::Space => message(
                "token_with_space",
                "The token contains white space, or the header contains more than one token."
                    .into(),
                "Copy the token again as one line, without spaces or line breaks.",
            ),
        }
    }
}
