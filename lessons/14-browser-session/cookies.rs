//! How this server sets and removes its cookies.

use std::convert::Infallible;

use rocket::Request;
use rocket::fairing::AdHoc;
use rocket::http::{Cookie, CookieJar, SameSite};
use rocket::request::{FromRequest, Outcome};
use rocket::time::Duration;

use crate::proxy;

/// The cookies of a request, and those that its response sets.
pub struct Cookies<'r> {
    jar: &'r CookieJar<'r>,
    https: bool,
}

impl<'r> Cookies<'r> {
    /// The cookies of this request.
    pub fn of(request: &'r Request<'_>) -> Self {
        Self {
            jar: request.cookies(),
            https: proxy::says_https(request),
        }
    }

    /// What the browser sent.
    pub fn get(&self, name: &str) -> Option<&'r str> {
        self.jar.get(name).map(Cookie::value)
    }

    /// Sets a cookie that scripts can't read, and that the browser doesn't send with a form of
    /// another site. Without a lifetime, the cookie ends when the browser is closed.
    pub fn set(&self, name: &'static str, value: String, lifetime: Option<Duration>) {
        let mut cookie = Cookie::build((name, value))
            .http_only(true)
            .same_site(SameSite::Lax)
            .path("/")
            .build();
        cookie.set_max_age(lifetime);
        // Rocket sets `Secure` itself if it does TLS.
        if self.https {
            cookie.set_secure(true);
        }
        self.jar.add(cookie);
    }

    /// Makes the browser delete a cookie.
    pub fn remove(&self, name: &'static str) {
        self.jar.remove(name);
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Cookies<'r> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}

/// Moves a removed cookie to the end of the response. Rocket sends cookies in random order, and curl
/// 7.88, which Debian 12 has, deletes a cookie only if its line is the last one.
pub fn removed_last() -> AdHoc {
    AdHoc::on_response("Removed cookies last", |_, response| {
        let lines = response.headers().get("Set-Cookie");
        let mut lines: Vec<String> = lines.map(str::to_owned).collect();
        lines.sort_by_key(|line| line.contains("; Max-Age=0"));
        response.remove_header("Set-Cookie");
        for line in lines {
            response.adjoin_raw_header("Set-Cookie", line);
        }
        Box::pin(async {})
    })
}
