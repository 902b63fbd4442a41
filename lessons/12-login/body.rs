//! The JSON body of a request, or why it is refused.

use std::fmt;
use std::io::ErrorKind;
use std::marker::PhantomData;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;
use rocket::serde::json::serde_json::error::{Category, Error};
use rocket::serde::json::{self, Json, Value};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

/// The body of a route that accepts JSON. With a bare `Json<T>`, Rocket would log a body that it
/// can't read, password included.
pub type Body<'r, T> = Result<Json<Object<T>>, json::Error<'r>>;

/// The value in the body.
///
/// # Errors
/// 400 if it isn't JSON, 413 if it is too large, 422 if it is JSON, but not like `example`. None of
/// them quotes the body.
pub fn read<T>(body: Body<'_, T>, example: &str) -> Result<T, Problem> {
    let (status, reason, detail) = match body {
        Ok(Json(Object(value))) => return Ok(value),
        Err(json::Error::Io(error)) if error.kind() == ErrorKind::UnexpectedEof => (
            Status::PayloadTooLarge,
            "payload_too_large",
            "The body is larger than this route accepts.".into(),
        ),
        Err(json::Error::Io(_)) => (
            Status::BadRequest,
            "body_not_json",
            "The body can't be read, or it isn't UTF-8 text.".into(),
        ),
        Err(json::Error::Parse("", _)) => (
            Status::BadRequest,
            "body_not_json",
            "The body is empty.".into(),
        ),
        Err(json::Error::Parse(text, error)) => unreadable(text, &error, example),
    };
    Err(Problem::new(
        status,
        Explanation::new(
            reason,
            Lesson::new("lessons/12-login"),
            detail,
            format!("Send a body such as {example} with Content-Type: application/json."),
        ),
    ))
}

/// serde_json can't hold every JSON text: a number may be too large for it, or a string may have half
/// of a surrogate pair (RFC 8259 §6, §8.2). So whether it is JSON at all is a separate question.
fn unreadable(text: &str, error: &Error, example: &str) -> (Status, &'static str, String) {
    let place = |error: &Error| {
        let (line, column) = (error.line(), error.column());
        format!("see line {line}, column {column}")
    };
    match json::from_str::<IgnoredAny>(text) {
        Err(syntax) => (
            Status::BadRequest,
            "body_not_json",
            format!("The body isn't JSON: {}.", place(&syntax)),
        ),
        Ok(_) if error.classify() == Category::Data => (
            Status::UnprocessableEntity,
            "fields_wrong",
            wrong_field(text, error, example),
        ),
        Ok(_) => (
            Status::UnprocessableEntity,
            "fields_wrong",
            format!(
                "The body is JSON, but this server can't read a value in it: a number that is too large, or a string with half of a surrogate pair, such as \\ud83d ({}).",
                place(error)
            ),
        ),
    }
}

/// Which field is wrong. The library's own message would quote its value.
fn wrong_field(text: &str, error: &Error, example: &str) -> String {
    let (Ok(sent), Ok(Value::Object(wanted))) = (json::from_str(text), json::from_str(example))
    else {
        return "The body is JSON, but it isn't an object, or a field isn't text.".into();
    };
    let Value::Object(sent) = sent else {
        return "The body is JSON, but it isn't an object.".into();
    };
    for name in wanted.keys() {
        if error
            .to_string()
            .starts_with(&format!("duplicate field `{name}`"))
        {
            return format!("The field {name} appears twice.");
        }
        match sent.get(name) {
            None => return format!("The field {name} is missing."),
            Some(Value::String(_)) => (),
            Some(_) => return format!("The field {name} isn't text."),
        }
    }
    "The body is JSON, but a field is wrong.".into()
}

/// A JSON object. A struct that derives `Deserialize` would also accept an array, with the values in
/// the order of its fields.
pub struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}
