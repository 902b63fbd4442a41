//! Problems for requests that no route answers: a wrong path, a wrong method, and Rocket's own errors.

use std::collections::BTreeSet;

use rocket::fairing::AdHoc;
use rocket::http::{Method, RawStr, Status};
use rocket::{Orbit, Request, Rocket, catch, catchers};

use crate::explanation::{Explanation, Lesson};
use crate::problem::Problem;

/// Attaches the catchers. They know the routes of every stage, whichever was attached first.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Problems", |rocket| async {
        rocket.register("/", catchers![not_found, any_other])
    })
}

/// Rocket says 404 for a wrong method, too. Its list of routes shows which of the two it is.
///
/// Paths are compared letter by letter, which is enough while no route has a parameter in its path.
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
        preflight(request, path, &allowed)
            .unwrap_or_else(|| wrong_method(request.method(), path, &allowed))
    }
}

#[catch(default)]
fn any_other(status: Status, request: &Request<'_>) -> Problem {
    if let Some(problem) = Problem::left_by_guard(status, request) {
        return problem;
    }
    if status.code >= 500 {
        return Problem::server_error(status);
    }
    let (reason, detail, hint) = match status.code {
        400 => (
            "bad_request",
            "The request can't be read: its method is unknown, its address isn't a path, or its body is malformed.",
            "Write the method in capitals, such as GET or POST, and compare the address and the body with the lesson's curl line.",
        ),
        413 => (
            "payload_too_large",
            "The body is larger than this route accepts.",
            "Send a smaller body.",
        ),
        422 => (
            "unprocessable_entity",
            "The body can be read, but it doesn't have the fields that this route needs.",
            "Compare the body with the example in the lesson.",
        ),
        _ => (
            "request_refused",
            "The server refused the request.",
            "Look at the status, and compare the request with the lesson's curl line.",
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
                "You sent {sent} {path}, but this route wants {}.",
                in_words(&wanted)
            ),
            format!(
                "Send {} instead: in Postman, choose it to the left of the address; in curl, write -X {0}.",
                safe.unwrap_or(&wanted[0])
            ),
        ),
    )
}

/// `DELETE, GET or HEAD`.
fn in_words(methods: &[&str]) -> String {
    match methods.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => methods.concat(),
    }
}

/// What a browser asks first when a page from another origin sends a request: CORS
/// (Fetch standard §4.8). We allow no other origin, so the response is the 405 of any `OPTIONS`.
fn preflight(request: &Request<'_>, path: &str, allowed: &BTreeSet<&str>) -> Option<Problem> {
    let origin = request.headers().get_one("Origin")?;
    let method = request.headers().get_one("Access-Control-Request-Method")?;
    if request.method() != Method::Options {
        return None;
    }
    Some(Problem::method_not_allowed(
        allowed.iter().copied().collect::<Vec<_>>().join(", "),
        Explanation::new(
            "cors_preflight",
            Lesson::BROWSER_SESSION,
            format!(
                "A browser asks whether a page from {} may send {} {path}. This server doesn't allow that origin.",
                shortened(origin),
                shortened(method)
            ),
            "Send the request from a page of this server, from curl or from Postman; the lesson shows how a server allows one other origin.",
        ),
    ))
}

fn unknown_path(request: &Request<'_>, path: &str) -> Problem {
    let routes = routes(request.rocket());
    let suggestion = closest(path, routes.iter().map(|(path, _)| *path))
        .map_or(String::new(), |path| format!("Did you mean {path}? "));
    let routes: Vec<String> = routes
        .iter()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    Problem::new(
        Status::NotFound,
        Explanation::new(
            "route_not_found",
            Lesson::FIRST_ROUTE,
            format!("There is no route {}.", shortened(path)),
            format!(
                "{suggestion}The routes of this server: {}.",
                routes.join(", ")
            ),
        ),
    )
}

/// The routes that a person would use, by path and method. A page's files are left out: only the
/// page asks for those.
pub(crate) fn routes(rocket: &Rocket<Orbit>) -> BTreeSet<(&str, &str)> {
    rocket
        .routes()
        .filter(|route| !route.uri.path().ends_with("/<file>"))
        .map(|route| (route.uri.path(), route.method.as_str()))
        .collect()
}

/// The path that most resembles what was sent, if one does.
fn closest<'p>(sent: &str, paths: impl Iterator<Item = &'p str>) -> Option<&'p str> {
    const ALIKE: f64 = 0.85;
    let sent = letters(&RawStr::new(sent).percent_decode_lossy());
    paths
        .map(|path| (strsim::jaro_winkler(&sent, &letters(path)), path))
        .filter(|(similarity, _)| *similarity >= ALIKE && !sent.is_empty())
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, path)| path)
}

/// `/Sign_Token/` and `/sign-token` look the same to a person.
fn letters(path: &str) -> String {
    path.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// What a client sent may be long.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn the_path_that_was_meant_is_found() {
        let paths = ["/", "/sign-token", "/verify-token"];
        for (sent, meant) in [
            ("/Sign_Token", Some("/sign-token")),
            ("/sing-token", Some("/sign-token")),
            ("/sign-tokens", Some("/sign-token")),
            ("/sign-token/", Some("/sign-token")),
            ("/sign-token%0A", Some("/sign-token")),
            ("/sign-token%20", Some("/sign-token")),
            ("/api/verify-token", Some("/verify-token")),
            ("/verify", Some("/verify-token")),
            ("/verfy-tokn", Some("/verify-token")),
            ("/dashboard", None),
            ("/users", None),
            ("/%F0%9F%92%A9", None),
            ("//", None),
        ] {
            assert_eq!(closest(sent, paths.into_iter()), meant, "{sent}");
        }
    }
}
