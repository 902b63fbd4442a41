//! The form of a request that is about a token (RFC 7009 §2.1, RFC 7662 §2.1).

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::FromForm;
use rocket::form::{self, Form};
use rocket::http::Status;

/// The fields. `token_type_hint` isn't one of them: we look for both kinds of token in any case. A hint
/// would only help if one of the two look-ups were slow.
#[derive(FromForm)]
pub struct TokenForm {
    token: Vec<String>,
}

/// The token in the form.
///
/// # Errors
/// 400 without exactly one; 413 for a form that is too large.
pub fn read(form: form::Result<'_, Form<TokenForm>>) -> Result<String, Problem> {
    let form = match form {
        Ok(form) => form.into_inner(),
        Err(errors) if errors.status() == Status::PayloadTooLarge => {
            return Err(refused(
                Status::PayloadTooLarge,
                "payload_too_large",
                "The form is larger than this route accepts.",
            ));
        }
        Err(_) => TokenForm { token: Vec::new() },
    };
    match <[String; 1]>::try_from(form.token) {
        Ok([token]) if !token.is_empty() => Ok(token),
        _ => Err(refused(
            Status::BadRequest,
            "token_needed",
            "The form needs the field token exactly once, with a value.",
        )),
    }
}

/// For a body that isn't a form.
pub fn not_a_form() -> Problem {
    refused(
        Status::UnsupportedMediaType,
        "form_wanted",
        "This route accepts only a form, but the request has a different Content-Type.",
    )
}

fn refused(status: Status, reason: &'static str, detail: &str) -> Problem {
    Problem::new(
        status,
        Explanation::new(
            reason,
            Lesson::new("lessons/23-revocation"),
            detail,
            "Send token=… with Content-Type: application/x-www-form-urlencoded, as curl -d does.",
        ),
    )
}
