//! For a person who meets a refusal of the API: the same words, as a page.

use std::convert::Infallible;

use minijinja::context;
use minijinja::value::Serde;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::response::Responder;
use rocket::serde::json::{self, Value};
use rocket::{Request, Response};

use crate::pages::Pages;

/// A client that asks for HTML by name. Programs ask for JSON, or for anything.
pub struct Browser;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Browser {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        if asks_for_html(request) {
            Outcome::Success(Self)
        } else {
            Outcome::Forward(Status::NotAcceptable)
        }
    }
}

fn asks_for_html(request: &Request<'_>) -> bool {
    request
        .accept()
        .is_some_and(|accept| accept.iter().any(|media| media.is_html()))
}

/// Attaches the fairing. It knows a problem by its content type, so it asks no route and no catcher.
pub fn stage() -> AdHoc {
    AdHoc::on_response("Problems as pages", |request, response| {
        Box::pin(async move {
            let is_problem = response
                .content_type()
                .is_some_and(|media| media.sub() == "problem+json");
            if is_problem && asks_for_html(request) {
                show(request, response).await;
            }
        })
    })
}

async fn show<'r>(request: &'r Request<'_>, response: &mut Response<'r>) {
    let Some(pages) = request.rocket().state::<Pages>() else {
        return;
    };
    let Ok(body) = response.body_mut().to_string().await else {
        return;
    };
    let problem = json::from_str::<Value>(&body).unwrap_or_default();
    let context = context! { problem => Serde(problem) };
    let page = pages.show("problem.html", context);
    if let Ok(page) = page.respond_to(request) {
        response.merge(page);
    }
}
