//! Lets the pages of one other origin use the API: cross-origin resource sharing (CORS).

use std::collections::BTreeSet;
use std::env;

use rocket::fairing::AdHoc;
use rocket::http::uri::Absolute;
use rocket::http::{Method, Status};
use rocket::{Request, Response};
use thiserror::Error;

/// The setting is something other than an origin.
#[derive(Debug, Error)]
#[error(
    "ALLOWED_ORIGIN is {0:?}. Write one origin as a browser sends it, with neither a path nor a slash at its end, such as ALLOWED_ORIGIN=http://127.0.0.1:8001."
)]
pub struct OriginError(String);

/// Attaches the fairing. `ALLOWED_ORIGIN` names the origin. Default: none.
///
/// # Errors
/// If the setting isn't an origin.
pub fn stage() -> Result<AdHoc, OriginError> {
    let allowed = env::var("ALLOWED_ORIGIN").unwrap_or_default();
    if !allowed.is_empty() && !is_origin(&allowed) {
        return Err(OriginError(allowed));
    }
    Ok(AdHoc::on_response("CORS", move |request, response| {
        // A cache must not give one origin's response to another origin.
        response.adjoin_raw_header("Vary", "Origin");
        if request.headers().get_one("Origin") == Some(&allowed) {
            allow(&allowed, request, response);
        }
        Box::pin(async {})
    }))
}

fn is_origin(text: &str) -> bool {
    Absolute::parse(text).is_ok_and(|uri| {
        let scheme = uri.scheme();
        let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
        !authority.is_empty() && format!("{scheme}://{authority}").to_lowercase() == text
    })
}

fn allow(origin: &str, request: &Request<'_>, response: &mut Response<'_>) {
    response.set_raw_header("Access-Control-Allow-Origin", origin.to_owned());
    let is_preflight = request.method() == Method::Options
        && request.headers().contains("Access-Control-Request-Method");
    let methods = methods(request);
    if is_preflight && !methods.is_empty() {
        // No route answered it, so what is there is a refusal.
        response.body_mut().take();
        for header in ["Allow", "Content-Type"] {
            response.remove_header(header);
        }
        response.set_status(Status::NoContent);
        response.set_raw_header("Access-Control-Allow-Methods", methods);
        response.set_raw_header(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type",
        );
        response.set_raw_header("Access-Control-Max-Age", "600");
    }
}

/// The methods of the routes at this path.
fn methods(request: &Request<'_>) -> String {
    let routes = request.rocket().routes();
    let methods: BTreeSet<&str> = routes
        .filter(|route| route.uri.path() == request.uri().path())
        .map(|route| route.method.as_str())
        .collect();
    methods.into_iter().collect::<Vec<_>>().join(", ")
}
