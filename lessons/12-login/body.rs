//! The JSON body of a request, or why it can't be taken.

use std::fmt;
use std::io::ErrorKind;
use std::marker::PhantomData;

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use rocket::http::Status;
use rocket::serde::json::serde_json::error::Category;
use rocket::serde::json::{self, Json};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// A body that a route takes as it comes. A bare `Json<T>` would end in Rocket's log when it can't
/// be read, and there is a password in it.
pub type Body<'r, T> = Result<Json<Object<T>>, json::Error<'r>>;

/// What the body says.
///
/// # Errors
/// 400 for no JSON, 413 for too much, 422 for JSON without the fields of `example`. None of them
/// quotes the body.
pub fn read<T>(body: Body<'_, T>, example: &str) -> Result<T, Problem> {
    let (status, reason, detail) = match body {
        Ok(Json(Object(value))) => return Ok(value),
        Err(json::Error::Io(error)) if error.kind() == ErrorKind::UnexpectedEof => (
            Status::PayloadTooLarge,
            "payload_too_large",
            "The body is larger than this route reads.".into(),
        ),
        Err(json::Error::Io(_)) => (
            Status::BadRequest,
            "body_not_json",
            "The body could not be read, or it is not UTF-8 text.".into(),
        ),
        Err(json::Error::Parse("", _)) => (
            Status::BadRequest,
            "body_not_json",
            "The body is empty.".into(),
        ),
        Err(json::Error::Parse(_, error)) if error.classify() == Category::Data => (
            Status::UnprocessableEntity,
            "fields_wrong",
            "The body is JSON, but it is no object, or a field is missing, twice there, or no text.".into(),
        ),
        Err(json::Error::Parse(_, error)) => (
            Status::BadRequest,
            "body_not_json",
            format!(
                "The body is not JSON: see line {}, column {}.",
                error.line(),
                error.column()
            ),
        ),
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

/// A JSON object. A struct that derives `Deserialize` would take an array as well, with the values in
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
