//! Shows a refusal of the API as a page to people who open it in a browser.

use minijinja::context;
use minijinja::value::Serde;
use rocket::fairing::AdHoc;
use rocket::response::Responder;
use rocket::serde::json::{self, Value};
use rocket::{Request, Response};

use crate::accept::prefers_html;
use crate::pages::Pages;

/// Attaches the fairing. It recognizes a problem by its content type, whichever route or catcher it
/// comes from.
pub fn stage() -> AdHoc {
    AdHoc::on_response("Problems as pages", |request, response| {
        Box::pin(async move {
            let is_problem = response
                .content_type()
                .is_some_and(|media| media.sub() == "problem+json");
            if !is_problem {
                return;
            }
            response.adjoin_raw_header("Vary", "Accept");
            if prefers_html(request) {
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
