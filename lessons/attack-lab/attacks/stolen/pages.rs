//! The pages: a list of members, on which your name is shown, and the victim's browser.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jwt_sandbox::problem::Problem;
use minijinja::HtmlEscape;
use rocket::http::Method::{Get, Post};
use serde_json::json;

use super::leaks::{Leaks, Side};
use super::more;
use crate::attack::More;
use crate::broken::stolen as broken;
use crate::reply::Reply;
use crate::route::route;
use crate::service::Service;

/// In characters. A script fits.
const LONGEST_NAME: usize = 1000;

/// Scripts of nobody, and requests to nobody: the second line of defense, behind the escaping.
const POLICY: &str = "default-src 'none'";

/// `POST /stolen/name`, the pages of both sides, and the inbox that scripts can write to.
pub fn routes(service: &Arc<Service>, leaks: &Arc<Leaks>) -> Vec<More> {
    let name = Arc::new(Mutex::new(String::from("mallory")));
    let mut routes = vec![rename(service, &name)];
    for side in [Side::Broken, Side::Fixed] {
        let name = name.clone();
        let members = route(Get, &side.path("members"), move |_| {
            Ok(members(side, &lock(&name)))
        });
        routes.push(more("the page with the names of all members", members));
        let leaks = leaks.clone();
        let victim = route(Get, &side.path("victim"), move |_| victim(side, &leaks));
        routes.push(more(
            "makes your browser the victim's, then opens the members page; for a browser, not for curl",
            victim,
        ));
    }
    let (receives, shows) = (leaks.clone(), leaks.clone());
    let receive = route(Post, "/stolen/inbox", move |call| {
        receives.receive(&call.body);
        Ok(Reply::json(&json!({"message": "Received."})))
    });
    let show = route(Get, "/stolen/inbox", move |_| {
        Ok(Reply::text(shows.inbox()))
    });
    routes.push(more("your inbox: a script can send text to it", receive));
    routes.push(more("what is in your inbox", show));
    routes
}

fn rename(service: &Arc<Service>, name: &Arc<Mutex<String>>) -> More {
    let (service, name) = (service.clone(), name.clone());
    let rename = route(Post, "/stolen/name", move |call| {
        service
            .strict(call.token()?)
            .map_err(Problem::invalid_token)?;
        let new = call.field("name")?;
        if new.chars().count() > LONGEST_NAME {
            return Err(call.bad_request(
                "name_too_long",
                &format!("The name is longer than {LONGEST_NAME} characters."),
                "Choose a shorter one. A script of one line is enough.",
            ));
        }
        *lock(&name) = new;
        Ok(Reply::json(&json!({"message": "You have a new name."})))
    });
    more(
        "changes your name on the members page: {\"name\":\"…\"}",
        rename,
    )
}

fn members(side: Side, name: &str) -> Reply {
    let item = match side {
        Side::Broken => broken::member(name),
        Side::Fixed => format!("<li>{}</li>", HtmlEscape(name)),
    };
    let reply = page(&format!("<ul><li>victim</li>{item}</ul>"));
    match side {
        Side::Broken => reply,
        Side::Fixed => reply.with_header("Content-Security-Policy", POLICY),
    }
}

/// Signs the victim in and leads on to the members page.
fn victim(side: Side, leaks: &Leaks) -> Result<Reply, Problem> {
    let (cookie, script) = match side {
        Side::Broken => (
            broken::cookie(&leaks.issue(None)?),
            broken::keep(&leaks.issue(None)?),
        ),
        // No Secure, because the lab speaks HTTP: lesson 14 sets it behind a proxy.
        Side::Fixed => (
            format!(
                "token={}; Path=/fixed/stolen; HttpOnly; SameSite=Lax",
                leaks.issue(None)?
            ),
            String::new(),
        ),
    };
    let body =
        format!("<p>You are the victim now.</p>{script}<p><a href=\"members\">The members</a></p>");
    Ok(page(&body).with_header("Set-Cookie", &cookie))
}

fn page(body: &str) -> Reply {
    Reply::html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>Members</title></head>\n<body>\n<main><h1>Members</h1>{body}</main>\n</body>\n</html>\n"
    ))
}

fn lock(name: &Mutex<String>) -> MutexGuard<'_, String> {
    name.lock().unwrap_or_else(PoisonError::into_inner)
}
