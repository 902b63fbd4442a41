//! The request guard for the owner of the server: someone with a terminal on this machine.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::local;
use jwt_sandbox::problem::Problem;
use rocket::Request;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};

/// A request from a terminal on this machine. It needs no password. Its limits: every user and every
/// program of this machine can send one, and behind a proxy on this machine, every client looks local.
pub struct Owner;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Owner {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        // A browser adds this header when a page sends something, and a page can be from anywhere.
        let from_a_page = request.headers().contains("Origin");
        if local::is_from_this_machine(request) && !from_a_page {
            return Outcome::Success(Self);
        }
        Problem::new(
            Status::Forbidden,
            Explanation::new(
                "not_the_owner",
                Lesson::new("lessons/21-rotation"),
                "These routes can only be used from a terminal on the machine that runs this server, at an address such as 127.0.0.1.",
                "Send the request with curl on that machine, without an Origin header.",
            ),
        )
        .refuse(request)
    }
}
