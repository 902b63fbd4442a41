//! What no route answers, as problems: a wrong path, a wrong method, and Rocket's own errors.

use std::collections::BTreeSet;

use rocket::fairing::AdHoc;
use rocket::http::{Method, Status};
use rocket::{Request, catch, catchers};

use crate::explanation::{Explanation, Lesson};
use crate::problem::Problem;

/// Attaches the catchers. They know the routes of every stage, whichever was attached first.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Problems", |rocket| async {
        rocket.register("/", catchers![not_found, any_other])
    })
}

/// Rocket says 404 for a wrong method, too. We tell the two apart by the routes it has.
///
/// Paths are compared letter by letter: enough while no route has a parameter in its path.
#[catch(404)]
fn not_found(request: &Request<'_>) -> Problem {
    if let Some(problem) = Problem::left_by_guard(Status::NotFound, request) {
        return problem;
    }
    let path = request.uri().path().as_str();
    let allowed = methods(request, path);
    if allowed.is_empty() {
        unknown_path(request, path)
    } else {
        wrong_method(request.method(), path, &allowed)
    }
}

#[catch(default)]
fn any_other(status: Status, request: &Request<'_>) -> Problem {
    if let Some(problem) = Problem::left_by_guard(status, request) {
        return problem;
    }
    if status.code >= 500 {
        return Problem::internal();
    }
    let (reason, detail, hint) = match status.code {
        400 => (
            "bad_request",
            "The request could not be read: an unknown method, or an address that is no path.",
            "Compare it with the curl line of the lesson.",
        ),
        413 => (
            "payload_too_large",
            "The body is larger than this route reads.",
            "Send a smaller body.",
        ),
        422 => (
            "unprocessable_entity",
            "The body can be read, but it does not have the fields that this route wants.",
            "Compare it with the example of the lesson.",
        ),
        _ => (
            "request_refused",
            "The server refused the request.",
            "Look at the status and compare the request with the curl line of the lesson.",
        ),
    };
    Problem::new(
        status,
        Explanation::new(reason, Lesson::FIRST_ROUTE, detail, hint),
    )
}

fn methods(request: &Request<'_>, path: &str) -> BTreeSet<&'static str> {
    let mut methods: BTreeSet<_> = request
        .rocket()
        .routes()
        .filter(|route| route.uri.path() == path)
        .map(|route| route.method.as_str())
        .collect();
    // Rocket answers HEAD wherever there is a GET.
    if methods.contains(Method::Get.as_str()) {
        methods.insert(Method::Head.as_str());
    }
    methods
}

fn wrong_method(sent: Method, path: &str, allowed: &BTreeSet<&str>) -> Problem {
    let wanted = allowed.iter().copied().collect::<Vec<_>>();
    // Where there is a choice, name the one that changes nothing.
    let safe = wanted.iter().find(|method| **method == "GET");
    Problem::method_not_allowed(
        wanted.join(", "),
        Explanation::new(
            "method_not_allowed",
            Lesson::FIRST_ROUTE,
            format!(
                "You sent {sent} {path}, this route wants {}.",
                wanted.join(" or ")
            ),
            format!(
                "Send {} instead: in Postman, choose it left of the address; in curl, write -X {0}.",
                safe.unwrap_or(&wanted[0])
            ),
        ),
    )
}

fn unknown_path(request: &Request<'_>, path: &str) -> Problem {
    let routes: BTreeSet<_> = request
        .rocket()
        .routes()
        .map(|route| (route.uri.path(), route.method.as_str()))
        .collect();
    let routes: Vec<String> = routes
        .iter()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    let shown: String = path.chars().take(80).collect();
    let alike = request
        .rocket()
        .routes()
        .find(|route| folded(route.uri.path()) == folded(path))
        .map_or(String::new(), |route| {
            format!("Did you mean {}? ", route.uri.path())
        });
    Problem::new(
        Status::NotFound,
        Explanation::new(
            "route_not_found",
            Lesson::FIRST_ROUTE,
            format!("There is no route {shown}."),
            format!("{alike}The routes of this server: {}.", routes.join(", ")),
        ),
    )
}

/// `/Sign_Token/` and `/sign-token` are the same to a human eye.
fn folded(path: &str) -> String {
    path.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
