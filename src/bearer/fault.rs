use crate::explanation::{Explanation, Lesson};

/// 8 KiB for the whole value. Tokens here have some 250 bytes, and many proxies stop at this size.
pub(super) const MAX_BYTES: usize = 8 * 1024;

/// What can be wrong with the header before there is a token to judge.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    /// No header. (Rocket drops a value that isn't UTF-8, so that one looks absent, too.)
    Missing,
    Repeated(usize),
    TooLarge(usize),
    NotAscii(char),
    /// The scheme, if it is a known one. Anything else is not repeated: it may be a token or a password.
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

impl Fault {
    pub(super) fn explain(&self) -> Explanation {
        let told = |reason, detail: String, hint: &str| {
            Explanation::new(reason, Lesson::BEARER_HEADER, detail, hint)
        };
        match self {
            Self::Missing => told(
                "authorization_missing",
                "No Authorization header came that this server could read.".into(),
                "Send the header Authorization: Bearer <token> (in Postman: the tab Authorization, type Bearer Token); a token in the address, a cookie or the body is not read.",
            ),
            Self::Repeated(count) => told(
                "authorization_repeated",
                format!("The Authorization header came {count} times."),
                "Send it once; in Postman, use either the tab Authorization or a row in Headers.",
            ),
            Self::TooLarge(bytes) => told(
                "authorization_too_large",
                format!(
                    "The Authorization header has {bytes} bytes, this server reads up to {MAX_BYTES}."
                ),
                "Send a smaller token; a payload should hold who the user is, not all their data.",
            ),
            Self::NotAscii(character) => told(
                "authorization_not_ascii",
                format!(
                    "The Authorization header has the character {character:?}, which is not ASCII."
                ),
                "Copy the token again from where it was issued; a word processor or chat may have changed a sign in it.",
            ),
            Self::OtherScheme(scheme) => told(
                "scheme_not_bearer",
                match scheme {
                    Some(scheme) => {
                        format!(
                            "The Authorization header's scheme is {scheme}, this server wants Bearer."
                        )
                    }
                    None => {
                        "The Authorization header does not begin with the word Bearer and a space."
                            .into()
                    }
                },
                "Send Authorization: Bearer <token>; in Postman, choose the type Bearer Token.",
            ),
            Self::SchemeMissing => told(
                "scheme_missing",
                "The Authorization header has a token, but not the word Bearer before it.".into(),
                "Write Bearer and a space before the token.",
            ),
            Self::SchemeWithColon => told(
                "scheme_with_colon",
                "The Authorization header says Bearer: with a colon.".into(),
                "Leave out that colon: only the header's name has one, as in Authorization: Bearer <token>.",
            ),
            Self::TokenMissing => told(
                "token_missing",
                "The Authorization header says Bearer, but no token follows.".into(),
                "Put the token after Bearer and a space; if it comes from a variable, that variable is empty.",
            ),
            Self::SchemeTwice => told(
                "scheme_repeated",
                "The Authorization header says Bearer twice.".into(),
                "Write Bearer once; Postman's type Bearer Token adds it for you.",
            ),
            Self::Variable(name) => told(
                "variable_unresolved",
                format!("The variable {name} was sent as it stands, so it has no value."),
                "Set the variable, or send the request that fills it first; in Postman, an unresolved one is red.",
            ),
            Self::Json => told(
                "json_pasted",
                "The whole JSON answer came in place of the token.".into(),
                "Send only the value of \"token\", without braces, name and quotes.",
            ),
            Self::Placeholder => told(
                "placeholder_pasted",
                "The token stands between < and >, as a placeholder does.".into(),
                "Replace the placeholder, with its < and >, by a token.",
            ),
            Self::Quoted => told(
                "token_quoted",
                "The token has quotes around it.".into(),
                "Leave out the quotes.",
            ),
            Self::EmptyVariable(word) => told(
                "token_is_a_word",
                format!(
                    "The word {word} came in place of a token: a program sent a variable that was empty."
                ),
                "Look at where your program stores the token, and whether it got one.",
            ),
            Self::Space => told(
                "token_with_space",
                "The token has white space in it, or more than one token came.".into(),
                "Copy the token again as one line, without a space or a line break in it.",
            ),
        }
    }
}
